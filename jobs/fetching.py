"""One office asked for several indicators: every call sent, every piece of an answer put together.

Nothing is saved here. An indicator whose answer came in pieces is handed on only when all of them are
there, so that no part of a series is ever saved alone.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from indicators.errors import Cancelled, QuotaReached, RealtermsError, SourceError
from indicators.series import Indicator, Observation, Period
from indicators.sources.base import Answer, Call, Parsed, Request, Source
from jobs.progress import Cancelled as IsCancelled

Send = Callable[[Request], Answer]


@dataclass
class Fetched:
    """What an office said about one indicator, or why it said nothing; `url` is where it was asked."""

    indicator: Indicator
    observations: list[Observation] = field(default_factory=list)
    published_on: date | None = None
    next_release: date | None = None
    url: str = ""
    messages: list[str] = field(default_factory=list)
    error: RealtermsError | None = None

    def take(self, parsed: Parsed, answer: Answer) -> None:
        """Add a piece."""
        self.observations.extend(parsed.observations)
        self.published_on = parsed.published_on or self.published_on
        self.next_release = parsed.next_release or self.next_release
        self.url = answer.url
        self.messages.extend(parsed.messages)
        self.error = self.error or parsed.error


def fetch(
    source: Source,
    indicators: Sequence[Indicator],
    *,
    since: Period | None,
    key: str | None,
    base_url: str | None,
    today: date,
    send: Send,
    cancelled: IsCancelled,
) -> Iterator[Fetched]:
    """Each indicator as soon as its answer is whole; a failed one carries its error.

    Raises Cancelled between two calls when asked to stop.
    """
    results = {i.key: Fetched(i) for i in indicators}
    try:
        calls = list(source.requests(indicators, since=since, key=key, base_url=base_url, today=today))
    except RealtermsError as error:
        yield from _failed(results, error)
        return
    waiting = deque(calls)
    open_calls = {k: sum(any(i.key == k for i in c.indicators) for c in calls) for k in results}
    spent: SourceError | None = None
    while waiting:
        call = waiting.popleft()
        if cancelled():
            raise Cancelled("stopped; what was saved before stays saved")
        more: list[Call] = []
        if spent is None:
            try:
                more = _ask(source, call, results, send)
            except QuotaReached as error:
                spent = error
            except SourceError as error:
                _blame(results, call, error)
        if spent is not None:
            _blame(results, call, spent)
        for following in more:
            for indicator in following.indicators:
                open_calls[indicator.key] += 1
        waiting.extendleft(reversed(more))
        for indicator in call.indicators:
            open_calls[indicator.key] -= 1
            if open_calls[indicator.key] == 0:
                yield results[indicator.key]


def _ask(source: Source, call: Call, results: dict[str, Fetched], send: Send) -> list[Call]:
    """Send one call, or its alternative where it yields nothing usable; returns what completes it."""
    try:
        answer = send(call.request)
        pieces = source.parse(call, answer)
    except QuotaReached:
        raise
    except SourceError:
        if call.alternative is None:
            raise
        return _ask(source, call.alternative, results, send)
    for parsed in pieces:
        results[parsed.indicator_key].take(parsed, answer)
    return [c for parsed in pieces for c in parsed.more]


def _blame(results: dict[str, Fetched], call: Call, error: SourceError) -> None:
    for indicator in call.indicators:
        results[indicator.key].error = results[indicator.key].error or error


def _failed(results: dict[str, Fetched], error: RealtermsError) -> Iterator[Fetched]:
    for result in results.values():
        result.error = error
        yield result
