"""SVG by hand: shapes with a class each, text escaped, nothing fetched; the page's style has the colours."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

_STEPS = (1, 2, 2.5, 5, 10)
_NEARLY = 1e-9  # an end that is a tick itself, but for the last bit of a float, needs none beyond it


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value stands between two edges, in the drawing's units."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The position of a value."""
        span = self.high - self.low
        return self.start + (self.end - self.start) * ((value - self.low) / span if span else 0.5)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that reach from below `low` to above `high`, about `count` of them."""
    step = round_step(low, high, count)
    first, last = floor(low / step + _NEARLY), ceil(high / step - _NEARLY)
    return [n * step for n in range(first, last + 1)]


def round_step(low: float, high: float, count: int) -> float:
    """The round distance between two of about `count` ticks from `low` to `high`."""
    rough = (high - low) / count or abs(high) or 1.0
    size = 10.0 ** floor(log10(rough))
    return next(s for s in _STEPS if s * size >= rough * 0.999) * size


def text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    """A line of text at a place; `anchor` is start, middle or end."""
    return f'<text class="drawn-{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{clean(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line class="drawn-{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def bar(x: float, y: float, width: float, height: float, kind: str) -> str:
    """A filled rectangle."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="drawn-{kind}" {place} rx="1.5"/>'


def dot(x: float, y: float, kind: str) -> str:
    """A filled circle."""
    return f'<circle class="drawn-{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'


def path(points: Sequence[tuple[float, float]], kind: str) -> str:
    """A line through points."""
    return f'<polyline class="drawn-{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def svg(width: int, height: int, says: str, shapes: Iterable[str], style: str = "") -> str:
    """A whole drawing; `says` is what a screen reader tells, `style` is CSS where no page gives any."""
    styled = f"<style>{style}</style>" if style else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{clean(says)}">{styled}{"".join(shapes)}</svg>'
    )


def clean(words: str) -> str:
    """Text that markup cannot take for anything but text."""
    return escape(pictured(words))


def pictured(words: str) -> str:
    """`words` with a picture of each control character in its place."""
    return "".join(chr(0x2400 + ord(c)) if ord(c) < 0x20 and c not in "\n\t" else c for c in words)


def cut(words: str, width: int) -> str:
    """`words` in at most `width` columns; a Chinese character takes two."""
    room = width
    for at, letter in enumerate(words):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{words[: max(at - 1, 0)]}…"
    return words
