"""Pay bands read from the rows of a table: which column is which, and everything wrong in the cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from indicators.errors import BadInput, Problem, did_you_mean
from plans.money import Money

NEEDED = ("grade", "minimum", "midpoint", "maximum")
COLUMNS = (*NEEDED, "title", "currency", "clause")
AMOUNTS = NEEDED[1:]
Mapped = Mapping[str, str]

# Headings that analysts use, as `plain` makes them.
_KNOWN = {
    "grade": ("grade", "pay grade", "salary grade", "job grade", "band", "pay band", "level", "薪等", "职等"),
    "minimum": ("minimum", "min", "range minimum", "band minimum", "salary minimum", "最小值", "下限"),
    "midpoint": ("midpoint", "mid", "mid point", "range midpoint", "control point", "中位值", "中点"),
    "maximum": ("maximum", "max", "range maximum", "band maximum", "salary maximum", "最大值", "上限"),
    "title": ("title", "job title", "grade title", "description", "role", "名称", "职位"),
    "currency": ("currency", "ccy", "currency code", "币种"),
    "clause": ("clause", "indexation clause", "条款"),
}
_NUMBER = {
    ".": re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?"),
    ",": re.compile(r"-?(\d{1,3}([.\u00a0\u202f ]\d{3})+|\d+)(,\d+)?"),
}
# Far more than anyone is paid in any currency, and exact on every engine that adjusts people.
_DIGITS = 12
# A title or a note may stand above the headings, a long preamble may not.
_HEADING_WITHIN = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text; `currency` is what its number format shows, `wrong` why it cannot be used."""

    text: str = ""
    currency: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file's sheet from its first on; `name` is empty where the file has no sheets."""

    file: str
    name: str
    rows: Sequence[Sequence[Cell]]
    decimal_mark: str = "."


@dataclass(frozen=True, slots=True)
class Heading:
    """The row of headings (from 1), the texts in it, and the column (from 0) of each of COLUMNS found."""

    row: int
    texts: tuple[str, ...]
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SheetBand:
    """A band as a sheet states it; title and clause are None where it says nothing of them."""

    grade: str
    amounts: Mapping[str, Money]
    title: str | None
    clause: str | None


def signature(texts: Sequence[str]) -> str:
    """Row of headings as one text: the same whatever the case and blanks, for remembering a mapping."""
    return "\t".join(plain(t) for t in texts).rstrip("\t")


def plain(heading: str) -> str:
    """A heading without case, punctuation and doubled blanks."""
    return " ".join(re.sub(r"[^\w]+|_", " ", heading.casefold()).split())


def find_heading(
    sheet: Sheet, chosen: Mapped, remembered: Mapping[str, Mapped]
) -> tuple[Heading | None, tuple[Problem, ...]]:
    """The row of headings and which column is which; problems where no row has all that is needed.

    What is `chosen` counts first, then what was `remembered` for a row of the same signature, then the
    words of the trade. `chosen` and `remembered` map COLUMNS to headings.
    """
    best: Heading | None = None
    for number, row in enumerate(sheet.rows[:_HEADING_WITHIN], start=1):
        texts = tuple(cell.text.strip() for cell in row)
        found = Heading(number, texts, _columns(texts, chosen, remembered.get(signature(texts), {})))
        if all(name in found.columns for name in NEEDED) and not _unmatched(found, chosen):
            return found, tuple(_twice(sheet, found))
        if best is None or len(found.columns) > len(best.columns):
            best = found
    return None, tuple(_missing(sheet, best, chosen))


def read_bands(
    sheet: Sheet, heading: Heading, *, currency: str, clauses: Sequence[str]
) -> tuple[tuple[SheetBand, ...], tuple[Problem, ...]]:
    """Every band below the headings, or with problems, each with its sheet, row and column.

    Blank rows are passed over. Amounts are exact in the plan's currency; another currency, in a column of
    its own or in a cell's number format, is a problem: currencies never mix in a plan.
    """
    reader = _Reader(sheet, heading, currency, tuple(clauses), [])
    rows = enumerate(sheet.rows[heading.row :], start=heading.row + 1)
    bands = [reader.band(n, row) for n, row in rows if any(c.text.strip() or c.wrong for c in row)]
    if not bands:
        reader.refuse(heading.row, None, "no bands below the headings", "a row for each grade")
    return tuple(b for b in bands if b is not None), tuple(reader.problems)


