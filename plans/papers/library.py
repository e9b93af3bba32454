"""The papers that ship with realterms: outlines, samples to fill in, comments."""

from functools import cache
from importlib.resources import files
from types import MappingProxyType

from indicators.errors import InvalidFile, UnknownName
from plans.papers.outline import Outline, parse_outline

_FOLDER = files("plans.templates") / "papers"
_OUTLINES = ("car-sales-outline",)


def paper_names() -> tuple[str, ...]:
    """The papers' names, in order."""
    found = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def paper_source(name: str, language: str = "en") -> str:
    """A paper's file as it ships; UnknownName with a suggestion where there is none.

    What is filled in speaks one language, and comes in both; the others hold both languages in one file.
    """
    if name not in paper_names():
        raise UnknownName.among("paper", name, paper_names(), hint=", ".join(paper_names()))
    own = _FOLDER / language / f"{name}.toml"
    return (own if own.is_file() else _FOLDER / f"{name}.toml").read_text(encoding="utf-8")


@cache
def outlines() -> MappingProxyType[str, Outline]:
    """The outlines that ship, by the name that papers use."""
    found: dict[str, Outline] = {}
    for name in _OUTLINES:
        outline, problems = parse_outline(paper_source(name), file=f"outline {name}")
        if outline is None:
            raise InvalidFile(problems)
        found[outline.name] = outline
    return MappingProxyType(found)
