"""The Chinese office's reader: both sites, its tables one after the other, and what is no figure there."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from indicators.errors import BadInput, Refused, UnexpectedAnswer, UnknownName, Unreachable
from indicators.series import Measure, Period
from indicators.sources import source
from indicators.sources.nbs_series import SERIES
from tests.replay import open_replies
from tests.replay.recorded import payload
from tests.shared_data import needs_shared
from tests.sources.asking import TODAY, answer, calls, indicator, months, named

CPI = named("cn-cpi")[0]
SEGMENT = SERIES["cpi-yoy"].leaves[-1]
LABEL = SERIES["cpi-yoy"].label
FIGURES = {"2026-01": "100.2", "2026-02": "101.3", "2026-03": "101.0"}


def new(figures: Mapping[str, str] = FIGURES, **changed: Any) -> dict[str, Any]:
    """The new site's reply for the table of 2026."""
    settings = {"row": SEGMENT.row, "table": SEGMENT.table, "label": LABEL} | changed
    return open_replies.nbs_new(figures, **settings)


def read_new(body: object) -> dict[str, str]:
    """What is read of a body that answers the call for the table of 2026."""
    (call,) = calls(CPI, since=Period.month(2026, 1))
    (parsed,) = source("nbs").parse(call, answer(body))
    return months(parsed.observations)


def read_old(body: object, *, name: str = "cn-cpi", since: int = 2016) -> dict[str, str]:
    """What is read of a body that answers the old site's call for the years from `since` on."""
    call = calls(named(name)[0], since=Period.month(since, 1))[0]
    (parsed,) = source("nbs").parse(call.alternative or call, answer(body))
    return months(parsed.observations)


# What it asks.


def test_the_new_site_is_asked_for_one_row_of_one_table_of_the_whole_country() -> None:
    (call,) = calls(CPI, since=Period.month(2026, 1))
    assert call.request.method == "POST"
    assert call.request.url.startswith("https://data.stats.gov.cn/dg/website/")
    assert call.request.json == {
        "cid": SEGMENT.table,
        "indicatorIds": [SEGMENT.row],
        "daCatalogId": "",
        "das": [{"text": "全国", "value": "000000000000"}],
        "showType": "1",
        "dts": ["202601MM-202612MM"],
        "rootId": "fc982599aa684be7969d7b90b1bd0e84",
    }


def test_the_old_site_stands_behind_each_table() -> None:
    call = calls(CPI, since=Period.month(2016, 1))[0]
    assert call.alternative is not None
    assert call.alternative.request.url == "https://data.stats.gov.cn/easyquery.htm"
    assert '"A010101"' in call.alternative.request.params["dfwds"]
    assert '"201601-202012"' in call.alternative.request.params["dfwds"]


def test_tables_leave_no_year_out_and_count_none_twice() -> None:
    for series in SERIES.values():
        for tables in (series.leaves, series.old):
            years = [(table.first, table.last) for table in tables]
            for (_, last), (first, _) in pairwise(years):
                assert last is not None
                assert first == last + 1


def test_measures_are_different_indicators() -> None:
    measures = {code: series.measure for code, series in SERIES.items()}
    assert {measures[c] for c in measures if c.endswith("-yoy")} == {Measure.YOY_100}
    assert {measures[c] for c in measures if c.endswith("-mom")} == {Measure.MOM_100}
    assert {measures[c] for c in measures if c.endswith("-ytd")} == {Measure.YTD_100}


def test_a_code_that_is_none_of_ours_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="cpi-yoi") as caught:
        calls(indicator("nbs:cpi-yoi", measure=Measure.YOY_100))
    assert "'cpi-yoy'" in caught.value.hint


def test_a_measure_is_never_taken_for_another() -> None:
    with pytest.raises(BadInput, match="another measure"):
        calls(indicator("nbs:cpi-mom", measure=Measure.YOY_100))


# The new site.


def test_the_months_of_a_table_are_read_as_published() -> None:
    assert read_new(new()) == FIGURES


@pytest.mark.parametrize("nothing", ["", "无", None])
def test_a_month_that_is_not_published_has_no_observation(nothing: str | None) -> None:
    body = new()
    body["data"][0]["values"][0]["value"] = nothing
    assert list(read_new(body)) == ["2026-01", "2026-02"]


@pytest.mark.parametrize("zero", ["0", "0.0", "0.00"])
def test_zero_is_not_a_figure(zero: str) -> None:
    assert "2026-03" not in read_new(new(FIGURES | {"2026-03": zero}))


def test_a_success_without_a_month_is_asked_for_again_later() -> None:
    with pytest.raises(Unreachable, match="without a single month"):
        read_new(new({}))


