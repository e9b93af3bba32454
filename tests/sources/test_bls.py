"""The BLS reader: what it asks, and each of the office's oddities in our own small replies."""

from dataclasses import replace
from typing import Any

import pytest

from indicators.errors import BadInput, QuotaReached, Refused, UnexpectedAnswer, Unreachable
from indicators.series import Frequency, Period, Status
from indicators.sources.bls import KEYED, KEYLESS
from tests.replay.server import Replay
from tests.sources.asking import KEY, TODAY, calls, fetch_all, indicator, months, named, parse, quick_client
from tests.sources.bls_replies import CPI, GOODS, LAPSE, as_bytes, failed, reply, row, succeeded

# What it asks.


def test_without_a_key_one_query_of_ten_years() -> None:
    (call,) = calls(CPI)
    body = call.request.json
    assert body == {"seriesid": ["CUUR0000SA0"], "startyear": "2017", "endyear": "2026"}
    assert call.request.url == "https://api.bls.gov/publicAPI/v2/timeseries/data/"
    assert call.request.method == "POST"
    assert call.request.secrets == ()


def test_with_a_key_twenty_years_and_the_catalogue() -> None:
    (call,) = calls(CPI, key=KEY)
    assert call.request.json == {
        "seriesid": ["CUUR0000SA0"],
        "startyear": "2007",
        "endyear": "2026",
        "registrationkey": KEY,
        "catalog": True,
    }
    assert call.request.secrets == (KEY,)


def test_a_long_history_is_asked_in_spans_the_office_allows() -> None:
    spans = [c.request.json for c in calls(CPI, since=Period.month(1999, 6))]
    assert [(s["startyear"], s["endyear"]) for s in spans if isinstance(s, dict)] == [
        ("1999", "2008"),
        ("2009", "2018"),
        ("2019", "2026"),
    ]


@pytest.mark.parametrize(("key", "allowed"), [(None, KEYLESS), (KEY, KEYED)])
def test_no_query_exceeds_series_or_years(key: str | None, allowed: Any) -> None:
    many = [indicator(f"bls:CUUR{n:04d}SA0") for n in range(130)]
    made = calls(many, key=key, since=Period.month(1913, 1))
    asked = set()
    for call in made:
        body = call.request.json
        assert isinstance(body, dict)
        first, last = int(body["startyear"]), int(body["endyear"])
        assert len(body["seriesid"]) <= allowed.series
        assert last - first + 1 <= allowed.years
        asked |= {(code, year) for code in body["seriesid"] for year in range(first, last + 1)}
    assert asked == {(i.code, year) for i in many for year in range(1913, 2027)}


def test_annual_averages_are_asked_for_only_where_an_indicator_is_annual() -> None:
    yearly = indicator("bls:CUUR0000SA0", frequency=Frequency.ANNUAL)
    (call,) = calls([CPI, yearly], key=KEY)
    assert isinstance(call.request.json, dict)
    assert call.request.json["annualaverage"] is True


def test_annual_averages_need_a_key_and_their_absence_is_no_silence() -> None:
    yearly = indicator("bls:CUUR0000SA0", frequency=Frequency.ANNUAL)
    (without,) = parse(yearly, reply(row("2026-M01", "325.252")))
    assert isinstance(without.error, Refused)
    assert "bls_key" in without.error.hint
    (with_key,) = parse(yearly, reply(row("2025-M13", "321.943")), key=KEY)
    assert months(with_key.observations) == {"2025": "321.943"}


@pytest.mark.parametrize("key", [None, KEY])
def test_years_are_asked_for_by_post_because_a_get_without_a_key_ignores_them(key: str | None) -> None:
    for call in calls(CPI, key=key, since=Period.month(1990, 1)):
        assert isinstance(call.request.json, dict)
        assert (call.request.method, dict(call.request.params)) == ("POST", {})
        assert {"startyear", "endyear"} <= call.request.json.keys()


def test_the_session_that_the_office_hands_out_is_not_handed_back(replay: Replay) -> None:
    fetch_all(replay, [CPI], since=Period.month(2010, 1))
    assert len(replay.requests) > 1
    assert not any("cookie" in request.headers for request in replay.requests)


def test_the_office_sees_nothing_to_frown_on(replay: Replay) -> None:
    wanted = named("us-cpi", "us-cpi-w", "us-cpi-core", "us-ppi-finished-goods")
    for key in (None, replay.keys["bls"]):
        for fetched in fetch_all(replay, wanted, key=key, since=Period.month(1990, 1)):
            assert fetched.error is None
    assert replay.complaints == []
    assert replay.requests[0].headers["content-type"] == "application/json"


def test_a_start_in_the_future_is_refused_before_asking(replay: Replay) -> None:
    with pytest.raises(BadInput, match="2026-12"):
        fetch_all(replay, [CPI], since=Period.month(2026, 12))
    assert replay.requests == []


# What it reads.


