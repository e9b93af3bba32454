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


def source(name: str) -> "Source":
    """The reader called `name`, imported on first use; UnknownName, with a suggestion, otherwise."""
    if name not in _CLASSES:
        raise UnknownName.among("source", name, SOURCE_NAMES, hint=f"known: {', '.join(SOURCE_NAMES)}")
    reader: Source = getattr(import_module(f"indicators.sources.{name}"), _CLASSES[name])()
    return reader
