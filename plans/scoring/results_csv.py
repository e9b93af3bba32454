"""Results as a CSV table: a row a person and item."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from indicators.errors import Problem, did_you_mean
from plans.fields import Place
from plans.plan import IncentivePlan
from plans.scoring.results import MONEY, Results, read_people

DAYS = ("first_day", "last_day")
COLUMNS = ("person", "item", "result", "first_by", "review", "review_by", "reason")


def parse_results_csv(
    content: str, *, file: str, plan: IncentivePlan
) -> tuple[Results | None, tuple[Problem, ...]]:
    """The results of a CSV text with COLUMNS (the last four may be missing): a row a person and item.

    An item is a measure, a veto, an affirmative indicator, a gate (yes or no), bonus_at_target or
    base_pay, first_day or last_day.
    """
    place = Place(file)
    values = _tidied(content, plan, place)
    # Rows that are refused say nothing of the others: what is wrong in those is told at the same time.
    readable = values["people"] or not place.problems
    found = read_people(values, plan, place, by_name=True) if readable else None
    return (None, tuple(place.problems)) if place.problems else (found, ())


def _tidied(content: str, plan: IncentivePlan, place: Place) -> dict[str, Any]:
    """The rows of a CSV text as the tables that a TOML file would hold."""
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff"), newline=""), strict=True, restkey="more")
    groups = _groups(plan)
    people: dict[str, dict[str, Any]] = {}
    try:
        missing = [c for c in COLUMNS[:3] if c not in (reader.fieldnames or ())]
        for column in missing:
            place.at(column).refuse("the column is missing", expected=", ".join(COLUMNS))
        for number_, row in enumerate(reader if not missing else (), start=2):
            at = Place(place.file, f"row {number_}", place.problems)
            who, item = (str(row[key] or "").strip() for key in ("person", "item"))
            if "more" in row or None in row.values() or not who:
                at.refuse(
                    "not a row of results", expected=", ".join(COLUMNS), got=",".join(map(str, row.values()))
                )
                continue
            if item not in groups:
                near = did_you_mean(item, groups)
                at.refuse("no such item in the plan", expected=near or ", ".join(groups), got=item)
                continue
            person = people.setdefault(who, {"person": who})
            value = _day(row["result"] or "") if item in DAYS else _cell(row, groups[item], at)
            _put(person, groups[item], item, value, at)
    except csv.Error as error:
        place.refuse(f"not CSV: {error}")
    return {"people": list(people.values())}


def _groups(plan: IncentivePlan) -> dict[str, str]:
    """Where each item of the plan belongs in a person's tables."""
    rules = plan.scoring
    return {
        **dict.fromkeys(MONEY, ""),
        **dict.fromkeys(DAYS, ""),
        **dict.fromkeys((m.name for m in plan.measures), "results"),
        **dict.fromkeys((v.name for v in rules.vetoes), "counts"),
        **dict.fromkeys((a.name for a in rules.affirmatives), "counts"),
        **dict.fromkeys((g.name for g in rules.gates if g.measure is None), "gates"),
    }


def _put(person: dict[str, Any], group: str, item: str, value: Any, place: Place) -> None:
    table = person.setdefault(group, {}) if group else person
    if item in table:
        place.refuse("the same item twice for one person", expected="a row a person and item", got=item)
    table.setdefault(item, value)


def _cell(row: Mapping[str, str | None], group: str, place: Place) -> Any:
    result = str(row["result"] or "").strip()
    if group == "gates":
        return {"yes": True, "true": True, "no": False, "false": False}.get(result.casefold(), result)
    if group != "results" or not str(row.get("first_by") or "").strip():
        return _exact(result)
    rated: dict[str, Any] = {"first": _exact(result), "first_by": row["first_by"]}
    if str(row.get("review") or "").strip():
        rated["review"] = _exact(str(row["review"]).strip())
    return rated | {k: row[k] for k in ("review_by", "reason") if str(row.get(k) or "").strip()}


def _day(cell: str) -> date | str:
    """The day that a cell holds, or the cell as it is, for the reader to refuse."""
    try:
        return date.fromisoformat(cell.strip())
    except ValueError:
        return cell


def _exact(cell: str) -> Decimal | str:
    """The number that a cell holds, or the cell as it is, for the reader to refuse."""
    try:
        value = Decimal(cell)
    except InvalidOperation:
        return cell
    return value if value.is_finite() else cell
