"""Whatever the order in which replies arrive, each day knows what it would have known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.merge import Addition, Content, Held, Merge

FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Reply:
    """A run of months as an office stated it on a day, with a figure of its own besides.

    The figure of its own makes sure that the reply is recorded: one that only repeats leaves no trace.
    """

    day: date
    start: int
    values: tuple[int, ...]

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last period of the run."""
        return 202501 + self.start, 202500 + self.start + len(self.values)


def stated(reply: Reply) -> list[tuple[int, Content]]:
    own = (202600 + (reply.day - FIRST).days + 1, (Decimal(1), "final", ""))
    figures = [(reply.span[0] + n, (Decimal(v), "final", "")) for n, v in enumerate(reply.values)]
    return [*figures, own]


replies = st.lists(
    st.builds(
        Reply,
        st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n)),
        st.integers(0, 2),
        st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda r: r.day,
)


def arrive(order: list[Reply]) -> list[Addition]:
    """Save one reply after another, each against what is held by then, as the database would."""
    held: list[Held] = []
    rows: list[tuple[int, int, Content]] = []
    kept: list[Addition] = []
    for number, reply in enumerate(order):
        figures = stated(reply)
        merge = Merge(held, rows)
        moment = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=number)
        merge.add(Addition(reply.day, moment, "bls", "", *reply.span), figures)
        for new in merge.additions():
            held.append(Held(len(held) + 1, new.published_on, new.fetched_at, "bls", "", new.first, new.last))
            rows.extend((period, len(held), content) for period, content in new.rows)
            kept.append(new)
    return kept


def known(kept: list[Addition], day: date) -> dict[int, Content]:
    """The last figure of each period among the vintages until `day`."""
    ordered = sorted(enumerate(kept), key=lambda pair: (pair[1].published_on, pair[1].fetched_at, pair[0]))
    return {p: c for _, new in ordered if new.published_on <= day for p, c in new.rows}


def truth(all_replies: list[Reply], day: date) -> dict[int, Content]:
    """The same from every reply kept whole."""
    ordered = sorted(all_replies, key=lambda r: r.day)
    return {p: c for reply in ordered if reply.day <= day for p, c in stated(reply)}


@settings(max_examples=200, deadline=None)
@given(replies.flatmap(st.permutations))
def test_each_day_knows_what_it_would_have_known(order: list[Reply]) -> None:
    kept = arrive(order)
    for day in (FIRST + timedelta(days=n) for n in range(10)):
        assert known(kept, day) == truth(order, day)


@settings(max_examples=80, deadline=None)
@given(replies.flatmap(st.permutations))
def test_every_reply_again_adds_nothing(order: list[Reply]) -> None:
    rows = sum(len(a.rows) for a in arrive(order))
    again = arrive([*order, *sorted(order, key=lambda r: r.day)])
    assert sum(len(a.rows) for a in again) == rows


@settings(max_examples=80, deadline=None)
@given(replies.flatmap(st.permutations))
def test_periods_are_counted_once(order: list[Reply]) -> None:
    kept = arrive(order)
    assert sum(a.periods for a in kept) == len({p for a in kept for p, _ in a.rows})
