"""What the terminal shows already is not sent again: on a slow line a key costs what it changes.

Textual sends every line that might have changed, whole. Here the lines that were sent are remembered, and of
a new one only the part between what is the same on its left and on its right is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

Piece = tuple[int, int, Strip]  # line, column, what is painted there


class Painted:
    """The lines of a terminal as they were last written; unknown until each was written whole."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._lines: dict[int, Strip] = {}

    def forget(self) -> None:
        """Somebody else may have written there: everything is to be written anew."""
        self._lines.clear()

    def only_new(self, update: CompositorUpdate, size: Size) -> CompositorUpdate:
        """The same update, which writes only what a terminal of this size does not show yet."""
        if size != self._size:
            self._size = size
            self.forget()
        return _Difference(update, self)

    def put(self, piece: Piece) -> tuple[int, list[Segment]] | None:
        """Remember a piece; the column and the segments that are new in it, or None where nothing is."""
        y, x, strip = piece
        new = strip.simplify()
        width, end = self._size.width, x + new.cell_length
        known = self._lines.get(y)
        if known is None:
            if x == 0 and new.cell_length == width:
                self._lines[y] = new
            return x, list(new)
        left, old, right = known.crop(0, x), known.crop(x, end).simplify(), known.crop(end, width)
        self._lines[y] = Strip.join([left, new, right]).simplify()
        if left.text + old.text + right.text != known.text:  # half of a wide character is painted over
            return x, list(new)
        if old == new:
            return None
        skipped, changed = _changed(list(old), list(new))
        return x + skipped, changed


class _Difference(CompositorUpdate):
    """An update that is compared when it is written, and not before: until then others may be."""

    def __init__(self, update: CompositorUpdate, painted: Painted) -> None:
        self._update = update
        self._painted = painted

    def render_segments(self, console: Console) -> str:
        pieces = _pieces(self._update)
        if pieces is None:
            self._painted.forget()
            return self._update.render_segments(console)
        written = []
        for piece in pieces:
            new = self._painted.put(piece)
            if new is not None:
                column, segments = new
                written.append(Control.move_to(column, piece[0]).segment.text)
                written.append(Strip(segments).render(console))
        return "".join(written)


def _pieces(update: CompositorUpdate) -> Iterator[Piece] | None:
    """What an update paints and where; None where it is of a kind that moves by other rules."""
    if isinstance(update, LayoutUpdate):
        return _of_layout(update)
    return _of_chops(update) if isinstance(update, ChopsUpdate) else None


def _of_layout(update: LayoutUpdate) -> Iterator[Piece]:
    for y, line in enumerate(update.strips, update.region.y):
        yield y, update.region.x, Strip.join(line)


def _of_chops(update: ChopsUpdate) -> Iterator[Piece]:
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= right and end > left:
                yield y, x, strip.crop(0, min(end, right) - x)


def _changed(old: Sequence[Segment], new: Sequence[Segment]) -> tuple[int, list[Segment]]:
    """How many cells at the start are the same, and the segments from there to where the rest is the same.

    Both are of the same width, so that what is the same at the end stands at the same place.
    """
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    skipped = sum(segment.cell_length for segment in new[:first])
    before, changed = list(old[first : len(old) - last]), list(new[first : len(new) - last])
    same = _same(before[:1], changed[:1])
    for part in (before, changed) if same else ():
        part[0] = Segment(part[0].text[same:], part[0].style)
    if after := _same(before[-1:], changed[-1:], -1):
        changed[-1] = Segment(changed[-1].text[:-after], changed[-1].style)
    return skipped + same, changed


def _same(old: Sequence[Segment], new: Sequence[Segment], way: int = 1) -> int:
    """How many characters two segments of one style begin (or end) with in common, if each is a cell wide."""
    texts = [segment.text for segment in (*old, *new)]
    if len(texts) < 2 or old[0].style != new[0].style or any(cell_len(t) != len(t) for t in texts):
        return 0
    pairs = zip(*(text[::way] for text in texts), strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(map(len, texts)))
