"""The offices realterms reads: one module each, found by the first part of an indicator's key."""

from importlib import import_module
from typing import TYPE_CHECKING

from indicators.errors import UnknownName

if TYPE_CHECKING:
    from datetime import date

    from indicators.sources.base import Source

_CLASSES = {
    "bls": "Bls",
    "ons": "Ons",
    "fred": "Fred",
    "nbs": "Nbs",
    "eurostat": "Eurostat",
    "ecb": "Ecb",
    "oecd": "Oecd",
    "imf": "Imf",
    "worldbank": "WorldBank",
    "dbnomics": "Dbnomics",
    "bls_flat": "BlsFlat",
}
SOURCE_NAMES = tuple(_CLASSES)
ON_A_DAY = ("fred",)  # the offices that say what was public on a day in the past
# Readers of all that an office keeps of the past, where its usual reader takes the present figures alone.
_ARCHIVES = {"ons": ("ons_versions", "OnsVersions")}


def source(name: str, *, vintages: bool = False, as_of: "date | None" = None) -> "Source":
    """The reader called `name`, imported on first use; UnknownName, with a suggestion, otherwise.

    With `vintages`, the reader that also takes what the office said before, where there is such a one; with
    `as_of`, for an office of ON_A_DAY, one that takes what was public on that day.
    """
    if name not in _CLASSES:
        raise UnknownName.among("source", name, SOURCE_NAMES, hint=f"known: {', '.join(SOURCE_NAMES)}")
    module, reader_class = (name, _CLASSES[name])
    if vintages:
        module, reader_class = _ARCHIVES.get(name, (module, reader_class))
    made = getattr(import_module(f"indicators.sources.{module}"), reader_class)
    reader: Source = made() if as_of is None else made(as_of=as_of)
    return reader
