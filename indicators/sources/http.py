"""The only file that talks HTTP: one Request in, one whole Answer out, or one error that says what to do.

What it guards against: addresses that hang or drip, bodies without end or that swell when decompressed,
bodies cut short, login pages in place of figures, redirects that would carry a key elsewhere, and keys
in messages, logs and kept addresses. Dropped connections, 429 and 5xx are tried again, with growing and
jittered waits and as the office's Retry-After asks; any other refusal is final.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import urlsplit

import requests
import tenacity
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from indicators.errors import Cancelled, UnexpectedAnswer, Unreachable
from indicators.sources.address import redirect_target, user_agent
from indicators.sources.base import Answer, Request
from indicators.sources.body import BodyBroken, BodyTooLarge, EncodingUnknown, read_body, read_lines
from indicators.sources.conditional import NOT_MODIFIED
from indicators.sources.failures import Failure, network_failure, status_failure, type_failure
from indicators.sources.pacing import Limits, Pace, retry_after
from indicators.sources.redact import BLOTTER, redact, safe_url, snippet
from indicators.sources.watch import Watch, using

_LOG = logging.getLogger("realterms.http")
_PIECE = 16 * 1024
_SLICE = 0.25  # seconds slept at once, between two looks at `cancelled`
_REDIRECTS = (301, 302, 303, 307, 308)


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Retry:
    """That a request is sent once more: to which host, after what failed, in how many seconds."""

    host: str
    failure: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.host}: {self.failure}; trying again in {self.seconds:.0f} s"


class Client:
    """Sends Requests, from any number of threads: each has a session of its own.

    `clock` gives the time now (aware); `sleep` and `monotonic` may be replaced in tests; `contact` is
    told to the offices in the User-Agent; `on_retry` is told each time something is tried again.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        limits: Limits | None = None,
        contact: str = "",
        on_retry: Callable[[Retry], None] | None = None,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._monotonic = monotonic
        self._limits = limits or Limits()
        self._agent = user_agent(contact)
        self._on_retry = on_retry
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._paces: dict[str, Pace] = {}
        self._lock = threading.Lock()
        for name in ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.poolmanager"):
            logging.getLogger(name).addFilter(BLOTTER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every session; a later `send` opens a new one."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()
            self._local = threading.local()

    def send(
        self,
        request: Request,
        *,
        cancelled: Callable[[], bool] = _never,
        on_retry: Callable[[Retry], None] | None = None,
    ) -> Answer:
        """The office's whole answer to `request`; `on_retry` as the client's own, for this request.

        Raises Unreachable (network or server trouble), QuotaReached (429), each when it outlived the
        retries or asks to wait longer than we do; Refused (any other 4xx), UnexpectedAnswer (not what
        was asked for: another content type, too large, a redirect that is not followed) or Cancelled.
        """
        BLOTTER.secrets.update(s for s in request.secrets if s)
        deadline = self._monotonic() + self._total(request)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_result(lambda result: isinstance(result, Failure) and result.again),
            stop=lambda state: self._enough(state, deadline),
            wait=self._wait,
            sleep=lambda seconds: self._pause(seconds, cancelled),
            before_sleep=lambda state: self._tell(state, request, on_retry or self._on_retry),
            retry_error_callback=_last,
        )
        result: Answer | Failure = retrying(self._attempt, request, deadline, cancelled)
        if isinstance(result, Failure):
            raise result.error(request)
        return result

    def _total(self, request: Request) -> float:
        return self._limits.file_total if request.choose_lines else self._limits.total

    def _enough(self, state: tenacity.RetryCallState, deadline: float) -> bool:
        return (
            state.attempt_number >= self._limits.attempts
            or _asked_to_wait(state) > self._limits.retry_after
            or self._monotonic() + state.upcoming_sleep > deadline
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        asked = _asked_to_wait(state)
        if asked > 0:
            # A little more than asked, differently each time: not everybody at once.
            return asked + float(tenacity.wait_random(0, 1)(state))
        grow = tenacity.wait_exponential_jitter(
            initial=self._limits.first_wait, max=self._limits.longest_wait, jitter=self._limits.first_wait
        )
        return float(grow(state))

    def _pause(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        while seconds > 0:
            _stop_if(cancelled)
            self._sleep(min(seconds, _SLICE))
            seconds -= _SLICE
        _stop_if(cancelled)

    def _tell(
        self, state: tenacity.RetryCallState, request: Request, on_retry: Callable[[Retry], None] | None
    ) -> None:
        failure = _last(state)
        if isinstance(failure, Failure):
            host = urlsplit(request.url).netloc.rpartition("@")[2]
            told = redact(failure.message, request.secrets)
            retry = Retry(redact(host, request.secrets), told, state.upcoming_sleep)
            _LOG.info("%s", retry)
            if on_retry is not None:
                on_retry(retry)

    def _attempt(
        self, request: Request, deadline: float, cancelled: Callable[[], bool]
    ) -> "Answer | Failure":
        _stop_if(cancelled)
        self._pause(self._turn(request), cancelled)
        with Watch(deadline - self._monotonic(), cancelled) as watch:
            result = self._guarded(request)
        # Whatever came counts for nothing once the line was cut: a body without a stated length would
        # look whole.
        if watch.unwanted:
            raise Cancelled("stopped while waiting for the office; nothing of this answer was kept")
        if watch.late:
            seconds = f"{self._total(request):g} s"
            return Failure(Unreachable, f"the office was still not done after {seconds}", hint="try later")
        return result

    def _turn(self, request: Request) -> float:
        if request.rate is None:
            return 0.0
        with self._lock:
            pace = self._paces.setdefault(urlsplit(request.url).netloc, Pace(request.rate, self._monotonic))
        return pace.reserve()

    def _guarded(self, request: Request) -> "Answer | Failure":
        try:
            return self._follow(request)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = network_failure(error, self._limits)
        # Made into a value, and raised outside: the exception's own text and chain hold the key.
        return failure

    def _follow(self, request: Request) -> "Answer | Failure":
        """Send, and follow redirects of a keyless GET that stay on the host."""
        here = request
        for _ in range(self._limits.redirects + 1):
            with self._session.request(
                here.method,
                here.url,
                params=dict(here.params) or None,
                json=here.json,
                headers={"Accept": ", ".join(here.accept), **here.headers},
                timeout=(self._limits.connect, self._limits.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code not in _REDIRECTS or "Location" not in response.headers:
                    return self._read(here, response)
                location = response.headers["Location"]
                target = redirect_target(here, response.url, location)
            if target is None:
                return Failure(
                    UnexpectedAnswer,
                    f"redirected (status {response.status_code}), which is not followed here",
                    got=snippet(safe_url(location, request.secrets), request.secrets),
                    hint="a login page of this network, or the office has moved; check the address by hand",
                )
            here = replace(here, url=target, params={})
        return Failure(UnexpectedAnswer, "redirected in a circle", got=safe_url(here.url, request.secrets))

    def _read(self, request: Request, response: requests.Response) -> "Answer | Failure":
        status = response.status_code
        if status == 429 or status >= 500:
            asked = retry_after(
                response.headers.get("Retry-After"), response.headers.get("Date"), self._clock()
            )
            return status_failure(status, b"", request, wait=asked)
        pieces = _Counted(_pieces(response))
        try:
            encoding = response.headers.get("Content-Encoding", "") if status != NOT_MODIFIED else ""
            content = self._content(request, pieces, encoding)
        except BodyTooLarge:
            most = self._limits.kept if request.choose_lines else self._limits.body
            limit = f"at most {most:,} bytes"
            return Failure(UnexpectedAnswer, "the answer is larger than any figures are", expected=limit)
        except BodyBroken as broken:
            return Failure(Unreachable, str(broken), again=True, hint="try later")
        except EncodingUnknown as unknown:
            message = f"compressed as {str(unknown)!r}"
            return Failure(UnexpectedAnswer, message, expected="gzip, or not at all")
        if status not in request.statuses:
            return status_failure(status, content, request)
        kind = response.headers.get("Content-Type", "")
        is_figures = _media_type(kind) in request.accept or (kind == "" and not content.startswith(b"<"))
        if status != NOT_MODIFIED and not is_figures:
            return type_failure(kind, content, request)
        headers = {
            name.lower(): redact(value, request.secrets)
            for name, value in response.headers.items()
            if name.lower() != "set-cookie"
        }
        url = safe_url(response.url, request.secrets)
        _LOG.debug("%s %s: %d, %d bytes, %s", request.method, url, status, len(content), snippet(kind, ()))
        return Answer(status, content, kind, headers, url, self._clock(), pieces.size)

    def _content(self, request: Request, pieces: "_Counted", encoding: str) -> bytes:
        limits = self._limits
        if request.choose_lines is None:
            return read_body(pieces, encoding, limits.body)
        return read_lines(pieces, encoding, limits.file, request.choose_lines, limits.kept)

    @property
    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = _new_session(self._agent)
            with self._lock:
                self._sessions.append(session)
            self._local.session = session
        return session


def _new_session(agent: str) -> requests.Session:
    session = requests.Session()
    session.headers.update({"User-Agent": agent, "Accept-Encoding": "gzip"})
    # Any auth object at all keeps requests from looking for passwords in a .netrc file.
    session.auth = _unchanged
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _WatchedAdapter()
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _unchanged(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    return prepared


def _pieces(response: requests.Response) -> Iterator[bytes]:
    # Raw, so that decompression is ours: bounded, and checked for its end.
    stream: Iterator[bytes] = response.raw.stream(_PIECE, decode_content=False)
    return stream


class _Counted:
    """Pieces on their way, and how many bytes they were."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            yield piece


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled("stopped before the office was asked")


def _last(state: tenacity.RetryCallState) -> Any:
    return state.outcome.result() if state.outcome is not None else None


def _asked_to_wait(state: tenacity.RetryCallState) -> float:
    result = _last(state)
    return (result.wait or 0.0) if isinstance(result, Failure) else 0.0


class _PlainConnection(HTTPConnection):
    """A connection that tells this thread's watch of itself."""

    def connect(self) -> None:
        using(self)
        super().connect()
        using(self)

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        using(self)
        super().putrequest(*args, **kwargs)


class _SecureConnection(HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        using(self)
        super().connect()
        using(self)

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        using(self)
        super().putrequest(*args, **kwargs)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _WatchedAdapter(HTTPAdapter):
    """requests' adapter, with connections that a watch can cut, behind a proxy too."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        return manager
