"""The IMF's reader: a row that describes the flow, months as 2026-M08, bases that differ by country."""

import pytest

from indicators.errors import Refused, UnexpectedAnswer
from indicators.series import Measure, Period
from tests.replay import open_replies
from tests.sources.asking import calls, indicator, months, named, parse

JAPAN = named("jp-cpi-rate")[0]
KEY = "JPN.CPI._T.YOY_PCH_PA_PT.M"
FIGURES = {"2026-05": "1.9", "2026-06": "1.700984780662489"}
INDEX = indicator("imf:CPI/MEX.CPI._T.IX.M", base="2018=100")


def test_csv_of_the_latest_version_is_asked_for() -> None:
    (call,) = calls(JAPAN, since=Period.month(2026, 1))
    assert call.request.url == f"https://api.imf.org/external/sdmx/3.0/data/dataflow/IMF.STA/CPI/%2B/{KEY}"
    assert dict(call.request.params) == {"c[TIME_PERIOD]": "ge:2026-01-01"}
    assert call.request.headers["Accept"].startswith("application/vnd.sdmx.data+csv")


def test_a_version_and_another_agency_can_be_named() -> None:
    (call,) = calls(indicator("imf:IMF.RES:WEO(9.0.0)/USA.PCPIPCH.A", measure=Measure.RATE_12M))
    assert call.request.url.endswith("/IMF.RES/WEO/9.0.0/USA.PCPIPCH.A")


def test_figures_are_read_past_the_row_that_describes_the_flow() -> None:
    (parsed,) = parse(JAPAN, open_replies.imf(FIGURES, KEY))
    assert months(parsed.observations) == FIGURES


def test_columns_in_the_other_version_of_the_format_are_read() -> None:
    body = (
        "STRUCTURE[;],STRUCTURE_ID,ACTION,COUNTRY,INDEX_TYPE,COICOP_1999,TYPE_OF_TRANSFORMATION,FREQUENCY,"
        "TIME_PERIOD,OBS_VALUE\n"
        "dataflow,IMF.STA:CPI(5.0.0),R,JPN,CPI,_T,YOY_PCH_PA_PT,M,2026-M05,1.9\n"
        "dataflow,IMF.STA:CPI(5.0.0),R,JPN,CPI,_T,YOY_PCH_PA_PT,M,2026-M06,\n"
    )
    assert months(parse(JAPAN, body)[0].observations) == {"2026-05": "1.9"}


def test_a_wrong_country_has_only_the_describing_row() -> None:
    with pytest.raises(Refused, match="no figures"):
        parse(JAPAN, open_replies.imf({}, KEY))


@pytest.mark.parametrize(
    "key",
    [
        "GBR.CPI._T.YOY_PCH_PA_PT.M",
        "JPN.HICP._T.YOY_PCH_PA_PT.M",
        "JPN.CPI.CP01.YOY_PCH_PA_PT.M",
        "JPN.CPI._T.IX.M",
    ],
)
def test_another_series_is_refused(key: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(JAPAN, open_replies.imf(FIGURES, key))


def test_another_flow_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="another series"):
        parse(JAPAN, open_replies.imf(FIGURES, KEY).replace("IMF.STA:CPI", "IMF.STA:PPI"))


def test_an_index_is_read_on_the_base_the_country_has() -> None:
    body = open_replies.imf({"2026-06": "145.131"}, "MEX.CPI._T.IX.M", base="2018A")
    (parsed,) = parse(INDEX, body)
    assert months(parsed.observations) == {"2026-06": "145.131"}
    assert parsed.described["base"] == "2018=100"


def test_another_base_is_told() -> None:
    (parsed,) = parse(INDEX, open_replies.imf({"2026-06": "145.131"}, "MEX.CPI._T.IX.M", base="2010A"))
    assert parsed.other_base == "2010=100"


@pytest.mark.parametrize("value", ["NaN", "nan", "inf", "1e5"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="not a number"):
        parse(JAPAN, open_replies.imf({"2026-06": value}, KEY))


@pytest.mark.parametrize("month", ["2026-M13", "2026-M00", "2026-M8"])
def test_a_month_that_is_none_is_refused(month: str) -> None:
    body = open_replies.imf({"2026-06": "1.9"}, KEY).replace("2026-M06", month)
    with pytest.raises(UnexpectedAnswer, match="period"):
        parse(JAPAN, body)
