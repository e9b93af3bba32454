"""The shapes a source is made of: a Request for an office, its Answer, and what was Parsed from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from indicators.errors import SourceError
from indicators.series import Indicator, Observation, Period

JSON_TYPES = ("application/json",)
# Offices label the same comma-separated text in several ways; HTML is never one of them.
CSV_TYPES = ("text/csv", "application/csv", "application/octet-stream", "text/plain")


# Given the first line of a text file, says which of the others are kept.
ChooseLines = Callable[[bytes], Callable[[bytes], bool]]


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` requests in any `seconds`, for one host."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, not yet sent.

    `secrets` are blotted out of everything that is shown or kept. `accept` are the content types that
    may answer it. `statuses` are those whose body `parse` reads itself, because the office explains
    itself in it; any other status than 200 is an error before parsing. With `choose_lines` a file of any
    size may come: of its lines only the first and those chosen are ever held.
    """

    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: object | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    follow_redirects: bool = True
    accept: tuple[str, ...] = JSON_TYPES
    statuses: tuple[int, ...] = (200,)
    rate: Rate | None = None
    choose_lines: ChooseLines | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole: `url` without secrets, `fetched_at` aware, in UTC.

    `received` counts the bytes of the body as they came over the wire, compressed.
    """

    status: int
    content: bytes = field(repr=False)
    content_type: str
    headers: Mapping[str, str] = field(repr=False)
    url: str
    fetched_at: datetime
    received: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A Request and the indicators it asks for.

    `alternative` is asked where this call yields nothing usable. `state` carries what the next call of
    a paged or split answer must agree with. `today` bounds what can have been published.
    """

    request: Request
    indicators: tuple[Indicator, ...]
    today: date
    alternative: "Call | None" = None
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """What one Answer says about one indicator.

    `published_on` is the office's local date, where it says so for the whole answer. `described` holds
    the office's own words (title, unit, base, seasonality), where it gives them. `more` are the calls
    that complete this answer. `other_base` is the base that the office states, and that its figures are on,
    where it is not the indicator's. Where `error` is set, there are no observations.
    """

    indicator_key: str
    observations: tuple[Observation, ...] = ()
    published_on: date | None = None
    next_release: date | None = None
    messages: tuple[str, ...] = ()
    described: Mapping[str, str] = field(default_factory=dict)
    more: tuple[Call, ...] = ()
    other_base: str = ""
    error: SourceError | None = None


class Source(Protocol):
    """A publisher's reader: both methods are pure; nothing in them sends."""

    @property
    def name(self) -> str:
        """The part of an indicator's key before the colon."""
        ...

    @property
    def publisher(self) -> str:
        """The office's name."""
        ...

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """The calls that fetch `indicators` from `since` on; an office may well answer with more.

        `base_url` replaces the office's own scheme and host. SettingsError where it is unusable.
        """
        ...

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """What `answer` says about each indicator of `call`.

        Raises QuotaReached, Refused or Unreachable where the office says so of the whole call, and
        UnexpectedAnswer, quoting it, for a shape that is not known.
        """
        ...


@runtime_checkable
class Combining(Protocol):
    """A reader whose answers about one indicator say something only together."""

    def combined(self, parts: Sequence[Parsed]) -> Parsed:
        """What they say, in the order they came in."""
        ...


Send = Callable[[Request], Answer]
