"""The official figures that ship with realterms, so that a first run needs no network.

`figures.txt` holds them; `layout.py` owns its layout, `build.py` makes it. They age: wherever they are
shown they are called a snapshot, with their as-of date, and a fetch from an office supersedes them.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from indicators.errors import UnknownName
from indicators.snapshot.layout import SnapshotSeries, Vintage, read

__all__ = ["FILE", "Snapshot", "SnapshotSeries", "Vintage", "load"]

FILE = "figures.txt"


@dataclass(frozen=True)
class Snapshot:
    """The bundled series; `as_of` is the newest as-of date among them, not a release date of all."""

    as_of: date
    series: tuple[SnapshotSeries, ...]

    def __getitem__(self, name: str) -> SnapshotSeries:
        """The series with this short name; UnknownName where the snapshot does not hold it."""
        for one in self.series:
            if one.indicator.name == name:
                return one
        raise UnknownName.among("bundled series", name, (s.indicator.name for s in self.series))


@cache
def load() -> Snapshot:
    """The bundled figures. Heads are read now, a vintage's figures when they are first asked for."""
    series = read((files("indicators.snapshot") / FILE).read_text(encoding="utf-8"))
    return Snapshot(max(s.as_of for s in series), series)
