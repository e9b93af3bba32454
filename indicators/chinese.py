"""What the catalogue says of an indicator, in Chinese; what an office or a user named stays as it is."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from indicators.catalog import catalog
from indicators.phrasebook import Phrasebook
from indicators.series import Indicator


@cache
def in_chinese(indicator: Indicator) -> Indicator:
    """The indicator as a Chinese reader is shown it: title, caution, publisher, base and unit.

    To be shown only: the words of a base period are what figures on two bases are told apart by.
    """
    bundled = catalog().get(indicator.name)
    is_ours = bundled is not None and (bundled.key, bundled.title) == (indicator.key, indicator.title)
    return replace(
        indicator,
        title=texts()["titles"][indicator.name] if is_ours else indicator.title,
        caution=sentence(indicator.caution),
        publisher=_book("publishers").say(indicator.publisher),
        base_period=_book("bases").say(indicator.base_period),
        units=_book("bases").say(indicator.units),
    )


def title(text: str) -> str:
    """The Chinese of one of the catalogue's titles; empty for any other text."""
    return _titles().get(text, "")


@cache
def _titles() -> Mapping[str, str]:
    return {known.title: texts()["titles"][name] for name, known in catalog().items()}


def sentence(text: str) -> str:
    """A caution or what else is said of an indicator, in Chinese where the catalogue knows the sentence."""
    return _book("sentences").say(text)


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """The file of Chinese texts: titles by name; publishers, bases and sentences by their English."""
    return tomllib.loads((files("indicators") / "catalog_zh.toml").read_text(encoding="utf-8"))


@cache
def _book(part: str) -> Phrasebook:
    return Phrasebook(texts()[part])
