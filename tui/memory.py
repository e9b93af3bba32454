"""What a later session remembers, in a private file beside the database; nothing depends on it.

A file that cannot be read is passed over with a notice, so that it never keeps anybody out.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from textual.worker import get_current_worker

from tui.language import _
from tui.state import State

FILE = "terminal.json"
_FORMAT = 1
_PAUSE = 0.3  # seconds
_WORDS = ("plan", "room", "theme", "sought", "people")
_LISTS = ("series", "pins")


@dataclass(frozen=True)
class Recalled:
    """The state of the session before, and what is wrong with its file where something is."""

    state: State
    problem: str = ""


def recall(file: Path | None) -> Recalled:
    """The state that the last session left; a fresh one where there is none or it cannot be read."""
    import json

    if file is None:
        return Recalled(State())
    try:
        return Recalled(_state(json.loads(file.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return Recalled(State())
    except (OSError, ValueError) as error:
        told = _("what the last session left cannot be read and is passed over: {file}: {why}")
        return Recalled(State(toured=True), told.format(file=file, why=error))


class Keeper:
    """Writes the state into its file when it has changed; without a file it does nothing."""

    def __init__(self, file: Path | None, state: State) -> None:
        self._file = file
        self._state = state
        self._written = ""  # nothing yet: what was read is written once more, and the first paint is spared
        self._lock = Lock()

    @property
    def due(self) -> bool:
        """Whether something has changed since it was written."""
        return self._file is not None and written(self._state) != self._written

    def soon(self) -> None:
        """Write after a pause, in a thread: a burst of changes is written once."""
        if not get_current_worker().cancelled_event.wait(_PAUSE):
            self.now()

    def now(self) -> None:
        """Write what has changed. A folder that cannot be written to costs the memory, not the session."""
        from indicators.errors import StorageError
        from jobs.private import write_private

        with self._lock:
            if self._file is not None and self.due:
                text = written(self._state)
                with suppress(StorageError):
                    write_private(self._file, text)
                self._written = text


def written(state: State) -> str:
    """The file's text for this state."""
    import json

    kept: dict[str, Any] = {"format": _FORMAT, "toured": state.toured}
    kept |= {name: getattr(state, name) for name in (*_WORDS, *_LISTS)}
    looked_at = state.looked_at or state.looked_before  # not in this session: still the one before
    if looked_at is not None:
        kept["looked_at"] = looked_at.isoformat()
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _state(kept: Any) -> State:
    """The state out of the file's values; ValueError where one is not what we write."""
    if not isinstance(kept, dict) or kept.get("format") != _FORMAT:
        raise ValueError(_("not a file of this version"))
    state = State(toured=kept.get("toured") is True)
    for name in _WORDS:
        setattr(state, name, _text(kept.get(name, getattr(state, name))))
    for name in _LISTS:
        setattr(state, name, _texts(kept.get(name, [])))
    if "looked_at" in kept:
        state.looked_before = _moment(kept["looked_at"])
    return state


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("{value} where a text should be").format(value=repr(value)))
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(_("{value} where a list should be").format(value=repr(value)))
    return tuple(_text(v) for v in value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.utcoffset() is None:
        raise ValueError(_("{value} has no time zone").format(value=value))
    return moment
