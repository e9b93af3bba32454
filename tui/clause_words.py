"""A clause in plain words, for readers who do not know its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tui import words

if TYPE_CHECKING:
    from plans.clause import IndexationClause, Leg
    from plans.money import Rounding
    from plans.terms import Piece

_FALL = {
    "zero": "A fall of the index counts as no change.",
    "apply": "Amounts fall when the index falls.",
    "base-stays": "After a fall nothing is paid until the index has regained it.",
    "ratchet": "Amounts never fall: the highest change so far holds.",
}
_MISSING = {
    "block": "Where a month was not published, nothing is computed.",
    "carry-forward": "A month that was not published takes the figure before it.",
    "geometric-12m": "A month that was not published goes on from the last, by a twelfth of a year's change.",
    "same-month-swap": "A month that was not published takes last year's, moved by the last yearly change.",
    "geometric-between": "A month that was not published lies between its neighbours.",
    "successor": "A month that was not published is taken from the named successor.",
}
_VINTAGE = {
    "first-published": "Figures count as first published.",
    "final": "Only figures that are no longer open to revision count.",
    "as-known": "Figures count as known on the day of decision.",
    "latest": "The latest figures count; a later revision makes a true-up.",
}
_MEASURED = {
    "rate-12m": "the published 12-month rate of {index}",
    "yoy-100": "the published 12-month change of {index} (same month of last year = 100)",
    "mom-100": "the published monthly changes of {index}, compounded",
    "ytd-100": "the published change since January of {index}",
    "points": "the change of {index} in index points",
}
_ALIGNED = {"month": "", "quarter": ", up to a whole quarter", "year": ", up to a whole calendar year"}
_AMOUNT_BASE = {
    "last-unrounded": "The next change starts from the amount before rounding.",
    "fixed": "Every change starts from the original amount.",
}


def sentences(clause: IndexationClause) -> Iterator[str]:
    """The clause, sentence by sentence, in the order in which it is applied."""
    follows = clause.chain is not None or clause.per_points is not None
    yield f"{'Follows' if follows else 'Moves by'} {_moved(clause)}."
    yield from _transformed(clause)
    yield from _shared(clause)
    yield _FALL[clause.on_fall.value]
    yield from _limited(clause)
    yield from _rounded(clause)
    if clause.base_amount.value in _AMOUNT_BASE:
        yield _AMOUNT_BASE[clause.base_amount.value]
    for override in clause.overrides:
        reason = words.plain(override.reason)
        yield f"For {words.day(override.on)} a decision replaces the outcome ({reason})."
    if clause.proration.value != "none":
        yield f"A part of a period counts by {clause.proration.value}."
    yield from dict.fromkeys(_MISSING[leaf.missing.value] for leaf in clause.leaves if leaf.index)
    yield _VINTAGE[clause.vintage.value]


def _moved(leg: Leg) -> str:
    """What one leg, or the blend of several, measures."""
    if not leg.legs:
        return _read(leg) if leg.constant is None else f"a fixed {_number(leg.constant)} %{_dated(leg)}"
    parts = [_moved(part) for part in leg.legs]
    if all(part.since or part.until for part in leg.legs):
        return _and(parts)
    if leg.blend.value == "weighted":
        total = sum(part.weight for part in leg.legs) or Decimal(1)
        weights = (_number(round(part.weight / total * 100, 1)) for part in leg.legs)
        return _and([f"{w} % of {p}" for w, p in zip(weights, parts, strict=True)])
    of = {"max": "the greatest of", "min": "the smallest of", "sum": "the sum of"}[leg.blend.value]
    return f"{of} {_and(parts)}{_dated(leg)}"


def _read(leg: Leg) -> str:
    """What is read off one index, from which months."""
    index = words.plain(leg.index or "")
    share = f"{_number(leg.share * 100)} % of " if leg.share != 1 else ""
    when = (
        f"{leg.lag} month{'s' if leg.lag != 1 else ''} before it takes effect"
        if leg.lag
        else "when it takes effect"
    )
    if leg.latest_available:
        when = f"the latest published, at the latest {when}"
    if leg.month is not None or leg.quarter is not None:
        named = words.month_name(leg.month) if leg.month else f"quarter {leg.quarter}"
        when = f"for the last {named} up to {when}"
    succeeded = "".join(
        f", from then on {words.plain(x.index)} after {words.period(x.at)}" for x in leg.links
    )
    tail = f"{succeeded}{_dated(leg)}"
    if leg.measure.value in _MEASURED:
        return f"{share}{_MEASURED[leg.measure.value].format(index=index)}, {when}{tail}"
    mean = f"the mean of {leg.window} months of {index}" if leg.window > 1 else index
    daily = ", day by day" if leg.interpolation.value == "daily" else ""
    return f"{share}the change of {mean}{_ALIGNED[leg.align.value]} {_base(leg)}, read {when}{daily}{tail}"


def _base(leg: Leg) -> str:
    fixed = words.period(leg.base_period) if leg.base_period else leg.base_date or leg.base_value
    return {
        "earlier": f"over {leg.base_months} months",
        "last-used": "since the month used last",
        "last-paid": "since the last month that paid",
        "fixed": f"since {fixed}",
    }[leg.base.value]


def _dated(leg: Leg) -> str:
    since = f"from {words.day(leg.since)}" if leg.since else ""
    until = f"until {words.day(leg.until)}" if leg.until else ""
    return f" ({' '.join(filter(None, (since, until)))})" if since or until else ""


def _transformed(clause: IndexationClause) -> Iterator[str]:
    if clause.pieces:
        yield f"The change goes through a table: {'; '.join(_piece(p) for p in clause.pieces)}."
    if clause.per_points is not None:
        p = clause.per_points
        beyond = f", beyond {_number(p.above)} % of the base" if p.above else ""
        yield f"{_number(p.amount)} is added for every {_number(p.points)} index points{beyond}."
    if clause.chain is not None:
        c = clause.chain
        yield (
            f"Amounts move by {_number(c.step)} % whenever the index reaches a threshold: the first is "
            f"{_number(c.threshold)}, each next one is {_number(c.factor)} times the one before."
        )


def _piece(piece: Piece) -> str:
    share = "" if piece.share == 1 else f"{_number(piece.share * 100)} % of it"
    add = f"{_number(abs(piece.add))} points {'more' if piece.add > 0 else 'less'}" if piece.add else ""
    result = (
        f"{_number(piece.add)} %"
        if not piece.share
        else " and ".join(filter(None, (share, add))) or "as it is"
    )
    return f"{f'up to {_number(piece.up_to)} %' if piece.up_to is not None else 'above'} {result}"


def _shared(clause: IndexationClause) -> Iterator[str]:
    if clause.pass_through != 1:
        yield f"{_number(clause.pass_through * 100)} % of the change is passed on."
    if clause.margin:
        after = ", after floor and cap" if clause.margin_after_cap else ""
        yield f"{_number(clause.margin)} percentage points are added{after}."
    if clause.corridor is not None:
        yield f"Nothing moves until the change reaches {_number(clause.corridor)} %."


def _limited(clause: IndexationClause) -> Iterator[str]:
    least = f"at least {_number(clause.floor)} %" if clause.floor is not None else ""
    most = f"at most {_number(clause.cap)} %" if clause.cap is not None else ""
    over = f"over {clause.limit_over} years" if clause.limit_over > 1 else "each time"
    over = over if clause.limit_scope.value == "each" else "a year over the whole span"
    if least or most:
        yield f"The change is {_and([x for x in (least, most) if x])}, {over}."
    if clause.bank is not None:
        kept = "cut off by the cap" if clause.bank.of.value == "excess" else "given by the floor"
        yield f"What is {kept} is kept for later years."
    for bracket in clause.brackets:
        part = f"up to {_number(bracket.up_to)}" if bracket.up_to is not None else "above that"
        yield f"The part of an amount {part} receives {_number(bracket.share * 100)} % of the change."


def _rounded(clause: IndexationClause) -> Iterator[str]:
    if clause.round_rate is not None:
        yield f"The rate is rounded ({_rounding(clause.round_rate)})."
    if clause.smallest_step is not None:
        yield f"An amount moves by {_number(clause.smallest_step)} or not at all."
    if clause.round_increment is not None:
        yield f"What is added is rounded ({_rounding(clause.round_increment)})."
    if clause.round_amount is not None:
        yield f"Amounts are rounded ({_rounding(clause.round_amount)})."
    if clause.floor_amount is not None:
        yield f"Amounts are at least {_number(clause.floor_amount)}."
    if clause.cap_amount is not None:
        yield f"Amounts are at most {_number(clause.cap_amount)}."


def _rounding(rounding: Rounding) -> str:
    plain = rounding.mode.value == "half-up" and rounding.first is None
    return f"to the nearest {_number(rounding.multiple)}" if plain else str(rounding)


def _number(value: Decimal | None) -> str:
    text = f"{value or Decimal(0):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _and(parts: Sequence[str]) -> str:
    mark = "; " if any(len(part) > 40 for part in parts) else ", "
    return f"{mark.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
