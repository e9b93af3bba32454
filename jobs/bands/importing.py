"""Bands of spreadsheets into a plan: all of them or none, as a new version of the plan's own text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import BadInput, InvalidFile, Problem, UnknownName
from jobs.bands.reading import sheets_of
from jobs.bands.text import with_bands
from jobs.planning import PlanReport, save_text, show
from jobs.workspace import Workspace
from plans.changes import FigureChange, plan_changes
from plans.money import Money, Rounding
from plans.plan import BAND_FIELDS, IncentivePlan, PayBand, figure_clauses
from plans.sheets import COLUMNS, Heading, Sheet, SheetBand, find_heading, read_bands, signature
from plans.structure import band_structure

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Source:
    """Where bands came from: file, sheet, row of the headings, and which heading was taken for what.

    `remembered` says that the mapping was chosen at an earlier import; `signature` names its headings.
    """

    file: str
    sheet: str
    row: int
    mapping: Mapping[str, str]
    remembered: bool
    bands: int
    signature: str


@dataclass(frozen=True, slots=True)
class BandsReport:
    """A plan's new version with its bands, what moved, and which clause each new grade got."""

    plan: PlanReport
    sources: tuple[Source, ...]
    changes: tuple[FigureChange, ...]
    clause: str | None

    @property
    def gone(self) -> tuple[str, ...]:
        """The grades that the plan had and the new version has not."""
        return tuple(grade for c in self.changes if (grade := _grade(c)) and c.after is None)

    @property
    def added(self) -> tuple[str, ...]:
        """The grades that are new to the plan."""
        return tuple(grade for c in self.changes if (grade := _grade(c)) and c.before is None)


def _grade(change: FigureChange) -> str:
    """The grade whose midpoint it is; empty for any other figure."""
    section, _, rest = change.path.partition("/")
    grade, _, field = rest.rpartition("/")
    return grade if (section, field) == ("band", "midpoint") else ""


def import_bands(
    workspace: Workspace,
    name: str,
    files: Sequence[Path],
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    clause: str | None = None,
    decimal_mark: str = ".",
) -> BandsReport:
    """Replace the bands of a plan by those of the files, as a new version; the old one stays.

    The files hold the whole structure: a grade that none of them names is gone from the new version. A
    grade that the plan has keeps its title, clause and rounding unless the file says otherwise; a new one
    gets `clause`, else the clause that all present bands share. `columns` maps grade, minimum, midpoint,
    maximum, title, currency and clause to headings; what was chosen is remembered for files with the same
    headings. InvalidFile with every problem by sheet, row and column: then nothing is taken over.
    """
    chosen = dict(columns or {})
    for key in chosen:
        if key not in COLUMNS:
            raise UnknownName.among(
                "column", key, COLUMNS, where="--column", hint=f"columns: {', '.join(COLUMNS)}"
            )
    report = show(workspace, name)
    given = _clause(report.plan, clause)
    with workspace.session() as session:
        from storage import mappings

        remembered = mappings.mappings(session=session)
    found = [_read(path, sheet, decimal_mark, chosen, remembered, report.plan) for path in files]
    rows = [row for part in found for row in part[1]]
    sources = tuple(source for part in found for source in part[0])
    problems = [problem for part in found for problem in part[2]]
    problems += _twice(found)
    if problems:
        raise InvalidFile(problems)
    bands = [_band(report.plan, row, given) for row in rows]
    return _saved(workspace, report, bands, sources, given, chosen)


def generate_bands(
    workspace: Workspace,
    name: str,
    *,
    grades: Sequence[str],
    midpoint: str,
    spreads: Sequence[Decimal],
    progressions: Sequence[Decimal],
    rounding: Rounding | None = None,
    clause: str | None = None,
) -> BandsReport:
    """Replace the bands of a plan by a generated structure, as a new version; `plans.structure` says how."""
    report = show(workspace, name)
    given = _clause(report.plan, clause)
    bands = band_structure(
        grades,
        midpoint=Money.of(midpoint, report.plan.currency, where="--midpoint"),
        spreads=spreads,
        progressions=progressions,
        rounding=rounding,
        clause=given,
    )
    return _saved(workspace, report, bands, (), given, {})


