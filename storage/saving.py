"""Saving a reply: what it says and the database does not becomes a vintage with the figures it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from indicators.errors import BadInput, UnknownName
from indicators.series import Frequency, Observation, Period
from storage import bulk, tables
from storage.columns import period_from, period_number, published_digits, utc
from storage.merge import Addition, Content, Held, Merge
from storage.readings import indicator, observation, vintage
from storage.transaction import for_writing

# A reply by day of publication; the flag says whether its figures stated that day themselves.
Stated = dict[tuple[date, bool], dict[int, Content]]


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
    write_additions([(found.id, a) for a in merge.additions()], run_id, session)
    periods = tuple(
        period_from(number, Frequency(found.frequency)) for number in sorted(merge.revised_periods)
    )
    return Saved(merge.new, merge.revised, merge.unchanged, periods, merge.confirmed)


def _stated(key: str, observations: Sequence[Observation], frequency: str, published_on: date) -> Stated:
    """The reply, oldest publication first."""
    stated: Stated = {}
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


def _held(indicator_id: int, stated: Stated, session: Session) -> Merge:
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


def write_additions(additions: Sequence[tuple[int, Addition]], run_id: int | None, session: Session) -> None:
    """Write vintages with their rows, each with the id of its indicator."""
    if not additions:
        return
    rows = bulk.rows_of(session.connection())
    ids = rows.new_ids("vintage", len(additions))
    write_vintages(additions, ids, run_id, rows)
    rows.insert_observations(
        (indicator_id, period, number, *content)
        for number, (indicator_id, new) in zip(ids, additions, strict=True)
        for period, content in new.rows
    )


def write_vintages(
    additions: Sequence[tuple[int, Addition]],
    ids: Sequence[int],
    run_id: int | None,
    rows: bulk.Rows,
    *,
    counts: Sequence[int] = (),
) -> None:
    """Write vintages with these ids, without their figures.

    `counts`: how many figures each has, where they are not in the additions.
    """
    counts = counts or [len(new.rows) for _, new in additions]
    rows.insert(
        tables.Vintage,
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
                "observations": count,
                "periods": new.periods,
            }
            for number, (indicator_id, new), count in zip(ids, additions, counts, strict=True)
        ],
    )
