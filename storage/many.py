"""Saving whole files: the figures of thousands of series at once, compared as text before anything else.

What is written is what `saving.save` would write for each series alone. Only where a figure differs from
what is held is it made into an object and merged; the rest is compared as the drivers hand it over.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlmodel import Session

from indicators.compact import Figures, parts, period_from
from indicators.series import Indicator
from storage import bulk, readings, tables
from storage.columns import utc
from storage.merge import SNAPSHOT, Addition, Content, Held, Merge
from storage.readings import indicator, vintage
from storage.saving import Saved, write_additions, write_vintages
from storage.transaction import for_writing


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file states of one series: every figure once, in order of period."""

    indicator: Indicator
    figures: Figures


@dataclass(frozen=True, slots=True)
class Reply:
    """The file: when it was published, when and where we got it.

    `origin`: who read it; empty for the reader of each indicator.
    """

    published_on: date
    fetched_at: datetime
    url: str
    origin: str = ""
    run_id: int | None = None


# Judges a statement by what is known of its periods, as contents by period number.
IsDoubtful = Callable[[Statement, Mapping[int, str]], bool]


def save_many(
    statements: Sequence[Statement],
    reply: Reply,
    *,
    session: Session,
    is_doubtful: IsDoubtful = lambda statement, known: False,
) -> list[Saved | None]:
    """Add what a piece of a file says and the database does not; as `vintages.save` for each series.

    Indicators that are not registered are, in their order. BadInput where one is held with another base or
    frequency. Whoever calls is the only one that imports: two at once might wait for each other. A statement
    that adds or changes something and `is_doubtful` is left out, whole: its result is None.
    """
    for_writing(session)
    connection = session.connection()
    ids = _known_ids([s.indicator for s in statements], session)
    held = _held(list(ids.values()), session)
    missing = [s.indicator for s in statements if s.indicator.key not in ids]
    # Everything is asked for before the first row is sent: an answer would wait until that is written.
    made = dict(
        zip((i.key for i in missing), bulk.new_ids(connection, "indicator", len(missing)), strict=True)
    )
    numbers = bulk.new_ids(connection, "vintage", len(statements) - len(held))
    if missing:
        rows = [{"id": made[i.key], **readings.indicator_values(i)} for i in missing]
        bulk.insert_rows(connection, tables.Indicator, rows)
    ids |= made
    piece = _Piece(reply, session, is_doubtful)
    return piece.save([(ids[s.indicator.key], s) for s in statements], held, numbers)


def _known_ids(wanted: Sequence[Indicator], session: Session) -> dict[str, int]:
    """The ids of those indicators that are registered, by key; they are locked."""
    connection = session.connection()
    chosen = (
        select(indicator.id, indicator.key, *(getattr(indicator, name) for name in readings.IDENTITY))
        .where(bulk.is_one_of(indicator.key, [i.key for i in wanted], connection))
        .order_by(indicator.id)
        .with_for_update(key_share=True)
    )
    found = {row.key: row for row in connection.execute(chosen)}
    for known in wanted:
        if known.key in found:
            readings.check_same_series(found[known.key], known)
    return {key: row.id for key, row in found.items()}


def _held(ids: Collection[int], session: Session) -> dict[int, list[Held]]:
    """The vintages held of each indicator."""
    if not ids:
        return {}
    columns = ("id", "published_on", "fetched_at", "origin", "url", "first_period", "last_period")
    statement = select(vintage.indicator_id, *(getattr(vintage, c) for c in columns))
    found: dict[int, list[Held]] = {}
    for number, *values in session.connection().execute(statement.where(vintage.indicator_id.in_(ids))):
        found.setdefault(number, []).append(Held(*values))
    return found


