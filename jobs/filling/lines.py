"""The lines of a person's results: each measure, rule, item and event, and which of its fields are filled in.

A cell is named `section/name/field`, in an item that counts events `marks/item/event/field`: names may hold
dots, as in problems, but no slash is ever needed in one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plans.plan import BonusMeasure, IncentivePlan
from plans.scoring.results import MONEY
from plans.scoring.results_csv import DAYS
from plans.scoring.rules import Affirmative, Gate, ScoringRules, Veto
from plans.scoring.scorecard import Event, Item, ItemKind, Scorecard

FIRST, FIRST_BY, REVIEW, REVIEW_BY, REASON = "first", "first_by", "review", "review_by", "reason"
BOTH = (FIRST, FIRST_BY, REVIEW, REVIEW_BY, REASON)
Subject = BonusMeasure | Gate | Veto | Affirmative | Item | Event | None


class Typed(StrEnum):
    """What a field takes."""

    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its key, what it is about (None: what is said of the person), the fields one can type into.

    `at` is where its values stand in the person's table, `first` what its first field takes.
    """

    key: str
    at: tuple[str, ...]
    fields: tuple[str, ...]
    subject: Subject = None
    first: Typed = Typed.NUMBER

    def takes(self, field: str) -> Typed:
        """What a field takes."""
        if field == FIRST:
            return self.first
        return Typed.NUMBER if field == REVIEW else Typed.TEXT


def person_lines(plan: IncentivePlan, card: Scorecard | None) -> tuple[Line, ...]:
    """Every line of a person: the measures, the plan's rules, the sheet and its rules, the person."""
    return (
        *(Line(f"results/{m.name}", ("results", m.name), BOTH, m) for m in plan.measures),
        *_rules(plan.scoring, ()),
        Line("sheet/name", ("sheet", "name"), (FIRST,), first=Typed.TEXT),
        *(() if card is None else _sheet(card)),
        Line("pay/person", ("person",), (FIRST,), first=Typed.TEXT),
        *(Line(f"pay/{name}", (name,), (FIRST,)) for name in MONEY),
        *(Line(f"pay/{name}", (name,), (FIRST,), first=Typed.DAY) for name in DAYS),
        Line("file/on", ("on",), (FIRST,), first=Typed.DAY),
    )


def _sheet(card: Scorecard) -> Iterator[Line]:
    yield Line("sheet/raters", ("sheet",), (FIRST_BY, REVIEW_BY, REASON))
    for item in card.items():
        key, at = f"marks/{item.name}", ("sheet", "marks", item.name)
        counted = item.kind is ItemKind.COUNTED
        if not item.rated:
            yield Line(key, at, (), item)
            continue
        yield Line(key, at, (REASON,) if counted else (FIRST, REVIEW, REASON), item)
        for event in item.events if counted else ():
            yield Line(f"{key}/{event.name}", (*at, event.name), (FIRST, REVIEW), event)
    yield from _rules(card.rules, ("sheet",))


def _rules(rules: ScoringRules, within: tuple[str, ...]) -> Iterator[Line]:
    prefix = "".join(f"{part}-" for part in within)
    counts: tuple[Veto | Affirmative, ...] = (*rules.vetoes, *rules.affirmatives)
    for counted in counts:
        yield Line(f"{prefix}counts/{counted.name}", (*within, "counts", counted.name), (FIRST,), counted)
    for gate in rules.gates:
        fields = (FIRST,) if gate.measure is None else ()
        key, at = f"{prefix}gates/{gate.name}", (*within, "gates", gate.name)
        yield Line(key, at, fields, gate, Typed.YES_NO)


def cell_of(lines: Mapping[str, Line], key: str) -> str:
    """The cell that a problem's key within the person's table means; empty where it means none of them.

    An event of a counted item is told as `sheet.marks.item.first.event`, or without the field.
    """
    said = {
        "sheet.marks.": ("first_by", "review_by", "reason"),
        "sheet.": ("first_by", "review_by", "reason"),
    }
    for prefix, fields in said.items():
        if key.removeprefix(prefix) in fields and key.startswith(prefix):
            return f"sheet/raters/{key.removeprefix(prefix)}" if "sheet/raters" in lines else ""
    found = max((line for line in lines.values() if _is_at(line, key)), key=_depth, default=None)
    if found is None:
        return ""
    rest = [part for part in key.removeprefix(".".join(found.at)).split(".") if part]
    field = next((part for part in rest if part in BOTH), FIRST)
    events = [line for line in lines.values() if line.key.startswith(f"{found.key}/")]
    if events and field != REASON:
        event = next((line for line in events if line.at[-1] in rest), events[0])
        return f"{event.key}/{field}"
    return f"{found.key}/{field}"


def _is_at(line: Line, key: str) -> bool:
    at = ".".join(line.at)
    return key == at or key.startswith(f"{at}.")


def _depth(line: Line) -> int:
    return len(".".join(line.at))
