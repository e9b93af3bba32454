"""What each clause of an adjustment would have given otherwise, with the figures that say so.

It stands beside the record of an adjustment, never inside it: it explains, and decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.arithmetic import HUNDRED, round_digits
from indicators.errors import BadInput, NotPublished
from indicators.series import History, Indicator
from plans.adjust import Adjustment
from plans.calendar import began_on, effective_dates
from plans.clause import IndexationClause
from plans.history import Comparison, both_runs
from plans.record import Document, evidence_row, histories_in, hole_rows, indicator_row
from plans.uprate import Uprating, distinct, year_before
from plans.variants import Effect, sensitivity

_YEARS = 5  # how many yearly determinations are compared where the calendar does not say since when
_MOST = 60  # and at most so many, the last ones
_DECIMALS = 8  # of 100: what lies beyond comes of dividing, not of the clause
_HIGHER = ("one-point", "tenth")  # computed on a figure of ours: nothing of it is evidence


@dataclass(frozen=True)
class Otherwise:
    """The effects by clause, and 100 by a fixed base and by a chain where those part; what both rest on."""

    effects: Mapping[str, tuple[Effect, ...]]
    bases: Mapping[str, tuple[Comparison, ...]]
    upratings: tuple[Uprating, ...]
    indicators: Mapping[str, Indicator]
    others: tuple[str, ...]


def otherwise(
    adjustment: Adjustment, histories: Mapping[str, History], others: Iterable[str] = ()
) -> Otherwise:
    """What one point, one month, another vintage, another index or base would have changed, clause by clause.

    `others` name further indicators in `histories`; one is tried where it is published as the clause reads.
    """
    names = tuple(dict.fromkeys((*adjustment.indicators, *others)))
    described = {name: histories[name].indicator for name in names if name in histories}
    effects: dict[str, tuple[Effect, ...]] = {}
    bases: dict[str, tuple[Comparison, ...]] = {}
    found: list[Uprating] = []
    for name, uprating in adjustment.upratings.items():
        tried = _fitting(uprating.clause, described)
        effects[name] = sensitivity(uprating, histories, others=tried, previous=uprating.before)
        found.extend(e.found for e in effects[name] if e.found is not None and e.form not in _HIGHER)
        pairs, runs = _bases(uprating, histories)
        if any(p.anchored != p.chained for p in pairs):
            bases[name] = pairs
            found.extend(runs)
    return Otherwise(effects, bases, tuple(found), described, tuple(n for n in names if n in others))


def to_rows(made: Otherwise) -> Document:
    """The same as plain JSON values, with the figures it rests on; exact numbers are strings."""
    return {
        "clauses": {
            name: {
                "effects": [_effect_row(e) for e in effects],
                "bases": [
                    {
                        "effective_on": str(p.effective_on),
                        "anchored": str(p.anchored),
                        "chained": str(p.chained),
                    }
                    for p in made.bases.get(name, ())
                ],
            }
            for name, effects in made.effects.items()
        },
        "others": list(made.others),
        "indicators": {name: indicator_row(i) for name, i in made.indicators.items()},
        "evidence": [evidence_row(i) for i in distinct(i for u in made.upratings for i in u.inputs)],
        "holes": hole_rows(made.upratings),
    }


def again(rows: Mapping[str, Any], document: Mapping[str, Any], adjustment: Adjustment) -> Document:
    """The rows computed once more from their own evidence and that of the record they stand beside."""
    evidence = {tuple(row.values()): row for row in (*document["evidence"], *rows["evidence"])}
    holes = {tuple(row.values()): row for row in (*document["holes"], *rows["holes"])}
    histories = histories_in(
        {
            "as_of": document["as_of"],
            "indicators": {**rows["indicators"], **document["indicators"]},
            "evidence": list(evidence.values()),
            "holes": list(holes.values()),
        }
    )
    return to_rows(otherwise(adjustment, histories, rows["others"]))


def _fitting(clause: IndexationClause, described: Mapping[str, Indicator]) -> tuple[str, ...]:
    """The indicators that can be read in place of the clause's own."""
    measures = {leaf.measure.needs for leaf in clause.leaves if leaf.index is not None}
    own = set(clause.indicators)
    return tuple(n for n, i in described.items() if n not in own and {i.measure} == measures)


def _bases(
    uprating: Uprating, histories: Mapping[str, History]
) -> tuple[tuple[Comparison, ...], tuple[Uprating, ...]]:
    """100 on each date of effect up to this one, from a fixed base and by a chain; empty without bases."""
    clause = replace(uprating.clause, round_amount=None, round_increment=None, overrides=())
    if (
        clause.brackets
        or clause.per_points
        or clause.floor_amount
        or clause.cap_amount
        or clause.smallest_step
    ):
        return (), ()  # what it does to 100 says nothing about another amount
    try:
        fixed, linked = both_runs(
            clause,
            histories,
            dates=_dates(clause, uprating.effective_on),
            amount=HUNDRED,
            as_of=uprating.as_of,
        )
    except (BadInput, NotPublished):
        return (), ()
    pairs = zip(fixed, linked, strict=True)
    compared = tuple(
        Comparison(one.effective_on, *(round_digits(n, _DECIMALS) for n in (one.unrounded, two.unrounded)))
        for one, two in pairs
    )
    return compared, tuple(d.uprating for d in (*fixed, *linked))


def _dates(clause: IndexationClause, last: date) -> list[date]:
    begins = began_on(clause)
    if begins is not None:
        found = [*effective_dates(clause, begins, last)]
        return [*dict.fromkeys((*found, last))][-_MOST:]
    days = [last]
    while len(days) < _YEARS:
        days.append(year_before(days[-1]))
    return days


def _effect_row(effect: Effect) -> dict[str, Any]:
    numbers = ("percent", "difference", "increment", "increment_difference")
    return {
        "form": effect.form,
        "facts": {name: str(fact) for name, fact in effect.facts.items()},
        **{name: _text(getattr(effect, name)) for name in numbers},
        "refusal": effect.refusal,
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def effect_rows(rows: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each clause with each of its effects."""
    for name, clause in rows["clauses"].items():
        for effect in clause["effects"]:
            yield name, effect
