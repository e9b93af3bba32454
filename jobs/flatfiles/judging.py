"""Whether a series of a large file is beyond reason: told from texts where it plainly is not, else in full.

A file of a whole survey changes a figure or two of every series each month, so the full judgement, which
wants an object for each figure held, is kept for the few that move more than any usual one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from indicators.compact import observations, parts
from indicators.plausible import doubts, limit
from indicators.series import History, Indicator, Measure, Reading
from jobs.judged import Taken, Whence, take
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.many import Saving, Statement

# Of a series that is not held yet the judgement looks at the newest periods only, and a year before them.
_TAIL = 16
_SOME_DAY, _SOME_TIME = date(1, 1, 1), datetime(1, 1, 1, tzinfo=UTC)


def save_judged(
    workspace: Workspace, piece: "Sequence[Statement]", saving: "Saving", *, confirm: str, session: "Session"
) -> list[tuple[Indicator, Taken]]:
    """Save a piece of a file; what came of each indicator. `confirm` as in `judged.take`."""
    reply = saving.reply
    results = saving.save(piece)
    found = []
    for statement, saved in zip(piece, results, strict=True):
        indicator = statement.indicator
        if saved is not None:
            found.append((indicator, Taken(saved.new, saved.revised, saved.unchanged)))
            continue
        whence = Whence(
            reply.published_on, reply.fetched_at, reply.origin or indicator.source, reply.url, reply.run_id
        )
        figures = list(observations(statement.figures, indicator.frequency))
        found.append(
            (indicator, take(workspace, indicator, figures, whence, confirm=confirm, session=session))
        )
    return found


def beyond_reason(statement: "Statement", known: Mapping[int, str]) -> bool:
    """Whether something that a statement adds or changes is beyond reason, by what is known of its periods.

    `known` holds contents by period number.
    """
    figures = statement.figures if known else statement.figures[-_TAIL:]
    indicator = statement.indicator
    usual = limit(indicator)
    if not known and _is_calm(indicator, usual, figures):
        return False
    if not any(_is_far(indicator, usual, *pair) for pair in _moves(figures, known)):
        return False
    held = [
        Reading(o.period, o.value, o.status, _SOME_DAY, _SOME_TIME, "")
        for o in observations(known.items(), indicator.frequency)
    ]
    answered = list(observations(figures, indicator.frequency))
    return bool(doubts(indicator, answered, History(indicator, tuple(held))))


def _is_calm(indicator: Indicator, usual: Decimal, figures: "list[tuple[int, str]]") -> bool:
    """Whether the highest figure is so near the lowest that no two are far apart: in floats, with room."""
    try:
        values = [float(text) for _, text in figures]
    except ValueError:  # there is more than digits to one of them
        values = [float(digits) for digits in (parts(text)[0] for _, text in figures) if digits is not None]
    if not values:
        return True
    lowest, highest = min(values), max(values)
    reach = 0.99 * float(usual)
    if indicator.measure is Measure.INDEX:
        return lowest > 0 and (highest / lowest - 1) * 100 < reach
    return highest - lowest < reach


def _moves(
    figures: "list[tuple[int, str]]", known: Mapping[int, str]
) -> Iterator[tuple[str | None, str | None]]:
    """What each figure that is added or changed is to be compared with, and its digits."""
    before: str | None = None
    for at, text in figures:
        digits = parts(text)[0]
        said = known.get(at)
        earlier = parts(said)[0] if said is not None else before
        # A period that never had a figure and still has none was not taken back.
        if said != text and not (said is None and digits is None):
            yield earlier, digits
        before = digits or before


def _is_far(indicator: Indicator, usual: Decimal, before: str | None, digits: str | None) -> bool:
    """Whether a move is larger than any usual one, or a figure was taken back."""
    if before is None:
        return False
    if digits is None:
        return True
    old, new = Decimal(before), Decimal(digits)
    if indicator.measure is Measure.INDEX and old > 0:
        return abs(new / old - 1) * 100 > usual
    return abs(new - old) > usual
