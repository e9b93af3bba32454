"""The table on screen as a file: what it shows, whole, for a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui import words
from tui.language import N_, _
from tui.screens.export import SaveFileDialogue
from tui.widgets.choices import Choice
from tui.widgets.grid import Grid, text_of
from tui.work import JobDone

if TYPE_CHECKING:
    from pathlib import Path

    from tui.screens.room import Room

_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SIGNS = str.maketrans({"▲": None, "▼": None, "−": "-"})


class TableDialogue(SaveFileDialogue):
    """Answers the file of a table."""

    HEADING = N_("Save the table on this screen")
    FORMS = (Choice("csv", "F2", N_("CSV")),)


def table_of(room: Room) -> Grid | None:
    """The table that has the focus, else the first on screen that holds something; a tree is none."""
    held = [g for g in room.query(Grid) if g.rows and g.region and len(g.columns) > 1]
    return next((g for g in held if g is room.focused), held[0] if held else None)


def save_table(grid: Grid, path: Path) -> JobDone:
    """Write every row of the table, guarded against formulas, for the eyes of its owner only."""
    from jobs.exports.csv_form import to_csv
    from jobs.exports.files import write_files

    write_files({path: to_csv([_(c.title) for c in grid.columns], _rows(grid))}, overwrite=False)
    return JobDone(words.written(path))


def _rows(grid: Grid) -> Iterator[list[str]]:
    for at in range(len(grid.rows)):
        cells = [plain(text_of(c)) for c in grid.rows[at].cells]
        yield cells + [""] * (len(grid.columns) - len(cells))


def plain(text: str) -> str:
    """A cell as a spreadsheet reads it: numbers without their arrows and without marks of thousands."""
    bare = text.translate(_SIGNS).strip()
    if bare == words.NONE:
        return ""
    return bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare
