"""What can go wrong with a request, as a value: what it was, whether to try again, what to say."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from indicators.errors import QuotaReached, Refused, SourceError, UnexpectedAnswer, Unreachable
from indicators.sources.base import Request
from indicators.sources.pacing import Limits
from indicators.sources.redact import redact, safe_url, snippet

_NO_ADDRESS = {"InvalidURL", "InvalidSchema", "MissingSchema", "InvalidProxyURL", "LocationParseError"}
_LATER = "try later; what is held stays as it is"


@dataclass(frozen=True, slots=True)
class Failure:
    """One attempt that brought no answer. `wait`: seconds the office asked to wait for."""

    kind: type[SourceError]
    message: str
    expected: str = ""
    got: str | None = None
    hint: str = ""
    again: bool = False
    wait: float | None = None

    def error(self, request: Request) -> SourceError:
        """The error to raise for it, with the request's address and without its secrets."""
        secrets = request.secrets
        return self.kind(
            redact(self.message, secrets),
            where=safe_url(request.url, secrets),
            expected=self.expected,
            got=None if self.got is None else redact(self.got, secrets),
            hint=redact(self.hint, secrets),
        )


def network_failure(error: Exception, limits: Limits) -> Failure:
    """A Failure in our own words: the library's hold the whole address, key and all."""
    names = {type(e).__name__ for e in _chain(error)}
    text = " ".join(str(e) for e in _chain(error) if isinstance(e, OSError))
    if "CERTIFICATE_VERIFY_FAILED" in text:
        hint = "check the date of this machine, and whether a proxy replaces certificates"
        return Failure(Unreachable, "the office's certificate is not valid here", hint=hint)
    if names & _NO_ADDRESS:
        return Failure(Unreachable, "nothing can be at this address", hint="check the setting of the address")
    if names & {"ConnectTimeout", "ConnectTimeoutError"}:
        message = f"no connection within {limits.connect:g} s"
    elif names & {"ReadTimeout", "ReadTimeoutError"}:
        message = f"no data for {limits.read:g} s"
    elif names & {"NameResolutionError", "gaierror"}:
        message = "the office's name cannot be looked up; is there a network?"
    elif "ProxyError" in names:
        message = "the proxy does not answer"
    elif "IncompleteRead" in names or "InvalidChunkLength" in names:
        message = "the answer was cut short"
    else:
        reason = next((e.strerror for e in _chain(error) if isinstance(e, OSError) and e.strerror), "")
        message = f"the connection failed: {reason}" if reason else "the connection was dropped"
    return Failure(Unreachable, message, hint=_LATER, again=True)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        here = waiting.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        yield here
        inner = [here.__cause__, here.__context__, getattr(here, "reason", None), *here.args]
        waiting.extend(e for e in inner if isinstance(e, BaseException))


def status_failure(status: int, content: bytes, request: Request, *, wait: float | None = None) -> Failure:
    """The Failure that an HTTP status means; `content` is quoted."""
    words = f"HTTP status {status}"
    if status in {s.value for s in HTTPStatus}:
        words += f" ({HTTPStatus(status).phrase})"
    if status == 429 or status >= 500:
        kind = QuotaReached if status == 429 else Unreachable
        asked = f"the office asks to wait {wait:.0f} s" if wait else _LATER
        return Failure(kind, f"the office answered {words}", hint=asked, again=True, wait=wait)
    quoted = snippet(content, request.secrets) or None
    if status == 407:
        return Failure(Unreachable, f"the proxy answered {words}", got=quoted)
    if 400 <= status < 500:
        hint = "check the indicator's code, the dates and the key"
        return Failure(Refused, f"the office answered {words}", got=quoted, hint=hint)
    expected = ", ".join(str(s) for s in request.statuses)
    return Failure(UnexpectedAnswer, f"the office answered {words}", expected=expected, got=quoted)


def type_failure(kind: str, content: bytes, request: Request) -> Failure:
    """The Failure of an answer in another content type than asked for, quoting how it begins."""
    is_page = "html" in kind.lower() or content.lstrip()[:1] == b"<"
    hint = "a login page of this network, or the office is in maintenance: open the address by hand"
    return Failure(
        UnexpectedAnswer,
        f"the answer is {snippet(kind, request.secrets, 60) or 'of no stated type'}, not figures",
        expected=" or ".join(request.accept),
        got=snippet(content, request.secrets),
        hint=hint if is_page else "",
    )
