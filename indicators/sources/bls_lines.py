"""Data files of the BLS as a stream of lines: one series at a time, its figures as text, by frequency.

The files of a whole survey hold millions of rows, so nothing here is made for each row but its text: see
`indicators.compact`. Columns are found by the names in the first line; every cell may be padded.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter, lt, methodcaller

from indicators.compact import Figures, content, parts, period_number, published_digits
from indicators.series import Frequency, Measure, Period, Status
from indicators.sources.base import Call
from indicators.sources.figures import number, unexpected

COLUMNS = ("series_id", "year", "period", "value", "footnote_codes")
# In the office's own words, as its other service (bls) spells them out: one footnote, however it came.
FOOTNOTES = {
    "P": "Preliminary. All indexes are subject to monthly revisions up to four months after original "
    "publication.",
    "R": "revised",
    "C": "corrected",
    "X": "Data unavailable due to the 2025 lapse in appropriations",
}
_STATUS = {"P": Status.PROVISIONAL, "C": Status.CORRECTED}
_PARTS = {"M": (Frequency.MONTHLY, 12), "Q": (Frequency.QUARTERLY, 4), "S": (Frequency.HALF_YEARLY, 2)}
_PLACE = re.compile(r" *(?P<year>[12][0-9]{3}) *\t *(?P<letter>[MQSA])(?P<number>[0-9]{2}) *")
# What is kept as it stands: positive digits without padding, or that there are none. All else is looked at
# one by one.
_KEPT = r"(?:[1-9][0-9]{0,8}(?:\.[0-9]{1,5})?(?:\t[^\n]*)?|\tmissing\t[^\n]*)"
_PLAIN, _ALL_PLAIN = re.compile(_KEPT), re.compile(f"(?:{_KEPT}\n)*")

_Cells = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class FlatSeries:
    """A series of a data file: its figures in order, by their frequency, the finest first."""

    code: str
    figures: dict[Frequency, Figures]


def read_series(
    lines: Iterator[str], call: Call, wanted: Container[str] | None = None
) -> Iterator[FlatSeries]:
    """Every series of a data file, or those whose id is `wanted`, in the file's order.

    Annual averages (M13, Q05, S03, A01) are figures of the year, whatever they stand among. UnexpectedAnswer
    for anything that is not such a file, for two figures of one period and for a period that has not begun.
    """
    return _Reader(lines, call, wanted).series()


class _Reader:
    def __init__(self, lines: Iterator[str], call: Call, wanted: Container[str] | None) -> None:
        self._lines = lines
        self._call = call
        self._wanted = wanted
        self._split = _splitter(next(lines, ""), call)
        self._places = _Places(call)
        self._notes = _Notes()
        self._seen: set[str] = set()

    def series(self) -> Iterator[FlatSeries]:
        """Go through the lines once. Everything in the loop is done millions of times."""
        split, places, notes_of = self._split, self._places, self._notes
        padded, kept = "", False
        rows: tuple[Figures, ...] = ([], [], [], [])
        for line in self._lines:
            try:
                code, year, period, value, notes = split(line)
            except ValueError:
                self._refuse_cells(line)
                continue
            if code != padded:
                if any(rows):
                    yield self._whole(padded.strip(), rows)
                    rows = ([], [], [], [])
                padded, kept = code, self._begins(code.strip())
            if kept:
                place, at = places[year, period]
                text = value.strip()
                if notes != "\n":
                    text = _noted(text, *notes_of[notes])
                rows[place].append((at, text))
        if any(rows):
            yield self._whole(padded.strip(), rows)

    def _refuse_cells(self, line: str) -> None:
        if line.strip():
            unexpected(self._call, "a row with more or fewer cells than the header", got=line)

    def _begins(self, code: str) -> bool:
        if self._wanted is not None and code not in self._wanted:
            return False
        if code in self._seen:
            unexpected(self._call, "the rows of a series are not together", got=code)
        self._seen.add(code)
        return True

    def _whole(self, code: str, rows: tuple[Figures, ...]) -> FlatSeries:
        found = {f: self._figures(code, part) for f, part in zip(Frequency, rows, strict=True) if part}
        return FlatSeries(code, found)

    def _figures(self, code: str, rows: Figures) -> Figures:
        """Checked, in order and each once."""
        if _ALL_PLAIN.fullmatch("\n".join([text for _, text in rows]) + "\n") is None:
            rows = [(at, self._exact(text, code, at)) for at, text in rows]
        periods = [at for at, _ in rows]
        return rows if all(map(lt, periods, periods[1:])) else self._distinct(code, rows)

    def _exact(self, text: str, code: str, at: int) -> str:
        if _PLAIN.fullmatch(text):
            return text
        digits, status, footnote = parts(text)
        if digits == "-":
            return content("", Status.MISSING.value, footnote)
        value = number(digits or "", self._call, Measure.INDEX, f"{code} {at}")
        return content(f"{published_digits(value):f}", status, footnote)

    def _distinct(self, code: str, rows: Figures) -> Figures:
        kept: dict[int, str] = {}
        for at, text in sorted(rows):
            before = kept.setdefault(at, text)
            if parts(before)[0] != parts(text)[0]:
                unexpected(self._call, f"two figures of {code} for {at}", got=f"{before}, {text}")
        return list(kept.items())


def _splitter(header: str, call: Call) -> Callable[[str], Iterable[str]]:
    """How a line is cut into our five cells; ValueError where it has more or fewer cells than the header."""
    names = [cell.strip() for cell in header.split("\t")]
    if tuple(names) == COLUMNS:
        return methodcaller("split", "\t")
    if any(name not in names for name in COLUMNS) or len(set(names)) != len(names):
        expected = " ".join(COLUMNS)
        unexpected(call, "not the columns of such a file", got=header[:500], expected=expected)
    choose = itemgetter(*map(names.index, COLUMNS))

    def cut(line: str) -> _Cells:
        cells = line.rstrip("\n").split("\t")
        if len(cells) != len(names):
            raise ValueError(len(cells))
        chosen: _Cells = choose(cells)
        return chosen

    return cut


class _Notes(dict[str, tuple[str, str]]):
    """Status and words, by the text of a footnote cell."""

    def __missing__(self, cell: str) -> tuple[str, str]:
        codes = [code.strip() for code in cell.split(",") if code.strip()]
        status = next((_STATUS[code] for code in ("P", "C") if code in codes), Status.FINAL)
        words = "; ".join(FOOTNOTES.get(code, f"footnote {code}") for code in codes)
        self[cell] = (status.value, words)
        return self[cell]


def _noted(digits: str, status: str, footnote: str) -> str:
    if digits == "-":
        return content("", Status.MISSING.value, footnote)
    return content(digits, status, footnote)


class _Places(dict[tuple[str, str], tuple[int, int]]):
    """The place of the frequency in its order and the number of the period, by the cells year and period."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    def __missing__(self, cells: tuple[str, str]) -> tuple[int, int]:
        text = "\t".join(cells)
        match = _PLACE.fullmatch(text)
        letter, place = (match["letter"], int(match["number"])) if match else ("", 0)
        frequency, last = _PARTS.get(letter, (Frequency.ANNUAL, 0))
        if match is None or not 1 <= place <= last + 1:
            expected = "2026 and M01 to M13, Q01 to Q05 …"
            unexpected(self._call, "a row for an unknown period", got=text, expected=expected)
        if place > last:
            frequency, place = Frequency.ANNUAL, 1
        found = Period(frequency, int(match["year"]), place)
        # A day of grace: the office's today may be ahead of ours.
        if found > Period.of(self._call.today + timedelta(days=1), frequency):
            unexpected(self._call, f"a figure for {found}, which has not begun", got=text)
        self[cells] = (list(Frequency).index(frequency), period_number(found))
        return self[cells]
