"""Eurostat's reader: sparse positions, flags, what stands still, and what it says in place of figures."""

from datetime import date
from typing import Any

import pytest

from indicators.errors import BadInput, Refused, UnexpectedAnswer, Unreachable
from indicators.series import Frequency, Measure, Period, Status
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import calls, indicator, months, named, parse

HICP = named("de-hicp")[0]
RATE = named("ea-hicp-rate")[0]
FIGURES = {"2026-06": "103.1", "2026-07": "103.24", "2026-08": "103.4"}
PINNED = {"freq": "M", "unit": "I25", "coicop18": "TOTAL", "geo": "DE"}


def reply(figures: dict[str, str] | None = None, **changed: Any) -> dict[str, Any]:
    """A reply for the German index."""
    pinned = PINNED | changed.pop("pinned", {})
    return open_replies.json_stat(FIGURES if figures is None else figures, pinned, **changed)


def test_a_value_for_each_dimension_is_asked_for() -> None:
    (call,) = calls(HICP, since=Period.month(2026, 1))
    assert call.request.url.endswith("/statistics/1.0/data/prc_hicp_minr")
    assert dict(call.request.params) == {
        "format": "JSON",
        "lang": "EN",
        "freq": "M",
        "coicop18": "TOTAL",
        "geo": "DE",
        "unit": "I25",
        "sinceTimePeriod": "2026-01",
    }


@pytest.mark.parametrize(
    "code",
    ["prc_hicp_minr", "prc_hicp_minr/", "prc_hicp_minr/DE", "/geo=DE", "x/geo=DE+FR", "x/geo=DE&unit=I25"],
)
def test_a_code_without_dimensions_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(BadInput, match="not a code of Eurostat") as caught:
        calls(indicator(f"eurostat:{code}"))
    assert "coicop18=TOTAL" in caught.value.expected


def test_figures_the_day_in_brussels_and_the_offices_words_are_read() -> None:
    (parsed,) = parse(HICP, reply(updated="2026-11-18T23:30:00+0000"))
    assert months(parsed.observations) == FIGURES
    assert parsed.published_on == date(2026, 11, 19)
    assert parsed.described["unit"] == "label of I25"
    assert "label of DE" in parsed.described["title"]


def test_an_absent_position_is_no_figure() -> None:
    (parsed,) = parse(HICP, reply(FIGURES | {"2026-07": ""}))
    assert months(parsed.observations) == {"2026-06": "103.1", "2026-08": "103.4"}


@pytest.mark.parametrize(
    ("flag", "status", "words"),
    [
        ("p", Status.PROVISIONAL, "provisional"),
        ("e", Status.PROVISIONAL, "estimated"),
        ("b", Status.FINAL, "break in the series"),
        ("bp", Status.PROVISIONAL, "break in the series; provisional"),
        ("r", Status.FINAL, "revised"),
        ("d", Status.FINAL, "another definition"),
        ("q", Status.FINAL, "flag q"),
    ],
)
def test_a_flag_becomes_status_and_footnote(flag: str, status: Status, words: str) -> None:
    (parsed,) = parse(HICP, reply(flags={"2026-08": flag}))
    newest = parsed.observations[-1]
    assert (newest.status, newest.footnote) == (status, words)


def test_a_flag_without_a_figure_says_why_there_is_none() -> None:
    (parsed,) = parse(HICP, reply(FIGURES | {"2026-08": ""}, flags={"2026-08": "c"}))
    newest = parsed.observations[-1]
    assert (newest.status, newest.value, newest.footnote) == (Status.MISSING, None, "confidential")


def test_a_forecast_is_left_out() -> None:
    (parsed,) = parse(HICP, reply(flags={"2026-08": "f"}))
    assert list(months(parsed.observations)) == ["2026-06", "2026-07"]


def test_an_empty_object_of_figures_means_no_such_combination() -> None:
    body = reply()
    body["value"] = {}
    with pytest.raises(Refused, match="no figures for this combination") as caught:
        parse(HICP, body)
    assert "geo=DE" in str(caught.value.got)


@pytest.mark.parametrize(
    "pinned", [{"geo": "AT"}, {"coicop18": "CP01"}, {"freq": "A"}], ids=["country", "item", "frequency"]
)
def test_another_series_is_refused(pinned: dict[str, str]) -> None:
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(HICP, reply(pinned=pinned))


def test_another_data_set_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="another data set"):
        parse(HICP, reply(dataset="prc_hicp_midx"))


def test_several_series_at_once_are_refused() -> None:
    body = reply()
    body["dimension"]["geo"]["category"]["index"] = {"DE": 0, "FR": 1}
    body["size"][3] = 2
    with pytest.raises(UnexpectedAnswer, match="not one series"):
        parse(HICP, body)


@pytest.mark.parametrize("position", ["-1", "3", "１", "1.0", "01", "", "1e0", "99999999999"])
def test_a_position_that_is_none_is_refused(position: str) -> None:
    body = reply()
    body["value"][position] = 99.9
    with pytest.raises(UnexpectedAnswer, match="position"):
        parse(HICP, body)


def test_figures_may_come_as_a_list_with_nulls() -> None:
    body = reply()
    body["value"] = [103.1, None, 103.4]
    (parsed,) = parse(HICP, body)
    assert months(parsed.observations) == {"2026-06": "103.1", "2026-08": "103.4"}


def test_categories_may_come_as_a_list_but_not_twice() -> None:
    body = reply()
    body["dimension"]["time"]["category"]["index"] = list(FIGURES)
    assert months(parse(HICP, body)[0].observations) == FIGURES
    body["dimension"]["time"]["category"]["index"] = ["2026-06", "2026-06", "2026-08"]
    with pytest.raises(UnexpectedAnswer, match="without an order"):
        parse(HICP, body)


