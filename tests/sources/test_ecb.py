"""The ECB's reader: columns by name, status codes, and the flow that was closed."""

from decimal import Decimal

import pytest

from indicators.errors import BadInput, Refused, UnexpectedAnswer
from indicators.series import Measure, Observation, Period, Status
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import calls, indicator, months, named, parse

INDEX = named("ea-hicp-ecb")[0]
KEY = "M.U2.N.000000.4D0.INX"
FIGURES = {"2026-07": "103.24", "2026-08": "103.5"}
SPAIN = indicator("ecb:HICP/M.ES.N.000000.4D0.ANR", measure=Measure.RATE_12M)
CLOSED = indicator("ecb:ICP/M.U2.N.000000.4.ANR", measure=Measure.RATE_12M)


def read(body: str) -> tuple[Observation, ...]:
    return parse(INDEX, body)[0].observations


def test_the_csv_of_one_series_is_asked_for() -> None:
    (call,) = calls(INDEX, since=Period.month(2026, 1))
    assert call.request.url == "https://data-api.ecb.europa.eu/service/data/HICP/M.U2.N.000000.4D0.INX"
    assert dict(call.request.params) == {"format": "csvdata", "startPeriod": "2026-01"}


@pytest.mark.parametrize("code", ["HICP", "HICP/", "HICP/M..N", "HICP/M.*.N", "HICP/M.U2+ES.N", "HICP/M/U2"])
def test_a_key_that_is_not_one_series_is_refused(code: str) -> None:
    with pytest.raises(BadInput, match="not the code of one series"):
        calls(indicator(f"ecb:{code}"))


def test_figures_are_read_by_column_name() -> None:
    assert months(read(open_replies.ecb(FIGURES, KEY))) == FIGURES


def test_columns_may_stand_in_any_order_and_there_may_be_more() -> None:
    header = "TITLE,OBS_VALUE,TIME_PERIOD,ICP_SUFFIX,DATA_PROVIDER,ICP_ITEM,ADJUSTMENT,REF_AREA,FREQ"
    row = '"HICP, all items",103.24,2026-07,INX,4D0,000000,N,U2,M'
    (parsed,) = parse(INDEX, f"{header}\r\n{row}\r\n")
    assert months(parsed.observations) == {"2026-07": "103.24"}
    assert parsed.described["title"] == "HICP, all items"


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("A", Status.FINAL, ""),
        ("E", Status.PROVISIONAL, "estimated"),
        ("P", Status.PROVISIONAL, "provisional"),
        ("B", Status.FINAL, "break in the series"),
        ("Z", Status.FINAL, "status Z"),
    ],
)
def test_a_status_code_becomes_status_and_footnote(code: str, status: Status, words: str) -> None:
    newest = read(open_replies.ecb(FIGURES, KEY, status=code))[-1]
    assert (newest.status, newest.footnote) == (status, words)


@pytest.mark.parametrize("value", ["", "NaN"])
def test_a_month_the_office_has_no_figure_for_is_missing_with_its_reason(value: str) -> None:
    (only,) = read(open_replies.ecb({"2026-08": value}, KEY, status="M"))
    assert (only.status, only.value, only.footnote) == (Status.MISSING, None, "the office has no figure")


def test_a_figure_that_is_not_a_number_is_refused_where_nothing_explains_it() -> None:
    with pytest.raises(UnexpectedAnswer, match="not a number"):
        read(open_replies.ecb({"2026-08": "NaN"}, KEY))


def test_an_empty_cell_is_no_observation() -> None:
    assert months(read(open_replies.ecb(FIGURES | {"2026-07": ""}, KEY))) == {"2026-08": "103.5"}


def test_a_forecast_is_left_out_and_a_reply_of_nothing_else_is_refused() -> None:
    with pytest.raises(Refused, match="no figures"):
        read(open_replies.ecb(FIGURES, KEY, status="F"))


@pytest.mark.parametrize(
    "body",
    [
        open_replies.ecb(FIGURES, "M.DE.N.000000.4D0.INX"),
        open_replies.ecb(FIGURES, "M.U2.N.XEF000.4D0.INX"),
        open_replies.ecb(FIGURES, KEY, flow="ICP"),
        open_replies.ecb(FIGURES, KEY)
        + open_replies.ecb({"2026-08": "1.0"}, KEY[:-3] + "ANR").split("\r\n")[1],
    ],
    ids=["country", "item", "flow", "one row"],
)
def test_another_series_is_refused(body: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="another series"):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        "No results found.",
        "KEY,OBS_VALUE\r\nHICP.M,1\r\n",
        "TIME_PERIOD,OBS_VALUE,OBS_VALUE\r\n2026-08,1,2\r\n",
        open_replies.ecb(FIGURES, KEY).replace(",INX,", ",INX,,"),
        open_replies.ecb(FIGURES, KEY).replace("ICP_ITEM", "ITEM"),
        "\ufeff",
    ],
    ids=["words", "no period", "a column twice", "a cell too many", "a column renamed", "nothing"],
)
def test_other_columns_are_refused(body: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        read(body)


def test_no_content_at_all_means_no_such_series() -> None:
    with pytest.raises(Refused, match="nothing under this key"):
        read("")


def test_a_byte_order_mark_is_no_part_of_a_column() -> None:
    assert months(read("\ufeff" + open_replies.ecb(FIGURES, KEY))) == FIGURES


def test_a_figure_in_thousands_is_refused() -> None:
    body = open_replies.ecb(FIGURES, KEY).replace("OBS_STATUS", "UNIT_MULT").replace(",A\r\n", ",3\r\n")
    with pytest.raises(UnexpectedAnswer, match="another unit"):
        read(body)


def test_another_base_is_told() -> None:
    body = (
        open_replies.ecb(FIGURES, KEY)
        .replace("OBS_STATUS", "UNIT_INDEX_BASE")
        .replace(",A\r\n", ",2015 = 100\r\n")
    )
    assert parse(INDEX, body)[0].other_base == "2015=100"


# Recorded replies.


@needs_shared
def test_a_recorded_excerpt_of_spanish_rates_is_read() -> None:
    body = payload("ecb/csvdata_HICP_ES_headline_yoy_excerpt_2026.csv").decode()
    (parsed,) = parse(SPAIN, body)
    assert [o.value for o in parsed.observations] == [Decimal("3.5"), Decimal("3.6")]
    assert parsed.described["title"] == "Spain - HICP - Total, Annual rate of change"
    assert parsed.messages == ()


@needs_shared
def test_a_recorded_excerpt_of_the_closed_flow_is_read_as_it_is() -> None:
    body = payload("ecb/csvdata_ICP_U2_headline_yoy_dataonly_excerpt_20260808.csv").decode()
    (parsed,) = parse(CLOSED, body)
    assert months(parsed.observations) == {"2025-11": "2.1", "2025-12": "1.9"}
    # The provider's column has another name in each flow.
    with pytest.raises(UnexpectedAnswer, match="columns of the key"):
        parse(SPAIN, body)
