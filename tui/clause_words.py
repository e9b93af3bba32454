"""A clause in plain words, for readers who do not know its fields."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from tui import words
from tui.widgets.axis import MONTHS

if TYPE_CHECKING:
    from plans.clause import IndexationClause, Leg
    from plans.money import Rounding

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


def sentences(clause: IndexationClause) -> Iterator[str]:
    """The clause, sentence by sentence, in the order in which it is applied."""
    legs = " and ".join(_measured(leg) for leg in clause.terms)
    yield f"Moves by {legs}."
    if clause.pass_through != 1:
        yield f"{_number(clause.pass_through * 100)} % of the change is passed on."
    if clause.margin:
        yield f"{_number(clause.margin)} percentage points are added."
    yield _FALL[clause.on_fall.value]
    if clause.floor is not None or clause.cap is not None:
        yield _limits(clause)
    if clause.round_rate is not None:
        yield f"The rate is rounded ({clause.round_rate})."
    if clause.round_amount is not None:
        yield f"Amounts are rounded ({_rounding(clause.round_amount)})."
    yield _MISSING[clause.missing.value]
    yield _VINTAGE[clause.vintage.value]


def _measured(leg: Leg) -> str:
    index = words.plain(leg.index or "a constant")
    lag = (
        f"{leg.lag} month{'s' if leg.lag != 1 else ''} before it takes effect"
        if leg.lag
        else "of the month of effect"
    )
    if leg.month is not None:
        lag = f"of the latest {MONTHS[leg.month - 1]} up to {lag}"
    if leg.measure.value in _MEASURED:
        return f"{_MEASURED[leg.measure.value].format(index=index)} {lag}"
    mean = f"the mean of {leg.window} months of {index}" if leg.window > 1 else index
    base = {
        "earlier": f"over {leg.base_months} months",
        "last-used": "since the month used last",
        "last-paid": "since the last month that paid",
        "fixed": f"since {leg.base_period or leg.base_date or leg.base_value}",
    }[leg.base.value]
    return f"the change of {mean} {base}, read {lag}"


def _limits(clause: IndexationClause) -> str:
    least = f"at least {_number(clause.floor)} %" if clause.floor is not None else ""
    most = f"at most {_number(clause.cap)} %" if clause.cap is not None else ""
    each = "each time" if clause.limit_scope.value == "each" else "over the whole span"
    return f"The change is {' and '.join(filter(None, (least, most)))}, {each}."


def _rounding(rounding: Rounding) -> str:
    half_up = rounding.mode.value == "half-up"
    return f"to the nearest {_number(rounding.multiple)}" if half_up else str(rounding)


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
