"""The indicators we know by name, read once from catalog.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from indicators.errors import UnknownName
from indicators.series import Frequency, Indicator, Kind, Measure

# Said of our readers and not of the series, and what whoever picks it is told of it.
_APART = {"dormant": "No new figures come: {}.", "unproven": "Not proven: {}."}


@cache
def catalog() -> Mapping[str, Indicator]:
    """Every bundled indicator by its short name, in the file's order."""
    return {name: indicator_from(name, row) for name, row in _rows().items()}


@cache
def dormant() -> Mapping[str, str]:
    """Why an indicator is asked for only by its name, by key: no reader of ours gets new figures of it.

    A fetch of everything would fail on it each night, or bring the same old figures for ever.
    """
    return _reasons("dormant")


@cache
def unproven() -> Mapping[str, str]:
    """Why an indicator is asked for only by its name until figures of it are held, by key.

    Its code follows a documented pattern; that the office knows it is not documented.
    """
    return _reasons("unproven")


def _reasons(field: str) -> Mapping[str, str]:
    return {row["key"]: row[field] for row in _rows().values() if field in row}


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    text = (files("indicators") / "catalog.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def indicator_from(name: str, row: Mapping[str, Any]) -> Indicator:
    """An Indicator from a table of the catalogue or the database."""
    typed = {"kind": Kind(row["kind"]), "measure": Measure(row["measure"])}
    if "frequency" in row:
        typed["frequency"] = Frequency(row["frequency"])
    described = {field: value for field, value in row.items() if field not in _APART}
    told = [
        row.get("caution", ""),
        *(said.format(row[field]) for field, said in _APART.items() if field in row),
    ]
    return Indicator(name=name, **{**described, **typed, "caution": " ".join(filter(None, told))})


def find(name: str, known: Iterable[Indicator] | None = None) -> Indicator:
    """The indicator called `name` by short name or by key, any case; UnknownName with a suggestion else."""
    indicators = list(catalog().values() if known is None else known)
    wanted = name.strip().casefold()
    for indicator in indicators:
        if wanted in (indicator.name.casefold(), indicator.key.casefold()):
            return indicator
    names = [text for i in indicators for text in (i.name, i.key)]
    raise UnknownName.among("indicator", name, names, hint="`realterms indicators list` shows them all")
