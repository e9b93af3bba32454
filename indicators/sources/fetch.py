"""From indicators to their figures: every call sent and parsed, and what belongs together joined.

Nothing here knows HTTP: `send` is handed in. An indicator is handed out once all of its calls are
answered, whole or as an error, never in part.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from indicators.errors import (
    BadInput,
    Cancelled,
    QuotaReached,
    Refused,
    SettingsError,
    SourceError,
    UnexpectedAnswer,
    Unreachable,
)
from indicators.series import Indicator, Measure, Observation, Period
from indicators.sources.base import Answer, Call, Combining, Parsed, Request, Send, Source
from indicators.sources.bases import last_rebasing, off_base
from indicators.sources.conditional import NOT_MODIFIED, Validators, conditional, known_for, validators
from indicators.sources.figures import distinct, where
from indicators.stopped import stopped

# So many calls in a row without an answer, and the rest is not tried: the office or the network is down.
_GIVE_UP_AFTER = 2
# A page, a half or a list of versions leads to more calls; no series needs as many as this.
_MOST_CALLS = 400
NOTHING_KNOWN: Mapping[str, Validators] = {}


@dataclass(frozen=True)
class Fetched:
    """All that an office says about one indicator, or the error that it cannot be had.

    `observations` are in order of period and release day. `published_on` is the office's date for the
    whole answer, where it states one. `url` holds no secrets. Where `error` is set, nothing else counts.
    `moved` are the figures that `error` says are on another base, and `base` that base where the office
    states it: of use only where they prove to be those held, rebased. `unmodified`: the office says that
    nothing changed since the answer it was asked about. `validators` are
    what this answer is known by, where it can be asked about.
    """

    indicator: Indicator
    observations: tuple[Observation, ...] = ()
    published_on: date | None = None
    next_release: date | None = None
    messages: tuple[str, ...] = ()
    described: dict[str, str] = field(default_factory=dict)
    url: str = ""
    fetched_at: datetime | None = None
    error: SourceError | None = None
    moved: tuple[Observation, ...] = ()
    base: str = ""
    unmodified: bool = False
    validators: Validators | None = None


def fetch(
    source: Source,
    indicators: Sequence[Indicator],
    *,
    send: Send,
    today: date,
    since: Period | None = None,
    key: str | None = None,
    base_url: str | None = None,
    known: Mapping[str, Validators] = NOTHING_KNOWN,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Fetched]:
    """Each of `indicators` (all of `source`), in the order their answers become complete.

    `known` is what the last answers were known by, by indicator key: with it an office is asked whether
    anything changed.

    A SourceError becomes the `error` of the indicators it concerns; a quota that is used up, or an
    office that does not answer twice running, that of all the rest; a code that the office cannot be
    asked for, that of its indicator alone. SettingsError and BadInput (a `since` in the future) are raised
    before anything is sent, Cancelled between two indicators: what was handed out before is whole.
    """
    if since is not None and since.first_day > today:
        raise BadInput(f"nothing can have been published for {since} by {today}", where="--since")

    def made(wanted: Sequence[Indicator]) -> list[Call]:
        return list(source.requests(wanted, since=since, key=key, base_url=base_url, today=today))

    calls, unaskable = _calls(made, indicators)
    yield from unaskable
    gathered: dict[str, list[tuple[Parsed, Answer]]] = {i.key: [] for i in indicators}
    failed: dict[str, SourceError] = {}
    runner = _Runner(source, send)
    last = known_for(calls, known)
    for at, call in enumerate(calls):
        if cancelled():
            raise Cancelled("stopped; what was fetched before is kept")
        try:
            for parsed, answer in runner.run(call, last.get(at)):
                gathered[parsed.indicator_key].append((parsed, answer))
        except SourceError as error:
            failed |= {i.key: error for i in call.indicators}
        except _Unmodified as same:
            answered = same.answer
            for indicator in call.indicators:
                yield Fetched(indicator, url=answered.url, fetched_at=answered.fetched_at, unmodified=True)
            continue
        waiting = {i.key for later in calls[at + 1 :] for i in later.indicators}
        earlier = {i.key for before in calls[:at] for i in before.indicators}
        for indicator in call.indicators:
            if indicator.key not in waiting:
                parts = _combined(source, gathered.pop(indicator.key))
                found = _joined(indicator, parts, failed.get(indicator.key), call)
                alone = indicator.key not in earlier and found.error is None
                yield replace(found, validators=runner.validators) if alone else found


def _calls(
    made: Callable[[Sequence[Indicator]], list[Call]], indicators: Sequence[Indicator]
) -> tuple[list[Call], list[Fetched]]:
    """The calls of all indicators that can be asked for, and the others with the error of their code."""
    try:
        return made(indicators), []
    except SettingsError:
        raise
    except BadInput:
        wrong = {i.key: error for i in indicators if (error := _unaskable(made, i)) is not None}
    unaskable = [Fetched(i, error=wrong[i.key]) for i in indicators if i.key in wrong]
    good = [i for i in indicators if i.key not in wrong]
    return made(good) if good else [], unaskable


def _unaskable(made: Callable[[Sequence[Indicator]], list[Call]], indicator: Indicator) -> Refused | None:
    try:
        made([indicator])
    except BadInput as error:
        return Refused(
            error.message, expected=error.expected, got=error.got, where=error.where, hint=error.hint
        )
    return None


class _Unmodified(Exception):
    """The office says that nothing changed."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class _Runner:
    """Runs calls of one source, and remembers when there is no use in further ones.

    `validators` are what the last call's answer is known by, where it came whole in one piece.
    """

    def __init__(self, source: Source, send: Send) -> None:
        self._source = source
        self._send = send
        self._silent = 0
        self._over: SourceError | None = None
        self.validators: Validators | None = None

    def run(self, call: Call, last: Validators | None = None) -> list[tuple[Parsed, Answer]]:
        """What `call`, its alternative and everything that completes it bring.

        _Unmodified where the office says that its answer known by `last` still holds.
        """
        self.validators = None
        if self._over is not None:
            raise self._over
        try:
            return self._complete(call, last)
        except QuotaReached as error:
            self._over = error
            raise
        except SourceError as error:
            first = error
        if call.alternative is None or self._over is not None:
            raise first
        try:
            found = self._complete(call.alternative)
            self.validators = None
        except SourceError as second:
            first.hint = f"{first.hint}; the other form was tried: {second.message}".removeprefix("; ")
        else:
            return [(_noting(p, f"the usual form failed ({first.message})"), a) for p, a in found]
        raise first

    def _complete(self, call: Call, last: Validators | None = None) -> list[tuple[Parsed, Answer]]:
        found: list[tuple[Parsed, Answer]] = []
        waiting = [call]
        for number in range(_MOST_CALLS):
            here = waiting.pop(0)
            answer = self._ask(here.request if last is None else conditional(here.request, last))
            if answer.status == NOT_MODIFIED:
                raise _Unmodified(answer)
            for parsed in self._source.parse(here, answer):
                found.append((parsed, answer))
                waiting.extend(parsed.more)
            last = None
            if not waiting:
                self.validators = validators(call.request, answer) if number == 0 else None
                return found
        raise UnexpectedAnswer("the answer goes on without end", where=where(call))

    def _ask(self, request: Request) -> Answer:
        try:
            answer = self._send(request)
        except Unreachable as error:
            self._silent += 1
            if self._silent >= _GIVE_UP_AFTER:
                self._over = error
            raise
        self._silent = 0
        return answer


