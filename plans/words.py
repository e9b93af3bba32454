"""The sentences of steps and notices in English, in the order of operations."""

from collections.abc import Mapping

from plans.phrases import Fact, filled, show

__all__ = ["FORMS", "OPERATIONS", "ROUNDINGS", "UNITS", "sentence", "show"]

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

ROUNDINGS: Mapping[str, str] = {
    "cut": "cut to {first}, then ",
    "half-up": "nearest {multiple}",
    "half-even": "nearest {multiple}, ties to even",
    "down": "down to {multiple}",
    "up": "up to {multiple}",
    "truncate": "cut to {multiple}",
}

UNITS: Mapping[str, str] = {"percent": "%", "index points": "points", "percentage points": "points"}

FORMS: Mapping[str, str] = {
    # 1 to 6: what was read
    "carried": "starts from what {count} earlier determinations left, {first} to {last}",
    "months": "takes effect {effective}: {index} of {current}, compared with {base}",
    "months-alone": "takes effect {effective}: {index} of {current}",
    "constant": "a constant change of {percent} %",
    "span": "{first} to {last}",
    "as-known": "as known on {day}",
    "first-published": "first published, known by {day}",
    "final": "final, known by {day}",
    "figures": "{index} {figures} ({basis})",
    "figures-many": "{count} figures of {index}, {first} to {last} ({basis})",
    "substitute": "{index} {period} was not published; {rule} gives {value}",
    "decreed": "{index} {period} is taken as {value}: {source}",
    "projected": "{index} is not out yet; projected: {figures}",
    "latest-available": "{index} {period} does not exist; {used} is the latest before it",
    "carry-forward": "the last figure carried forward",
    "geometric-12m": "a twelfth of the last 12-month change",
    "same-month-swap": "last year's month and the last 12-month change",
    "geometric-between": "the geometric mean of its neighbours",
    "successor": "the named successor",
    "link": "after {at} {new} stands for {old}, times {factor}",
    "link-rates": "after {at} {new} stands for {old}",
    "mean": "mean of {index} over {span}",
    "daily": "{index} for {day}: day {number} of {days}, between {first} and {second}",
    "mean-rounded": "{value} rounded: {rounding}",
    "published-digits": "{digits} decimals, as published",
    "ratio": "{current} / {base} = {ratio}",
    "points": "{current} less {base}",
    "ratio-rounded": "ratio {ratio} rounded: {rounding}",
    "rate": "{index} of {span}, as published",
    "rate-100": "{index} of {span}: {value} stands for {percent} %",
    "rates-chained": "{count} published changes compounded, {first} to {last}",
    "change-rounded": "change {percent} % rounded: {rounding}",
    "leg-share": "{share} of {percent} %",
    # 7 and 8: blend and transform
    "weighted": "mean by weight of {parts}",
    "max": "the highest of {parts}",
    "min": "the lowest of {parts}",
    "sum": "the sum of {parts}",
    "piece": "{share} x {percent} % and {add}",
    "per-points": "{count} times {points} points beyond the first {above}: {amount} for each",
    "chain-waits": "{level} has not reached the threshold {threshold}",
    "chain-passed": "{level} has reached {threshold}: {count} step(s) of {step} %; next threshold {next}",
    # 9 to 13: what of it is paid
    "pass-through": "{share} of {percent} %",
    "margin": "{percent} % and {margin} points",
    "corridor": "{percent} % stays inside the corridor of {limit} %: nothing changes",
    "corridor-passed": "{percent} % reaches the corridor of {limit} %",
    "fall-zero": "the index fell by {percent} %: no change",
    "fall-waits": "the index stands {percent} % below its base: nothing until that is regained",
    "regained": "of {percent} %, a part regains an earlier fall",
    "ratchet": "{percent} % is below the highest so far, which holds",
    "floor": "{percent} % is below the floor of {limit} %",
    "cap": "{percent} % is above the cap of {limit} %",
    "within-both": "{percent} % lies between the floor of {floor} % and the cap of {cap} %",
    "within-floor": "{percent} % is not below the floor of {floor} %",
    "within-cap": "{percent} % is not above the cap of {cap} %",
    "banked": "{points} points go into the bank, which now holds {balance}",
    "from-bank": "{points} points come from the bank, which now holds {balance}",
    "into-bank-debt": "{points} points given too much go into the bank, which now holds {balance}",
    "bank-debt-paid": "{points} points of the bank are taken back; it now holds {balance}",
    "bank-expired": "{points} points in the bank have expired",
    "rate-rounded": "{percent} % rounded: {rounding}",
    # 14 to 18: the amount
    "apply": "{before} x {ratio}",
    "apply-spread": "{midpoint} x {amount} / {before}: as far from the midpoint as before",
    "apply-part": "{before} for {part} of {whole} {unit}",
    "days": "days",
    "months-whole": "months",
    "apply-points": "{before} and {increment}",
    "apply-brackets": "{before}: each part by its own share of {percent} %",
    "increment-rounded": "increase of {increment} rounded: {rounding}",
    "small-step": "an increase of {increment} is below the smallest step of {limit}: nothing changes",
    "floor-amount": "{amount} is below the least amount of {limit}",
    "cap-amount": "{amount} is above the greatest amount of {limit}",
    "amount-rounded": "{unrounded} rounded: {rounding}",
    "decided-by": "{source}; decided by {by}",
    "decided-on": "{source}; decided on {on}",
    "decided-by-on": "{source}; decided by {by} on {on}",
    "override-rate": "decided otherwise: {percent} % instead of {computed} % ({reason}; {source})",
    "override-amount": "decided otherwise: {amount} instead of {computed} ({reason}; {source})",
    "keep": "kept for the next time: {index} is then compared with {base}",
    "true-up-later": "locked on the figures known on {day}: later ones show up as a true-up, in a new record",
    "true-up": "with the figures known on {as_of}: {percent} % instead of {before} %",
    # the result
    "rises": "from {effective} up by {percent} % (times {ratio})",
    "falls": "from {effective} down by {percent} % (times {ratio})",
    "stays": "from {effective} nothing changes",
    "adds": "from {effective} up by {increment}",
    "amount-after": "{before} becomes {after} (exactly {unrounded})",
    "still-open": "provisional: figures it rests on may still be revised",
    "one-point": "{index} {period} one point higher",
    "tenth": "{index} {period} higher by 0.1",
    "one-month-earlier": "read one month earlier",
    "one-month-later": "read one month later",
    "by-first-published": "by the figures first published",
    "by-final": "by final figures",
    "by-latest": "by the latest figures",
    "by-index": "by {index}",
    "not-published": "a figure that it needs was not published",
    "not-fitting": "the clause does not fit it",
    # what must be said
    "as-first": "determined for {effective} as the first of all: what earlier determinations left (a bank, "
    "a fall to regain, limits used up, a moved base) is not known; let the calendar say since when it counts",
    "by-rate": "{index}: an amount is taken to have moved whenever the rate did; one that rounding left be "
    "keeps an older base, which only its own history knows",
    "off-calendar": "{effective} is not a day of the clause's calendar: the last one was {last}, "
    "the next one is {following}",
    "before-calendar": "{effective} is before the clause's calendar begins: its first day is {following}",
    "after-calendar": "{effective} is after the clause's calendar has ended: its last day was {last}",
    "not-enacted": "the clause is enacted on {enacted}: figures published until then may still change this",
    "seasonally-adjusted": "{index} is seasonally adjusted: its figures are rewritten for years back, "
    "so a clause on it cannot be recomputed later; use the unadjusted index",
    "provisional": "{count} of the figures used may still be revised: {figures}",
    "not-out": "{count} of the figures used are not out yet and were projected: {figures}; "
    "this can be looked at, not decided",
    "caution": "{index}: {caution}",
    "coarse": "{index} is published with {decimals} decimals: its ratio is only known to +/- {error} points",
    "snapshot": "{count} of the figures used come from the bundled snapshot, as published by {snapshot}, "
    "{days} days before the decision date {as_of}; fetch for newer ones",
    "substituted": "{index} {period} was not published; the result rests on a substitute ({rule})",
    "own-level": "{index} has no published level: the one used is ours, chained from {base}",
}


def sentence(form: str, facts: Mapping[str, Fact]) -> str:
    """The English sentence of this form, filled with the facts."""
    return filled(FORMS, ROUNDINGS, form, facts)