def test_a_unit_that_is_not_the_indicators_base_is_refused() -> None:
    old_base = indicator("eurostat:prc_hicp_minr/coicop18=TOTAL,geo=DE,unit=I15", base="2025=100")
    with pytest.raises(Refused, match="unit I15"):
        parse(old_base, reply(pinned={"unit": "I15"}))


def test_a_rate_is_no_index_and_an_index_no_rate() -> None:
    rate = indicator("eurostat:prc_hicp_minr/coicop18=TOTAL,geo=DE,unit=RCH_A", base="2025=100")
    with pytest.raises(Refused, match="unit RCH_A"):
        parse(rate, reply(pinned={"unit": "RCH_A"}))
    index = indicator("eurostat:prc_hicp_minr/coicop18=TOTAL,geo=DE,unit=I25", measure=Measure.RATE_12M)
    with pytest.raises(Refused, match="unit I25"):
        parse(index, reply())


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"error": {"status": "400", "id": "100", "label": "INVALID_QUERY_DIMENSION"}}, 400, Refused),
        ({"error": [{"status": 404, "id": 100, "label": "No data set"}]}, 404, Refused),
        ({"error": {"status": "413", "label": "EXTRACTION_TOO_BIG: 9 rows"}}, 413, Refused),
        ({"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Please try again"}}, 200, Unreachable),
    ],
)
def test_what_it_says_in_place_of_figures_is_told(
    body: object, status: int, error: type[Refused | Unreachable]
) -> None:
    with pytest.raises(error) as caught:
        parse(HICP, body, status=status)
    assert str(caught.value.got).upper().startswith(("{'", "[{'"))


def test_a_fault_in_xml_is_read_for_its_sentence() -> None:
    body = (
        '<S:Fault xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><faultcode>413</faultcode>'
        "<faultstring>EXTRACTION_TOO_BIG: estimated 9 rows</faultstring></S:Fault>"
    )
    with pytest.raises(Refused, match="too large") as caught:
        parse(HICP, body, status=413)
    assert "estimated 9 rows" in str(caught.value.got)


def test_an_xml_bomb_is_never_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(Refused, match="a message instead of figures"):
        parse(HICP, bomb)


def test_a_series_that_stands_still_in_a_living_data_set_is_told() -> None:
    (parsed,) = parse(HICP, reply({"2023-12": "98.1"}))
    assert "stands still" in parsed.messages[0]
    assert parse(HICP, reply())[0].messages == ()


@pytest.mark.parametrize(
    "updated", ["yesterday", "2026-02-06", "2026-02-06T23:00:00", "0001-01-01T00:00:00+2359"]
)
def test_an_instant_that_is_none_is_refused(updated: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="instant"):
        parse(HICP, reply(updated=updated))


def test_quarters_and_half_years_are_read_in_their_own_frequency() -> None:
    quarterly = indicator(
        "eurostat:sts_sepp_q/geo=DE,unit=I21", base="2021=100", frequency=Frequency.QUARTERLY
    )
    pinned = {"freq": "Q", "unit": "I21", "geo": "DE"}
    body = open_replies.json_stat({"2026-Q1": "110.1"}, pinned, dataset="sts_sepp_q")
    assert months(parse(quarterly, body)[0].observations) == {"2026-Q1": "110.1"}


# Recorded replies.


@needs_shared
def test_recorded_annual_rates_of_the_euro_area_are_read() -> None:
    old = indicator("eurostat:prc_hicp_manr/coicop=CP00,geo=EA,unit=RCH_A", measure=Measure.RATE_12M)
    body = payload("eurostat/jsonstat_prc_hicp_manr_EA_CP00_RCH_A_last3_20260206.json").decode()
    (parsed,) = parse(old, body)
    assert months(parsed.observations) == {"2025-10": "2.1", "2025-11": "2.1", "2025-12": "2.0"}
    assert parsed.published_on == date(2026, 2, 6)


@needs_shared
def test_thirty_recorded_years_of_one_item_are_read() -> None:
    dairy = indicator("eurostat:prc_hicp_midx/coicop=CP0114,geo=DE,unit=I15", base="2015=100")
    body = payload("eurostat/jsonstat_prc_hicp_midx_DE_dairy_I15_202602.json").decode()
    (parsed,) = parse(dairy, body)
    found = months(parsed.observations)
    assert len(found) == 360
    assert (found["1996-01"], found["1997-01"]) == ("79.9", "80.3")
    assert "Index, 2015=100" in parsed.described["unit"]


@needs_shared
def test_a_recorded_excerpt_of_the_successor_without_labels_is_read() -> None:
    french = indicator("eurostat:prc_hicp_minr/coicop18=TOTAL,geo=FR,unit=I15", base="2015=100")
    body = payload("eurostat/jsonstat_prc_hicp_minr_FR_TOTAL_I15_1996_excerpt_20260822.json").decode()
    (parsed,) = parse(french, body)
    assert months(parsed.observations) == {"1996-01": "74.13", "1996-02": "74.42"}
    assert parsed.published_on is None


@needs_shared
@pytest.mark.parametrize("year", ["2015", "2018"])
def test_a_recorded_footer_is_an_answer_for_later(year: str) -> None:
    with pytest.raises(Unreachable, match="later") as caught:
        parse(HICP, payload(f"eurostat/sdmx21_footer_413_async_{year}.xml").decode())
    assert "large query" in str(caught.value.got)
