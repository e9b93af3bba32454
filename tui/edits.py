"""Edits of cells as they are typed: undone, and done again."""

from __future__ import annotations


class Edited:
    """What was typed into which cell, with all that can be undone and done again."""

    edits: dict[str, str]
    _past: list[dict[str, str]]
    _future: list[dict[str, str]]

    def type(self, cell: str, text: str, as_saved: str) -> None:
        """A cell holds `text`; typing what is saved there takes the edit back."""
        self._past.append(dict(self.edits))
        self._future.clear()
        if text == as_saved:
            self.edits.pop(cell, None)
        else:
            self.edits[cell] = text

    def undo(self) -> bool:
        """Take the last step back; whether there was one."""
        return self._step(self._past, self._future)

    def redo(self) -> bool:
        """Take the last step that was taken back again; whether there was one."""
        return self._step(self._future, self._past)

    def _step(self, source: list[dict[str, str]], other: list[dict[str, str]]) -> bool:
        if not source:
            return False
        other.append(dict(self.edits))
        self.edits = source.pop()
        return True
