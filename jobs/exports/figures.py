"""Every figure of an adjusted plan, before and after, in exact text: in one tidy table, or side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jobs.exports.model import Cell, Column, Table
from plans.adjust import Adjustment, Line
from plans.money import Money, minor_digits
from plans.plan import BAND_FIELDS, MEASURE_FIELDS, IncentivePlan, moved_by
from plans.words import show

BANDS = "Bands"
PLACES = "places"
MIDPOINTS = ("midpoint_before", "midpoint_after")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a plan before and after, money or not; everything is text."""

    section: str
    item: str
    title: str
    field: str
    unit: str
    currency: str
    before: str
    after: str
    change: str
    change_percent: str
    unrounded: str
    clause: str

    @property
    def names(self) -> tuple[str, str, str]:
        """What names the figure."""
        return self.section, self.item, self.field


def figures(adjustment: Adjustment) -> tuple[Figure, ...]:
    """Every figure of the plan in its order, those that no clause can move among them."""
    plan = adjustment.plan
    titles = _titles(plan)
    moved = {line.path: line for line in adjustment.lines}
    found = []
    for path, unit, value in _amounts(plan):
        section, item, field = _parts(path)
        line = moved.get(path)
        head = (section, item, titles.get((section, item), ""), field, unit)
        found.append(_money(head, line) if line is not None else _still(head, value))
    return (*found, *_places(adjustment))


def _places(adjustment: Adjustment) -> Iterator[Figure]:
    """The bands as they are at each place, by its differential."""
    titles = {b.grade: b.title for b in adjustment.plan.bands}
    for line in adjustment.lines:
        if line.section == PLACES:
            grade = line.item.partition("/")[2]
            yield _money((PLACES, line.item, titles.get(grade, ""), line.field, "money"), line)


def _amounts(plan: IncentivePlan) -> Iterator[tuple[str, str, Money | Decimal]]:
    for band in plan.bands:
        for field, money in band.amounts():
            yield f"band/{band.grade}/{field}", "money", money
    for measure in plan.measures:
        for field in MEASURE_FIELDS:
            yield f"measure/{measure.name}/{field}", measure.unit.value, getattr(measure, field)
    for part in plan.components:
        if part.amount is not None:
            yield f"component/{part.name}/amount", "money", part.amount
        if part.share is not None:
            yield f"component/{part.name}/share", "percent", part.share
        if part.units is not None:
            yield f"component/{part.name}/units", "count", Decimal(part.units)


def _parts(path: str) -> tuple[str, str, str]:
    # An item's own name may hold a slash; the section and the field never do.
    section, _, rest = path.partition("/")
    item, _, field = rest.rpartition("/")
    return f"{section}s", item, field


def _titles(plan: IncentivePlan) -> dict[tuple[str, str], str]:
    bands = {("bands", b.grade): b.title for b in plan.bands}
    measures = {("measures", m.name): m.title for m in plan.measures}
    components = {("components", c.name): c.title for c in plan.components}
    return {**bands, **measures, **components}


def _money(head: tuple[str, str, str, str, str], line: Line) -> Figure:
    return Figure(
        *head,
        line.before.currency,
        _text(line.before.amount),
        _text(line.after.amount),
        _text(line.change.amount),
        _text(line.percent),
        show(line.unrounded),
        line.clause or "",
    )


def _still(head: tuple[str, str, str, str, str], value: Money | Decimal) -> Figure:
    amount = value.amount if isinstance(value, Money) else value
    return Figure(*head, "", _text(amount), _text(amount), "0", "0", _text(amount), "")


def _text(value: Decimal) -> str:
    return f"{value:f}"


_TIDY_COLUMNS = (
    Column("section", "Section"),
    Column("item", "Item"),
    Column("field", "Field"),
    Column("title", "Title"),
    Column("unit", "Unit"),
    Column("currency", "Currency"),
    Column("before", "Before", Cell.MONEY),
    Column("after", "After", Cell.MONEY),
    Column("change", "Change", Cell.MONEY),
    Column("change_percent", "Change %", Cell.PERCENT),
    Column("unrounded", "Unrounded", Cell.NUMBER),
    Column("clause", "Clause"),
)


def tidy_table(adjustment: Adjustment) -> Table:
    """A row a figure."""
    rows = tuple(tuple(getattr(f, c.name) for c in _TIDY_COLUMNS) for f in figures(adjustment))
    return Table("Figures", _TIDY_COLUMNS, rows, keys=3)


