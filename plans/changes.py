"""What differs between two versions of a plan, figure by figure and clause by clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, round_digits
from plans.money import Money
from plans.parse import clause_text
from plans.plan import BAND_FIELDS, MEASURE_FIELDS, IncentivePlan

Amount = Money | Decimal
# What a band, a measure or a component says beside its figures.
_CLAUSES = tuple(f"{name}_clause" for name in dict.fromkeys((*BAND_FIELDS, *MEASURE_FIELDS)))
_OWN = (
    *("title", "kind", "clause", *_CLAUSES, "rounding", "curve"),
    *("indicator_type", "unit", "direction", "vesting"),
)
_PLACE = ("title", "rounding")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that is not the same in both versions; None where a version does not have it.

    `path` is section/item/field, as in band/S1/midpoint.
    """

    path: str
    before: Amount | None
    after: Amount | None

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of before, to two decimals; None where there is nothing to compare."""
        if self.before is None or self.after is None:
            return None
        old, new = (x.amount if isinstance(x, Money) else x for x in (self.before, self.after))
        if not old or _unit(self.before) != _unit(self.after):
            return None
        ratio = PRECISION.divide(PRECISION.subtract(new, old), old)
        return round_digits(PRECISION.multiply(ratio, HUNDRED), 2)


@dataclass(frozen=True, slots=True)
class WordChange:
    """Anything else that is not the same: a clause's key, what moves a figure, a date, a title."""

    path: str
    before: str
    after: str


def plan_changes(old: IncentivePlan, new: IncentivePlan) -> tuple[FigureChange, ...]:
    """Every figure changed, taken away or added: those of the old plan in its order, then new ones."""
    before, after = dict(figures(old)), dict(figures(new))
    paths = dict.fromkeys((*before, *after))
    return tuple(
        FigureChange(path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    )


def word_changes(old: IncentivePlan, new: IncentivePlan) -> tuple[WordChange, ...]:
    """Every other difference that bears on the plan: head, clauses key by key, curves, what moves what."""
    before, after = dict(_words(old)), dict(_words(new))
    paths = dict.fromkeys((*before, *after))
    pairs = ((path, before.get(path, ""), after.get(path, "")) for path in paths)
    return tuple(WordChange(*pair) for pair in pairs if pair[1] != pair[2])


def figures(plan: IncentivePlan) -> Iterator[tuple[str, Amount]]:
    """Every figure of a plan by its path, in the plan's order."""
    for band in plan.bands:
        for name, money in band.amounts():
            yield f"band/{band.grade}/{name}", money
    for measure in plan.measures:
        yield f"measure/{measure.name}/weight", measure.weight
        for name in MEASURE_FIELDS:
            value = getattr(measure, name)
            if value is not None:
                yield f"measure/{measure.name}/{name}", value
    for part in plan.components:
        worth = {"amount": part.amount, "share": part.share}
        if part.units is not None:
            worth["units"] = Decimal(part.units)
        yield from ((f"component/{part.name}/{key}", v) for key, v in worth.items() if v is not None)
    for name, place in plan.places.items():
        yield f"place/{name}/differential", place.differential


def _words(plan: IncentivePlan) -> Iterator[tuple[str, str]]:
    for key in (
        "title",
        "role",
        "currency",
        "country",
        "period_kind",
        "effective_from",
        "effective_to",
        "bands_move",
        "stage",
        "sample",
    ):
        yield key, _shown(getattr(plan, key))
    yield "parties", ", ".join(plan.parties)
    owners = (
        *(("band", b.grade, b) for b in plan.bands),
        *(("measure", m.name, m) for m in plan.measures),
        *(("component", c.name, c) for c in plan.components),
    )
    for section, item, owner in owners:
        for key in _OWN:
            yield f"{section}/{item}/{key}", _shown(getattr(owner, key, None))
    for name, place in plan.places.items():
        yield from ((f"place/{name}/{key}", _shown(getattr(place, key))) for key in _PLACE)
    rules = plan.scoring
    yield from _tables("gate", {rule.name: rule for rule in rules.gates})
    yield from _tables("veto", {rule.name: rule for rule in rules.vetoes})
    yield from _tables("affirmative", {rule.name: rule for rule in rules.affirmatives})
    yield from (
        ("scoring/cap", _shown(rules.cap)),
        ("scoring/affirmative_cap", _shown(rules.affirmative_cap)),
    )
    yield from _tables("people", {"rules": plan.people})
    for name, clause in plan.clauses.items():
        lines = (line.partition(" = ") for line in clause_text(clause).splitlines())
        yield from ((f"clause/{name}/{key}", value) for key, _, value in lines if key != "name")
    yield from _tables("curve", plan.curves)


def _tables(section: str, tables: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, table in tables.items():
        for field in fields(table):  # type: ignore[arg-type]  # clauses and curves are dataclasses
            yield f"{section}/{name}/{field.name}", _shown(getattr(table, field.name))


def _shown(value: object) -> str:
    if value is None or value == ():
        return ""
    return ", ".join(map(_shown, value)) if isinstance(value, tuple) else str(value)


def _unit(value: Amount) -> str:
    return value.currency if isinstance(value, Money) else ""
