"""Cluster: what every cluster does for an adjustment, over folders of Parquet that it and we can both see."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from jobs.employees.checksum import Checksum

# A frame as the cluster's engine has it.
Frame = Any
# What a checksum is made of, in its order.
COUNTED = ("employee", "grade", "currency", "pay_minor", "adjusted_minor")


class Cluster(Protocol):
    """A connection to a cluster. Every worker must see the folders under the same path as this machine."""

    def read(self, folder: Path) -> Frame:
        """The rows of the Parquet files in a folder, their types as the files say."""

    def write(self, frame: Frame, folder: Path, columns: Mapping[str, str]) -> None:
        """Write these columns of a frame under these headings, as Parquet files in a folder of that path."""

    def checksum(self, folder: Path, columns: Sequence[str]) -> Checksum:
        """The checksum of written files, added up on the cluster; `columns` are those of COUNTED there."""
