"""Who may come in, asked over HTTP on loopback as browsers, scripts and foreign pages would."""

import asyncio
import re
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar, WSServerHandshakeError, web

from indicators.errors import SettingsError
from tui.web.guard import Guard, is_loopback
from tui.web.server import MOST_TABS, TabServer, checked_public_url, listen, token_for

TOKEN = "a-token-of-enough-length"


class Site:
    """A server of the app's pages, its address, and a client with a cookie jar."""

    def __init__(self, server: TabServer, origin: str, client: ClientSession) -> None:
        self.server, self.origin, self.client = server, origin, client

    async def status(self, path: str = "/", method: str = "GET", **headers: str) -> int:
        async with self.client.request(
            method, self.origin + path, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status

    async def enter(self) -> None:
        assert await self.status(f"/?token={TOKEN}") == 303

    async def socket(self, origin: str | None, host: str | None = None) -> int:
        """The status that a WebSocket is answered with; 101 where it opens."""
        headers = {"Host": host} if host else {}
        try:
            async with self.client.ws_connect(self.origin + "/ws", origin=origin, headers=headers):
                return 101
        except WSServerHandshakeError as refused:
            return refused.status


@asynccontextmanager
async def _awaited() -> AsyncIterator[None]:
    """Wait in the end for the processes begun meanwhile: the server's library leaves that to the system."""
    begin, begun = asyncio.create_subprocess_shell, []

    async def beginning(*words: Any, **more: Any) -> Process:
        begun.append(await begin(*words, **more))
        return begun[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "create_subprocess_shell", beginning)
        yield
    for process in begun:
        await process.wait()


async def _site(token: str, public_url: str = "") -> AsyncIterator[Site]:
    async with _awaited():
        async for site in _served(token, public_url):
            yield site


async def _served(token: str, public_url: str) -> AsyncIterator[Site]:
    with listen("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
        server = TabServer(Guard.at("127.0.0.1", port, token=token, public_url=public_url))
        server.command = "head -c 1"  # no tab is looked at here; it ends with the first word to it
        runner = web.AppRunner(await server._make_app())
        await runner.setup()
        await web.SockSite(runner, bound).start()
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
            yield Site(server, f"http://127.0.0.1:{port}", client)
        await runner.cleanup()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A server that asks for a token."""
    async for each in _site(TOKEN):
        yield each


@pytest.fixture
async def open_site() -> AsyncIterator[Site]:
    """A server without one."""
    async for each in _site(""):
        yield each


@pytest.mark.parametrize("path", ["/", "/static/js/textual.js", "/own/page.css", "/download/1", "/nothing"])
async def test_nothing_is_given_to_who_does_not_know_the_token(site: Site, path: str) -> None:
    assert await site.status(path) == 401
    assert await site.status(f"{path}?token=guessed-guessed-guessed") == 401


async def test_the_token_is_exchanged_for_a_cookie_that_scripts_cannot_read(site: Site) -> None:
    async with site.client.get(f"{site.origin}/?token={TOKEN}", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert await site.status("/") == 200
    assert await site.status("/own/page.js") == 200
    assert await site.status("/nothing") == 404


async def test_a_name_that_is_not_ours_is_refused_though_it_leads_here(site: Site) -> None:
    await site.enter()
    assert await site.status("/", Host="pay.attacker.example") == 421
    assert await site.status(f"/?token={TOKEN}", Host="pay.attacker.example") == 421
    port = site.origin.rpartition(":")[2]
    assert await site.socket(f"http://attacker.example:{port}", f"attacker.example:{port}") == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_nothing_is_written_by_http(site: Site, method: str) -> None:
    await site.enter()
    assert await site.status("/", method) == 405


@pytest.mark.parametrize(
    "origin", [None, "null", "http://attacker.example", "http://127.0.0.1:1", "http://localhost", ""]
)
async def test_a_socket_opened_by_a_foreign_page_is_refused_with_and_without_a_token(
    site: Site, open_site: Site, origin: str | None
) -> None:
    await site.enter()
    assert await site.socket(origin) == 403
    assert await open_site.socket(origin) == 403


async def test_a_socket_opens_for_our_own_page_and_its_cookie(site: Site, open_site: Site) -> None:
    assert await site.socket(site.origin) == 401
    await site.enter()
    assert await site.socket(site.origin) == 101
    assert await open_site.socket(open_site.origin) == 101


async def test_more_tabs_than_memory_allows_are_refused(open_site: Site) -> None:
    open_site.server._tabs = MOST_TABS
    assert await open_site.socket(open_site.origin) == 503


async def test_every_answer_keeps_foreign_pages_and_caches_out(site: Site) -> None:
    await site.enter()
    for path in ("/", "/own/page.css", "/nothing"):
        async with site.client.get(site.origin + path) as answer:
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_the_page_loads_nothing_from_elsewhere(open_site: Site) -> None:
    port = open_site.origin.rpartition(":")[2]
    async with open_site.client.get(open_site.origin, headers={"Host": f"localhost:{port}"}) as answer:
        page = await answer.text()
    assert re.findall(r'(?:src|href)="(?!/static/|/own/|data:,)[^"]*"', page) == []
    # The socket's address is the name that was asked for: the cookie belongs to that name.
    assert f'"ws://localhost:{port}/ws"' in page
    assert "http" not in page


def test_behind_a_proxy_with_tls_the_cookie_and_the_socket_are_its() -> None:
    guard = Guard.at("10.0.0.5", 8000, token=TOKEN, public_url="https://pay.example.org")
    assert guard.host_is_ours("pay.example.org")
    assert guard.is_secure("pay.example.org")
    assert guard.origin_is_ours("https://pay.example.org", "pay.example.org")
    assert not guard.origin_is_ours("http://pay.example.org", "pay.example.org")
    assert not guard.origin_is_ours("https://pay.example.org", "10.0.0.5:8000")
    assert not guard.is_secure("10.0.0.5:8000")
    assert not guard.host_is_ours("localhost:8000")


@pytest.mark.parametrize(
    ("host", "here"),
    [
        *(("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True)),
        *(("0.0.0.0", False), ("::", False), ("10.0.0.5", False), ("pay.example.org", False)),
    ],
)
def test_loopback_is_told_from_everywhere_else(host: str, here: bool) -> None:
    assert is_loopback(host) is here
    if here:
        assert token_for(host, None, without=True) == ""
    else:
        with pytest.raises(SettingsError, match="without a token"):
            token_for(host, None, without=True)


def test_a_token_is_new_each_time_and_a_short_one_is_refused_without_being_shown() -> None:
    assert len({token_for("127.0.0.1", None, without=False) for _ in range(5)}) == 5
    assert token_for("0.0.0.0", TOKEN, without=False) == TOKEN
    with pytest.raises(SettingsError) as refused:
        token_for("127.0.0.1", "hunter2", without=False)
    assert "hunter2" not in refused.value.explain()
    assert TOKEN not in repr(replace(Guard.at("127.0.0.1", 1, token=TOKEN)))


@pytest.mark.parametrize("url", ["pay.example.org", "ftp://x", "https://", "https://x/pay", "javascript:1"])
def test_a_public_address_that_no_browser_could_have_open_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="not an address"):
        checked_public_url(url)
