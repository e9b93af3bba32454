"""The offices realterms reads: one module each, found by the first part of an indicator's key."""

from importlib import import_module
from typing import TYPE_CHECKING

from indicators.errors import UnknownName

if TYPE_CHECKING:
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
# Readers of all that an office keeps of the past, where its usual reader takes the present figures alone.
_ARCHIVES = {"ons": ("ons_versions", "OnsVersions")}


def source(name: str, *, vintages: bool = False) -> "Source":
    """The reader called `name`, imported on first use; UnknownName, with a suggestion, otherwise.

    With `vintages`, the reader that also takes what the office said before, where there is such a one.
    """
    if name not in _CLASSES:
        raise UnknownName.among("source", name, SOURCE_NAMES, hint=f"known: {', '.join(SOURCE_NAMES)}")
    module, reader_class = (name, _CLASSES[name])
    if vintages:
        module, reader_class = _ARCHIVES.get(name, (module, reader_class))
    reader: Source = getattr(import_module(f"indicators.sources.{module}"), reader_class)()
    return reader
