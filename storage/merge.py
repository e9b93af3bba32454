"""What a reply adds to the vintages already held: pure comparison, no SQL."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import count

SNAPSHOT = "snapshot"

# When a figure became known: the day of publication first; on the same day the bundled figures rank below
# an office's answer, and of two answers the later one counts. The last pair keeps the order of saving.
Position = tuple[date, bool, datetime, tuple[bool, int]]
Content = tuple[Decimal | None, str, str]  # value, status, footnote


@dataclass(frozen=True, slots=True)
class Held:
    """A vintage in the database; `first` and `last` span what its reply stated, where that is known."""

    id: int
    published_on: date
    fetched_at: datetime
    origin: str
    url: str
    first: int | None
    last: int | None

    @property
    def position(self) -> Position:
        """Where it stands among the vintages."""
        return (self.published_on, self.origin != SNAPSHOT, self.fetched_at, (False, self.id))

    def covers(self, period: int) -> bool:
        """Whether its reply stated the period, changed or not."""
        return self.first is not None and self.last is not None and self.first <= period <= self.last


@dataclass(slots=True)
class Addition:
    """A vintage to write with its rows: period and content; `first` and `last` as in Held."""

    published_on: date
    fetched_at: datetime
    origin: str
    url: str
    first: int | None = None
    last: int | None = None
    periods: int = 0
    rows: list[tuple[int, Content]] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    position: Position
    content: Content
    origin: str


class Merge:
    """The timeline of every period, and what replies add to it."""

    def __init__(self, vintages: Iterable[Held], rows: Iterable[tuple[int, int, Content]]) -> None:
        self._held = sorted(vintages, key=lambda v: v.position)
        by_id = {v.id: v for v in self._held}
        self._lines: dict[int, list[_Entry]] = {}
        for period, vintage, content in rows:
            held = by_id[vintage]
            self._lines.setdefault(period, []).append(_Entry(held.position, content, held.origin))
        for line in self._lines.values():
            line.sort(key=_position)
        self._order = count()
        self._restated: dict[int, Addition] = {}
        self.added: list[Addition] = []
        self.new = self.revised = self.unchanged = self.confirmed = 0
        self.revised_periods: set[int] = set()

    def add(self, reply: Addition, stated: Sequence[tuple[int, Content]]) -> None:
        """Compare what `reply` states with what was known at its position; keep the rows that differ."""
        position = (reply.published_on, reply.origin != SNAPSHOT, reply.fetched_at, (True, next(self._order)))
        for period, content in stated:
            self._compare(reply, position, period, content)
        if reply.rows:
            self.added.append(reply)

    def additions(self) -> list[Addition]:
        """Every vintage to write."""
        return [*self.added, *self._restated.values()]

    def _compare(self, reply: Addition, position: Position, period: int, content: Content) -> None:
        line = self._lines.setdefault(period, [])
        at = bisect_right(line, position, key=_position)
        before = line[at - 1] if at else None
        if before is None:
            self.new += 1
        elif before.content != content:
            self.revised += 1
            self.revised_periods.add(period)
        else:
            self.unchanged += 1
            if before.origin != SNAPSHOT or reply.origin == SNAPSHOT:
                return
            self.confirmed += 1
        reply.periods += not line
        reply.rows.append((period, content))
        line.insert(at, _Entry(position, content, reply.origin))
        if before is not None and before.content != content:
            self._restate(line, at, period, before.content)

    def _restate(self, line: list[_Entry], at: int, period: int, content: Content) -> None:
        """Keep an older figure that arrives late from speaking for vintages after it.

        Only changes are kept, so a later vintage that said the same as its predecessor has no row. Once
        another figure is put between the two, that vintage must say its own again.
        """
        later = line[at + 1].position if at + 1 < len(line) else None
        start = bisect_right(self._held, line[at].position, key=lambda v: v.position)
        for held in self._held[start:]:
            # Compared without the order of saving: what speaks at the same moment has the last word there.
            if later is not None and held.position[:3] >= later[:3]:
                return
            if held.covers(period):
                again = self._restated.setdefault(
                    held.id, Addition(held.published_on, held.fetched_at, held.origin, held.url)
                )
                again.rows.append((period, content))
                position = (*held.position[:3], (True, next(self._order)))
                line.insert(at + 1, _Entry(position, content, held.origin))
                return


def _position(entry: _Entry) -> Position:
    return entry.position
