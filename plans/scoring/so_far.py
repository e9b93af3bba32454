"""SoFar: what can be counted of results that are still being filled in, everything else left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from indicators.errors import Problem
from plans.fields import Place, day, text
from plans.money import Money
from plans.plan import BonusMeasure, IncentivePlan
from plans.scoring.attainment import Prices
from plans.scoring.mark_fields import read_item
from plans.scoring.marks import ItemMarks, Marks, item_problems, mark_problems, reason_problems
from plans.scoring.payout import PlanPayout, bonus_at_target, pay_out
from plans.scoring.results import AMOUNT, MONEY, read_facts, read_money, read_result
from plans.scoring.scorecard import Item, Scorecard
from plans.scoring.served import served
from plans.scoring.sheet_score import SheetScore, score_sheet

_DAY = day()
_TEXT = text()


@dataclass(frozen=True, slots=True)
class SoFar:
    """The payout and the sheet's score of what is sound, and what is wrong with the marks on the sheet.

    The scores of the sheet are out of all its points, what has no mark yet counting nothing. `problems` have
    keys within the person's table: `sheet.marks.initiative.review`.
    """

    payout: PlanPayout
    sheet: SheetScore | None
    problems: tuple[Problem, ...]


def so_far(
    row: Mapping[str, Any], plan: IncentivePlan, card: Scorecard | None, prices: Prices, *, file: str
) -> SoFar:
    """What a person's table of a results file, as TOML has it, comes to already.

    BadInput where a target of the plan is 0.
    """
    aside = Place(file)  # what cannot be read is told by whoever reads the whole file
    results = _table(row, "results")
    sound = {
        m.name: value
        for m in plan.measures
        if m.name in results and (value := _result(results[m.name], m, file)) is not None
    }
    facts = read_facts(_table(row, "counts"), _table(row, "gates"), plan, aside)
    days = [_DAY.read(row[key], aside) if key in row else None for key in ("first_day", "last_day")]
    payout = pay_out(
        plan,
        plan.scoring,
        sound,
        facts,
        prices=prices,
        bonus=_bonus(row, plan, aside),
        served=served(plan, days[0], days[1], aside),
    )
    if card is None:
        return SoFar(payout, None, ())
    marks, problems = _marks(_table(row, "sheet"), card, file)
    return SoFar(payout, score_sheet(_of(card, marks), marks, payout), problems)


def _result(value: Any, measure: BonusMeasure, file: str) -> Decimal | None:
    """A result that nothing is wrong with, else None."""
    place = Place(file)
    found = read_result(value, measure, place)
    return None if place.problems or found is None or found < 0 else found


def _bonus(row: Mapping[str, Any], plan: IncentivePlan, place: Place) -> Money | None:
    bonus, base = (
        read_money(AMOUNT.read(row[key], place) if key in row else None, plan, place) for key in MONEY
    )
    return bonus if bonus is not None or base is None else bonus_at_target(plan, base)


def _marks(sheet: Mapping[str, Any], card: Scorecard, file: str) -> tuple[Marks, tuple[Problem, ...]]:
    """The marks that are sound, and what is wrong with the others."""
    place = Place(file, "sheet.marks")
    rated = {item.name: item for item in card.items() if item.rated}
    found: dict[str, ItemMarks] = {}
    problems: list[Problem] = []
    for name, value in _table(sheet, "marks").items():
        given = read_item(value, Place(file))
        wrong = [] if given is None or name not in rated else list(_wrong(given, rated[name], file, name))
        if given is not None and name in rated and not wrong:
            found[name] = given
    facts = {key: _table(sheet, key) for key in ("counts", "gates")}
    aside = Place(file)
    counts = {n: v for n, value in facts["counts"].items() if (v := AMOUNT.read(value, aside)) is not None}
    marks = Marks(
        _said(sheet, "first_by"),
        found,
        _said(sheet, "review_by"),
        _said(sheet, "reason"),
        counts,
        {name: value for name, value in facts["gates"].items() if isinstance(value, bool)},
    )
    every = _read(_table(sheet, "marks"))
    problems += mark_problems(card, replace(marks, items=every), file=file, key=place.key)
    complete = len(found) == len(rated)
    owed = reason_problems(_of(card, marks, bare=True), marks, file=file, key=place.key)
    problems += [p for p in owed if complete or p.key != f"{place.key}.reason"]
    return marks, tuple(problems)


def _read(values: Mapping[str, Any]) -> dict[str, ItemMarks]:
    """The marks that can be read, sound or not."""
    read = ((name, read_item(value, Place(""))) for name, value in values.items())
    return {name: given for name, given in read if given is not None}


def _wrong(given: ItemMarks, item: Item, file: str, name: str) -> Iterator[Problem]:
    for mark in (given.first, given.review):
        if mark is not None:
            yield from item_problems(item, mark, file=file, key=name)


def _of(card: Scorecard, marks: Marks, *, bare: bool = False) -> Scorecard:
    """The card with the items that are marked, and the computed ones unless `bare`; its maximum stays."""
    sections = (
        replace(s, items=tuple(i for i in s.items if i.name in marks.items or (not i.rated and not bare)))
        for s in card.sections
    )
    return replace(card, sections=tuple(sections))


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key, {})
    return found if isinstance(found, Mapping) else {}


def _said(values: Mapping[str, Any], key: str) -> str:
    found = values.get(key, "")
    return found if isinstance(found, str) else ""
