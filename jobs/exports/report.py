"""What a report says, in reading order and as plain text: the page and the PDF only lay it out."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from jobs.exports.charts import MOST_BANDS
from jobs.exports.figures import wide_tables
from jobs.exports.model import FACT_TITLES, TRIED, Annex, Cell, Column, Table, stated
from jobs.exports.record_tables import true_up_tables
from jobs.exports.sections import Grid, Head, Report, Section
from jobs.exports.told import told
from jobs.format import amount, percent
from plans.adjust import Adjustment
from plans.plan import BAND_FIELDS, MEASURE_FIELDS
from plans.record import Document

_LEAD = (
    "effective_on",
    "as_of",
    "currency",
    "proposal",
    "state",
    "proposed_by",
    "decided_by",
    "reason",
    "note",
)


def report(
    facts: Mapping[str, str], adjustment: Adjustment, document: Document, annex: Annex | None = None
) -> Report:
    """The report of an adjustment: figures first, then how they came about, then what they rest on."""
    lead = (*_LEAD, *(("plan_version",) if facts["state"] == TRIED else ()))
    return Report(
        title=facts["plan_title"],
        mark=facts["mark"],
        handling=facts["handling"],
        lead=tuple((FACT_TITLES[name], facts[name]) for name in lead if facts[name]),
        sections=(
            _glance(adjustment),
            *_true_up(document),
            *_figures(adjustment),
            *_determinations(adjustment),
            *told(adjustment, annex or Annex()),
            _evidence(adjustment),
            _facts(facts),
            *_texts(document),
        ),
    )


def _glance(adjustment: Adjustment) -> Section:
    texts = [_moved(name, adjustment) for name in adjustment.upratings]
    if adjustment.plan.sample:
        texts.insert(0, "This is a sample plan: its amounts are made up, the published figures are not.")
    return Section("At a glance", tuple(texts), adjustment.warnings)


def _true_up(document: Document) -> Iterable[Section]:
    for table in true_up_tables(document):
        proposal, _, known = table.rows[0][-3:]
        title = f"True-up of proposal {proposal}"
        text = f"It was accepted from the figures known on {known}; these figures come out differently since."
        heads = tuple(Head(c.title, c.cell.is_number) for c in table.columns[:4])
        yield Section(title, (text,), grid=Grid(title, heads, tuple(row[:4] for row in table.rows)))


def _moved(name: str, adjustment: Adjustment) -> str:
    found = adjustment.upratings[name]
    count = sum(line.clause == name for line in adjustment.lines)
    change = "no change" if not found.paid else f"{percent(found.percent, 3)} %"
    amounts = "one amount" if count == 1 else f"{count} amounts"
    return f"{name}: {change} from {adjustment.effective_on}, which moves {amounts}."


def _figures(adjustment: Adjustment) -> Iterable[Section]:
    tables = {table.name: table for table in wide_tables(adjustment)}
    if tables["Bands"].rows:
        count = len(tables["Bands"].rows)
        few = (f"The chart shows the first {MOST_BANDS} of {count} bands.",) if count > MOST_BANDS else ()
        yield Section(
            "Pay bands", few, ladder=True, grid=_sides(tables["Bands"], ("grade", "title"), BAND_FIELDS)
        )
    if "Places" in tables:
        yield Section(
            "Pay bands by place", grid=_sides(tables["Places"], ("place_grade", "title"), BAND_FIELDS)
        )
    if tables["Thresholds"].rows:
        names = ("title", "unit", "weight")
        yield Section("Thresholds", grid=_sides(tables["Thresholds"], names, MEASURE_FIELDS))
    if tables["Components"].rows:
        names = ("title", "share", "units")
        yield Section("Components", grid=_sides(tables["Components"], names, ("amount",)))


def _sides(table: Table, names: Sequence[str], fields: Sequence[str]) -> Grid:
    """Each figure before and after, side by side; a row a figure where that is too wide for a page."""
    at = {column.name: index for index, column in enumerate(table.columns)}

    def shown(row: tuple[str, ...], *wanted: str) -> tuple[str, ...]:
        return tuple(_shown(table.columns[at[name]], row[at[name]]) for name in wanted)

    values = [(f"{field}_before", f"{field}_after", f"{field}_percent") for field in fields]
    named = [Head(c.title, c.cell.is_number) for c in (table.columns[at[n]] for n in names)]
    caption = f"{table.name} before and after"
    rows = tuple(shown(row, *names, *(v for part in values for v in part), "clause") for row in table.rows)
    if _width(rows) <= _PAGE:
        groups = (("", len(names)), *((field.capitalize(), 3) for field in fields), ("", 1))
        return Grid(caption, (*named, *_PARTS * len(fields), Head("Clause")), rows, groups)
    stacked = tuple(
        (*shown(row, *names), field, *shown(row, *part), *shown(row, "clause"))
        for row in table.rows
        for field, part in zip(fields, values, strict=True)
    )
    return Grid(caption, (*named, Head("Figure"), *_PARTS, Head("Clause")), stacked)


def _width(rows: Iterable[tuple[str, ...]]) -> int:
    """Letters in a row of the table, where no word is broken."""
    columns = zip(*rows, strict=True)
    return sum(max(max(map(len, cell.split()), default=0) for cell in column) + 2 for column in columns)


def _shown(column: Column, cell: str) -> str:
    if not cell:
        return "–"
    if column.cell is Cell.MONEY:
        return amount(Decimal(cell))
    return percent(Decimal(cell), 2) if column.cell is Cell.PERCENT else cell


_PAGE = 135  # letters in a row of a printed table
_PARTS = (Head("before", number=True), Head("after", number=True), Head("%", number=True))
_STEP_HEADS = (Head("Step"), Head("How"), Head("Result", number=True), Head("", narrow=True))


def _determinations(adjustment: Adjustment) -> Iterable[Section]:
    yield Section(
        "How the changes came about",
        ("Each clause, step by step, from the published figures to the rate. Dots are the figures it read.",),
    )
    for name, found in adjustment.upratings.items():
        rows = tuple((s.name, s.text, s.result, s.unit) for s in found.steps)
        yield Section(name, grid=Grid(f"Steps of {name}", _STEP_HEADS, rows), level=3)
        for indicator in dict.fromkeys(i.indicator for i in found.inputs):
            read = tuple(i for i in found.inputs if i.indicator == indicator)
            about = adjustment.indicators[indicator]
            base = f", {about.base_period}" if about.base_period else ""
            yield Section(f"{indicator}: {about.title}{base}", course=read, level=4)


_EVIDENCE_HEADS = (
    Head("Indicator"),
    Head("Period", narrow=True),
    Head("Value", number=True),
    Head("Published on", narrow=True),
    Head("Status"),
    Head("Read by"),
    Head("Source", address=True),
)


def _evidence(adjustment: Adjustment) -> Section:
    rows = tuple(
        (i.indicator, str(i.period), f"{i.value:f}", str(i.published_on), i.status.value, i.origin, i.url)
        for i in adjustment.inputs
    )
    return Section("Published figures used", grid=Grid("Published figures used", _EVIDENCE_HEADS, rows))


def _facts(facts: Mapping[str, str]) -> Section:
    names = [name for name in stated(facts) if name != "warnings"]
    rows = tuple((FACT_TITLES[name], facts[name] or "–") for name in names)
    return Section(
        "About this report",
        ("The record that every figure was computed from is inside this file; `realterms verify` reads it.",),
        grid=Grid("About this report", (Head("What"), Head("As stated")), rows),
    )


def _texts(document: Document) -> Iterable[Section]:
    for name, text in document["clauses"].items():
        yield Section(f"Clause {name} as it stood", code=text)
    yield Section("Plan as it stood", code=document["plan_text"])
