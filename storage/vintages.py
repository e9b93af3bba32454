"""Indicators and their figures, every vintage: what was published when, and what was known on a day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import insert, select
from sqlmodel import Session

from indicators.errors import BadInput, UnknownName
from indicators.series import Frequency, History, Indicator, Observation, Period, Reading, Series
from storage import bulk, readings, tables
from storage.columns import period_from, period_number, published_digits, utc
from storage.merge import Addition, Content, Held, Merge
from storage.overview import Freshness, freshness, latest_points
from storage.readings import indicator, observation, vintage
from storage.transaction import for_writing, for_writing_alone

__all__ = [
    "Freshness",
    "Revision",
    "Saved",
    "freshness",
    "history",
    "indicators",
    "latest_points",
    "register",
    "revisions",
    "save",
    "series",
]

# Two numbers that differ in one of these are not the same series, whatever the office calls them.
_IDENTITY = ("kind", "measure", "frequency", "base_period", "seasonally_adjusted")


@dataclass(frozen=True, slots=True)
class Saved:
    """What one reply added: new + revised + unchanged figures make up the reply.

    `confirmed` of the unchanged ones came with realterms before and carry the office's name now.
    """

    new: int
    revised: int
    unchanged: int
    revised_periods: tuple[Period, ...] = ()
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure and the one it replaced; `before` is None at its first publication."""

    period: Period
    before: Reading | None
    after: Reading


def register(wanted: Iterable[Indicator], *, session: Session) -> None:
    """Make the indicators known to the database; those that it knows stay as they are.

    BadInput where one is known with another kind, measure, frequency, base period or adjustment: figures
    on two bases never share a key.
    """
    by_key = {i.key: i for i in wanted}
    if not _missing(by_key, session):
        return
    for_writing_alone(session)
    # Someone else may have been quicker; now that we are alone, what is missing stays missing.
    rows = [asdict(i) for i in _missing(by_key, session)]
    if rows:
        session.connection().execute(insert(tables.Indicator), rows)


def _missing(by_key: dict[str, Indicator], session: Session) -> list[Indicator]:
    known = {i.key: i for i in indicators(session=session)}
    for key, new in by_key.items():
        held = known.get(key, new)
        for name in _IDENTITY:
            if getattr(held, name) != getattr(new, name):
                raise BadInput(
                    f"{key}: another {name.replace('_', ' ')} makes it another indicator",
                    expected=str(getattr(held, name)),
                    got=str(getattr(new, name)),
                    hint="give it a key of its own, for instance with the base period at its end",
                )
    return [i for key, i in by_key.items() if key not in known]


def indicators(*, session: Session) -> list[Indicator]:
    """Every indicator known to the database, in the order they came in."""
    rows = session.connection().execute(select(*readings.INDICATOR_COLUMNS).order_by(indicator.id))
    return [readings.indicator_from_row(row) for row in rows]


def save(
    indicator_key: str,
    observations: Sequence[Observation],
    *,
    published_on: date,
    fetched_at: datetime,
    origin: str,
    url: str = "",
    run_id: int | None = None,
    session: Session,
) -> Saved:
    """Add what a reply says and the database does not: a vintage, with the figures that it changed.

    A changed value, status or footnote is a change; other padding zeros are not. Figures that state their
    own day of publication make a vintage for each day. A vintage older than those held takes its place
    among them. The same reply again writes nothing. The bundled figures give way to an office's answer
    published on the same day or later, which is written even where it says the same.

    UnknownName for an indicator that is not registered; BadInput where a period is of another frequency,
    or the reply contradicts itself.
    """
    connection = for_writing(session)
    locked = select(indicator.id, indicator.frequency).where(indicator.key == indicator_key)
    found = connection.execute(locked.with_for_update(key_share=True)).first()
    if found is None:
        keys = connection.execute(select(indicator.key)).scalars()
        raise UnknownName.among("indicator", indicator_key, keys)
    stated = _stated(indicator_key, observations, found.frequency, published_on)
    if not stated:
        return Saved(0, 0, 0)
    merge = _held(found.id, stated, session)
    moment = utc(fetched_at, where=indicator_key)
    for (day, own), figures in stated.items():
        span = (None, None) if own else (min(figures), max(figures))
        merge.add(Addition(day, moment, origin, url, *span), list(figures.items()))
    _write(found.id, merge.additions(), run_id, session)
    periods = tuple(
        period_from(number, Frequency(found.frequency)) for number in sorted(merge.revised_periods)
    )
    return Saved(merge.new, merge.revised, merge.unchanged, periods, merge.confirmed)


