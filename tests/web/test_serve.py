"""`realterms serve` as a process: what it says, what it refuses, and that its tabs end with it."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from tests.cli.conftest import typed
from tests.web.serving import Served, alive, serving, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


async def first_picture(served: Served, *, leave_open: bool = False) -> bytes:
    """What the app paints into a new tab, until the name of a room has come."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        await client.get(served.address)
        async with client.ws_connect(f"{served.origin}/ws?width=100&height=30", origin=served.origin) as tab:
            painted = b""
            while b"Prices" not in painted:
                painted += await tab.receive_bytes(timeout=60)
            if leave_open:
                (pid,) = served.tabs
                os.kill(served.process.pid, signal.SIGKILL)
                await asyncio.to_thread(until, lambda: not alive(pid), "the tab of a killed server to end")
            return painted


def test_a_tab_is_a_process_that_ends_when_it_is_closed(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        asyncio.run(first_picture(served))
        until(lambda: not served.tabs, "the tab to end")


def test_a_killed_server_takes_its_tabs_along(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        asyncio.run(first_picture(served, leave_open=True))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_and_never_says_the_token_but_once(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path) as served:
        asyncio.run(first_picture(served))
        served.process.send_signal(how)
        out, err = served.process.communicate(timeout=30)
    assert served.process.returncode == 0, err
    assert served.token not in out + err
    assert "Traceback" not in err
    assert "open this address in a browser" in err


def test_a_token_that_is_set_is_used_and_not_handed_to_the_tabs(tmp_path: Path) -> None:
    with serving(tmp_path, REALTERMS_SERVE_TOKEN="set-by-the-administrator") as served:
        assert served.token == "set-by-the-administrator"
        asyncio.run(_looked_at(served))


async def _looked_at(served: Served) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        await client.get(served.address)
        async with client.ws_connect(f"{served.origin}/ws", origin=served.origin) as tab:
            await tab.receive_bytes(timeout=60)
            (pid,) = served.tabs
            for private in ("environ", "cmdline"):
                assert served.token.encode() not in Path(f"/proc/{pid}/{private}").read_bytes()


def test_without_a_token_only_this_machine_may_come(tmp_path: Path) -> None:
    said = typed("serve", "--home", tmp_path, "--host", "0.0.0.0", "--no-token", "--port", "0")
    assert said.code == 2
    assert "without a token anybody" in said.err
    with serving(tmp_path, "--no-token") as served:
        assert "token" not in served.address


def test_a_port_in_use_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = typed("serve", "--home", tmp_path, "--port", port)
    assert said.code == 2
    assert f"cannot serve on 127.0.0.1:{port}" in said.err
    assert "--port 0" in said.err


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.partition(".")[0] in {"textual_serve"} or n == "tui.web.server"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    said = typed("serve", "--home", tmp_path)
    assert said.code == 2
    assert "realterms[web]" in said.err
