"""A determination in the language on screen: plans has its sentences in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plans import explain
from plans.plan import moved_by
from tui import words
from tui.language import ENGLISH, _, spoken, told

if TYPE_CHECKING:
    from plans.adjust import Adjustment
    from plans.money import Rounding
    from plans.steps import Notice, Step


def _language() -> explain.Language:
    return explain.Language(spoken())


def operation(step: Step) -> str:
    """The name of a step's operation."""
    return explain.operation(step.number, _language())


def sentence(told: Step | Notice) -> str:
    """The sentence of a step or of a notice."""
    return explain.say(told.form, told.facts, _language())


def result(step: Step) -> str:
    """What a step came to, with its unit; empty where it has no result."""
    unit = step.unit if spoken() == ENGLISH else explain.unit(step.unit, _language())
    return f"{step.result} {unit}".rstrip() if step.result else ""


def rounding(rule: Rounding) -> str:
    """A rounding rule in words."""
    return str(rule) if spoken() == ENGLISH else explain.rounding(rule, _language())


def otherwise(rows: Mapping[str, Any]) -> Iterator[str]:
    """What a clause would have given with one thing changed, and by another kind of base."""
    for effect in rows["effects"]:
        told = explain.say(effect["form"], effect["facts"], _language())
        if effect["refusal"]:
            yield _("{case}: {result}").format(
                case=told, result=explain.say(effect["refusal"], {}, _language())
            )
        elif Decimal(effect["increment"]):
            found = Decimal(effect["increment"]), Decimal(effect["increment_difference"])
            yield _("{case}: adds {amount} ({difference:+})").format(
                case=told, amount=found[0], difference=found[1]
            )
        else:
            yield _("{case}: {percent} % ({difference} points)").format(
                case=told,
                percent=words.percent(Decimal(effect["percent"]), 3),
                difference=words.percent(Decimal(effect["difference"]), 3),
            )
    for pair in rows["bases"]:
        yield _("100 on {day}: {anchored} from one base, {chained} by a chain").format(
            day=words.day(date.fromisoformat(pair["effective_on"])),
            anchored=pair["anchored"],
            chained=pair["chained"],
        )


def notices(adjustment: Adjustment) -> tuple[str, ...]:
    """What else a reader of an adjustment must know."""
    if spoken() == ENGLISH:
        return adjustment.warnings
    ours = (*_of_clauses(adjustment), *_of_bands(adjustment))
    return (*ours, *map(told, adjustment.warnings[len(ours) :]))  # the others have no form of their own


def _of_clauses(adjustment: Adjustment) -> Iterator[str]:
    named: dict[str, list[str]] = {}
    for name, uprating in adjustment.upratings.items():
        for notice in uprating.notices:
            named.setdefault(sentence(notice), []).append(name)
    for text, names in named.items():
        yield _("{clauses}: {text}").format(clauses=", ".join(names), text=text)


def _of_bands(adjustment: Adjustment) -> Iterator[str]:
    for change in adjustment.band_changes:
        if not change.spread_kept:
            told = _("band {grade}: the range spread goes from {before} % to {after} %")
            yield told.format(grade=change.grade, before=change.spread_before, after=change.spread_after)
        if not change.progression_kept:
            told = _("band {grade}: the midpoint progression goes from {before} % to {after} %")
            before, after = change.progression_before, change.progression_after
            yield told.format(grade=change.grade, before=before, after=after)
    unmoved = [b.grade for b in adjustment.plan.bands if not moved_by(b)]
    if unmoved and len(unmoved) < len(adjustment.plan.bands):
        told = _("no clause moves the bands {grades}, while others move")
        yield told.format(grades=", ".join(unmoved))
