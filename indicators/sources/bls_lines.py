"""Data files of the BLS as a stream of lines: one series at a time, its figures as text, by frequency.

The files of a whole survey hold millions of rows, so nothing here is made for each row but its text: see
`indicators.compact`. Columns are found by the names in the first line; every cell may be padded.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import compress, groupby, islice
from operator import lt

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
# one by one. Nothing is ever given back once it matched: to be ready for that takes as long again.
_DIGITS, _NONE = r"[1-9][0-9]{0,8}+(?:\.[0-9]{1,5}+)?+(?:\t[^\n]*+)?+", r"\tmissing\t[^\n]*+"
_PLAIN, _ALL_PLAIN = re.compile(rf"{_DIGITS}|{_NONE}"), re.compile(rf"(?:{_DIGITS}\n|{_NONE}\n)*+")
# So many lines are cut at once: enough for each step to cost little, few enough to stay near the processor.
_BLOCK = 500

# Period numbers and contents of a series, by frequency.
_Parts = dict[Frequency, tuple[list[int], list[str]]]


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
        self._columns = _columns(next(lines, ""), call)
        self._places = _Places(call)
        self._notes = _Notes()
        self._seen: set[str] = set()

    def series(self) -> Iterator[FlatSeries]:
        """Go through the lines once, block by block: a step for a whole column costs less than one a line."""
        padded, kept = "", False
        parts: _Parts = {}
        while block := list(islice(self._lines, _BLOCK)):
            codes, *columns = self._columns(block)
            end = 0
            for code, together in groupby(codes):
                start, end = end, end + len(list(together))
                if code != padded:
                    if parts:
                        yield self._whole(padded.strip(), parts)
                        parts = {}
                    padded, kept = code, self._begins(code.strip())
                if kept:
                    self._take(parts, *(column[start:end] for column in columns))
        if parts:
            yield self._whole(padded.strip(), parts)

    def _take(
        self, parts: _Parts, years: list[str], periods: list[str], values: list[str], notes: list[str]
    ) -> None:
        """Add lines of one series to its parts, those of each frequency to their own."""
        texts = list(map(str.strip, values))
        if any(notes):
            for n, note in enumerate(notes):
                if note:
                    texts[n] = _noted(texts[n], *self._notes[note])
        places = map(self._places.__getitem__, zip(years, periods, strict=True))
        frequencies, numbers = zip(*places, strict=True)
        for frequency in set(frequencies):
            own = [one is frequency for one in frequencies]
            part = parts.setdefault(frequency, ([], []))
            part[0].extend(compress(numbers, own))
            part[1].extend(compress(texts, own))

    def _begins(self, code: str) -> bool:
        if self._wanted is not None and code not in self._wanted:
            return False
        if code in self._seen:
            unexpected(self._call, "the rows of a series are not together", got=code)
        self._seen.add(code)
        return True

    def _whole(self, code: str, parts: _Parts) -> FlatSeries:
        return FlatSeries(code, {f: self._figures(code, *parts[f]) for f in Frequency if f in parts})

    def _figures(self, code: str, periods: list[int], texts: list[str]) -> Figures:
        """Checked, in order and each once."""
        if _ALL_PLAIN.fullmatch("\n".join(texts) + "\n") is None:
            texts = [self._exact(text, code, at) for at, text in zip(periods, texts, strict=True)]
        rows = list(zip(periods, texts, strict=True))
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


def _columns(header: str, call: Call) -> Callable[[list[str]], list[list[str]]]:
    """How lines are cut into our five columns; blank ones are passed over.

    UnexpectedAnswer where a line has more or fewer cells than the header.
    """
    names = [cell.strip() for cell in header.split("\t")]
    if any(name not in names for name in COLUMNS) or len(set(names)) != len(names):
        expected = " ".join(COLUMNS)
        unexpected(call, "not the columns of such a file", got=header[:500], expected=expected)
    chosen, width = [names.index(name) for name in COLUMNS], len(names)

    def cut(lines: list[str]) -> list[list[str]]:
        # An end of a line becomes a cell of its own, so that one look tells whether all have so many cells.
        cells = "".join(lines).replace("\n", "\t\n\t").split("\t")
        ends = cells[width :: width + 1]
        if len(ends) == ends.count("\n") == len(lines) and len(cells) == len(lines) * (width + 1) + 1:
            return [cells[n :: width + 1][: len(lines)] for n in chosen]
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip()]
        for row in rows:
            if len(row) != width:
                what = "a row with more or fewer cells than the header"
                unexpected(call, what, got="\t".join(row))
        return [[row[n] for row in rows] for n in chosen]

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


class _Places(dict[tuple[str, str], tuple[Frequency, int]]):
    """The frequency and the number of the period, by the cells year and period."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    def __missing__(self, cells: tuple[str, str]) -> tuple[Frequency, int]:
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
        self[cells] = (frequency, period_number(found))
        return self[cells]
