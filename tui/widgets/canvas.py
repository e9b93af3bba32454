"""A raster of braille dots, two by four in each cell, in which every cell belongs to one line."""

from collections.abc import Sequence
from itertools import pairwise

_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
NOBODY = -1


class Canvas:
    """Dots are addressed from the top left; the last line drawn through a cell owns it."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._bits = [bytearray(width) for _ in range(height)]
        self._owners = [[NOBODY] * width for _ in range(height)]

    def dot(self, x: int, y: int, owner: int) -> None:
        """Set one dot; outside the raster nothing happens."""
        if 0 <= x < self.width * 2 and 0 <= y < self.height * 4:
            self._bits[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
            self._owners[y // 4][x // 2] = owner

    def polyline(self, points: Sequence[tuple[int, int]], owner: int, dash: Sequence[bool] = (True,)) -> None:
        """Join `points` by straight lines, drawing the dots for which the repeated `dash` says yes."""
        if len(points) == 1:
            self.dot(*points[0], owner)
        walked = 0
        for (x0, y0), (x1, y1) in pairwise(points):
            for x, y in _between(x0, y0, x1, y1):
                if dash[walked % len(dash)]:
                    self.dot(x, y, owner)
                walked += 1

    def cell(self, column: int, row: int) -> tuple[str, int]:
        """The character in a cell and its owner; a space of NOBODY where nothing was drawn."""
        bits = self._bits[row][column]
        return (chr(_BRAILLE + bits), self._owners[row][column]) if bits else (" ", NOBODY)


def _between(x0: int, y0: int, x1: int, y1: int) -> list[tuple[int, int]]:
    """The dots of a straight line, ends included (Bresenham)."""
    dx, dy = abs(x1 - x0), -abs(y1 - y0)
    sx, sy = (1 if x0 < x1 else -1), (1 if y0 < y1 else -1)
    error = dx + dy
    dots = [(x0, y0)]
    while (x0, y0) != (x1, y1):
        doubled = 2 * error
        if doubled >= dy:
            error += dy
            x0 += sx
        if doubled <= dx:
            error += dx
            y0 += sy
        dots.append((x0, y0))
    return dots