@dataclass(frozen=True)
class _Reader:
    sheet: Sheet
    heading: Heading
    currency: str
    clauses: tuple[str, ...]
    problems: list[Problem]
    seen: dict[str, int] = field(default_factory=dict)

    def refuse(self, row: int, column: int | None, message: str, expected: str = "", got: str = "") -> None:
        self.problems.append(
            Problem(
                self.sheet.file, _place(self.sheet, row, column, self.heading), message, expected, got, row
            )
        )

    def band(self, number: int, row: Sequence[Cell]) -> SheetBand | None:
        before = len(self.problems)
        grade = self._text(number, row, "grade")
        if not grade:
            self.refuse(number, self.heading.columns["grade"], "the grade is missing", "the grade's name")
        elif (first := self.seen.setdefault(grade, number)) != number:
            at = self.heading.columns["grade"]
            self.refuse(number, at, f"the same grade as in row {first}", "every grade once", grade)
        amounts = {name: money for name in AMOUNTS if (money := self._money(number, row, name)) is not None}
        present = [(name, amounts[name]) for name in AMOUNTS if name in amounts]
        for (lower, low), (upper, high) in pairwise(present):
            if low > high:
                at = self.heading.columns[lower]
                self.refuse(number, at, f"{lower} above {upper}", f"at most {high}", str(low))
        self._currency(number, row)
        clause = self._text(number, row, "clause") or None
        if clause is not None and clause not in self.clauses:
            near = did_you_mean(clause, self.clauses)
            hint = f"did you mean {near!r}?" if near else "one of " + (", ".join(self.clauses) or "none")
            self.refuse(number, self.heading.columns["clause"], "the plan has no such clause", hint, clause)
        if len(self.problems) > before:
            return None
        return SheetBand(grade, amounts, self._text(number, row, "title") or None, clause)

    def _cell(self, row: Sequence[Cell], name: str) -> Cell:
        column = self.heading.columns.get(name)
        return Cell() if column is None or column >= len(row) else row[column]

    def _text(self, number: int, row: Sequence[Cell], name: str) -> str:
        cell = self._cell(row, name)
        if cell.wrong:
            self.refuse(number, self.heading.columns[name], cell.wrong, got=cell.text)
        return cell.text.strip()

    def _money(self, number: int, row: Sequence[Cell], name: str) -> Money | None:
        cell, column = self._cell(row, name), self.heading.columns[name]
        text = cell.text.strip()
        if cell.wrong:
            self.refuse(number, column, cell.wrong, "a number", text)
        elif not text:
            self.refuse(number, column, f"the {name} is missing", "an amount")
        elif cell.currency and self.currency not in cell.currency.split():
            self._mixed(number, column, cell.currency)
        elif not _NUMBER[self.sheet.decimal_mark].fullmatch(text):
            example = "38000 or 38,000.50" if self.sheet.decimal_mark == "." else "38000 or 38.000,50"
            self.refuse(number, column, "not an amount", f"digits alone, as in {example}", text)
        else:
            return self._exact(number, column, text)
        return None

    def _exact(self, number: int, column: int, text: str) -> Money | None:
        digits = re.sub(r"[^\d,.-]", "", text)
        digits = (
            digits.replace(",", "")
            if self.sheet.decimal_mark == "."
            else digits.replace(".", "").replace(",", ".")
        )
        if len(digits.partition(".")[0]) > _DIGITS:
            self.refuse(number, column, "more than pay can be", f"at most {_DIGITS} digits", text)
            return None
        try:
            money = Money.of(Decimal(digits), self.currency)
        except BadInput as error:
            self.refuse(number, column, error.message, error.expected, text)
            return None
        if money.minor <= 0:
            self.refuse(number, column, "pay must be more than nothing", "an amount above 0", text)
            return None
        return money

    def _currency(self, number: int, row: Sequence[Cell]) -> None:
        said = self._text(number, row, "currency").upper()
        if said and said != self.currency:
            self._mixed(number, self.heading.columns["currency"], said)

    def _mixed(self, number: int, column: int, said: str) -> None:
        self.refuse(number, column, "currencies never mix in a plan", self.currency, said)


def _columns(texts: Sequence[str], chosen: Mapped, remembered: Mapped) -> dict[str, int]:
    folded = [plain(t) for t in texts]
    found: dict[str, int] = {}
    for name in COLUMNS:
        wanted = chosen.get(name) or remembered.get(name)
        names = (plain(wanted),) if wanted else _KNOWN[name]
        column = next((folded.index(n) for n in names if n in folded), None)
        if column is not None:
            found[name] = column
    return found


def _unmatched(heading: Heading, chosen: Mapped) -> list[str]:
    return [name for name in chosen if name not in heading.columns]


def _twice(sheet: Sheet, heading: Heading) -> Iterator[Problem]:
    """Two headings alike, or one column taken for two things: then nobody can tell which was meant."""
    folded = [plain(t) for t in heading.texts]
    for name, column in heading.columns.items():
        others = [n for n, c in heading.columns.items() if c == column and n != name]
        if folded.count(folded[column]) > 1 or others:
            message = f"it is not clear which column is the {name}"
            where = _place(sheet, heading.row, column, heading)
            yield Problem(
                sheet.file, where, message, "one column for each", heading.texts[column], heading.row
            )


def _missing(sheet: Sheet, best: Heading | None, chosen: Mapped) -> Iterator[Problem]:
    where = f"sheet {sheet.name}" if sheet.name else ""
    headings = ", ".join(repr(t) for t in best.texts if t) if best else ""
    row = best.row if best and best.columns else 0
    for name in COLUMNS:
        if best is not None and name in best.columns:
            continue
        if name in chosen:
            yield Problem(sheet.file, where, "no such heading", headings, chosen[name], row)
        elif name in NEEDED:
            expected = f"a heading such as {_KNOWN[name][0]!r}, or --column {name}=HEADING"
            yield Problem(sheet.file, where, f"no column for the {name}", expected, headings, row)


def _place(sheet: Sheet, row: int, column: int | None, heading: Heading) -> str:
    parts = [f"sheet {sheet.name}"] if sheet.name else []
    parts.append(f"row {row}")
    if column is not None:
        parts.append(f"column {letters(column)} ({heading.texts[column]})")
    return ", ".join(parts)


def letters(column: int) -> str:
    """A column (from 0) as spreadsheets call it: A, B, ..., Z, AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