_MOVING = ("before", "after", "change")
_MINOR_COLUMNS = tuple(
    Column(f"{name}_minor", f"{name.capitalize()}, minor units", Cell.NUMBER) for name in _MOVING
)
_DIGITS = Column("minor_digits", "Decimals of the currency", Cell.NUMBER)


def minor_columns() -> tuple[Column, ...]:
    """The columns that hold whole numbers."""
    return (*_MINOR_COLUMNS, _DIGITS)


def with_minor(table: Table) -> Table:
    """A tidy table with before, after and change in whole minor units too, where they are money."""
    at = {name: index for index, name in enumerate(table.header)}
    rows = tuple((*row, *_minor(row[at["currency"]], [row[at[n]] for n in _MOVING])) for row in table.rows)
    return Table(table.name, (*table.columns, *minor_columns()), rows, table.keys)


def _minor(currency: str, amounts: Sequence[str]) -> tuple[str, ...]:
    if not currency:
        return "", "", "", ""
    whole = (str(Money.of(amount, currency).minor) for amount in amounts)
    return (*whole, str(minor_digits(currency)))


def _values(*fields: str) -> tuple[Column, ...]:
    parts = (
        ("before", "before", Cell.MONEY),
        ("after", "after", Cell.MONEY),
        ("percent", "change %", Cell.PERCENT),
    )
    return tuple(
        Column(f"{field}_{part}", f"{field.capitalize()} {word}", cell)
        for field in fields
        for part, word, cell in parts
    )


_BAND_COLUMNS = (
    Column("grade", "Grade"),
    Column("title", "Title"),
    Column("clause", "Clause"),
    *_values(*BAND_FIELDS),
)
_MEASURE_COLUMNS = (
    Column("measure", "Measure"),
    Column("title", "Title"),
    Column("type", "Type"),
    Column("unit", "Unit"),
    Column("weight", "Weight %", Cell.NUMBER),
    Column("curve", "Curve"),
    Column("clause", "Clause"),
    *_values(*MEASURE_FIELDS),
)
_COMPONENT_COLUMNS = (
    Column("component", "Component"),
    Column("title", "Title"),
    Column("kind", "Kind"),
    Column("share", "Share %", Cell.NUMBER),
    Column("units", "Units", Cell.NUMBER),
    Column("clause", "Clause"),
    *_values("amount"),
)
_PLACE_COLUMNS = (Column("place_grade", "Place/grade"), *_BAND_COLUMNS[1:])
FIGURE_COLUMNS = (*_TIDY_COLUMNS, *_BAND_COLUMNS, *_MEASURE_COLUMNS, *_COMPONENT_COLUMNS, *_PLACE_COLUMNS)


def wide_tables(adjustment: Adjustment) -> tuple[Table, ...]:
    """A row an item: bands, thresholds and components with each figure before and after, side by side."""
    found = {f.names: f for f in figures(adjustment)}
    plan = adjustment.plan
    bands = [(b.grade, b.title, moved_by(b)) for b in plan.bands]
    measures = [
        (
            m.name,
            m.title,
            m.indicator_type.value,
            m.unit.value,
            _text(m.weight),
            m.curve or "",
            moved_by(m),
        )
        for m in plan.measures
    ]
    parts = [
        (c.name, c.title, c.kind.value, _optional(c.share), _optional(c.units), moved_by(c))
        for c in plan.components
    ]
    moved = {b.grade: moved_by(b) for b in plan.bands}
    at = dict.fromkeys((f.item, f.title) for f in found.values() if f.section == PLACES)
    local = [(item, title, moved[item.partition("/")[2]]) for item, title in at]
    at_places = Table("Places", _PLACE_COLUMNS, _rows(found, PLACES, local, BAND_FIELDS))
    return (
        Table(BANDS, _BAND_COLUMNS, _rows(found, "bands", bands, BAND_FIELDS)),
        Table("Thresholds", _MEASURE_COLUMNS, _rows(found, "measures", measures, MEASURE_FIELDS)),
        Table("Components", _COMPONENT_COLUMNS, _rows(found, "components", parts, ("amount",))),
        *([at_places] if local else []),
    )


def _rows(
    found: Mapping[tuple[str, str, str], Figure],
    section: str,
    items: Iterable[tuple[str, ...]],
    fields: Sequence[str],
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (*item, *(c for name in fields for c in _cells(found.get((section, item[0], name)))))
        for item in items
    )


def _cells(figure: Figure | None) -> tuple[str, str, str]:
    return (figure.before, figure.after, figure.change_percent) if figure else ("", "", "")


def _optional(value: Decimal | int | None) -> str:
    return "" if value is None else _text(Decimal(value))
