"""Every binding of the terminal by its id, for the key map, the help and the table in docs/terminal.md.

`python -m tui.actions` writes that table anew.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from textual.binding import Binding
from textual.dom import DOMNode

import tui.screens
import tui.widgets

DOCUMENT = Path(__file__).parents[1] / "docs" / "terminal.md"
_BEGIN, _END = "<!-- keys: written by `make keys` -->", "<!-- end of keys -->"
_SHOWN = {"question_mark": "?", "slash": "/", "comma": ",", "full_stop": ".", "plus": "+", "minus": "−"} | {
    "equals_sign": "=",
    "underscore": "_",
}


@dataclass(frozen=True, slots=True)
class Action:
    """A binding: its id, its keys, what it does, and the class that has it."""

    id: str
    keys: tuple[str, ...]
    does: str
    owner: str

    @property
    def written(self) -> str:
        """Its keys as one reads them: `/`, `ctrl+s`."""
        return ", ".join(_SHOWN.get(key, key) for key in self.keys)


def actions() -> tuple[Action, ...]:
    """Every binding of our classes, in the order of their ids."""
    every = (_action(owner, binding) for owner, binding in bindings())
    return tuple(sorted((action for action in every if action.id), key=lambda action: action.id))


def bindings() -> Iterator[tuple[type[DOMNode], Binding]]:
    """Every binding with its class."""
    for owner in _owners():
        for binding in owner.__dict__["BINDINGS"]:
            yield owner, binding if isinstance(binding, Binding) else Binding(*binding)


def _action(owner: type[DOMNode], binding: Binding) -> Action:
    keys = tuple(binding.key.split(","))
    return Action(binding.id or "", keys, binding.tooltip or binding.description, owner.__name__)


def _owners() -> Iterator[type[DOMNode]]:
    """The app and every screen and widget of ours that binds keys."""
    names = ["tui.app"]
    for package in (tui.screens, tui.widgets):
        names += [m.name for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for name in names:
        for value in vars(import_module(name)).values():
            ours = isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == name
            if ours and "BINDINGS" in value.__dict__:
                yield value


def table() -> str:
    """The table of keys, in Markdown."""
    rows = [
        f"| `{a.id}` | {' '.join(f'`{_SHOWN.get(k, k)}`' for k in a.keys)} | {a.does} |" for a in actions()
    ]
    return "\n".join(["| id | keys | does |", "|---|---|---|", *rows])


def documented(text: str) -> str:
    """The document with the table as it should stand in it."""
    before, _begin, rest = text.partition(_BEGIN)
    _old, _end, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{table()}\n{_END}{after}"


def main() -> int:
    """Write the table into the document."""
    DOCUMENT.write_text(documented(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
