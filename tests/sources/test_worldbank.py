"""The World Bank's reader: arrays of two, errors with status 200, pages, annual figures of many countries."""

import json
from datetime import date
from typing import Any

import pytest

from indicators.errors import BadInput, Refused, UnexpectedAnswer
from indicators.series import Frequency, Indicator, Measure, Period
from indicators.sources import source
from indicators.sources.base import Call, Parsed
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import answer, calls, indicator, months, named, parse

CODE = "FP.CPI.TOTL.ZG"
JAPAN, BRAZIL = named("jp-cpi-rate-annual", "br-cpi-rate-annual")
FIGURES = {"2024": "2.73853681635241", "2025": "3.17253034260248"}


def rate(country: str) -> Indicator:
    return indicator(f"worldbank:{CODE}/{country}", measure=Measure.RATE_12M, frequency=Frequency.ANNUAL)


def reply(figures: dict[str, str] | None = None, **changed: Any) -> list[Any]:
    return open_replies.world_bank({"JPN": FIGURES if figures is None else figures}, code=CODE, **changed)


def read(call: Call, body: object) -> list[Parsed]:
    return source("worldbank").parse(call, answer(body))


def test_all_countries_of_one_indicator_are_asked_for_together() -> None:
    (call,) = calls([JAPAN, BRAZIL], since=Period(Frequency.ANNUAL, 2020, 1))
    assert call.request.url == f"https://api.worldbank.org/v2/country/JPN;BRA/indicator/{CODE}"
    assert dict(call.request.params) == {
        "format": "json",
        "per_page": "1000",
        "page": "1",
        "date": "2020:2026",
    }


@pytest.mark.parametrize("code", ["FP.CPI.TOTL.ZG", "FP.CPI.TOTL.ZG/JP", "FP.CPI.TOTL.ZG/JPN;USA", "JPN/"])
def test_a_code_without_a_country_of_three_letters_is_refused(code: str) -> None:
    with pytest.raises(BadInput, match="not an annual series"):
        calls(indicator(f"worldbank:{code}", frequency=Frequency.ANNUAL))


def test_a_monthly_indicator_is_refused() -> None:
    with pytest.raises(BadInput, match="not an annual series"):
        calls(indicator(f"worldbank:{CODE}/JPN", measure=Measure.RATE_12M))


def test_figures_are_read_with_the_day_of_the_collection() -> None:
    (parsed,) = parse(JAPAN, reply())
    assert months(parsed.observations) == FIGURES
    assert parsed.published_on == date(2026, 10, 13)
    assert parsed.described["title"] == "Inflation, name of JPN"


def test_a_null_is_no_observation() -> None:
    (parsed,) = parse(JAPAN, reply(FIGURES | {"2025": ""}))
    assert list(months(parsed.observations)) == ["2024"]


def test_a_rate_may_be_negative_and_may_have_an_exponent() -> None:
    body = reply()
    body[1][0]["value"] = -0.2
    text = json.dumps(body).replace("2.73853681635241", "4e-05")
    assert months(parse(JAPAN, text)[0].observations) == {"2024": "0.00004", "2025": "-0.2"}


def test_an_error_with_status_200_is_refused_in_the_offices_words() -> None:
    (parsed,) = parse(JAPAN, [{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}])
    assert isinstance(parsed.error, Refused)
    assert "not valid" in str(parsed.error.got)


def test_an_error_for_several_is_asked_again_one_by_one() -> None:
    (call,) = calls([JAPAN, BRAZIL])
    parsed = read(call, [{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}])
    again = [c for p in parsed for c in p.more]
    assert [c.request.url.rpartition("/country/")[2] for c in again] == [
        f"JPN/indicator/{CODE}",
        f"BRA/indicator/{CODE}",
    ]
    assert all(p.error is None for p in parsed)


@pytest.mark.parametrize("pages", [0, 1])
def test_no_data_is_an_error_and_never_a_loop(pages: int) -> None:
    head = {"page": pages, "pages": pages, "per_page": 1000, "total": 0, "lastupdated": None}
    (parsed,) = parse(JAPAN, [head, None])
    assert isinstance(parsed.error, Refused)
    assert parsed.more == ()


def test_the_next_page_is_asked_for_and_must_be_of_the_same_answer() -> None:
    (parsed,) = parse(JAPAN, reply(pages=2, total=4))
    (following,) = parsed.more
    assert following.request.params["page"] == "2"
    (last,) = read(following, reply({"2022": "2.5", "2023": "3.3"}, page=2, pages=2, total=4))
    assert last.more == ()
    with pytest.raises(UnexpectedAnswer, match="changed while"):
        read(following, reply({"2022": "2.5"}, page=2, pages=2, total=5))
    with pytest.raises(UnexpectedAnswer, match="changed while"):
        read(following, reply({"2022": "2.5"}, page=1, pages=2, total=4))


@pytest.mark.parametrize("country", ["USA", "JP", "", "AFE"])
def test_a_row_of_another_country_is_refused(country: str) -> None:
    body = reply()
    body[1][0]["countryiso3code"] = country
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(JAPAN, body)


def test_a_row_of_another_indicator_is_refused() -> None:
    body = reply()
    body[1][0]["indicator"]["id"] = "FP.CPI.TOTL"
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(JAPAN, body)


@pytest.mark.parametrize("year", ["2025M01", "2025Q1", "25", "２０２５", "0000"])
def test_a_figure_for_something_else_than_a_year_is_refused(year: str) -> None:
    body = reply()
    body[1][0]["date"] = year
    with pytest.raises(UnexpectedAnswer, match="another frequency"):
        parse(JAPAN, body)


@pytest.mark.parametrize("updated", ["13 Oct 2026", "2026-13-01", 20261013, ""])
def test_a_day_that_is_none_is_refused(updated: object) -> None:
    body = reply()
    body[0]["lastupdated"] = updated
    with pytest.raises(UnexpectedAnswer, match="not a date"):
        parse(JAPAN, body)


# Recorded replies.


@needs_shared
def test_recorded_rates_of_japan_are_read_unrounded() -> None:
    (parsed,) = parse(JAPAN, payload("worldbank/v2_FP.CPI.TOTL.ZG_JP_20260713_first3of9.json").decode())
    assert months(parsed.observations) == FIGURES | {"2023": "3.26813365933163"}
    assert parsed.published_on == date(2026, 7, 13)


@needs_shared
def test_the_wanted_country_stands_on_the_next_recorded_page() -> None:
    body = payload("worldbank/v2_FP.CPI.TOTL.ZG_all_page1of2_subset_20240328.json").decode()
    document = json.loads(body)
    countries = list(dict.fromkeys(row["countryiso3code"] for row in document[1]))
    assert "GBR" not in countries
    codes = [c for c in countries if len(c) == 3]
    (call,) = calls([rate(c) for c in (*codes, "GBR")])
    parsed = {p.indicator_key: p for p in read(call, body)}
    assert parsed[rate("GBR").key].observations == ()
    assert [c.request.params["page"] for p in parsed.values() for c in p.more] == ["2"]
    africa = months(parsed[rate("AFE").key].observations)
    assert africa["2022"] == "10.7737512242898"
    assert "2023" not in africa
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(rate("GBR"), body)


@needs_shared
def test_the_error_put_together_from_documentation_is_refused() -> None:
    (parsed,) = parse(JAPAN, payload("worldbank/v2_error_invalid_value.RECONSTRUCTED.json").decode())
    assert isinstance(parsed.error, Refused)
