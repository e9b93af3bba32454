"""Results: what each person reached on a plan, from a TOML file, or all that is wrong in it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.arithmetic import PRECISION, points
from indicators.errors import BadInput, Problem, did_you_mean
from plans.fields import Field, Place, boolean, day, number, read_table, text
from plans.lines import located
from plans.money import Money
from plans.plan import BonusMeasure, IncentivePlan
from plans.scoring.attainment import number as plain_number
from plans.scoring.mark_fields import read_marks
from plans.scoring.marks import Marks
from plans.scoring.rules import Facts
from plans.scoring.scorecard import FinalRule
from plans.scoring.served import Served, served
from plans.scoring.texts import plain

MONEY = ("bonus_at_target", "base_pay")
AMOUNT = number("an amount of at least 0", least=0)
_RESULT = number("a number")
_COUNT = number("how often, 0 or more", least=0)
_ANY = text()

_PERSON_KEYS: tuple[Field, ...] = (
    Field("person", text("the person's number or name"), "whose results these are", required=True),
    Field("bonus_at_target", AMOUNT, "the bonus paid at 100 %"),
    Field("base_pay", AMOUNT, "base pay of the period: the plan's pay mix gives the bonus"),
    Field("first_day", day(), "since when in the period, where not from its start"),
    Field("last_day", day(), "until when in the period, where not to its end"),
    *(Field(name, _ANY, "") for name in ("results", "counts", "gates", "sheet")),
)
_HEAD_KEYS: tuple[Field, ...] = (
    Field("plan", _ANY, "the plan these results are for"),
    Field("on", day(), "the day up to which prices count for the real figures"),
)
_RATED_KEYS: tuple[Field, ...] = (
    Field("first", _RESULT, "the first rater's score", required=True),
    Field("first_by", _ANY, "who gave it", required=True),
    Field("review", _RESULT, "the reviewer's score"),
    Field("review_by", _ANY, "who reviewed it"),
    Field("reason", _ANY, "why the two differ"),
)


@dataclass(frozen=True)
class PersonResults:
    """One person's results by measure, what else was counted, and their sheet as filled in.

    `bonus` is at target and `base_pay` of the whole period; both may be unsaid. `served` is the part of it in
    which the person took part, None for all. `sheet` is the name of a scorecard
    that ships, or of a file.
    """

    person: str
    results: Mapping[str, Decimal]
    facts: Facts
    bonus: Money | None = None
    base_pay: Money | None = None
    sheet: str | None = None
    marks: Marks | None = None
    served: Served | None = None


@dataclass(frozen=True)
class Results:
    """Everybody's results, and the day up to which prices count (None: the plan's last day)."""

    people: tuple[PersonResults, ...]
    on: date | None = None


def parse_results(
    content: str, *, file: str, plan: IncentivePlan
) -> tuple[Results | None, tuple[Problem, ...]]:
    """The results of a TOML text, or None with every problem: file, key, what was expected and got."""
    place = Place(file)
    try:
        values = tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return None, (Problem(f"{file}:{line[1]}" if line else file, "", f"not TOML: {error}"),)
    found = read_people(values, plan, place)
    return (None, located(content, place.problems)) if place.problems else (found, ())


def read_people(
    values: dict[str, Any], plan: IncentivePlan, place: Place, *, by_name: bool = False
) -> Results | None:
    """The results in the tables of a file; None with problems noted where people cannot be told apart.

    A problem names a person by position in the file, or `by_name` where the file has no such position.
    """
    head: dict[str, Any] = {key: values.pop(key) for key in ("plan", "on") if key in values}
    known = read_table(head, _HEAD_KEYS, place)
    if known.get("plan", plan.name) != plan.name:
        place.at("plan").refuse("results of another plan", expected=repr(plan.name), got=known["plan"])
    rows = values.pop("people", None)
    if rows is None:
        rows = [values]
    elif values:
        place.refuse(
            "people stand in a list or alone, not both", expected="[[people]] only", got=", ".join(values)
        )
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        place.at("people").refuse("nobody's results", expected="[[people]] with person and results")
        return None
    alone = len(rows) == 1 and rows[0] is values
    people = []
    for number_, row in enumerate(rows, start=1):
        who = row.get("person", number_) if by_name else number_
        people.append(_person(row, plan, place if alone else place.at("people").at(str(who))))
    names = [p.person for p in people if p is not None]
    for name in sorted({n for n in names if names.count(n) > 1}):
        place.at("people").refuse("the same person twice", expected="every person once", got=name)
    return Results(tuple(p for p in people if p is not None), known.get("on"))


def _person(row: dict[str, Any], plan: IncentivePlan, place: Place) -> PersonResults | None:
    before = len(place.problems)
    tables = {key: row.get(key, {}) for key in ("results", "counts", "gates", "sheet")}
    head = read_table({k: v for k, v in row.items() if k not in tables}, _PERSON_KEYS, place)
    for key in [k for k, v in tables.items() if not isinstance(v, dict)]:
        place.at(key).refuse("not a table", expected=f"[{place.at(key).key}]", got=tables[key])
        tables[key] = {}
    money = {name: read_money(head.get(name), plan, place.at(name)) for name in MONEY}
    results = _results(tables["results"], plan, place.at("results"))
    facts = read_facts(tables["counts"], tables["gates"], plan, place)
    part = served(plan, head.get("first_day"), head.get("last_day"), place)
    sheet, marks = read_marks(tables["sheet"], place.at("sheet")) if tables["sheet"] else (None, None)
    if len(place.problems) > before:
        return None
    return PersonResults(
        head["person"], results, facts, money["bonus_at_target"], money["base_pay"], sheet, marks, part
    )


def read_money(amount: Decimal | None, plan: IncentivePlan, place: Place) -> Money | None:
    """An amount in the plan's currency; None with a problem noted where it has too many decimals."""
    if amount is None:
        return None
    try:
        return Money.of(amount, plan.currency)
    except BadInput as error:
        place.refuse(error.message, expected=error.expected, got=amount)
        return None