class _Piece:
    """A piece of a file on its way into the database."""

    def __init__(self, reply: Reply, session: Session, is_doubtful: IsDoubtful) -> None:
        self._reply = reply
        self._is_doubtful = is_doubtful
        self._at = utc(reply.fetched_at, where=reply.url)
        self._position = (reply.published_on, reply.origin != SNAPSHOT, self._at)
        self._session = session
        self._connection = session.connection()

    def save(
        self,
        statements: Sequence[tuple[int, Statement]],
        held: dict[int, list[Held]],
        numbers: Sequence[int],
    ) -> list[Saved | None]:
        """Write what is new; what came of each statement, in their order.

        `numbers` are ids for the vintages of those of which nothing is held, as many as there can be.
        """
        fresh = [(i, s) for i, s in statements if i not in held]
        good = [(i, s) for i, s in fresh if not self._is_doubtful(s, {})]
        self._write_fresh(good, numbers[: len(good)])
        saved: dict[int, Saved | None] = dict.fromkeys(i for i, _ in fresh)
        saved |= {i: Saved(len(s.figures), 0, 0) for i, s in good}
        saved |= self._merged([(i, s) for i, s in statements if i in held], held)
        return [saved[i] for i, _ in statements]

    def _addition(self, statement: Statement) -> Addition:
        figures, reply = statement.figures, self._reply
        span = (figures[0][0], figures[-1][0])
        origin = reply.origin or statement.indicator.source
        return Addition(reply.published_on, self._at, origin, reply.url, *span)

    def _write_fresh(self, fresh: Sequence[tuple[int, Statement]], numbers: Sequence[int]) -> None:
        """Series of which nothing is held: all of it is new."""
        if not fresh:
            return
        additions = [(i, self._addition(s)) for i, s in fresh]
        counts = [len(s.figures) for _, s in fresh]
        for (_, new), count in zip(additions, counts, strict=True):
            new.periods = count
        write_vintages(additions, numbers, self._reply.run_id, self._session, rows=counts)
        blocks = [(i, number, s.figures) for (i, s), number in zip(fresh, numbers, strict=True)]
        bulk.insert_figures(self._connection, blocks)

    def _merged(
        self, statements: Sequence[tuple[int, Statement]], held: dict[int, list[Held]]
    ) -> dict[int, Saved | None]:
        """Series of which something is held: compared as text, and merged where they differ."""
        if not statements:
            return {}
        rows = bulk.figures_of(self._connection, [i for i, _ in statements])
        by_indicator = {number: list(group) for number, group in groupby(rows, key=itemgetter(0))}
        additions: list[tuple[int, Addition]] = []
        saved: dict[int, Saved | None] = {}
        for number, statement in statements:
            merged = self._merge(statement, held[number], by_indicator.get(number, []))
            if merged is None:
                saved[number] = None
                continue
            merge, same = merged
            additions += [(number, new) for new in merge.additions()]
            revised = (period_from(at, statement.indicator.frequency) for at in sorted(merge.revised_periods))
            counts = (merge.new, merge.revised, merge.unchanged + same)
            saved[number] = Saved(*counts, tuple(revised), merge.confirmed)
        write_additions(additions, self._reply.run_id, self._session)
        return saved

    def _merge(
        self, statement: Statement, vintages: Sequence[Held], rows: Sequence[bulk.FigureRow]
    ) -> tuple[Merge, int] | None:
        """The merge of the periods that differ, and how many do not; None where they are doubtful."""
        known, bundled = self._known(vintages, rows)
        differing = [(at, text) for at, text in statement.figures if known.get(at) != text or at in bundled]
        if differing and self._is_doubtful(statement, known):
            return None
        periods = {at for at, _ in differing}
        merge = Merge(vintages, ((at, v, _content(text)) for _, at, v, text in rows if at in periods))
        merge.add(self._addition(statement), [(at, _content(text)) for at, text in differing])
        return merge, len(statement.figures) - len(differing)

    def _known(
        self, vintages: Sequence[Held], rows: Sequence[bulk.FigureRow]
    ) -> tuple[dict[int, str], set[int]]:
        """What was last known of each period when this reply was published; of which it is bundled only."""
        before = sorted((v for v in vintages if v.position[:3] <= self._position), key=lambda v: v.position)
        bundled = {v.id for v in before if v.origin == SNAPSHOT}
        ids = [v.id for v in before]
        # Rows come by period and vintage, and the last of a period is what counts.
        if len(before) == len(vintages) and ids == sorted(ids) and not bundled:
            return {at: text for _, at, _, text in rows}, set()
        order = {number: place for place, number in enumerate(ids)}
        in_order = sorted((row for row in rows if row[2] in order), key=lambda row: order[row[2]])
        last = {at: (v, text) for _, at, v, text in in_order}
        return {at: text for at, (_, text) in last.items()}, {
            at for at, (v, _) in last.items() if v in bundled
        }


def _content(text: str) -> Content:
    digits, status, footnote = parts(text)
    return None if digits is None else Decimal(digits), status, footnote
