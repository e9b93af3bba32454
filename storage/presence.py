"""Whether a database's file is still the one that was opened.

SQLite goes on with a file that was deleted or replaced under it: what is read is old, and what is written is
lost with the last connection. So every unit of work asks.
"""

from pathlib import Path

from indicators.errors import DatabaseUnusable
from storage.location import Location


class Presence:
    """The file at a location as it was when it was opened; a server has none."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._opened = None if location.path is None else _identity(location.path)

    def check(self) -> None:
        """DatabaseUnusable where the file is gone, or another one stands in its place."""
        path = self._location.path
        if path is None or self._opened is None:
            return
        now = _identity(path)
        if now == self._opened:
            return
        if now is None:
            raise DatabaseUnusable(
                "the database's file is gone; nothing of this step was kept",
                where=self._location.display,
                hint="put it back, then open it again",
            )
        raise DatabaseUnusable(
            "another file stands where the database was; nothing of this step was kept",
            where=self._location.display,
            hint="open it again to work with the file that is there now",
        )


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells this file from any other, under whatever name; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
