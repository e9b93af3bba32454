"""Which line of a TOML file a key path stands on, for messages that point there."""

import re
from collections.abc import Iterable
from dataclasses import replace

from indicators.errors import Problem

_TABLE = re.compile(r"\s*\[(?P<array>\[)?\s*(?P<path>[^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*(?P<key>[A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=\s*(?P<value>.*)""")
_NAMES = ("grade", "name")


def located(content: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with the line of their key, or of the nearest key or table around it."""
    lines = key_lines(content)
    return tuple(replace(p, line=_line(lines, p.key)) if p.key and not p.line else p for p in problems)


def key_lines(content: str) -> dict[str, int]:
    """The line of every table and key by its path; rows of an array by number and by their grade or name."""
    lines: dict[str, int] = {}
    rows: dict[str, int] = {}
    prefixes = [""]
    for number, line in enumerate(content.splitlines(), start=1):
        if header := _TABLE.match(line):
            path = header["path"]
            prefixes = [_row(path, rows) if header["array"] else _within(path, rows)]
            lines.setdefault(prefixes[0].rpartition(".")[0] if header["array"] else path, number)
            lines.setdefault(prefixes[0], number)
        elif found := _KEY.match(line):
            key = found["key"].strip("\"'")
            for prefix in prefixes:
                lines.setdefault(f"{prefix}.{key}" if prefix else key, number)
            if key in _NAMES and len(prefixes) == 1 and "." in prefixes[0]:
                prefixes = _named(prefixes[0], found["value"], lines)
    return lines


def _row(path: str, rows: dict[str, int]) -> str:
    """The path of a new row of an array of tables: bands.3."""
    path = _within(path, rows)
    rows[path] = rows.get(path, 0) + 1
    return f"{path}.{rows[path]}"


def _within(path: str, rows: dict[str, int]) -> str:
    """A table's path, inside the latest row where it belongs to an array."""
    parts = [part.strip().strip("\"'") for part in path.split(".")]
    done = ""
    for part in parts[:-1]:
        done = f"{done}.{part}" if done else part
        done = f"{done}.{rows[done]}" if done in rows else done
    return f"{done}.{parts[-1]}" if done else parts[-1]


def _named(prefix: str, value: str, lines: dict[str, int]) -> list[str]:
    """The row also by its grade or name, as messages call it; keys seen so far are copied."""
    text = re.match(r"""["']([^"']*)["']""", value)
    head, _, number = prefix.rpartition(".")
    if text is None or not number.isdigit():
        return [prefix]
    named = f"{head}.{text[1]}"
    for path, line in list(lines.items()):
        if path == prefix or path.startswith(prefix + "."):
            lines.setdefault(named + path[len(prefix) :], line)
    return [prefix, named]


def _line(lines: dict[str, int], key: str) -> int:
    while key:
        if key in lines:
            return lines[key]
        key = key.rpartition(".")[0]
    return 0
