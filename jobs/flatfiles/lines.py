"""A flat file on disk: its kind by its first line, and its text as a stream."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from indicators.errors import BadInput
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.sources.base import Call
    from indicators.sources.bls_series import Described

DATA, SERIES = "BLS data file", "BLS series file"


def kind_of(first_line: str) -> str | None:
    """DATA or SERIES by the first line of a file; None where it is neither."""
    from indicators.sources import bls_lines, bls_series

    names = {cell.strip() for cell in first_line.split("\t")}
    if names.issuperset(bls_lines.COLUMNS):
        return DATA
    return SERIES if names.issuperset(bls_series.COLUMNS) else None


def descriptions(workspace: Workspace, path: Path) -> dict[str, "Described"]:
    """What a series file says of each series, by its id; BadInput where it is of no survey of prices."""
    from indicators.sources.bls_series import is_of_prices, read_descriptions

    with text_of(path) as (lines, _):
        found = {said.code: said for said in read_descriptions(lines, call_for(workspace, path))}
    other = [code for code in found if not is_of_prices(code)]
    if other:
        raise BadInput("the series are of no survey of prices", where=str(path), got=other[0])
    return found


@contextmanager
def text_of(path: Path) -> Iterator[tuple[TextIO, Callable[[], int]]]:
    """The file's text, and a function that says how many bytes of it were read."""
    try:
        with path.open("rb") as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline=None) as text:
            yield text, file.tell
    except UnicodeDecodeError as error:
        raise BadInput("the file is not UTF-8", where=str(path), got=error.reason) from None
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=str(path)) from None


def call_for(workspace: Workspace, path: Path) -> "Call":
    """What the readers' messages call the file."""
    from indicators.sources.base import Call, Request

    return Call(Request(str(path)), (), workspace.today)
