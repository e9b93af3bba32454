"""Files in the shape of the BLS's whole CPI, made up, always the same: 1.69 million rows, 71 MB.

So many series of each kind as the office's own series file names; figures are a made-up walk.
"""

from collections.abc import Iterator
from pathlib import Path

ROWS = 1_690_000
SERIES = {"CUSR": 326, "CUUR": 3_877, "CUUS": 3_901}
LAST_YEAR = 2026
_PERIODS = {
    "CUSR": [f"M{n:02d}" for n in range(1, 13)],
    "CUUR": [f"M{n:02d}" for n in range(1, 14)],
    "CUUS": ["S01", "S02", "S03"],
}
_PUBLISHED = {"M": 10, "S": 1}  # of the last year
_ROWS_EACH = {"CUSR": 420, "CUUR": 330, "CUUS": 70}
_SPREAD = 60
_HEADER = ("series_id", "year", "period", "value", "footnote_codes")
_SERIES_HEADER = (
    "series_id\tarea_code\titem_code\tseasonal\tperiodicity_code\tbase_code\tbase_period\tseries_title\t"
    "footnote_codes\tbegin_year\tbegin_period\tend_year\tend_period\r\n"
)


def write_series_file(path: Path) -> None:
    """The series file: title, base and adjustment of each."""
    with path.open("w", encoding="ascii", newline="") as out:
        out.write(_SERIES_HEADER)
        for code in codes():
            seasonal, letter = code[2], code[3]
            first = "M01" if letter == "R" else "S01"
            out.write(
                f"{code:<17}\t{code[4:8]}\t{code[8:]}\t{seasonal}\t{letter}\tS\t1982-84=100\t"
                f"Made-up prices {code}\t\t1990\t{first}\t{LAST_YEAR}\t{first}\r\n"
            )


def write_data_file(path: Path, *, rows: int = ROWS, changed: str = "") -> None:
    """The data file: exactly `rows` rows; the last figure of each series differs by `changed` at its end."""
    with path.open("w", encoding="ascii", newline="") as out:
        out.write(f"{_HEADER[0]:<17}\t{_HEADER[1]}\t{_HEADER[2]}\t{_HEADER[3]:>12}\t{_HEADER[4]}\r\n")
        every = list(codes())
        lengths = [_ROWS_EACH[c[:4]] + (n * 37) % _SPREAD for n, c in enumerate(every)]
        surplus = sum(lengths) - rows
        for n, code in enumerate(every):
            # What is over or missing is shared out evenly, so that the count is exact.
            share = surplus * (n + 1) // len(every) - surplus * n // len(every)
            out.writelines(_lines(code, lengths[n] - share, n, changed))


def codes() -> Iterator[str]:
    """Every series id, in the office's order."""
    for start, count in sorted(SERIES.items()):
        yield from sorted(f"{start}{n % 60:04d}SE{n // 60:03d}" for n in range(count))


def _lines(code: str, count: int, seed: int, changed: str) -> Iterator[str]:
    periods = _PERIODS[code[:4]]
    open_year = [p for p in periods if int(p[1:]) <= _PUBLISHED[p[0]]]
    years = -(-max(count - len(open_year), 0) // len(periods))
    places = [(y, p) for y in range(LAST_YEAR - years, LAST_YEAR) for p in periods]
    places += [(LAST_YEAR, p) for p in open_year]
    level, state = 100_000, seed + 1
    for at, (year, period) in enumerate(places[-count:], 1):
        state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        level += (state >> 16) % 1_000 - 300
        value, note = f"{level // 1000}.{level % 1000:03d}", ""
        if (year, period) == (2025, "M10"):
            value, note = "-", "X"
        elif at == count:
            value += changed
        yield f"{code:<17}\t{year}\t{period}\t{value:>12}\t{note}\r\n"
