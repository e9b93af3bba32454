"""The published rules that ship with realterms, each a clause file with its law."""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from indicators.errors import UnknownName
from plans.clause import IndexationClause

# Of these no table of outcomes is published, or none that we hold: worked examples and properties prove them.
BY_EXAMPLE = frozenset(
    {
        "ca-ab1482",
        "cap-with-bank",
        "composite-cpi-ppi",
        "cpi-plus",
        "ecb-hicp",
        "fr-smic",
        "fr-smic-trigger",
        "rent-75",
        "rpi-capped-5",
        "us-escalator-points",
    }
)


def proof(name: str) -> str:
    """What proves the preset: the figures that its authority published, or worked examples of its rule."""
    return "worked examples" if name in BY_EXAMPLE else "published figures"


def names() -> tuple[str, ...]:
    """The presets' names, in order."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def text(name: str) -> str:
    """The preset's file as it ships; UnknownName with a suggestion where there is none."""
    if name not in names():
        raise UnknownName.among("preset", name, names(), hint="`realterms clause list` shows them all")
    return (files(__name__) / f"{name}.toml").read_text(encoding="utf-8")


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(text(name), parse_float=Decimal)


def table(name: str) -> dict[str, Any]:
    """The preset's keys and values without its name; those of a preset that it starts from lie beneath."""
    own = {key: value for key, value in _table(name).items() if key != "name"}
    return {**table(own.pop("preset")), **own} if "preset" in own else own


@cache
def load(name: str) -> IndexationClause:
    """The preset's clause; UnknownName with a suggestion where there is none."""
    from plans.parse import parse_clause  # a preset is itself a clause file: parse reads presets, too

    clause, problems = parse_clause(text(name), file=f"{name}.toml")
    if clause is None:
        raise UnknownName(f"the preset {name!r} cannot be read: {problems[0]}")
    return clause
