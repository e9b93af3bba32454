"""The FRED reader: vintages, pages, halves and error sentences, in our own small replies."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from indicators.errors import Refused, SourceError, UnexpectedAnswer
from indicators.series import Frequency, Period, Status
from indicators.sources.base import Call, Parsed, Request
from indicators.sources.fetch import Fetched, fetch
from indicators.sources.fred import Fred
from indicators.sources.fred_windows import FIRST_DAY, LAST_DAY
from tests.replay.server import Replay
from tests.sources.asking import (
    KEY,
    TODAY,
    answer,
    calls,
    fetch_all,
    indicator,
    months,
    named,
    parse,
    quick_client,
)

CPI = named("us-cpi-fred")[0]
ADJUSTED = named("us-cpi-sa-fred")[0]
OUTPUT = indicator("fred:GDP", frequency=Frequency.QUARTERLY)


def row(month: str, value: object, start: str = "2026-03-11", end: str = "9999-12-31") -> dict[str, Any]:
    return {"realtime_start": start, "realtime_end": end, "date": f"{month}-01", "value": value}


def page(*rows: dict[str, Any], **changed: object) -> dict[str, Any]:
    return {
        "realtime_start": str(FIRST_DAY),
        "realtime_end": str(LAST_DAY),
        "observation_start": "1600-01-01",
        "observation_end": "9999-12-31",
        "units": "lin",
        "output_type": 1,
        "file_type": "json",
        "order_by": "observation_date",
        "sort_order": "asc",
        "count": len(rows),
        "offset": 0,
        "limit": 100000,
        "observations": list(rows),
    } | changed


def sentence(text: str, code: int = 400) -> dict[str, Any]:
    return {"error_code": code, "error_message": f"Bad Request.  {text}"}


# What it asks.


def test_with_a_key_all_vintages_are_asked_for() -> None:
    (call,) = calls(CPI, key=KEY, since=Period.month(2020, 1))
    assert call.request.url == "https://api.stlouisfed.org/fred/series/observations"
    assert call.request.params == {
        "series_id": "CPIAUCNS",
        "api_key": KEY,
        "file_type": "json",
        "realtime_start": "1776-07-04",
        "realtime_end": "9999-12-31",
        "output_type": "1",
        "sort_order": "asc",
        "limit": "100000",
        "offset": "0",
        "observation_start": "2020-01-01",
    }
    assert call.request.secrets == (KEY,)
    assert not call.request.follow_redirects


def test_without_a_key_the_graph_is_asked() -> None:
    (call,) = calls(CPI)
    assert call.request.url == "https://fred.stlouisfed.org/graph/fredgraph.csv"
    assert call.request.params == {"id": "CPIAUCNS"}


def test_the_office_sees_nothing_to_frown_on(replay: Replay) -> None:
    fetch_all(replay, [CPI], key=replay.keys["fred"], since=Period.month(2024, 1))
    fetch_all(replay, [CPI])
    assert [r.path for r in replay.requests] == ["/fred/series/observations", "/graph/fredgraph.csv"]


# Vintages.


def test_each_figure_carries_the_day_it_was_first_the_published_one() -> None:
    # US output of the first quarter of 2020, as first said and as said a month later.
    body = page(
        row("2020-01", "21537.94", "2020-04-29", "2020-05-27"),
        row("2020-01", "21534.907", "2020-05-28"),
        row("2024-07", "29349.924", "2024-10-30"),
    )
    (found,) = parse(OUTPUT, body, key=KEY)
    assert [(str(o.period), o.value, o.published_on) for o in found.observations] == [
        ("2020-Q1", Decimal("21537.94"), date(2020, 4, 29)),
        ("2020-Q1", Decimal("21534.907"), date(2020, 5, 28)),
        ("2024-Q3", Decimal("29349.924"), date(2024, 10, 30)),
    ]
    assert found.published_on is None
    assert found.more == ()


def test_a_dot_is_a_figure_that_does_not_exist() -> None:
    (found,) = parse(ADJUSTED, page(row("2025-09", "324.245"), row("2025-10", ".")), key=KEY)
    october = found.observations[1]
    assert (october.value, october.status) == (None, Status.MISSING)


def test_padding_to_forty_decimals_is_dropped_and_digits_are_not() -> None:
    padded = "327.460" + "0" * 37
    noisy = "327.4600000000000079580786405131220817565918"
    (found,) = parse(ADJUSTED, page(row("2026-02", padded), row("2026-03", noisy)), key=KEY)
    assert found.observations[0].value == Decimal("327.460")
    assert str(found.observations[0].value) == "327.460000000000"
    assert str(found.observations[1].value) == noisy


def test_digits_differ_within_a_series() -> None:
    (found,) = parse(CPI, page(row("2003-03", "184.2"), row("2007-01", "202.416")), key=KEY)
    assert list(months(found.observations).values()) == ["184.2", "202.416"]


def test_without_a_real_time_period_the_office_means_its_last_update() -> None:
    """The default is not the day of the request, and says nothing about each figure's own day."""
    (call,) = calls(CPI, key=KEY)
    params = {k: v for k, v in call.request.params.items() if not k.startswith("realtime")}
    bare = replace(call, request=replace(call.request, params=params))
    body = page(
        row("2026-02", "326.785", "2026-03-11", "2026-03-11"),
        realtime_start="2026-03-11",
        realtime_end="2026-03-11",
    )
    (found,) = Fred().parse(bare, answer(body))
    assert found.published_on == date(2026, 3, 11)
    assert found.observations[0].published_on is None


