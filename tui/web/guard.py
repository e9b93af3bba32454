"""Who may come in: the token once, a cookie ever after, and only under this server's own name.

A page of somebody else's can make a browser call any address of this machine. So the Host header has to be
ours (a foreign name may resolve to 127.0.0.1), a WebSocket has to come from a page of ours (Origin; browsers
let any page open one), and whoever comes has to know the token. The token stands in the first address alone:
it is exchanged for a cookie that scripts cannot read, and leaves the address bar.
"""

import hmac
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

ENTRY = "/"
SOCKET = "/ws"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Whether an address or name can be reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def netloc(host: str, port: int) -> str:
    """`127.0.0.1:8000`, `[::1]:8000`: as a Host header has it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@dataclass(frozen=True)
class Guard:
    """What a request has to show.

    `origins` are the addresses this server goes by, scheme included. An empty `token` lets everyone in who
    comes under one of them; the caller sees to it that this is so on loopback alone.
    """

    origins: frozenset[str]
    token: str = field(default="", repr=False)

    @classmethod
    def at(cls, host: str, port: int, *, token: str, public_url: str = "") -> "Guard":
        """The guard of a server on `host` and `port`, which others may know as `public_url`."""
        names = {host} | ({"localhost", "127.0.0.1"} if is_loopback(host) else set())
        own = {f"http://{netloc(name, port)}" for name in names}
        return cls(frozenset(own | ({public_url.rstrip("/")} if public_url else set())), token)

    @property
    def cookie(self) -> str:
        """The cookie's name; a browser keeps cookies by host, whatever the port, so the port is in it."""
        ports = sorted(str(urlsplit(origin).port or "") for origin in self.origins)
        return f"realterms-{'-'.join(dict.fromkeys(ports))}"

    def host_is_ours(self, host: str) -> bool:
        """Whether a Host header names this server."""
        return any(_same(urlsplit(origin).netloc, host) for origin in self.origins)

    def origin_is_ours(self, origin: str | None, host: str) -> bool:
        """Whether a page of this server, at the very name that was asked for, opens the connection."""
        if origin is None or origin.rstrip("/") not in self.origins:
            return False
        return _same(urlsplit(origin).netloc, host)

    def knows(self, given: str | None) -> bool:
        """Whether a token or a cookie is the right one, in a time that tells nothing of it."""
        return not self.token or hmac.compare_digest((given or "").encode(), self.token.encode())

    def is_secure(self, host: str) -> bool:
        """Whether the name that was asked for is served over https, by whatever stands before us."""
        return any(o.startswith("https://") and _same(urlsplit(o).netloc, host) for o in self.origins)

    def refusal(self, request: web.Request) -> web.Response | None:
        """The answer to who may not come in, or None."""
        if request.method not in {"GET", "HEAD"}:
            return _no(405, "only reading is done by HTTP here")
        if not self.host_is_ours(request.host):
            return _no(421, "this server does not go by that name; see `realterms serve --public-url`")
        if request.path == SOCKET and not self.origin_is_ours(request.headers.get("Origin"), request.host):
            return _no(403, "opened by a page that is not of this server")
        if not self.knows(request.cookies.get(self.cookie)):
            return _no(401, "open the address that `realterms serve` printed: it carries the token")
        return None

    def welcome(self, request: web.Request) -> web.Response | None:
        """The exchange of the token in the first address for a cookie, or None where there is no token."""
        given = request.query.get("token")
        if request.path != ENTRY or given is None or not self.token or not self.host_is_ours(request.host):
            return None
        if not self.knows(given):
            return _no(401, "that token is not the one of this server, or of an earlier run of it")
        answer = web.Response(status=303, headers={"Location": ENTRY})
        answer.set_cookie(
            self.cookie,
            self.token,
            httponly=True,
            samesite="Lax",  # as strict it would not come with the link of a message,
            secure=self.is_secure(request.host),
            path="/",
        )
        return answer

    @property
    def middleware(self) -> Middleware:
        """The guard as aiohttp wants it; every answer carries the headers that keep foreign pages out."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            answer: web.StreamResponse | None = self.welcome(request) or self.refusal(request)
            if answer is None:
                try:
                    answer = await handler(request)
                except web.HTTPException as error:
                    answer = _no(error.status, error.reason)
            if not answer.prepared:
                answer.headers.update(HEADERS)
            return answer

        return guarded


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _no(status: int, why: str) -> web.Response:
    return web.Response(status=status, text=f"realterms: {why}\n", headers=HEADERS)
