"""The indicators we know by name, read once from catalog.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from indicators.errors import UnknownName
from indicators.series import Frequency, Indicator, Kind, Measure


@cache
def catalog() -> Mapping[str, Indicator]:
    """Every bundled indicator by its short name, in the file's order."""
    text = (files("indicators") / "catalog.toml").read_text(encoding="utf-8")
    return {name: indicator_from(name, row) for name, row in tomllib.loads(text).items()}


def indicator_from(name: str, row: Mapping[str, Any]) -> Indicator:
    """An Indicator from a table of the catalogue or the database."""
    typed = {"kind": Kind(row["kind"]), "measure": Measure(row["measure"])}
    if "frequency" in row:
        typed["frequency"] = Frequency(row["frequency"])
    return Indicator(name=name, **{**row, **typed})


def find(name: str, known: Iterable[Indicator] | None = None) -> Indicator:
    """The indicator called `name` by short name or by key, any case; UnknownName with a suggestion else."""
    indicators = list(catalog().values() if known is None else known)
    wanted = name.strip().casefold()
    for indicator in indicators:
        if wanted in (indicator.name.casefold(), indicator.key.casefold()):
            return indicator
    names = [text for i in indicators for text in (i.name, i.key)]
    raise UnknownName.among("indicator", name, names, hint="`realterms indicators list` shows them all")
