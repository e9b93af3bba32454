"""The server: Textual's own, behind the guard, with a page that loads nothing from elsewhere."""

import logging
import os
import secrets
import shlex
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import web
from textual_serve.server import Server

from indicators.errors import SettingsError
from tui.web.guard import Guard, is_loopback, netloc

HERE = Path(__file__).parent
PAGE = "page.html"
OWN_FILES = "/own"
MOST_TABS = 16  # each tab is a process of about 90 MB
SHORTEST_TOKEN = 16
_LOG = logging.getLogger(__name__)


class TabServer(Server):
    """One process of the app for each tab, for whoever the guard lets in."""

    def __init__(self, guard: Guard) -> None:
        command = shlex.join([sys.executable, "-m", "tui.web.session"])
        super().__init__(command, title="realterms", templates_path=HERE)
        self.guard = guard
        self._tabs = 0

    def initialize_logging(self) -> None:
        """Nothing of its own: the parent's would print the values of variables with each error."""

    async def on_startup(self, app: web.Application) -> None:
        """Nothing is said here; the command line says where it serves."""

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self.guard.middleware)
        app.router.add_static(OWN_FILES, HERE / "static")
        return app

    @aiohttp_jinja2.template(PAGE)
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """The page, which talks to the very name that it was asked by: another one has no cookie."""
        scheme = "wss" if self.guard.is_secure(request.host) else "ws"
        return {"socket": f"{scheme}://{request.host}/ws", "title": self.title, "font_size": 15}

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A tab: refused where there are too many already, since each takes memory."""
        if self._tabs >= MOST_TABS:
            raise web.HTTPServiceUnavailable(reason=f"{MOST_TABS} tabs are open; close one")
        self._tabs += 1
        try:
            return await super().handle_websocket(request)
        finally:
            self._tabs -= 1


def token_for(host: str, given: str | None, *, without: bool) -> str:
    """The token to ask for: the one given, a new one, or none where that is allowed.

    SettingsError where anybody could come in from elsewhere, or could guess it.
    """
    if without and not is_loopback(host):
        raise SettingsError(
            "without a token anybody who reaches this machine could read and change pay",
            where="--no-token",
            expected="a loopback address such as 127.0.0.1",
            got=host,
            hint="leave out --no-token, or --host",
        )
    if without:
        return ""
    if given is not None and len(given) < SHORTEST_TOKEN:
        raise SettingsError(
            "that token can be guessed",
            where="REALTERMS_SERVE_TOKEN",
            expected=f"at least {SHORTEST_TOKEN} characters",
            got=f"{len(given)} characters",
            hint="leave it empty: each start then makes a new one",
        )
    return given or secrets.token_urlsafe(32)


def checked_public_url(url: str) -> str:
    """An address under which others know this server; SettingsError where it is none."""
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/")):
        raise SettingsError(
            "not an address that a browser could have open",
            where="--public-url",
            expected="as https://pay.example.org, without a path",
            got=url,
        )
    return f"{parts.scheme}://{parts.netloc}" if url else ""


def listen(host: str, port: int) -> socket.socket:
    """The socket to serve on; SettingsError where it cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(
            f"cannot serve on {netloc(host, port)}: {error.strerror or error}",
            where="--host, --port",
            hint="another program may have that port: try --port 0 for any free one",
        ) from None


def serve(
    host: str,
    port: int,
    *,
    token: str | None = None,
    without_token: bool = False,
    public_url: str = "",
    environ: Mapping[str, str] | None = None,
    on_ready: Callable[[str], None],
) -> None:
    """Serve until stopped by Ctrl-C or SIGTERM; every tab's process ends with it.

    `environ` is what the tabs' processes get on top of this one's. `on_ready` is told the address to open,
    token included. SettingsError where host, port, token or address will not do.
    """
    secret = token_for(host, token, without=without_token)
    public = checked_public_url(public_url)
    with listen(host, port) as bound:
        actual = bound.getsockname()[1]
        guard = Guard.at(host, actual, token=secret, public_url=public)
        os.environ.pop("REALTERMS_SERVE_TOKEN", None)  # the tabs have no use for it
        os.environ.update(environ or {})
        home = public or f"http://{netloc(host, actual)}"
        on_ready(f"{home}/?token={secret}" if secret else f"{home}/")
        server = TabServer(guard)
        # No access log: it would hold the first address, and the token with it.
        web.run_app(server._make_app(), sock=bound, print=None, access_log=None, shutdown_timeout=5)