def test_rows_newest_first_come_out_in_order() -> None:
    (found,) = parse(CPI, reply(row("2024-M11", "315.493"), row("2024-M10", "315.664")))
    assert months(found.observations) == {"2024-10": "315.664", "2024-11": "315.493"}
    assert all(o.status is Status.FINAL and o.footnote == "" for o in found.observations)
    assert found.published_on is None


def test_a_month_never_published_is_missing_and_says_why() -> None:
    (found,) = parse(CPI, reply(row("2025-M11", "324.122"), row("2025-M10", "-", LAPSE)))
    october = found.observations[0]
    assert (october.value, october.status) == (None, Status.MISSING)
    assert october.footnote == LAPSE["text"]


def test_another_code_for_the_same_lapse_is_missing_too() -> None:
    note = {"code": "9", "text": "Data unavailable due to the 2025 lapse in appropriations."}
    (found,) = parse(CPI, reply(row("2025-M10", "-", note)))
    assert found.observations[0].status is Status.MISSING


@pytest.mark.parametrize(
    ("note", "status"),
    [
        (
            {"code": "P", "text": "Preliminary. All indexes are subject to revision."},
            Status.PROVISIONAL,
        ),
        ({"code": "P", "text": "preliminary"}, Status.PROVISIONAL),
        ({"code": "R", "text": "Revised."}, Status.FINAL),
        ({"code": "C", "text": "Corrected."}, Status.CORRECTED),
        ({"code": "1", "text": "Data affected by changes in population controls."}, Status.FINAL),
    ],
)
def test_footnotes_say_how_firm_a_figure_is(note: dict[str, str], status: Status) -> None:
    (found,) = parse(GOODS, reply(row("2026-M05", "285.242", note), code=GOODS.code))
    assert found.observations[0].status is status
    assert found.observations[0].footnote == note["text"]


def test_digits_are_kept_as_published_though_they_change_in_one_series() -> None:
    (found,) = parse(GOODS, reply(row("2021-M07", "223.455"), row("2021-M06", "221.8"), code=GOODS.code))
    assert months(found.observations) == {"2021-06": "221.8", "2021-07": "223.455"}


def test_annual_half_year_and_quarter_rows_stay_out_of_the_months() -> None:
    mixed = [("2019-M13", "255.657"), ("2019-S01", "254.412"), ("2019-S03", "255.7"), ("2019-Q02", "1")]
    rows = [row(p, v) for p, v in [*mixed, ("2019-A01", "2"), ("2019-Q05", "3"), ("2019-M12", "256.974")]]
    (found,) = parse(CPI, reply(*rows))
    assert months(found.observations) == {"2019-12": "256.974"}


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (Frequency.ANNUAL, {"2019": "255.657"}),
        (Frequency.HALF_YEARLY, {"2019-S1": "254.412", "2019-S2": "256.903"}),
        (Frequency.QUARTERLY, {"2019-Q2": "7"}),
    ],
)
def test_an_indicator_gets_the_rows_of_its_own_frequency(
    frequency: Frequency, expected: dict[str, str]
) -> None:
    rows = [("2019-M13", "255.657"), ("2019-S01", "254.412"), ("2019-S02", "256.903"), ("2019-Q02", "7")]
    wanted = indicator("bls:CUUR0000SA0", frequency=frequency)
    (found,) = parse(wanted, reply(*(row(p, v) for p, v in rows)))
    assert months(found.observations) == expected


def test_years_without_data_are_no_trouble() -> None:
    benign = "No Data Available for Series CUUR0000SA0 Year: 2027"
    (found,) = parse(CPI, reply(row("2026-M08", "334.980"), messages=(benign,)))
    assert found.error is None
    assert found.messages == ()
    (nothing,) = parse(CPI, reply(messages=(benign,)))
    assert (nothing.observations, nothing.messages) == ((), (benign,))


def test_one_unknown_series_does_not_take_the_others_along() -> None:
    other = indicator("bls:CUUR0000NOT")
    body = succeeded(
        {"seriesID": "CUUR0000SA0", "data": [row("2026-M08", "334.980")]},
        {"seriesID": "CUUR0000NOT", "data": []},
        messages=("Series does not exist for Series CUUR0000NOT",),
    )
    good, bad = parse([CPI, other], body)
    assert months(good.observations) == {"2026-08": "334.980"}
    assert (good.error, good.messages) == (None, ())
    assert isinstance(bad.error, Refused)
    assert "CUUR0000NOT" in bad.error.message


def test_an_unknown_series_may_be_left_out_altogether() -> None:
    body = succeeded(messages=("Invalid Series for Series CUUR0000SA0",))
    assert isinstance(parse(CPI, body)[0].error, Refused)


