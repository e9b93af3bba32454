"""The catalogue: every row usable, every name unique, no price index where a country has none."""

import re

import pytest

from indicators.catalog import catalog, dormant, find, unproven
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
    # Australia's indices are quarterly, and the World Bank keeps years only.
    assert row.frequency is Frequency.MONTHLY or row.source == "worldbank" or row.country == "AU"


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


COUNTRIES = ["US", "GB", "CN", "EA", "DE", "FR", "IT", "ES", "JP", "CA", "AU", "IN", "BR", "MX", "KR", "CH"]
# No office of ours has producer prices of Japan and Korea: the IMF holds neither, and the OECD's copy,
# which never had them, ended in February 2023.
WITHOUT_PPI = {"JP", "KR"}


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_consumer_and_producer_prices_where_an_office_of_ours_has_them(
    country: str,
) -> None:
    kinds = {r.kind for r in ROWS if r.country == country}
    assert Kind.CPI in kinds
    assert (Kind.PPI in kinds) == (country not in WITHOUT_PPI)
    living = {r.kind for r in ROWS if r.country == country and r.key not in dormant()}
    assert Kind.CPI in living


@pytest.mark.parametrize("key", [*dormant(), *unproven()])
def test_a_row_that_a_fetch_of_everything_passes_over_says_why_and_is_a_row(key: str) -> None:
    row = find(key)
    assert (key in dormant()) != (key in unproven())
    assert "documentation" in row.caution
    assert ({**dormant(), **unproven()})[key] in row.caution


def test_every_measure_of_the_chinese_office_is_an_indicator_of_its_own() -> None:
    chinese = {(r.kind, r.measure) for r in ROWS if r.source == "nbs"}
    wanted = (Measure.YOY_100, Measure.MOM_100, Measure.YTD_100)
    assert chinese == {(kind, measure) for kind in Kind for measure in wanted}


def test_what_only_the_chinese_offices_dead_site_has_is_dormant() -> None:
    from indicators.sources.nbs_series import SERIES

    on_the_old_site_alone = {f"nbs:{code}" for code, series in SERIES.items() if not series.leaves}
    assert {key for key in dormant() if key.startswith("nbs:")} == on_the_old_site_alone
