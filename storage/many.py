"""Saving whole files: the figures of thousands of series at once, compared as text before anything else.

What is written is what `saving.save` would write for each series alone. Only where a figure differs from
what is held is it made into an object and merged; the rest is compared as the drivers hand it over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

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


class Saving:
    """A file on its way into the database, piece by piece, all in the transaction of `session`.

    Whoever makes it is the only one that imports: two at once might wait for each other. A statement that
    adds or changes something and `is_doubtful` is left out, whole.
    """

    def __init__(
        self,
        reply: Reply,
        *,
        session: Session,
        is_doubtful: IsDoubtful = lambda statement, known: False,
    ) -> None:
        self.reply = reply
        self._is_doubtful = is_doubtful
        self._at = utc(reply.fetched_at, where=reply.url)
        self._position = (reply.published_on, reply.origin != SNAPSHOT, self._at)
        self._session = session
        self._connection = for_writing(session)
        self._registered = self._read_registered()
        self._sent: set[str] = set()

    def save(self, statements: Sequence[Statement]) -> list[Saved | None]:
        """Add what a piece of the file says and the database does not; as `vintages.save` for each series.

        What came of each statement, in their order: None of those left out. Indicators that are not
        registered are, in their order. BadInput where one is held with another base or frequency. Series of
        which nothing is held are under way when this returns (`bulk.write`); their ids are drawn there, for
        an answer would have to wait until all rows before it are written.
        """
        if not self._sent.isdisjoint(s.indicator.key for s in statements):
            self._registered, self._sent = self._read_registered(), set()
        ids: list[int | None] = [self._id(s.indicator) for s in statements]
        held = self._held([number for number in ids if number is not None])
        saved: list[Saved | None] = [None] * len(statements)
        fresh = [at for at, number in enumerate(ids) if number not in held]
        good = [at for at in fresh if not self._is_doubtful(statements[at], {})]
        missing = [statements[at].indicator for at in fresh if ids[at] is None]
        self._write_fresh(missing, [(ids[at], statements[at]) for at in good])
        for at in good:
            saved[at] = Saved(len(statements[at].figures), 0, 0)
        others = [(at, number) for at, number in enumerate(ids) if number is not None and number in held]
        merged = self._merged([(number, statements[at]) for at, number in others], held)
        for at, number in others:
            saved[at] = merged[number]
        return saved

    def _read_registered(self) -> dict[str, Any]:
        """The id and the identity of every indicator that is registered, by key."""
        columns = (indicator.id, indicator.key, *(getattr(indicator, name) for name in readings.IDENTITY))
        return {row.key: row for row in self._connection.execute(select(*columns))}

    def _id(self, wanted: Indicator) -> int | None:
        found = self._registered.get(wanted.key)
        if found is None:
            return None
        readings.check_same_series(found, wanted)
        number: int = found.id
        return number

    def _held(self, ids: Sequence[int]) -> dict[int, list[Held]]:
        """The vintages held of each of these indicators, which are locked."""
        if not ids:
            return {}
        among = bulk.is_one_of(indicator.id, ids, self._connection)
        locked = select(indicator.id).where(among).order_by(indicator.id)
        self._connection.execute(locked.with_for_update(key_share=True)).all()
        columns = ("id", "published_on", "fetched_at", "origin", "url", "first_period", "last_period")
        chosen = select(vintage.indicator_id, *(getattr(vintage, c) for c in columns))
        rows = self._connection.execute(
            chosen.where(bulk.is_one_of(vintage.indicator_id, ids, self._connection))
        )
        found: dict[int, list[Held]] = {}
        for number, *values in rows:
            found.setdefault(number, []).append(Held(*values))
        return found

    def _addition(self, statement: Statement, periods: int = 0) -> Addition:
        figures, reply = statement.figures, self.reply
        span = (figures[0][0], figures[-1][0])
        origin = reply.origin or statement.indicator.source
        return Addition(reply.published_on, self._at, origin, reply.url, *span, periods)

    def _write_fresh(
        self, missing: Sequence[Indicator], statements: Sequence[tuple[int | None, Statement]]
    ) -> None:
        """Indicators to be registered; series of which nothing is held, so that all of it is new."""
        self._sent.update(i.key for i in missing)

        def write(rows: bulk.Rows) -> None:
            made: dict[str, int] = {}
            if missing:
                drawn = rows.new_ids("indicator", len(missing))
                made = {i.key: number for i, number in zip(missing, drawn, strict=True)}
                rows.insert(
                    tables.Indicator, [{"id": made[i.key], **readings.indicator_values(i)} for i in missing]
                )
            if not statements:
                return
            counts = [len(s.figures) for _, s in statements]
            new = [
                (made[s.indicator.key] if i is None else i, self._addition(s, count))
                for (i, s), count in zip(statements, counts, strict=True)
            ]
            numbers = rows.new_ids("vintage", len(new))
            write_vintages(new, numbers, self.reply.run_id, rows, counts=counts)
            rows.insert_figures(
                [(i, v, s.figures) for (i, _), v, (_, s) in zip(new, numbers, statements, strict=True)]
            )

        if missing or statements:
            bulk.write(self._connection, write)

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
        write_additions(additions, self.reply.run_id, self._session)
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