def test_a_refusal_is_told_in_the_offices_words() -> None:
    with pytest.raises(Refused) as caught:
        read_new({"success": False, "state": 50000, "message": "参数错误", "data": None})
    assert "参数错误" in str(caught.value.got)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"row": "0" * 32}, "another series"),
        ({"table": "0" * 32}, "another series"),
        ({"place": "110000000000"}, "province"),
        ({"label": "城市居民消费价格指数(上年同月=100)"}, "another name"),
        ({"label": "居民消费价格指数(上月=100)"}, "another name"),
    ],
)
def test_another_row_table_province_or_measure_is_refused(changed: dict[str, str], why: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=why):
        read_new(new(FIGURES, **changed))


def test_a_month_outside_the_table_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="outside the table"):
        read_new(new({"2025-12": "100.8"}))


@pytest.mark.parametrize("far", ["1", "1.2", "1012", "250.0"])
def test_a_number_that_is_no_index_around_100_is_refused(far: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="around 100"):
        read_new(new({"2026-03": far}))


def test_a_page_of_script_is_the_firewall() -> None:
    with pytest.raises(Unreachable, match="firewall") as caught:
        read_new("<html><script>location.reload()</script></html>")
    assert "half an hour" in caught.value.hint


# The old site.


def old(figures: dict[str, str], **changed: Any) -> dict[str, Any]:
    """The old site's reply for the consumer prices of 2016 to 2020."""
    settings = {"row": "A01010101", "label": LABEL, "others": ("A01010102",)} | changed
    return open_replies.nbs_old(figures, **settings)


def test_the_text_as_published_counts_and_a_node_without_data_is_no_figure() -> None:
    assert read_old(old({"2019-08": "102.8", "2019-09": ""})) == {"2019-08": "102.8"}


def test_a_text_that_is_not_the_number_rounded_is_refused() -> None:
    body = old({"2019-08": "102.8"})
    body["returndata"]["datanodes"][0]["data"]["data"] = 103.4
    with pytest.raises(UnexpectedAnswer, match="rounded"):
        read_old(body)


def test_zeros_of_the_early_years_are_no_figures() -> None:
    assert read_old(old({"2019-07": "0", "2019-08": "102.8"})) == {"2019-08": "102.8"}


@pytest.mark.parametrize(
    "body",
    [
        old({"2019-08": "102.8"}, row="A01010103", others=()),
        old({"2019-08": "102.8"}, row="A01030101"),
        old({"2019-08": "102.8"}, label="食品烟酒类居民消费价格指数(上年同月=100)"),
    ],
    ids=["row missing", "another group", "another name"],
)
def test_another_row_or_group_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        read_old(body)


def test_a_refusal_of_the_old_site_is_told() -> None:
    with pytest.raises(Refused):
        read_old({"returncode": 501, "returndata": "没有数据"})


def test_the_retail_price_index_comes_from_the_old_site_alone() -> None:
    (row,) = named("cn-rpi")
    (call,) = calls(row)
    assert call.request.url.endswith("/easyquery.htm")
    body = open_replies.nbs_old({"2025-12": "100.5"}, row="A01040101", label=SERIES["rpi-yoy"].label)
    (parsed,) = source("nbs").parse(call, answer(body))
    assert months(parsed.observations) == {"2025-12": "100.5"}
    assert parsed.described["title"] == "商品零售价格指数(上年同月=100)"


# Recorded replies.


@needs_shared
def test_a_recorded_reply_of_yearly_changes_is_read_as_published() -> None:
    found = read_old(payload("nbs/easyquery_hgyd_A010101_cpi_yoy_last13_2019.json"))
    assert len(found) == 12
    assert (found["2019-08"], found["2019-07"], found["2018-09"]) == ("102.8", "102.8", "102.5")
    assert "2019-09" not in found


@needs_shared
def test_a_recorded_reply_of_monthly_changes_is_another_indicator() -> None:
    body = payload("nbs/easyquery_hgyd_A010301_cpi_mom_last13_2019.json")
    monthly = read_old(body, name="cn-cpi-mom")
    assert len(monthly) == 12
    assert monthly["2019-08"] == "100.7"
    with pytest.raises(UnexpectedAnswer, match="another series"):
        read_old(body)


@needs_shared
def test_quarters_of_another_group_are_refused() -> None:
    with pytest.raises(UnexpectedAnswer):
        read_old(payload("nbs/easyquery_hgjd_A0103_gdp_index_quarterly_2019.json"))


@needs_shared
def test_the_new_sites_shape_put_together_from_recorded_values_is_read() -> None:
    (call,) = calls(CPI, since=Period.month(2026, 1))
    wide = {**dict(call.request.json), "dts": ["202512MM-202603MM"]}  # type: ignore[call-overload]  # an object
    asked = replace(call, request=replace(call.request, json=wide))
    body = payload("nbs/newapi_esData_cpi_yoy.RECONSTRUCTED.json")
    (parsed,) = source("nbs").parse(asked, answer(body.decode()))
    assert months(parsed.observations) == FIGURES
    assert asked.today == TODAY
