"""A screen as an SVG picture, true to the cells: Rich counts a wide character as one cell and squeezes it."""

import re
from html import unescape

from rich.cells import cell_len

_CELL = 12.2  # the width of a cell in Rich's picture
_TEXT = re.compile(r'(<text [^>]*?textLength=")([\d.]+)("[^>]*>)([^<]*)(</text>)')


def widened(svg: str) -> str:
    """The picture with every text as long as its cells."""
    return _TEXT.sub(_as_long_as_its_cells, svg)


def _as_long_as_its_cells(match: re.Match[str]) -> str:
    text = unescape(match[4])
    if text.isascii() or cell_len(text) == len(text):
        return match[0]
    return f"{match[1]}{cell_len(text) * _CELL:g}{match[3]}{match[4]}{match[5]}"
