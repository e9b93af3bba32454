"""The whole main job in a real browser, by keyboard; and pages that must not get in."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from jobs import verify
from tests.jobs.browser import needs_chromium
from tests.shared_data import ROOT
from tests.tui.conftest import workspace
from tests.web.serving import serving
from tests.web.terminal import Terminal, browser_page

pytestmark = [pytest.mark.prove, needs_chromium]
PICTURES = ROOT / "docs" / "images" if os.environ.get("REALTERMS_GOLDEN") == "write" else None


def keep(terminal: Terminal, folder: Path, name: str) -> None:
    """A picture of the page: into the documents where they are drawn anew, else looked at and forgotten."""
    path = (PICTURES or folder) / f"browser-{name}.png"
    terminal.picture(path)
    assert path.stat().st_size > 20_000  # a page with text on it, not a blank one


def test_the_main_job_by_keyboard_in_a_browser(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home, user="anna") as served, browser_page() as page:
        anna = Terminal(page)
        anna.open(served.address)
        assert "token" not in page.url
        anna.until("1 of 4: Prices")
        anna.press("Escape", until="There are no figures here yet.")
        anna.press("s", until="sample plan are loaded")
        anna.press("Escape", "Space", "ArrowDown", "Space", "Enter", until="┤")  # the axis of the chart
        anna.press("y", until="percent on the same month a year before")
        keep(anna, tmp_path, "trend")
        anna.press("3", until="Sales trainee")
        anna.press("Enter", until="fall, floor and cap")
        anna.press("Control+e", until="As in the plan")
        anna.press("ArrowUp", until="1 change tried")
        keep(anna, tmp_path, "adjust")
        anna.press("Control+s", until="become a new version of the plan")
        anna.type("lag of four months")
        anna.press("Enter", until="proposal 1 is frozen")
        anna.press("Escape", "Escape", "5", until="version 2")
        anna.press("a", until="a second person decides")

    with serving(home, user="ben") as served, browser_page() as page:
        ben = Terminal(page)
        ben.open(served.address)
        ben.until("version 2")  # the screen on which the session before ended
        ben.press("a", until="Accept")
        ben.type("agreed")
        ben.press("Enter", until="accepted")
        keep(ben, tmp_path, "review")
        ben.press("Escape", "e", until="Export with steps")
        ben.press("F4", until="json")  # only what changed is painted: .xlsx becomes .json
        ben.press("Enter", until="written:")
        ben.press("q")
        page.wait_for_selector("body.-closed")
        page.keyboard.press("Enter")  # the notice has the focus: a new session without a mouse
        page.wait_for_selector("body.-first-byte", timeout=60_000)

    kept = sorted((home / "exports").iterdir())
    assert [path.suffix for path in kept] == [".json"]
    (written,) = kept
    with workspace(home, "carla") as checking:
        assert verify.verify(checking, written).ok


def test_a_page_from_elsewhere_gets_no_session_though_the_browser_knows_the_cookie(tmp_path: Path) -> None:
    class Foreign(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html><title>foreign</title>")

        def log_message(self, *_: object) -> None:
            pass

    with (
        serving(tmp_path) as served,
        browser_page() as page,
        ThreadingHTTPServer(("127.0.0.1", 0), Foreign) as other,
    ):
        Thread(target=other.serve_forever, daemon=True).start()
        try:
            Terminal(page).open(served.address)
            open_tabs = served.tabs
            page.goto(f"http://127.0.0.1:{other.server_address[1]}/")
            opened = page.evaluate(
                """socket => new Promise(tell => {
                    const tried = new WebSocket(socket);
                    tried.onopen = () => tell("opened");
                    tried.onerror = () => tell("refused");
                })""",
                served.origin.replace("http", "ws") + "/ws",
            )
            framed = page.evaluate(
                """address => new Promise(tell => {
                    const frame = document.createElement("iframe");
                    frame.src = address;
                    frame.onload = () => {
                        let inside = null;
                        try { inside = frame.contentDocument; } catch { /* another origin's */ }
                        tell(inside ? "readable" : "blocked");
                    };
                    document.body.append(frame);
                })""",
                served.origin,
            )
        finally:
            other.shutdown()
        assert (opened, framed) == ("refused", "blocked")
        assert served.tabs <= open_tabs
