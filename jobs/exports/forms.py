"""The forms: which files each consists of, what is written into them, and what is read out again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.exports import csv_form
from jobs.exports.annex import ANNEX_COLUMNS, annex_tables, otherwise_in
from jobs.exports.figures import BANDS, FIGURE_COLUMNS, MIDPOINTS, tidy_table, wide_tables
from jobs.exports.json_form import from_json, to_json
from jobs.exports.live import with_formulas
from jobs.exports.model import FACT_TITLES, OPTIONAL_FACTS, Annex, Read, Table
from jobs.exports.record_tables import (
    CLAUSES,
    EVIDENCE,
    PLAN_TEXT,
    RECORD_COLUMNS,
    STEPS,
    TRUE_UP,
    clauses_table,
    evidence_table,
    indicators_of,
    plan_table,
    plan_text_of,
    steps_table,
    true_up_of,
    true_up_tables,
)
from plans.adjust import Adjustment
from plans.money import minor_digits
from plans.record import Document
from plans.words import FORMS

FORMATS = ("csv", "xlsx", "json", "parquet", "html", "pdf")
REBUILT = ("csv", "xlsx")  # the record is spread over their tables; the others carry it whole
_SIDECARS = ("clauses", "steps", "evidence")

_NAMES = {c.title: c.name for c in (*FIGURE_COLUMNS, *RECORD_COLUMNS, *ANNEX_COLUMNS)}

# Records from before clauses were carried through their earlier determinations have no such step.
_CARRIED = FORMS["carried"].partition("{")[0]

Row = dict[str, str]


def expected_tables(
    form: str, adjustment: Adjustment, document: Document, annex: Annex | None = None
) -> tuple[Table, ...]:
    """The tables that an export in this form must hold."""
    if form == "parquet":
        from jobs.exports.parquet_form import figures_table

        return (figures_table(adjustment),)
    if form not in REBUILT:
        return ()
    record = (clauses_table(document), steps_table(document), evidence_table(document))
    common = (*record, *true_up_tables(document))
    if form == "csv":
        return (tidy_table(adjustment), *common)
    live = with_formulas(wide_tables(adjustment), adjustment, common[0])
    return (*live, *common, *annex_tables(annex or Annex()), plan_table(document["plan_text"]))


def contents(
    form: str,
    path: Path,
    facts: Mapping[str, str],
    adjustment: Adjustment,
    document: Document,
    annex: Annex | None = None,
) -> dict[Path, bytes]:
    """Every file of the export with its bytes, the main one first."""
    if form == "json":
        return {path: to_json(facts, document, annex).encode("utf-8")}
    if form == "parquet":
        from jobs.exports.parquet_form import to_parquet

        return {path: to_parquet(facts, adjustment, document)}
    if form == "html":
        from jobs.exports.html_form import to_html

        return {path: to_html(facts, adjustment, document, annex).encode("utf-8")}
    if form == "pdf":
        from jobs.exports.pdf_form import to_pdf

        return {path: to_pdf(facts, adjustment, document, annex)}
    if form == "csv":
        return _csv_files(path, facts, expected_tables(form, adjustment, document), document)
    return {path: _workbook(facts, expected_tables(form, adjustment, document, annex))}


def _workbook(facts: Mapping[str, str], made: Sequence[Table]) -> bytes:
    from jobs.exports.xlsx_form import to_xlsx

    return to_xlsx(facts, made, decimals=minor_digits(facts["currency"]), chart=(BANDS, *MIDPOINTS))


def _csv_files(
    path: Path, facts: Mapping[str, str], made: Sequence[Table], document: Document
) -> dict[Path, bytes]:
    unsaid = ("currency", "warnings", *OPTIONAL_FACTS)
    stated = [name for name in FACT_TITLES if name not in unsaid]
    tidy = made[0]
    main = csv_form.to_csv(
        (*tidy.header, *stated), ((*row, *(facts[name] for name in stated)) for row in tidy.rows)
    )
    beside = {sidecar(path, t.name.lower()): csv_form.to_csv(t.header, t.rows) for t in made[1:]}
    return {path: main, **beside, sidecar(path, "plan", ".toml"): document["plan_text"].encode("utf-8")}


def sidecar(path: Path, name: str, suffix: str = ".csv") -> Path:
    """The file beside a CSV export that holds its steps, evidence, clauses or plan."""
    return path.with_name(f"{path.stem}-{name}{suffix}")


def form_of(path: Path) -> str:
    """The form that a file's ending names; BadInput for any other ending."""
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise BadInput(
            "it cannot be told from the name which form this is",
            where=str(path),
            expected=f"a name that ends in {', '.join(f'.{f}' for f in FORMATS[:-1])} or .{FORMATS[-1]}",
            got=path.suffix,
        )
    return form


