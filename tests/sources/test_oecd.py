"""The OECD's reader: labels in cells, rows in any order, an end that is ignored, its own base."""

import pytest

from indicators.catalog import catalog
from indicators.errors import BadInput, QuotaReached, Refused, UnexpectedAnswer
from indicators.series import Frequency, Measure, Period
from indicators.sources.oecd import DOWNLOADS_AN_HOUR, OLD_FLOW, RATE
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import calls, indicator, months, named, parse

KOREA = named("kr-cpi")[0]
KEY = "KOR.M.N.CPI.IX._T.N._Z"
FIGURES = {"2026-06": "120.5", "2026-07": "120.75", "2026-08": "121"}
BRITAIN = indicator(
    "oecd:DSD_PRICES@DF_PRICES_ALL/GBR.A.N.CPI.PA._T.N.GY",
    measure=Measure.RATE_12M,
    frequency=Frequency.ANNUAL,
)
RECORDED = "oecd/v2_csv_labels_both_GBR_cpi_annual_gy_20260308.csv"


def test_the_second_version_is_asked_for_labelled_cells_from_a_start_on() -> None:
    (call,) = calls(KOREA, since=Period.month(2026, 1))
    assert call.request.url == (
        "https://sdmx.oecd.org/public/rest/v2/data/dataflow/OECD.SDD.TPS/DSD_PRICES@DF_PRICES_ALL/1.0/" + KEY
    )
    assert call.request.params["c[TIME_PERIOD]"] == "ge:2026-01"
    assert "labels=both" in call.request.headers["Accept"]


def test_each_series_is_asked_for_alone_for_several_at_once_are_cut_short() -> None:
    found = calls(named("kr-cpi", "ca-cpi", "in-cpi"))
    assert [len(call.indicators) for call in found] == [1, 1, 1]
    assert not [call for call in found if "+" in call.request.url]


def test_requests_are_spaced_out() -> None:
    assert RATE.count / RATE.seconds <= 1 / 6
    assert sum(row.source == "oecd" for row in catalog().values()) < DOWNLOADS_AN_HOUR


@pytest.mark.parametrize("count", [2, DOWNLOADS_AN_HOUR, DOWNLOADS_AN_HOUR + 1, 500])
def test_no_more_than_sixty_are_downloaded_in_an_hour_however_many_are_wanted(count: int) -> None:
    codes = [f"oecd:{OLD_FLOW}/KOR.M.N.CPI.IX.CP{n:02}.N._Z" for n in range(count)]
    rates = {call.request.rate for call in calls([indicator(c, base="2015=100") for c in codes])}
    (rate,) = rates
    assert rate is not None
    assert min(count, 3600 / rate.seconds * rate.count) <= DOWNLOADS_AN_HOUR


def test_another_agency_and_version_can_be_named() -> None:
    (call,) = calls(
        indicator("oecd:OECD.SDD.STES:DSD_KEI@DF_KEI(4.0)/KOR.M.CP.GR._Z._Z.GY", measure=Measure.RATE_12M)
    )
    assert "/OECD.SDD.STES/DSD_KEI@DF_KEI/4.0/KOR.M.CP.GR._Z._Z.GY" in call.request.url


def test_a_wildcard_is_refused() -> None:
    with pytest.raises(BadInput, match="not the code of one series"):
        calls(indicator("oecd:DSD_PRICES@DF_PRICES_ALL/KOR.M.N.CPI.*._T.N._Z"))


def test_labels_are_taken_off_and_rows_put_in_order() -> None:
    (parsed,) = parse(KOREA, open_replies.oecd(FIGURES, KEY))
    assert months(parsed.observations) == FIGURES
    assert [o.period for o in parsed.observations] == sorted(o.period for o in parsed.observations)
    assert parsed.described["base"] == "2015=100"
    assert parsed.described["title"] == "Label, of KOR, Label, of CPI"


def test_a_reply_without_labels_is_read_as_well() -> None:
    body = open_replies.oecd(FIGURES, KEY).replace('": Label, of', '"')
    plain = "\r\n".join(
        ",".join(["DATAFLOW", "OECD.SDD.TPS:DSD_PRICES@DF_PRICES_ALL(1.0)", *KEY.split("."), month, value])
        for month, value in FIGURES.items()
    )
    header = "STRUCTURE,STRUCTURE_ID," + ",".join(
        c.partition(":")[0] for c in body.splitlines()[0].split(",")[3:-2]
    )
    assert months(parse(KOREA, f"{header}\r\n{plain}\r\n")[0].observations) == FIGURES


@pytest.mark.parametrize(
    "body",
    [
        open_replies.oecd(FIGURES, "JPN.M.N.CPI.IX._T.N._Z"),
        open_replies.oecd(FIGURES, "KOR.M.HICP.CPI.IX._T.N._Z"),
        open_replies.oecd(FIGURES, "KOR.M.N.CPI.PA._T.N.GY"),
        open_replies.oecd(FIGURES, KEY, flow="DSD_PRICES_COICOP2018@DF_PRICES_C2018_ALL"),
    ],
    ids=["country", "method", "rate", "flow"],
)
def test_another_series_is_refused(body: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(KOREA, body)


@pytest.mark.parametrize(("base", "told"), [("2020", "2020=100"), ("2025=100", "2025=100"), ("2015", "")])
def test_another_base_is_told(base: str, told: str) -> None:
    (parsed,) = parse(KOREA, open_replies.oecd(FIGURES, KEY, base=base))
    assert parsed.other_base == told


def test_two_bases_in_one_series_are_refused() -> None:
    body = open_replies.oecd(FIGURES, KEY)
    head, _, tail = body.rpartition(",2015\r\n")
    with pytest.raises(UnexpectedAnswer, match="another base"):
        parse(KOREA, f"{head},2020\r\n{tail}")


@pytest.mark.parametrize("base", ["", "_Z", "not stated"])
def test_a_base_that_is_not_stated_is_left_to_the_figures(base: str) -> None:
    assert months(parse(KOREA, open_replies.oecd(FIGURES, KEY, base=base))[0].observations) == FIGURES


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026", "2026-Q3", "０２０２６-08", "26-08", "2026-08-01"]
)
def test_a_period_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse(KOREA, open_replies.oecd({text: "120.5"}, KEY))


def test_a_burst_is_answered_with_a_sentence_that_holds_no_figures() -> None:
    with pytest.raises(QuotaReached, match="no more requests"):
        parse(KOREA, "You have exceeded the number of requests for data downloads. Please try later.")


def test_a_header_without_rows_is_no_series() -> None:
    with pytest.raises(Refused, match="no figures"):
        parse(KOREA, open_replies.oecd({}, KEY))


# A recorded reply.


@needs_shared
def test_recorded_annual_rates_go_on_beyond_the_end_that_was_asked_for() -> None:
    (parsed,) = parse(BRITAIN, payload(RECORDED).decode())
    assert months(parsed.observations) == {
        "2020": "1",
        "2021": "2.5",
        "2022": "7.9",
        "2023": "6.8",
        "2024": "3.3",
        "2025": "3.9",
    }
    assert parsed.described["title"] == "United Kingdom, Consumer price index"


@needs_shared
def test_a_recorded_reply_of_the_first_version_is_xml_and_refused() -> None:
    body = payload("oecd/v1_generic_xml_GBR.A.N.CPI.PA._T.N_20240528.xml").decode()
    with pytest.raises(UnexpectedAnswer):
        parse(BRITAIN, body)
