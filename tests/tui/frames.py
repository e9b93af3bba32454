"""Frames of a terminal in one animated SVG: what repeats from frame to frame is drawn once."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

_CELL, _LINE = 12.2, 24.4  # a character's width and height in Rich's SVG
_LEFT, _TOP, _EDGE = 9, 41, 8  # where Rich puts the screen in its window
_STYLE = re.compile(r"\.terminal-\d+-(r\d+) {([^}]*)}")
_RECT = re.compile(r'<rect fill="([^"]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="24.65"')
_TEXT = re.compile(
    r'<text class="terminal-\d+-(r\d+)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)</text>'
)


@dataclass(frozen=True)
class Frame:
    """A screen: its lines as SVG, its title, how long it stands (seconds)."""

    lines: tuple[str, ...]
    title: str
    seconds: float


@dataclass
class Film:
    """Screens of one size, one after the other, round and round."""

    columns: int
    rows: int
    frames: list[Frame] = field(default_factory=list)
    styles: dict[str, str] = field(default_factory=dict)

    def add(self, screen: str, title: str, seconds: float) -> None:
        """Put a screen, as Rich draws it, at the end."""
        lines: defaultdict[int, list[str]] = defaultdict(list)
        for x, y, width, fill in _grounds(screen):
            ground = f'<rect fill="{fill}" x="{x:g}" y="{y:g}" width="{width:g}" height="24.65"/>'
            lines[int(y / _LINE)].append(ground)
        names = {name: self._style(rule.strip()) for name, rule in _STYLE.findall(screen)}
        for name, x, y, length, text in _TEXT.findall(screen):
            drawn = _text(names[name], float(x), y, float(length), text)
            lines[int(float(y) / _LINE)].append(drawn)
        kept = tuple("".join(lines[row]) for row in range(self.rows))
        self.frames.append(Frame(kept, title, seconds))

    def svg(self) -> str:
        """The film."""
        width = self.columns * _CELL + 2 * _LEFT
        height = self.rows * _LINE + _TOP + _EDGE
        uses = Counter(line for frame in self.frames for line in frame.lines if line)
        names = {line: f"l{n}" for n, (line, times) in enumerate(uses.items()) if times > 1}
        shared = "\n".join(f'<g id="{name}">{line}</g>' for line, name in names.items())
        frames = "\n".join(self._frame(n, frame, names, width) for n, frame in enumerate(self.frames))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">\n'
            f"<style>\n{self._rules()}\n</style>\n<defs>\n{shared}\n</defs>\n"
            f'<rect class="window" width="{width:g}" height="{height:g}" rx="8"/>\n'
            f"{frames}\n</svg>\n"
        )

    def _style(self, rule: str) -> str:
        return self.styles.setdefault(rule, f"c{len(self.styles)}")

    def _rules(self) -> str:
        total, start = sum(frame.seconds for frame in self.frames), 0.0
        rules = [
            "text{font:20px Fira Code,Consolas,Menlo,DejaVu Sans Mono,monospace;white-space:pre}",
            "rect{shape-rendering:crispEdges}",
            *(f".{name}{{{rule}}}" for rule, name in self.styles.items()),
            ".window{fill:#292929}",
            ".title{font:bold 18px sans-serif;fill:#e6e6e6;text-anchor:middle}",
            f".f{{visibility:hidden;animation:{total:g}s step-end infinite}}",
            "#f0{visibility:visible}",
        ]
        for n, frame in enumerate(self.frames):
            rules.append(f"#f{n}{{animation-name:a{n}}}")
            rules.append(f"@keyframes a{n}{{{_turn(start / total, (start + frame.seconds) / total)}}}")
            start += frame.seconds
        rules.append("@media (prefers-reduced-motion:reduce){.f{animation:none}}")
        return "\n".join(rules)

    def _frame(self, number: int, frame: Frame, names: dict[str, str], width: float) -> str:
        title = f'<text class="title" x="{width / 2:g}" y="27">{escape(frame.title)}</text>'
        lines = (f'<use href="#{names[line]}"/>' if line in names else line for line in frame.lines)
        inside = f'<g transform="translate({_LEFT},{_TOP})">{"".join(lines)}</g>'
        return f'<g class="f" id="f{number}">{title}{inside}</g>'


def _turn(start: float, end: float) -> str:
    """When a frame is seen, as shares of the whole."""
    steps = {0.0: "hidden", start: "visible"}
    steps[1.0 if end > 0.99999 else end] = "visible" if end > 0.99999 else "hidden"
    return "".join(f"{share:.3%}{{visibility:{seen}}}" for share, seen in steps.items())


def _grounds(screen: str) -> Iterator[tuple[float, float, float, str]]:
    """The grounds of a screen as x, y, width, colour; neighbours of one colour are one."""
    run: tuple[float, float, float, str] | None = None
    for fill, *numbers in _RECT.findall(screen):
        x, y, width = map(float, numbers)
        if run and run[1] == y and run[3] == fill and abs(run[0] + run[2] - x) < 0.1:
            run = (run[0], y, run[2] + width, fill)
            continue
        if run:
            yield run
        run = (x, y, width, fill)
    if run:
        yield run


def _text(style: str, x: float, y: str, length: float, text: str) -> str:
    """A text without the blanks at its end; those within stand as single characters."""
    plain = text.replace("&#160;", "\xa0")
    kept = plain.rstrip("\xa0")
    length -= (len(plain) - len(kept)) * _CELL
    return f'<text class="{style}" x="{x:g}" y="{y}" textLength="{length:g}">{kept}</text>' if kept else ""
