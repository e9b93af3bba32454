"""docs/sources.md: every reader stands there with a code that can be asked for, and the code's limits."""

import re
from importlib import import_module

import pytest

from indicators.catalog import catalog, dormant
from indicators.errors import RealtermsError
from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.sources import SOURCE_NAMES, source
from indicators.sources.oecd import DOWNLOADS_AN_HOUR
from indicators.sources.worldbank import COUNTRIES, PAGE
from tests.shared_data import ROOT
from tests.sources.asking import TODAY

PAGE_TEXT = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
CODES = PAGE_TEXT.partition("## What a code looks like")[2].partition("## ")[0]
EXAMPLES = dict(re.findall(r"^\| `(\w+)` \|.*\| `(\w+:[^`]+)` \|$", CODES, re.MULTILINE))


def test_every_reader_stands_on_the_page_with_an_example_of_its_own() -> None:
    assert EXAMPLES.keys() == {*SOURCE_NAMES, "own"}
    assert all(key.startswith(f"{name}:") for name, key in EXAMPLES.items())
    table = PAGE_TEXT.partition("## What `indicators add` reads")[2].partition("## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(SOURCE_NAMES)


@pytest.mark.parametrize("name", SOURCE_NAMES)
def test_every_example_can_be_asked_for(name: str) -> None:
    """Its measure and frequency are the first that the reader does not refuse."""
    ways = [(m, f) for m in Measure for f in Frequency]
    assert any(_asked(EXAMPLES[name], measure, frequency) for measure, frequency in ways)


def _asked(key: str, measure: Measure, frequency: Frequency) -> bool:
    wanted = Indicator(key, "x", "x", "GB", Kind.CPI, measure, frequency, "2015=100")
    try:
        reader = source(wanted.source)
        return bool(list(reader.requests([wanted], since=None, key="k", base_url=None, today=TODAY)))
    except RealtermsError:
        return False


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    limits = PAGE_TEXT.partition("## Limits we keep")[2].partition("## ")[0]
    for name in ("bls", "fred", "ons", "worldbank"):
        rate = import_module(f"indicators.sources.{name}").RATE
        assert re.search(rf"`{name}` \| {rate.count}( requests)? in {rate.seconds:g} s", limits), name
    assert f"beyond {DOWNLOADS_AN_HOUR} series" in limits
    assert f"{COUNTRIES} countries a request, {PAGE:,} rows a page" in limits


def test_what_is_said_to_be_out_of_reach_is_dormant_or_not_there() -> None:
    rows = list(catalog().values())
    assert not [i for i in rows if i.kind is Kind.PPI and i.country in ("JP", "KR")]
    chinese = [i for i in rows if i.country == "CN" and (i.kind is Kind.RPI or i.measure is Measure.YTD_100)]
    assert chinese
    assert all(i.key in dormant() for i in chinese)
