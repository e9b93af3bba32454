"""The app in a real Chromium, driven by keys; what it shows is read from what the server paints."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, WebSocket, sync_playwright

from tests.jobs.browser import CHROMIUM, OPTIONS

_ESCAPE = re.compile(
    r"\x1b(?:\[[0-9;:?<>=!]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78cM])"
)
_MOVE = re.compile(r"\x1b\[[0-9;]*[HfABCDEFGd]")


class Terminal:
    """The terminal in a page: keys in, painted text out."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._painted = ""
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep)

    def _keep(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            self._painted += frame.decode("utf-8", "replace")

    def open(self, address: str) -> None:
        """Open the server's address and wait for the app's first picture."""
        self.page.goto(address)
        self.page.wait_for_selector("body.-first-byte", timeout=60_000)

    @property
    def painted(self) -> str:
        """What was painted since the last `press`, without colours; moves of the cursor begin lines."""
        return _ESCAPE.sub("", _MOVE.sub("\n", self._painted))

    def until(self, text: str, seconds: float = 60) -> None:
        """Wait until a text is painted."""
        deadline = time.monotonic() + seconds
        while text not in self.painted:
            assert time.monotonic() < deadline, (
                f"{text!r} was not painted; the last was:\n{self.painted[-3000:]}"
            )
            self.page.wait_for_timeout(50)

    def press(self, *keys: str, until: str = "") -> None:
        """Press keys, as Playwright names them, and wait for what they lead to."""
        self._painted = ""
        for key in keys:
            self.page.keyboard.press(key)
            if key == "Escape":
                self.page.wait_for_timeout(300)  # a key at once after it would be read as Alt and that key
        if until:
            self.until(until)

    def type(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)

    def picture(self, path: Path) -> None:
        """Keep what the page shows."""
        self.page.wait_for_timeout(400)  # the browser draws what has come
        self.page.screenshot(path=path)


@contextmanager
def browser_page(*, dark: bool = True) -> Iterator[Page]:
    """A page of a new browser that knows nothing; its errors fail the test."""
    errors: list[str] = []
    with sync_playwright() as playwright:
        options = [option for option in OPTIONS if option != "--headless"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        try:
            page = browser.new_page(
                viewport={"width": 1200, "height": 760}, color_scheme="dark" if dark else "light"
            )
            page.on("pageerror", lambda error: errors.append(str(error)))
            yield page
        finally:
            browser.close()
    assert errors == []
