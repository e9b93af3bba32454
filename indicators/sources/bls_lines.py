"""Data files of the BLS as a stream of text: one series at a time, its figures as text, by frequency.

The files of a whole survey hold millions of rows, so nothing here is made for each row but its text: see
`indicators.compact`. Columns are found by the names in the first line; every cell may be padded.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import compress, groupby
from operator import lt
from typing import TextIO

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
# So much text is cut at once: enough for each step to cost little, few enough to stay near the processor.
_BLOCK = 20_000  # characters
# So many spans of periods are kept: producer prices have 940, consumer prices 300.
_SPANS = 1_000


@dataclass(frozen=True, slots=True)
class FlatSeries:
    """A series of a data file: its figures in order, by their frequency, the finest first."""

    code: str
    figures: dict[Frequency, Figures]


def read_series(text: TextIO, call: Call, wanted: Container[str] | None = None) -> Iterator[FlatSeries]:
    r"""Every series of a data file, or those whose id is `wanted`, in the file's order.

    Annual averages (M13, Q05, S03, A01) are figures of the year, whatever they stand among. Lines end as
    \n. UnexpectedAnswer for anything that is not such a file, for two figures of one period and for a
    period that has not begun.
    """
    return _Reader(text, call, wanted).series()


@dataclass(frozen=True, slots=True)
class _Share:
    """Those of a series' lines that are of one frequency: the numbers of their periods, and which they are.

    `own` is empty where all are.
    """

    frequency: Frequency
    numbers: list[int]
    own: list[bool]
    is_in_order: bool


class _Reader:
    def __init__(self, text: TextIO, call: Call, wanted: Container[str] | None) -> None:
        self._text = text
        self._call = call
        self._wanted = wanted
        self._cut = _columns(text.readline(), call)
        self._spans = _Spans(call)
        self._notes = _Notes()
        self._seen: set[str] = set()

    def series(self) -> Iterator[FlatSeries]:
        """Go through the text once, block by block: a step for a whole column costs less than one a line."""
        padded: str | None = None
        begun: tuple[str, list[list[str]]] | None = None
        while block := self._text.read(_BLOCK):
            codes, *columns = self._cut(block + self._text.readline())
            end = 0
            for code, together in groupby(codes):
                start, end = end, end + len(list(together))
                if code != padded:
                    if begun is not None:
                        yield self._whole(*begun)
                    padded, begun = code, self._begin(code.strip())
                if begun is not None:
                    for column, cells in zip(begun[1], columns, strict=True):
                        column += cells[start:end]
        if begun is not None:
            yield self._whole(*begun)

    def _begin(self, code: str) -> tuple[str, list[list[str]]] | None:
        """A series and its columns, empty yet; None where it is not wanted."""
        if self._wanted is not None and code not in self._wanted:
            return None
        if code in self._seen:
            unexpected(self._call, "the rows of a series are not together", got=code)
        self._seen.add(code)
        return code, [[], [], [], []]

    def _whole(self, code: str, columns: list[list[str]]) -> FlatSeries:
        """All lines of a series, to each frequency its own."""
        years, periods, values, notes = columns
        texts = list(map(str.strip, values))
        for n in compress(range(len(notes)), notes):
            texts[n] = _noted(texts[n], *self._notes[notes[n]])
        figures = {}
        for share in self._spans["\t".join(years), "\t".join(periods)]:
            own = list(compress(texts, share.own)) if share.own else texts
            figures[share.frequency] = self._figures(code, share, own)
        return FlatSeries(code, figures)

    def _figures(self, code: str, share: _Share, texts: list[str]) -> Figures:
        """Checked, in order and each once."""
        if _ALL_PLAIN.fullmatch("\n".join(texts) + "\n") is None:
            texts = [self._exact(text, code, at) for at, text in zip(share.numbers, texts, strict=True)]
        rows = list(zip(share.numbers, texts, strict=True))
        return rows if share.is_in_order else self._distinct(code, rows)

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


def _columns(header: str, call: Call) -> Callable[[str], list[list[str]]]:
    """How whole lines are cut into our five columns; blank ones are passed over.

    UnexpectedAnswer where a line has more or fewer cells than the header.
    """
    names = [cell.strip() for cell in header.split("\t")]
    if any(name not in names for name in COLUMNS) or len(set(names)) != len(names):
        expected = " ".join(COLUMNS)
        unexpected(call, "not the columns of such a file", got=header[:500], expected=expected)
    chosen, width = [names.index(name) for name in COLUMNS], len(names)

    def cut(text: str) -> list[list[str]]:
        if not text.endswith("\n"):
            text += "\n"
        # An end of a line becomes a cell of its own, so that one look tells whether all have so many cells.
        cells = text.replace("\n", "\t\n\t").split("\t")
        ends = cells[width :: width + 1]
        if len(ends) == ends.count("\n") == text.count("\n") and len(cells) == len(ends) * (width + 1) + 1:
            return [cells[n : -1 : width + 1] for n in chosen]
        rows = [line.split("\t") for line in text.split("\n") if line.strip()]
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


class _Spans(dict[tuple[str, str], list[_Share]]):
    """What lines are of which period, by their cells year and period: most series share theirs with others.

    UnexpectedAnswer for a cell that names no period, and for a period that has not begun.
    """

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._places = _Places(call)

    def __missing__(self, cells: tuple[str, str]) -> list[_Share]:
        years, periods = (text.split("\t") for text in cells)
        places = map(self._places.__getitem__, zip(years, periods, strict=True))
        frequencies, numbers = zip(*places, strict=True)
        shares = []
        for frequency in (f for f in Frequency if f in frequencies):
            own = [one is frequency for one in frequencies]
            chosen = list(compress(numbers, own))
            is_in_order = all(map(lt, chosen, chosen[1:]))
            shares.append(_Share(frequency, chosen, [] if all(own) else own, is_in_order))
        if len(self) >= _SPANS:
            self.clear()
        self[cells] = shares
        return shares


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
