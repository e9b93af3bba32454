"""The plan templates that ship with realterms: samples with made-up pay figures, ready to be changed."""

from importlib.resources import files

from indicators.errors import UnknownName


def names() -> tuple[str, ...]:
    """The templates' names, in order."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def text(name: str, language: str = "en") -> str:
    """The template's file as it ships, in English or Chinese (zh); UnknownName where there is none."""
    if name not in names():
        raise UnknownName.among("template", name, names(), hint="templates: " + ", ".join(names()))
    folder = files(__name__) if language == "en" else files(__name__) / language
    return (folder / f"{name}.toml").read_text(encoding="utf-8")