def _stated(
    key: str, observations: Sequence[Observation], frequency: str, published_on: date
) -> dict[tuple[date, bool], dict[int, Content]]:
    """The reply by day of publication, oldest first; the flag says whether the figures stated that day."""
    stated: dict[tuple[date, bool], dict[int, Content]] = {}
    for o in observations:
        if o.period.frequency != frequency:
            raise BadInput(
                f"{key}: {o.period} is no period of this series", expected=Frequency(frequency).name
            )
        value = None if o.value is None else published_digits(o.value, where=f"{key} {o.period}")
        content = (value, o.status.value, o.footnote)
        day = (o.published_on or published_on, o.published_on is not None)
        earlier = stated.setdefault(day, {}).setdefault(period_number(o.period), content)
        if earlier != content:
            raise BadInput(
                f"{key}: two different figures for {o.period} in one reply", got=(earlier, content)
            )
    return dict(sorted(stated.items()))


def _held(indicator_id: int, stated: dict[tuple[date, bool], dict[int, Content]], session: Session) -> Merge:
    """The vintages held, with the figures of every period that the reply speaks of."""
    connection = session.connection()
    vintages = connection.execute(
        select(
            vintage.id,
            vintage.published_on,
            vintage.fetched_at,
            vintage.origin,
            vintage.url,
            vintage.first_period,
            vintage.last_period,
        ).where(vintage.indicator_id == indicator_id)
    )
    first = min(min(figures) for figures in stated.values())
    last = max(max(figures) for figures in stated.values())
    rows = connection.execute(
        select(
            observation.period,
            observation.vintage_id,
            observation.value,
            observation.status,
            observation.footnote,
        ).where(observation.indicator_id == indicator_id, observation.period.between(first, last))
    )
    return Merge(
        (Held(*v) for v in vintages),
        ((period, held, (value, status, footnote)) for period, held, value, status, footnote in rows),
    )


def _write(indicator_id: int, additions: list[Addition], run_id: int | None, session: Session) -> None:
    if not additions:
        return
    connection = session.connection()
    ids = bulk.vintage_ids(connection, len(additions))
    connection.execute(
        insert(tables.Vintage),
        [
            {
                "id": number,
                "indicator_id": indicator_id,
                "published_on": new.published_on,
                "fetched_at": new.fetched_at,
                "origin": new.origin,
                "url": new.url,
                "run_id": run_id,
                "first_period": new.first,
                "last_period": new.last,
                "observations": len(new.rows),
                "periods": new.periods,
            }
            for number, new in zip(ids, additions, strict=True)
        ],
    )
    bulk.insert_observations(
        connection,
        [
            (indicator_id, period, number, *content)
            for number, new in zip(ids, additions, strict=True)
            for period, content in new.rows
        ],
    )


def history(indicator_key: str, *, session: Session) -> History:
    """Every figure held of an indicator, all vintages; UnknownName for a key that nobody knows."""
    found, known = readings.find_indicator(indicator_key, session=session)
    rows = session.connection().execute(
        readings.readings_of(found).order_by(observation.period, *readings.KNOWN_ORDER)
    )
    return History(known, tuple(readings.reading(row, known.frequency) for row in rows))


def series(indicator_key: str, *, known_on: date, session: Session) -> Series:
    """The newest figure of each period among those published on or before a day.

    Empty where the catalogue knows the key and the database has nothing of it; UnknownName otherwise.
    """
    found, known = readings.find_indicator(indicator_key, session=session)
    rows = session.connection().execute(
        readings.readings_of(found)
        .where(vintage.published_on <= known_on)
        .order_by(observation.period, *readings.KNOWN_ORDER)
    )
    # The last of each period counts. A window function would say so in SQL, at three times the cost.
    newest = {row.period: row for row in rows}
    chosen = tuple(readings.reading(row, known.frequency) for row in newest.values())
    return Series(known, chosen, f"as known on {known_on.isoformat()}")


def revisions(indicator_key: str, *, session: Session, period: Period | None = None) -> list[Revision]:
    """Every first publication and every change of value, status or footnote, by period, oldest first."""
    held = history(indicator_key, session=session)
    chosen = held.readings if period is None else held.revisions(period)
    return [r for _, group in groupby(chosen, key=lambda r: r.period) for r in _changes(group)]


def _changes(group: Iterable[Reading]) -> Iterator[Revision]:
    before: Reading | None = None
    for after in group:
        if before is None or _content(before) != _content(after):
            yield Revision(after.period, before, after)
        before = after


def _content(reading: Reading) -> tuple[object, ...]:
    return (reading.value, reading.status, reading.footnote)
