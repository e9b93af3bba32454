"""Where a chart's ticks stand: whole months on the date axis, round numbers on the value axis.

A month is a whole number here: twelve times the year, plus the month counted from 0.
"""

from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from jobs.exports.drawing import round_step, ticks
from tui import words

_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
_ROOM = 3  # blank cells between two labels of the date axis


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


def month_number(day: date) -> int:
    """The month that `day` lies in, as a whole number."""
    return day.year * 12 + day.month - 1


def month_label(month: int) -> str:
    """`Mar 2024`."""
    year, index = divmod(month, 12)
    return words.month(year, index + 1)


def spread(text: str) -> list[str]:
    """`text` by cells of the screen: a wide character, and nothing in the cell that it covers too."""
    return [part for char in text for part in (char, *[""] * (cell_len(char) - 1))]


def month_ticks(first: int, last: int, cells: int) -> list[Tick]:
    """Ticks from month `first` to `last` on an axis `cells` wide; a January is labelled by its year."""
    span = max(last - first, 1)
    for step in _MONTH_STEPS:
        widest = 4 if step >= 3 else 5
        if step * cells / span >= widest + _ROOM:
            break
    start = -(-first // step) * step
    return [Tick(month, _tick_label(month)) for month in range(start, last + 1, step)]


def _tick_label(month: int) -> str:
    year, index = divmod(month, 12)
    return str(year) if index == 0 else words.month_name(index + 1)


def value_ticks(low: float, high: float, rows: int) -> list[Tick]:
    """Ticks at round numbers that cover `low` to `high`, about one in four rows, with equal decimals."""
    if not high > low:
        pad = abs(low) * 0.01 or 1.0
        low, high = low - pad, high + pad
    wanted = max(2, rows // 4)
    decimals = _decimals(round_step(low, high, wanted))
    return [Tick(at, f"{at:,.{decimals}f}") for at in ticks(low, high, wanted)]


def _decimals(step: float) -> int:
    for digits in range(7):
        if abs(round(step, digits) - step) < step * 1e-6:
            return digits
    return 7
