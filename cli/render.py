"""How values look: tables that align in any script, numbers, sparklines, JSON."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from indicators.errors import Problem
from jobs.format import amount
from plans.money import Money

_LEAST = 16  # cells that a shortened column keeps


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading; numbers are put right.

    On a terminal that is too narrow, columns with a `leaves` go, the lowest first, and one that `may_cut`
    is shortened.
    """

    title: str
    right: bool = False
    may_cut: bool = False
    leaves: int = 0


def heads(*columns: Column | str) -> list[Column | str]:
    """The columns of a table; a bare text is a column of text."""
    return list(columns)


def right(title: str) -> Column:
    """A column of numbers."""
    return Column(title, right=True)


def cut(title: str) -> Column:
    """A column of text that a narrow terminal may shorten."""
    return Column(title, may_cut=True)


def width(text: str) -> int:
    """Cells that `text` takes in a terminal: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(_cells(c) for c in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, cells: int) -> str:
    """`text` cut to `cells` cells, with an ellipsis where something was left out."""
    if width(text) <= cells:
        return text
    kept, used = "", 0
    for character in text:
        used += _cells(character)
        if used > cells - 1:
            break
        kept += character
    return kept + "…"


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """`text` filled with blanks to `cells` cells."""
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


def one_line(text: str) -> str:
    """`text` without line breaks and control characters, which would break a table or drive a terminal."""
    return "".join(
        " " if c in "\r\n\t" else c for c in text if c in "\r\n\t" or unicodedata.category(c) != "Cc"
    )


def terminal_columns() -> int:
    """How many cells fit on a line of the terminal (COLUMNS, else what the terminal says)."""
    return shutil.get_terminal_size().columns


def table(columns: Sequence[Column | str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of text under their headings, two blanks apart; cut to the terminal where there is one."""
    titles = [Column(c) if isinstance(c, str) else c for c in columns]
    body = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(width(h.title), *(width(r[i]) for r in body), 0) for i, h in enumerate(titles)]
    if sys.stdout.isatty():
        titles, widths, body = _kept(titles, widths, body, terminal_columns())
        widths = _fitted(titles, widths, terminal_columns())
    lines = [_line([h.title for h in titles], titles, widths)]
    lines[0] = bold(lines[0])
    lines.extend(_line(row, titles, widths) for row in body)
    return "\n".join(lines)


def _kept(
    heads: list[Column], widths: list[int], body: list[list[str]], room: int
) -> tuple[list[Column], list[int], list[list[str]]]:
    """The columns that fit, after those that may leave have left, one by one."""
    keep = list(range(len(heads)))
    for index in sorted((i for i, h in enumerate(heads) if h.leaves), key=lambda i: heads[i].leaves):
        least = [min(widths[i], _LEAST) if heads[i].may_cut else widths[i] for i in keep]
        if sum(least) + 2 * (len(keep) - 1) <= room:
            break
        keep.remove(index)
    return [heads[i] for i in keep], [widths[i] for i in keep], [[row[i] for i in keep] for row in body]


def _fitted(heads: Sequence[Column], widths: Sequence[int], room: int) -> list[int]:
    fitted = list(widths)
    over = sum(fitted) + 2 * (len(fitted) - 1) - room
    for index in sorted((i for i, h in enumerate(heads) if h.may_cut), key=lambda i: -fitted[i]):
        if over <= 0:
            break
        kept = max(fitted[index] - over, min(fitted[index], _LEAST))
        over -= fitted[index] - kept
        fitted[index] = kept
    return fitted


def _line(cells: Sequence[str], heads: Sequence[Column], widths: Sequence[int]) -> str:
    parts = (pad(shorten(c, w), w, right=h.right) for c, h, w in zip(cells, heads, widths, strict=True))
    return "  ".join(parts).rstrip()


def bold(text: str) -> str:
    """`text` in bold where stdout is a terminal that shows it."""
    return f"\x1b[1m{text}\x1b[0m" if colours() else text


def colours() -> bool:
    """Whether stdout may carry codes for colour: a terminal, and nobody said NO_COLOR."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def number(value: Decimal | None) -> str:
    """A figure with the digits it was published with; a dash where there is none."""
    return "–" if value is None else f"{value:f}"


def figure(value: Money | Decimal | None) -> str:
    """An amount or a plain number of a plan, thousands apart; the currency stands in the heading."""
    if value is None:
        return "–"
    return amount(value.amount if isinstance(value, Money) else value)


def problem_json(problem: Problem) -> dict[str, str | int]:
    """One problem of a file, for --json; `line` is 0 where it is not known."""
    return asdict(problem)
