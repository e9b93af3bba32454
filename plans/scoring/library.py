"""The scorecards that ship with realterms: listed, and read."""

from functools import cache
from importlib.resources import files

from indicators.errors import InvalidFile, UnknownName
from plans.scoring.scorecard import Scorecard
from plans.scoring.sheet import parse_sheet

_FOLDER = files("plans.templates") / "scorecards"


def sheet_names() -> tuple[str, ...]:
    """The scorecards' names, in order."""
    found = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def sheet_text(name: str) -> str:
    """The scorecard's file as it ships; UnknownName with a suggestion where there is none."""
    if name not in sheet_names():
        raise UnknownName.among("scorecard", name, sheet_names(), hint=", ".join(sheet_names()))
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


@cache
def sheet(name: str) -> Scorecard:
    """A scorecard that ships, read."""
    card, problems = parse_sheet(sheet_text(name), file=f"scorecard {name}")
    if card is None:
        raise InvalidFile(problems)
    return card