def test_the_catalogue_describes_the_series() -> None:
    catalog = {
        "series_id": CPI.code,
        "series_title": "All items",
        "survey_name": "CPI",
        "seasonality": "Not Seasonally Adjusted",
    }
    body = succeeded({"seriesID": CPI.code, "catalog": catalog, "data": [row("2026-M08", "334.980")]})
    (found,) = parse(CPI, body, key=KEY)
    assert found.described == {
        "title": "All items",
        "survey": "CPI",
        "seasonality": "Not Seasonally Adjusted",
    }
    assert found.messages == ()
    catalog["seasonality"] = "Seasonally Adjusted"
    assert "Seasonally Adjusted" in parse(CPI, body, key=KEY)[0].messages[0]
    catalog["series_id"] = "CUSR0000SA0"
    with pytest.raises(UnexpectedAnswer, match="catalogue"):
        parse(CPI, body, key=KEY)


# How it says no, with status 200.


def test_a_quota_is_known_by_its_words_with_a_key_or_two_blanks() -> None:
    for key in (KEY, ""):
        words = (
            "Request could not be serviced, as the daily threshold for total number of requests allocated "
            f"to the user with registration key {key} has been reached."
        )
        with pytest.raises(QuotaReached) as caught:
            parse(CPI, failed(words), key=key or None)
        assert KEY not in caught.value.explain()


@pytest.mark.parametrize("results", [{}, [], [{"series": []}]])
def test_an_invalid_key_is_refused_whatever_stands_in_results(results: object) -> None:
    words = f"The key:{KEY} provided by the User is invalid. Please provide a proper key"
    with pytest.raises(Refused, match="key") as caught:
        parse(CPI, failed(words, results=results), key=KEY)
    assert "***" in str(caught.value.got)
    assert KEY not in caught.value.explain()
    assert "expire after a year" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("REQUEST_FAILED_OVER_CAPACITY", Unreachable),
        ("REQUEST_FAILED_INVALID_PARAMETERS", Refused),
        ("REQUEST_FAILED", Refused),
        ("REQUEST_NOT_PROCESSED", Refused),
        ("REQUEST_PONDERED", UnexpectedAnswer),
    ],
)
def test_other_states(status: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        parse(CPI, failed("because", status))


def test_a_range_that_was_cut_is_not_taken_for_the_whole() -> None:
    cut = "Year range has been reduced to the system-allowed limit of 10 years."
    with pytest.raises(UnexpectedAnswer, match="cut the range"):
        parse(CPI, reply(row("2016-M12", "241.432"), messages=(cut,)))


def test_the_local_office_cuts_a_long_range_as_the_real_one_does(replay: Replay) -> None:
    (call,) = calls(CPI, base_url=replay.url("bls"))
    long = replace(call.request, json={"seriesid": [CPI.code], "startyear": "2010", "endyear": "2026"})
    with quick_client() as client:
        answered = client.send(long).content
    assert b"has been reduced" in answered
    assert b'"2026"' not in answered
    replay.complaints.clear()


# The whole way.


def test_two_releases_of_ppi_revise_the_preliminary_months(replay: Replay) -> None:
    (before,) = fetch_all(replay, [GOODS], today=TODAY)
    replay.later_release()
    (after,) = fetch_all(replay, [GOODS], today=TODAY)
    old, new = months(before.observations), months(after.observations)
    changed = {p: (old[p], new[p]) for p in old if old[p] != new[p]}
    assert changed == {
        "2026-01": ("262.915", "262.981"),
        "2026-02": ("266.367", "266.416"),
        "2026-03": ("271.915", "272.331"),
        "2026-04": ("277.360", "277.638"),
    }
    assert new.keys() - old.keys() == {"2026-05"}
    firm = {str(o.period): o.status for o in after.observations[-5:]}
    assert firm.pop("2026-01") is Status.FINAL
    assert set(firm.values()) == {Status.PROVISIONAL}


def test_spans_are_joined_to_one_series(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, [CPI], since=Period.month(2005, 1))
    assert len(replay.requests) == 3
    assert [str(o.period) for o in fetched.observations][:1] == ["2022-01"]
    assert len(fetched.observations) == 55
    missing = [str(o.period) for o in fetched.observations if o.value is None]
    assert missing == ["2025-10"]


def test_one_failing_span_keeps_the_indicator_whole_or_not_at_all(replay: Replay) -> None:
    replay.serve(as_bytes(reply(row("2010-M01", "216.687"))), source="bls")
    replay.serve("<html>", source="bls")
    (fetched,) = fetch_all(replay, [CPI], since=Period.month(2005, 1))
    assert isinstance(fetched.error, UnexpectedAnswer)
    assert fetched.observations == ()


def test_a_quota_ends_the_whole_fetch_without_another_query(replay: Replay) -> None:
    many = [*named("us-cpi"), *(indicator(f"bls:X{n}") for n in range(60))]
    replay.fault("quota")
    fetched = fetch_all(replay, many)
    assert len(replay.requests) == 1
    assert len(fetched) == 61
    assert all(isinstance(f.error, QuotaReached) for f in fetched)
