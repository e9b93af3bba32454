"""The CSV form: one tidy file, a row a figure, and beside it the steps, the evidence and the plan's text.

UTF-8, comma, CRLF (RFC 4180). A text that a spreadsheet would take for a formula (it begins with = + - @,
a tab or a carriage return, and is no plain number) gets one apostrophe in front, and so does a text that
begins with an apostrophe, so that reading takes exactly one away again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from indicators.errors import InvalidFile, Problem

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


def guard(text: str) -> str:
    """`text` as a cell that no spreadsheet evaluates."""
    return f"'{text}" if text.startswith(_RISKY) and not _NUMBER.fullmatch(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A header and rows of text as CSV, guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8")


def from_csv(content: bytes, *, file: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column, unguarded; InvalidFile where it is not one."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except UnicodeDecodeError as error:
        raise InvalidFile([Problem(file, "", f"byte {error.start} is not UTF-8")]) from None
    except csv.Error as error:
        raise InvalidFile([Problem(file, "", f"not CSV: {error}")]) from None
    uneven = [n for n, row in enumerate(rows, 2) if None in row or None in row.values()]
    if uneven:
        raise InvalidFile(
            [Problem(file, f"row {n}", "has not as many cells as the header") for n in uneven[:20]]
        )
    return [{name: unguard(cell) for name, cell in row.items()} for row in rows]