def test_quarters_begin_in_their_first_month() -> None:
    (found,) = parse(OUTPUT, page(row("2024-07", "29349.924", "2024-10-30")), key=KEY)
    assert str(found.observations[0].period) == "2024-Q3"
    with pytest.raises(UnexpectedAnswer, match="begins no period"):
        parse(OUTPUT, page(row("2024-08", "29349.924", "2024-10-30")), key=KEY)


# Pages and halves.


def test_pages_follow_until_all_rows_are_there(replay: Replay) -> None:
    (whole,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    replay.requests.clear()
    paged = fetched_by(replay, Fred(page=5))
    assert paged.observations == whole.observations
    assert [r.query["offset"] for r in replay.requests] == ["0", "5", "10"]


def test_a_series_that_changes_between_pages_is_not_joined() -> None:
    first = page(row("2026-01", "325.252"), count=2, limit=1)
    (found,) = parse(CPI, first, key=KEY)
    (following,) = found.more
    assert following.request.params["offset"] == "1"
    grown = page(row("2026-02", "326.785"), count=3, offset=1, limit=1)
    with pytest.raises(UnexpectedAnswer, match="changed while"):
        Fred().parse(following, answer(grown))


@pytest.mark.parametrize(
    "changed",
    [{"count": 0}, {"offset": 1}, {"count": 5, "observations": []}, {"count": "1"}, {"offset": None}],
)
def test_a_page_that_does_not_fit_its_count_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse(CPI, page(row("2026-01", "325.252"), **changed), key=KEY)


TOO_MANY = (
    "There are 2004 vintage dates in the specified real-time period: 1776-07-04 to 9999-12-31.  This "
    "exceeds the maximum number of vintage dates allowed (2000)."
)


def spans(calls: Iterable[Call]) -> list[tuple[str, str]]:
    """The real-time periods that calls ask for."""
    return [(c.request.params["realtime_start"], c.request.params["realtime_end"]) for c in calls]


def test_too_many_vintages_are_asked_for_in_the_fewest_periods_that_hold_them(replay: Replay) -> None:
    (whole,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    replay.vintage_cap = 4
    replay.requests.clear()
    (cut,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert cut.error is None
    assert cut.observations == whole.observations
    asked, days, *parts = replay.requests
    assert (asked.path, days.path) == ("/fred/series/observations", "/fred/series/vintagedates")
    # Twelve vintages by four: after the two questions, three answers.
    assert [(r.query["realtime_start"], r.query["realtime_end"]) for r in parts] == [
        ("1776-07-04", "2024-05-14"),
        ("2024-05-15", "2024-09-10"),
        ("2024-09-11", "9999-12-31"),
    ]


def days_of_vintages(count: int, offset: int = 0, listed: int | None = None) -> tuple[Parsed, Call]:
    """What follows from `listed` days of `count`, from `offset` on."""
    (first,) = parse(CPI, sentence(TOO_MANY), key=KEY, status=400)
    (call,) = first.more
    params = {**call.request.params, "offset": str(offset)}
    call = replace(call, request=replace(call.request, params=params))
    days = [
        str(date(1990, 1, 1) + timedelta(days=offset + n)) for n in range(count if listed is None else listed)
    ]
    body = {"count": count, "offset": offset, "limit": 10000, "vintage_dates": days}
    (found,) = Fred().parse(call, answer(body))
    return found, call


def test_periods_touch_and_each_holds_as_many_vintages_as_are_allowed() -> None:
    found, _ = days_of_vintages(4500)
    assert spans(found.more) == [
        ("1776-07-04", "1995-06-23"),
        ("1995-06-24", "2000-12-13"),
        ("2000-12-14", "9999-12-31"),
    ]
    assert {c.request.params["output_type"] for c in found.more} == {"1"}
    assert {c.request.url for c in found.more} == {"https://api.stlouisfed.org/fred/series/observations"}
    assert (date(1995, 6, 24) - date(1990, 1, 1)).days == 2000
    assert all(c.request.params["api_key"] == KEY and KEY not in repr(c) for c in found.more)


def test_further_days_are_asked_for_from_where_the_last_whole_period_ends() -> None:
    found, _ = days_of_vintages(12_500, listed=10_000)
    assert len(found.more) == 5
    assert found.more[-1].request.params["offset"] == "8000"
    rest, _ = days_of_vintages(12_500, offset=8000, listed=4500)
    assert spans(found.more[:1])[0][0] == "1776-07-04"
    assert spans(rest.more)[0][0] == str(date(1990, 1, 1) + timedelta(days=8000))
    assert spans(rest.more)[-1][1] == "9999-12-31"


def test_cutting_ends(replay: Replay) -> None:
    replay.vintage_cap = 0
    (fetched,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert isinstance(fetched.error, UnexpectedAnswer)
    assert len(replay.requests) == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"vintage_dates": []},
        {"vintage_dates": ["2024-02-13", "2024-01-11"]},
        {"vintage_dates": ["2024-01-11", "2024-01-11"]},
        {"vintage_dates": ["soon"]},
        {"vintage_dates": [20240111]},
        {"offset": 5},
        {"count": 1},
        {"count": None},
    ],
)
def test_days_of_vintages_in_another_shape_are_refused(changed: dict[str, object]) -> None:
    _, call = days_of_vintages(2)
    body = {"count": 2, "offset": 0, "vintage_dates": ["2024-01-11", "2024-02-13"]}
    with pytest.raises(UnexpectedAnswer):
        Fred().parse(call, answer(body | changed))


def test_vintages_on_an_older_base_are_left_out(replay: Replay) -> None:
    # Until January 1988 the CPI was published on 1967 = 100; the same months on both bases.
    old = {"01": "333.1", "02": "334.4", "03": "335.9", "04": "337.7", "05": "338.7", "06": "340.1"}
    new = {"01": "111.2", "02": "111.6", "03": "112.1", "04": "112.7", "05": "113.1", "06": "113.5"}
    rows = [
        r
        for m in old
        for r in (
            row(f"1987-{m}", old[m], "1987-07-22", "1988-02-25"),
            row(f"1987-{m}", new[m], "1988-02-26"),
        )
    ]
    replay.serve(answer(page(*rows)).content, source="fred")
    (fetched,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert [str(o.value) for o in fetched.observations] == list(new.values())
    assert fetched.messages == ("vintages before 1988-02-26 are on another base and were left out",)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        page(row("2026-02", "326.785"), output_type=2),
        page(row("2026-02", "326.785"), output_type=4),
        page(row("2026-02", "326.785"), units="pc1"),
        page(row("2026-02", "326.785"), realtime_start="2026-03-11"),
        page(row("2026-02", "326.785"), observations={}),
        page({"date": "2026-02-01", "CPIAUCNS_20260311": "326.785"}),
        page(row("2026-02", 326.785)),
        page(row("2026-02", None)),
        page(row("2026-02", "")),
        page(row("2026-02", "#N/A")),
        page(row("2026-02", "-326.785")),
        page(row("2026-02", "326.785", "1770-01-01")),
        page(row("2026-02", "326.785", "soon")),
        page(row("2026-2", "326.785")),
        page(row("20260", "326.785")),
        page(row("2026-12", "326.785")),
        page(row("2026-02", "326.785"), row("2026-02", "326.786")),
        "observation_date,CPIAUCNS",
    ],
)
def test_what_it_does_not_know_it_does_not_take(body: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse(CPI, body, key=KEY)


def test_a_release_day_in_the_future_is_refused(replay: Replay) -> None:
    replay.serve(answer(page(row("2026-08", "334.980", "2027-01-05"))).content, source="fred")
    (fetched,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert isinstance(fetched.error, UnexpectedAnswer)
    assert "future" in fetched.error.message


# The graph.


@pytest.mark.parametrize("head", ["observation_date", "DATE"])
@pytest.mark.parametrize("absent", ["", "."])
def test_the_graph_with_either_header_and_either_hole(head: str, absent: str) -> None:
    text = f"{head},CPIAUCNS\n2025-09-01,324.800\n2025-10-01,{absent}\n2025-11-01,324.122\n"
    (found,) = parse(CPI, text)
    assert months(found.observations) == {"2025-09": "324.800", "2025-10": "None", "2025-11": "324.122"}
    assert found.observations[1].status is Status.MISSING
    assert "fred_key" in found.messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "observation_date,CPIAUCSL\n2025-09-01,324.8\n",
        "observation_date,CPIAUCNS_20251005\n2025-09-01,324.8\n",
        "date,CPIAUCNS\n2025-09-01,324.8\n",
        "observation_date,CPIAUCNS\n",
        "observation_date,CPIAUCNS\n2025-09-01\n",
        "observation_date,CPIAUCNS\n2025-09-15,324.8\n",
        "observation_date,CPIAUCNS\n01/09/2025,324.8\n",
        "observation_date,CPIAUCNS\n2025-09-01,n/a\n",
        "<!DOCTYPE html><html></html>",
    ],
)
def test_a_graph_that_is_not_this_series_is_refused(text: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse(CPI, text)


def test_an_unknown_series_of_the_graph_is_a_page_with_404(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, [indicator("fred:NOSUCH")])
    assert isinstance(fetched.error, Refused)


def test_a_later_release_adds_a_month(replay: Replay) -> None:
    (before,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    replay.later_release()
    (after,) = fetch_all(replay, [CPI], key=replay.keys["fred"])
    assert after.observations[:-1] == before.observations
    assert after.observations[-1].published_on == date(2025, 1, 15)


def fetched_by(replay: Replay, reader: Fred) -> Fetched:
    key = replay.keys["fred"]
    with quick_client() as client:
        found = fetch(reader, [CPI], send=client.send, today=TODAY, key=key, base_url=replay.url("fred"))
        (only,) = found
    assert not isinstance(only.error, SourceError)
    return only


def graph(text: str) -> list[tuple[str, str, str]]:
    """The figures of a file, and since when each was public."""
    call = Call(Request("file:alfredgraph.csv"), (CPI,), TODAY)
    (found,) = Fred().parse(call, answer(text))
    return [(str(o.period), str(o.value), str(o.published_on)) for o in found.observations]


def test_a_column_of_alfred_is_a_vintage_of_the_day_in_its_name() -> None:
    text = "observation_date,CPIAUCNS_20240213\n2023-12-01,306.746\n2024-01-01,308.417\n"
    assert graph(text) == [("2023-12", "306.746", "2024-02-13"), ("2024-01", "308.417", "2024-02-13")]


def test_several_vintages_stand_side_by_side_and_a_later_month_is_not_missing_in_an_earlier_one() -> None:
    text = (
        "observation_date,CPIAUCNS_20240111,CPIAUCNS_20240213\n"
        "2023-11-01,307.051,307.051\n2023-12-01,306.746,306.746\n2024-01-01,,308.417\n"
    )
    assert [row for row in graph(text) if row[0] == "2024-01"] == [("2024-01", "308.417", "2024-02-13")]
    assert len(graph(text)) == 5


def test_a_hole_within_a_vintage_is_a_figure_that_does_not_exist() -> None:
    text = "observation_date,CPIAUCNS_20251218\n2025-09-01,324.800\n2025-10-01,\n2025-11-01,324.122\n"
    assert graph(text)[1] == ("2025-10", "None", "2025-12-18")


@pytest.mark.parametrize(
    "column", ["CPIAUCNS_20241340", "PPIACO_20240213", "CPIAUCNS_2024", "CPIAUCNS,X_20240213"]
)
def test_a_vintage_of_another_series_or_of_no_day_is_refused(column: str) -> None:
    cells = ",1.0" * (column.count(",") + 1)
    with pytest.raises(UnexpectedAnswer):
        graph(f"observation_date,{column}\n2023-12-01{cells}\n")


def on_a_day(replay: Replay, day: date, *, key: str | None = None) -> Fetched:
    """What FRED says of a day in the past."""
    with quick_client() as client:
        (found,) = fetch(
            Fred(as_of=day), [CPI], send=client.send, today=TODAY, key=key, base_url=replay.url("fred")
        )
    return found


def test_without_a_key_alfred_says_what_was_public_on_a_day(replay: Replay) -> None:
    found = on_a_day(replay, date(2024, 3, 1))
    assert replay.requests[0].path == "/graph/alfredgraph.csv"
    assert dict(replay.requests[0].query) == {"id": "CPIAUCNS", "vintage_date": "2024-03-01"}
    assert months(found.observations) == {"2023-12": "306.746", "2024-01": "308.417"}
    assert {str(o.published_on) for o in found.observations} == {"2024-03-01"}


def test_with_a_key_every_vintage_comes_whatever_the_day(replay: Replay) -> None:
    found = on_a_day(replay, date(2024, 3, 1), key=replay.keys["fred"])
    assert replay.requests[0].path == "/fred/series/observations"
    assert len(found.observations) == 12


@pytest.mark.parametrize("column", ["CPIAUCNS", "CPIAUCNS_20240302", "CPIAUCNS_20240301,CPIAUCNS_20240302"])
def test_the_figures_of_another_day_are_refused(replay: Replay, column: str) -> None:
    cells = ",1.0" * (column.count(",") + 1)
    replay.serve(f"observation_date,{column}\n2023-12-01{cells}\n", source="fred", content_type="text/csv")
    assert isinstance(on_a_day(replay, date(2024, 3, 1)).error, UnexpectedAnswer)