def _results(values: Mapping[str, Any], plan: IncentivePlan, place: Place) -> dict[str, Decimal]:
    measures = {m.name: m for m in plan.measures}
    _unknown(values, measures, "measure", place)
    found: dict[str, Decimal] = {}
    for name, measure in measures.items():
        if name not in values:
            place.at(name).refuse("missing", expected=f"the result of {measure.title}")
            continue
        value = read_result(values[name], measure, place.at(name))
        if value is not None and value < 0:
            place.at(name).refuse("negative", expected="a result of at least 0", got=value)
        elif value is not None:
            found[name] = value
    return found


def read_result(value: Any, measure: BonusMeasure, place: Place) -> Decimal | None:
    """A number, or two people's scores: the review counts where there is one."""
    if not isinstance(value, dict):
        return _RESULT.read(value, place)
    before = len(place.problems)
    found = read_table(value, _RATED_KEYS, place)
    if len(place.problems) > before:
        return None
    if ("review" in found) != ("review_by" in found):
        place.refuse("a review has a score and a name", expected="review and review_by, or neither")
        return None
    if "review" not in found:
        return Decimal(found["first"])
    if found["review_by"].strip().casefold() == found["first_by"].strip().casefold():
        place.at("review_by").refuse(
            "nobody reviews their own score", expected="another person", got=found["review_by"]
        )
    most = plain_number(measure.maximum)
    limit = PRECISION.multiply(FinalRule().item_share, most)
    apart = points(found["first"], found["review"]).copy_abs()
    if apart > limit and not found.get("reason", "").strip():
        why = f"a reason, because the scores differ by more than {plain(limit)} of {plain(most)}"
        place.at("reason").refuse("missing", expected=why, got=apart)
    return Decimal(found["review"])


def read_facts(
    counts: Mapping[str, Any], gates: Mapping[str, Any], plan: IncentivePlan, place: Place
) -> Facts:
    """What was counted and answered, as far as it can be read; the rest is noted as problems."""
    rules = plan.scoring
    counted = [*(v.name for v in rules.vetoes), *(a.name for a in rules.affirmatives)]
    asked = [g.name for g in rules.gates if g.measure is None]
    _unknown(counts, counted, "veto or affirmative indicator", place.at("counts"))
    _unknown(gates, asked, "gate to answer", place.at("gates"))
    yes_no = boolean()
    found = {n: _COUNT.read(counts[n], place.at("counts").at(n)) for n in counted if n in counts}
    answers = {n: yes_no.read(gates[n], place.at("gates").at(n)) for n in asked if n in gates}
    for name in (n for n in asked if n not in gates):
        place.at("gates").at(name).refuse("missing", expected="true or false: is the condition met?")
    return Facts(
        {n: v for n, v in found.items() if v is not None}, {n: v for n, v in answers.items() if v is not None}
    )


def _unknown(values: Mapping[str, Any], known: Iterable[str], what: str, place: Place) -> None:
    names = list(known)
    for key in (k for k in values if k not in names):
        near = did_you_mean(key, names)
        expected = f"did you mean {near!r}?" if near else "one of " + (", ".join(names) or "none at all")
        place.at(key).refuse(f"no such {what} in the plan", expected=expected)