def _noting(parsed: Parsed, message: str) -> Parsed:
    return replace(parsed, messages=(*parsed.messages, message))


def _combined(source: Source, parts: list[tuple[Parsed, Answer]]) -> list[tuple[Parsed, Answer]]:
    if not (isinstance(source, Combining) and parts):
        return parts
    newest = max(answer.fetched_at for _, answer in parts)
    return [(source.combined([p for p, _ in parts]), replace(parts[0][1], fetched_at=newest))]


def _joined(
    indicator: Indicator, parts: Sequence[tuple[Parsed, Answer]], error: SourceError | None, call: Call
) -> Fetched:
    error = error or next((p.error for p, _ in parts if p.error is not None), None)
    if error is not None:
        return Fetched(indicator, error=error)
    try:
        return _whole(indicator, parts, call)
    except SourceError as wrong:
        return Fetched(indicator, error=wrong)


def _whole(indicator: Indicator, parts: Sequence[tuple[Parsed, Answer]], call: Call) -> Fetched:
    observations = distinct((o for p, _ in parts for o in p.observations), indicator, call)
    observations, notes = _on_present_base(indicator, _without_repeats(observations))
    notes += filter(None, [stopped(indicator.key)])
    released = [p.published_on for p, _ in parts if p.published_on is not None]
    released += [o.published_on for o in observations if o.published_on is not None]
    if any(day > call.today + timedelta(days=1) for day in released):
        raise UnexpectedAnswer("a release date in the future", where=where(call), got=str(max(released)))
    described = {name: text for p, _ in parts for name, text in p.described.items()}
    upcoming = [p.next_release for p, _ in parts if p.next_release is not None]
    whole = Fetched(
        indicator,
        observations,
        published_on=max((p.published_on for p, _ in parts if p.published_on is not None), default=None),
        next_release=max(upcoming, default=None),
        messages=tuple(dict.fromkeys([m for p, _ in parts for m in p.messages] + notes)),
        described=described,
        url=parts[0][1].url,
        fetched_at=max(a.fetched_at for _, a in parts),
    )
    return _checked_base(whole, next((p.other_base for p, _ in parts if p.other_base), ""), call)


def _checked_base(whole: Fetched, stated: str, call: Call) -> Fetched:
    """The answer, unless it is on another base than the indicator's: then the error, beside its figures."""
    indicator = whole.indicator
    wrong = f"it states {stated}" if stated else off_base(indicator, whole.observations)
    if not wrong:
        return whole
    error = UnexpectedAnswer(
        f"{indicator.name or indicator.key}: the office's figures are on another base: {wrong}",
        where=where(call),
        expected=indicator.base_period,
        hint="figures on two bases are never mixed: make a new indicator for the new base",
    )
    return replace(whole, observations=(), error=error, moved=whole.observations, base=stated)


def _without_repeats(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Without the rows that only repeat the vintage before: where a real-time period was split."""
    kept: list[Observation] = []
    for observation in observations:
        if kept and replace(kept[-1], published_on=observation.published_on) == observation:
            continue
        kept.append(observation)
    return tuple(kept)


def _on_present_base(
    indicator: Indicator, observations: tuple[Observation, ...]
) -> tuple[tuple[Observation, ...], list[str]]:
    day = last_rebasing(observations) if indicator.measure is Measure.INDEX else None
    if day is None:
        return observations, []
    kept = tuple(o for o in observations if o.published_on is not None and o.published_on >= day)
    return kept, [f"vintages before {day} are on another base and were left out"]
