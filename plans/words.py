"""The sentences of steps and notices in English, and how exact numbers are shown."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal

OPERATIONS: Mapping[int, str] = {
    1: "months",
    2: "figures",
    3: "missing months",
    4: "link",
    5: "average",
    6: "change",
    7: "blend",
    8: "transform",
    9: "pass-through",
    10: "margin",
    11: "corridor",
    12: "fall, floor and cap",
    13: "round the rate",
    14: "apply",
    15: "round the amount",
    16: "override",
    17: "keep",
    18: "true-up",
}

SENTENCES: Mapping[str, str] = {
    "months": "takes effect {effective}: {index} of {current}, compared with {base}",
    "months-rate": "takes effect {effective}: {index} of {current}",
    "figures": "{figures} ({basis})",
    "figures-many": "{count} figures of {index}, {first} to {last} ({basis})",
    "substitute": "{index} {period} was not published; {rule} gives {value}",
    "decreed": "{index} {period} is taken as {value}: {source}",
    "mean": "mean of {index} over {span}",
    "daily": "{index} for {day}: day {number} of {days}, between {first} and {second}",
    "mean-rounded": "{value} rounded: {rounding}",
    "points": "{current} less {base}",
    "ratio": "{current} / {base} = {ratio}",
    "ratio-rounded": "ratio {ratio} rounded: {rounding}",
    "rate": "{index} of {span}, as published",
    "rate-100": "{index} of {span}: {value} means {percent} % more",
    "rates-chained": "{count} published changes compounded, {first} to {last}",
    "change-rounded": "change {percent} % rounded: {rounding}",
    "pass-through": "{share} of {percent} %",
    "margin": "{percent} % and {margin} points",
    "fall-zero": "the index fell by {percent} %: no change",
    "fall-waits": "the index stands {percent} % below its base: nothing until that is regained",
    "regained": "of {percent} %, a part regains an earlier fall",
    "ratchet": "{percent} % is below the highest so far, which holds",
    "floor": "{percent} % is below the floor of {limit} %",
    "cap": "{percent} % is above the cap of {limit} %",
    "within": "{percent} % lies within {limits}",
    "rate-rounded": "{percent} % rounded: {rounding}",
    "apply": "{before} x {ratio}",
    "amount-rounded": "{unrounded} rounded: {rounding}",
    "keep": "kept for the next determination: compared with {current}",
    "seasonally-adjusted": "{index} is seasonally adjusted: its figures are rewritten for years back, "
    "so a clause on it cannot be recomputed later; use the unadjusted index",
    "provisional": "{count} of the figures used may still be revised: {figures}",
    "caution": "{index}: {caution}",
    "coarse": "{index} is published with {decimals} decimals: its ratio is only known to +/- {error} points",
    "snapshot": "{count} of the figures used come from the bundled snapshot of {snapshot}, "
    "{days} days before the decision date {as_of}; fetch for newer ones",
    "substituted": "{index} {period} was not published; the result rests on a substitute ({rule})",
}

_SHOWN = Context(prec=60, rounding=ROUND_HALF_EVEN)
_TWELVE = Decimal("1e-12")


def show(value: object) -> str:
    """A number with at most twelve decimals and no padding; anything else as text."""
    if not isinstance(value, Decimal):
        return str(value)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -12:
        value = value.quantize(_TWELVE, context=_SHOWN).normalize(_SHOWN)
    return f"{value:f}"


def sentence(form: str, facts: Mapping[str, object]) -> str:
    """The English sentence of this form, filled with the facts."""
    return SENTENCES[form].format_map({name: show(fact) for name, fact in facts.items()})
