"""What is being edited, kept beside the database at every pause, so that a killed terminal loses nothing.

A draft is a name and JSON values. Whoever edits keeps it as it grows, and drops it once it is saved for good.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

FOLDER = "drafts"


class Drafts:
    """The drafts in a folder; without one nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def keep(self, name: str, values: dict[str, Any]) -> None:
        """Put this draft in place of the one of that name; StorageError where it cannot be written."""
        from jobs.private import write_private

        if self.folder is not None:
            text = json.dumps({"name": name, "values": values}, ensure_ascii=False)
            write_private(self._file(name), text)

    def kept(self, name: str) -> dict[str, Any] | None:
        """The draft of that name; None where there is none, or none that can be read."""
        if self.folder is None:
            return None
        try:
            found = json.loads(self._file(name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        values = found.get("values") if isinstance(found, dict) and found.get("name") == name else None
        return values if isinstance(values, dict) else None

    def names(self, prefix: str) -> tuple[str, ...]:
        """The names of the drafts that can be read and begin so, in their order."""
        if self.folder is None or not self.folder.is_dir():
            return ()
        found = []
        for file in self.folder.glob("*.json"):
            try:
                name = json.loads(file.read_text(encoding="utf-8"))["name"]
            except (OSError, ValueError, KeyError, TypeError):
                continue
            if isinstance(name, str) and name.startswith(prefix):
                found.append(name)
        return tuple(sorted(found))

    def drop(self, name: str) -> None:
        """Forget the draft of that name."""
        if self.folder is not None:
            self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        """A name may hold any character, a file's may not."""
        assert self.folder is not None
        return self.folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"
