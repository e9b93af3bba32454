"""Marks: what two different people say about each item, and when they owe a reason for differing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.arithmetic import PRECISION, points, total
from indicators.errors import Problem, did_you_mean
from plans.scoring.scorecard import Item, ItemKind, Scorecard
from plans.scoring.texts import plain

_ZERO = Decimal(0)
Mark = Decimal | Mapping[str, Decimal]  # points, or how often each event happened


@dataclass(frozen=True, slots=True)
class ItemMarks:
    """The first and the review mark of an item; `reason` is why they differ."""

    first: Mark
    review: Mark | None = None
    reason: str = ""


@dataclass(frozen=True)
class Marks:
    """One person's sheet as filled in: who gave the first marks, who reviewed, and each item's marks."""

    first_by: str
    items: Mapping[str, ItemMarks]
    review_by: str = ""
    reason: str = ""
    counts: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)


def marked_points(item: Item, mark: Mark) -> Decimal:
    """The points that a mark gives: the mark itself, or what its events leave within floor and maximum."""
    if not isinstance(mark, Mapping):
        return mark
    changes = (PRECISION.multiply(mark.get(e.name, _ZERO), e.points) for e in item.events)
    return min(max(total((item.start, *changes)), item.floor), item.maximum)


def mark_problems(card: Scorecard, marks: Marks, *, file: str, key: str) -> Iterator[Problem]:
    """Everything that keeps a filled-in sheet from counting, item by item."""
    rated = {item.name: item for item in card.items() if item.rated}
    for name in marks.items:
        if name not in rated:
            near = did_you_mean(name, rated)
            hint = f"did you mean {near!r}?" if near else "one of " + ", ".join(rated)
            yield Problem(file, f"{key}.{name}", "no such item to rate on this sheet", hint)
    for name, item in rated.items():
        if name not in marks.items:
            yield Problem(file, f"{key}.{name}", "missing", f"a mark: {item.title}")
            continue
        given = marks.items[name]
        for which, mark in (("first", given.first), ("review", given.review)):
            if mark is not None:
                yield from item_problems(item, mark, file=file, key=f"{key}.{name}.{which}")
    yield from _people_problems(marks, file=file, key=key)


def reason_problems(card: Scorecard, marks: Marks, *, file: str, key: str) -> Iterator[Problem]:
    """The reasons that are owed and missing; the marks themselves must be sound."""
    first, review = _ZERO, _ZERO
    for item in (i for i in card.items() if i.rated):
        given = marks.items[item.name]
        one = marked_points(item, given.first)
        other = one if given.review is None else marked_points(item, given.review)
        first, review = PRECISION.add(first, one), PRECISION.add(review, other)
        limit = PRECISION.multiply(card.final.item_share, item.maximum)
        apart = points(one, other).copy_abs()
        if apart > limit and not given.reason.strip():
            expected = (
                f"a reason, because the marks differ by more than {plain(limit)} of {plain(item.maximum)}"
            )
            yield Problem(file, f"{key}.{item.name}.reason", "missing", expected, plain(apart))
    apart = card.out_of_100(points(first, review)).copy_abs()
    if apart > card.final.most and not marks.reason.strip():
        expected = f"a reason, because the two scores differ by more than {plain(card.final.most)} in total"
        yield Problem(file, f"{key}.reason", "missing", expected, plain(apart))


def _people_problems(marks: Marks, *, file: str, key: str) -> Iterator[Problem]:
    reviewed = any(m.review is not None for m in marks.items.values())
    if not marks.first_by.strip():
        yield Problem(file, f"{key}.first_by", "missing", "who gave the first marks")
    if reviewed and not marks.review_by.strip():
        yield Problem(file, f"{key}.review_by", "missing", "who reviewed the marks")
    if reviewed and marks.review_by.strip().casefold() == marks.first_by.strip().casefold():
        yield Problem(
            file,
            f"{key}.review_by",
            "nobody reviews their own marks",
            "another person",
            repr(marks.review_by),
        )


def item_problems(item: Item, mark: Mark, *, file: str, key: str) -> Iterator[Problem]:
    """What keeps one mark of an item from counting."""
    if item.kind is ItemKind.COUNTED:
        if not isinstance(mark, Mapping):
            names = ", ".join(e.name for e in item.events)
            yield Problem(file, key, "this item counts events", f"{{ {names} = how often }}", plain(mark))
            return
        known = [e.name for e in item.events]
        for name, count in mark.items():
            if name not in known:
                near = did_you_mean(name, known)
                hint = f"did you mean {near!r}?" if near else "one of " + ", ".join(known)
                yield Problem(file, f"{key}.{name}", "no such event", hint)
            elif count < 0 or count != count.to_integral_value():
                yield Problem(file, f"{key}.{name}", "not a count", "a whole number from 0", f"{count:f}")
        return
    if isinstance(mark, Mapping):
        yield Problem(file, key, "this item takes points", f"0 to {plain(item.maximum)}")
    elif item.anchors and not any(a.holds(mark) for a in item.anchors):
        expected = ", ".join(_anchor_range(a.low, a.high) for a in item.anchors)
        yield Problem(file, key, "no anchor describes these points", f"one of {expected}", f"{mark:f}")
    elif not 0 <= mark <= item.maximum:
        yield Problem(file, key, "out of range", f"0 to {plain(item.maximum)}", f"{mark:f}")


def _anchor_range(low: Decimal, high: Decimal) -> str:
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"
