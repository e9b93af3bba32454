"""The reader's own keys: `keys.toml` beside settings.toml, an action's id and the keys that it shall have.

    "home.chart" = "enter,c"
    "quit" = "ctrl+q"

What is wrong in it is told, and only that line is passed over.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tui.language import _

FILE = "keys.toml"
_KEY = re.compile(r"(?:(?:ctrl|shift|alt|super|meta)\+)*[a-z0-9_]+|\S")


@dataclass(frozen=True)
class Keymap:
    """The keys by action, and what is wrong in the file."""

    keys: dict[str, str]
    problems: tuple[str, ...] = ()


def read_keymap(file: Path | None) -> Keymap:
    """The key map of this file; an empty one where there is no file."""
    if file is None:
        return Keymap({})
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Keymap({})
    except (OSError, ValueError) as error:
        return Keymap({}, (_("the key map cannot be read: {why}").format(why=error),))
    return _checked(table)


def _checked(table: dict[str, object]) -> Keymap:
    from indicators.errors import did_you_mean
    from tui.actions import actions

    known = {action.id: action for action in actions()}
    keys: dict[str, str] = {}
    problems: list[str] = []
    for name, value in table.items():
        if name not in known:
            near = did_you_mean(name, known)
            hint = _("; did you mean {name}?").format(name=near) if near else ""
            problems.append(_("no action is called {name}").format(name=name) + hint)
        elif not (isinstance(value, str) and value and all(_KEY.fullmatch(k) for k in _split(value))):
            told = _('{name}: {value} is no list of keys, as in "enter,c" or "ctrl+s"')
            problems.append(told.format(name=name, value=repr(value)))
        else:
            keys[name] = ",".join(_split(value))
    return Keymap(keys, (*problems, *_clashes(keys)))


def _split(value: str) -> list[str]:
    return [key.strip() for key in value.split(",")]


def _clashes(keys: dict[str, str]) -> list[str]:
    """Two actions of one screen, or one of a screen and one of the whole app, on the same key."""
    from tui.actions import actions

    held: dict[tuple[str, str], str] = {}
    told = []
    mine = {a.id: (a.owner, tuple(keys[a.id].split(",")) if a.id in keys else a.keys) for a in actions()}
    for name, (owner, bound) in mine.items():
        for key in bound:
            other = held.setdefault((owner, key), name)
            if other != name and (name in keys or other in keys):
                text = _("{first} and {second} both have the key {key}: the first is shadowed")
                told.append(text.format(first=other, second=name, key=key))
    return told