def read(path: Path) -> Read:
    """An export from its files; InvalidFile where they are not one, BadInput where they cannot be read."""
    form = form_of(path)
    content = _bytes(path)
    if form not in REBUILT:
        return replace(_carried(form, content, str(path)), content=content)
    try:
        return _read_xlsx(content, str(path)) if form == "xlsx" else _read_csv(path, content)
    except KeyError as missing:
        raise InvalidFile([Problem(str(path), "", f"a column is missing: {missing}")]) from None


def _carried(form: str, content: bytes, file: str) -> Read:
    """The record out of a form that carries it whole."""
    if form == "parquet":
        from jobs.exports.parquet_form import from_parquet

        return from_parquet(content, file=file)
    if form == "html":
        from jobs.exports.html_form import from_html

        return from_html(content, file=file)
    if form == "pdf":
        from jobs.exports.pdf_form import from_pdf

        return from_pdf(content, file=file)
    return from_json(content, file=file)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=str(path)) from None


def _read_xlsx(content: bytes, file: str) -> Read:
    from jobs.exports.xlsx_read import facts_of, from_xlsx, rows_of

    book = from_xlsx(content, file=file)
    facts = facts_of(book, file=file)
    rows = rows_of(book, _NAMES)
    document = rebuilt(facts, rows, plan_text_of(rows.get(PLAN_TEXT, [])))
    annex = Annex({}, otherwise_in(rows, document["indicators"]))
    return Read("xlsx", facts, rows, document, annex=annex)


def _read_csv(path: Path, content: bytes) -> Read:
    main = csv_form.from_csv(content, file=str(path))
    if not main:
        raise InvalidFile([Problem(str(path), "", "holds no figure")])
    rows = {"Figures": main}
    trued = [TRUE_UP] if sidecar(path, TRUE_UP.lower()).exists() else []
    for name in (*_SIDECARS, *trued):
        beside = sidecar(path, name.lower())
        rows[name.capitalize()] = csv_form.from_csv(_sidecar_bytes(beside, path), file=str(beside))
    text = _sidecar_bytes(sidecar(path, "plan", ".toml"), path).decode("utf-8", errors="replace")
    facts = {name: main[0].get(name, "") for name in FACT_TITLES}
    problems = tuple(
        f"Figures row {number}: {name}: {row.get(name, '')!r}, but {facts[name]!r} in the first row"
        for number, row in enumerate(main[1:], 3)
        for name in FACT_TITLES
        if name != "currency" and row.get(name, "") != facts[name]
    )
    return Read("csv", facts, rows, rebuilt(facts, rows, text), problems)


def _sidecar_bytes(beside: Path, path: Path) -> bytes:
    if not beside.exists():
        raise InvalidFile(
            [
                Problem(
                    str(path),
                    "",
                    "the file beside it that belongs to it is missing",
                    str(beside),
                    "no such file",
                )
            ]
        )
    return _bytes(beside)


def rebuilt(facts: Mapping[str, str], rows: Mapping[str, list[Row]], plan_text: str) -> dict[str, Any]:
    """What a recomputation needs, from the facts and the tables of an export."""
    evidence = rows.get(EVIDENCE, [])
    true_up = rows.get(TRUE_UP, [])
    return {
        **({"true_up": true_up_of(true_up)} if true_up else {}),
        **({"carried": {}} if any(row["text"].startswith(_CARRIED) for row in rows.get(STEPS, [])) else {}),
        "effective_on": facts["effective_on"],
        "as_of": facts["as_of"],
        "plan_text": plan_text,
        "clauses": {row["clause"]: row["text"] for row in rows.get(CLAUSES, [])},
        "indicators": indicators_of(evidence),
        "evidence": [row for row in evidence if row["value"]],
        "holes": [row for row in evidence if row["period"] and not row["value"]],
    }