_Read = tuple[tuple[Source, ...], tuple[SheetBand, ...], tuple[Problem, ...]]


def _read(
    path: Path,
    wanted: str | None,
    decimal_mark: str,
    chosen: Mapping[str, str],
    remembered: Mapping[str, Mapping[str, str]],
    plan: IncentivePlan,
) -> _Read:
    """The bands of a file: of the sheet named, else of every sheet that has the headings."""
    sheets = sheets_of(path, sheet=wanted, decimal_mark=decimal_mark)
    headings = [(s, *find_heading(s, chosen, remembered)) for s in sheets]
    usable = [(s, heading, wrong) for s, heading, wrong in headings if heading is not None]
    if not usable:
        return (), (), tuple(p for _, _, wrong in headings for p in wrong)
    sources: list[Source] = []
    bands: list[SheetBand] = []
    problems: list[Problem] = []
    for sheet, heading, wrong in usable:
        rows, found = read_bands(sheet, heading, currency=plan.currency, clauses=list(plan.clauses))
        bands.extend(rows)
        problems.extend((*wrong, *found))
        sources.append(_source(sheet, heading, len(rows), chosen, remembered))
    return tuple(sources), tuple(bands), tuple(problems)


def _source(
    sheet: Sheet,
    heading: Heading,
    bands: int,
    chosen: Mapping[str, str],
    remembered: Mapping[str, Mapping[str, str]],
) -> Source:
    own = signature(heading.texts)
    mapping = {name: heading.texts[column] for name, column in heading.columns.items()}
    return Source(sheet.file, sheet.name, heading.row, mapping, not chosen and own in remembered, bands, own)


def _twice(found: "Iterable[_Read]") -> list[Problem]:
    places: dict[str, list[str]] = {}
    for sources, rows, _ in found:
        where = ", ".join(dict.fromkeys(s.file for s in sources))
        for row in rows:
            places.setdefault(row.grade, []).append(where)
    return [
        Problem(" and ".join(dict.fromkeys(files)), grade, "the same grade twice", "every grade once", grade)
        for grade, files in places.items()
        if len(files) > 1
    ]


def _clause(plan: IncentivePlan, chosen: str | None) -> str | None:
    """What moves a grade that the plan does not have yet."""
    if chosen is not None:
        if chosen not in plan.clauses:
            raise UnknownName.among("clause", chosen, plan.clauses, where=plan.name)
        return chosen
    used = {clause for band in plan.bands for clause in figure_clauses(band).values()}
    if len(used) == 1:
        return used.pop()
    if used:
        raise BadInput(
            "the plan's bands follow several clauses, so a new grade's is not clear",
            where=plan.name,
            hint="name it with --clause, or in a column of the file",
        )
    return None


def _band(plan: IncentivePlan, row: SheetBand, given: str | None) -> PayBand:
    held = next((b for b in plan.bands if b.grade == row.grade), None)
    low, middle, high = (row.amounts[name] for name in BAND_FIELDS)
    if held is None:
        return PayBand(row.grade, low, middle, high, clause=row.clause or given, title=row.title or "")
    moved = replace(held, minimum=low, midpoint=middle, maximum=high)
    return replace(moved, title=row.title or held.title, clause=row.clause or held.clause)


def _saved(
    workspace: Workspace,
    report: PlanReport,
    bands: Sequence[PayBand],
    sources: tuple[Source, ...],
    clause: str | None,
    chosen: Mapping[str, str],
) -> BandsReport:
    from storage import mappings

    text = report.text if tuple(bands) == report.plan.bands else with_bands(report.text, bands)
    saved = save_text(workspace, text, file=f"{report.plan.name} with the bands given")
    if chosen:
        with workspace.session() as session:
            for source in sources:
                mappings.remember(
                    source.signature, source.mapping, at=workspace.now, by=workspace.user, session=session
                )
    return BandsReport(saved, sources, plan_changes(report.plan, saved.plan), clause)
