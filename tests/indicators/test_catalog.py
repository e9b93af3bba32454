"""The catalogue: every row usable, every name unique, no price index where a country has none."""

import re

import pytest

from indicators.catalog import catalog, find
from indicators.errors import UnknownName
from indicators.series import Frequency, Indicator, Kind, Measure

ROWS = list(catalog().values())


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.name)
def test_every_row_says_what_a_reader_must_know(row: Indicator) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.name)
    assert re.fullmatch(r"[a-z_]+:[A-Za-z0-9/_.,=@-]+", row.key)
    assert re.fullmatch(r"[A-Z]{2}", row.country)
    assert row.title
    assert row.publisher
    assert row.url.startswith("https://")
    # Australia's index is quarterly, and the World Bank keeps years only.
    assert row.frequency is Frequency.MONTHLY or row.source in ("worldbank", "oecd")


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.name)
def test_a_level_has_a_base_and_a_rate_has_none(row: Indicator) -> None:
    assert (row.base_period == "") == (row.measure is Measure.RATE_12M)
    assert row.units == ("percent" if row.measure is Measure.RATE_12M else "index points")


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.name)
def test_a_seasonally_adjusted_series_warns_against_its_use_in_a_clause(row: Indicator) -> None:
    if row.seasonally_adjusted:
        assert "clauses should use" in row.caution.lower()


def test_keys_and_names_are_unique_across_each_other() -> None:
    words = [word for row in ROWS for word in (row.name, row.key.casefold())]
    assert len(words) == len(set(words))


def test_only_the_uk_and_china_have_an_rpi_and_they_are_never_mixed_up() -> None:
    retail = [r for r in ROWS if r.kind is Kind.RPI]
    assert {r.country for r in retail} == {"GB", "CN"}
    british = [r for r in retail if r.country == "GB"]
    assert all("not a national statistic" in r.caution.lower() for r in british)
    assert all("nothing to do with the british rpi" in r.caution.lower() for r in retail if r not in british)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.kind is Kind.PPI and r.country == "US"], ids=lambda r: r.name
)
def test_us_producer_prices_stay_provisional_for_four_months(row: Indicator) -> None:
    assert row.provisional_months == 4


@pytest.mark.parametrize("typed", ["us-cpi", "US-CPI", " us-cpi ", "bls:CUUR0000SA0", "BLS:cuur0000sa0"])
def test_an_indicator_is_found_by_name_or_key_in_any_case(typed: str) -> None:
    assert find(typed).name == "us-cpi"


def test_a_misspelt_name_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName) as caught:
        find("us-cpj")
    assert "did you mean 'us-cpi'" in caught.value.hint


def test_a_key_says_its_source_and_code() -> None:
    row = find("uk-rpi")
    assert (row.source, row.code) == ("ons", "CHAW/mm23")
