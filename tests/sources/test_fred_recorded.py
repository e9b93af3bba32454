"""The FRED reader on recorded replies of the office itself."""

from dataclasses import replace
from datetime import date

import pytest

from indicators.errors import Refused, UnexpectedAnswer
from indicators.series import Frequency, Measure, Status
from indicators.sources.fred import Fred
from tests.replay.recorded import payload
from tests.replay.server import Replay
from tests.shared_data import needs_shared
from tests.sources.asking import answer, calls, fetch_all, indicator, months, named, parse

pytestmark = needs_shared

GDP = indicator("fred:GDP", measure=Measure.RATE_12M, frequency=Frequency.QUARTERLY)
CPI, ADJUSTED = named("us-cpi-fred", "us-cpi-sa-fred")
ALL_RELEASES = "fred/vintages_GDP_all_releases_output_type1_20241103T1433Z.json"


def test_every_vintage_of_a_series_comes_with_its_day() -> None:
    (found,) = parse(GDP, payload(ALL_RELEASES), key="KEY")
    assert len(found.observations) == 3199
    of_2020 = [o for o in found.observations if str(o.period) == "2020-Q1"]
    assert len(of_2020) == 8
    assert (of_2020[0].published_on, str(of_2020[0].value)) == (date(2020, 4, 29), "21537.94")
    assert (of_2020[-1].published_on, str(of_2020[-1].value)) == (date(2024, 9, 26), "21727.657")
    assert sum(o.status is Status.MISSING for o in found.observations) == 245


def test_the_local_office_serves_the_recorded_vintages(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, [GDP], key=replay.keys["fred"])
    assert fetched.error is None
    assert len(fetched.observations) == 3199
    assert fetched.messages == ()


def test_october_2025_and_a_revision_between_two_fetches() -> None:
    found = {}
    for day in ("20260311", "20260513"):
        (call,) = calls(ADJUSTED, key="KEY")
        params = {k: v for k, v in call.request.params.items() if not k.startswith("realtime")}
        bare = replace(call, request=replace(call.request, params=params))
        body = payload(f"fred/series_observations_CPIAUCSL_rt{day}.json")
        (found[day],) = Fred().parse(bare, answer(body))
    march, may = found["20260311"], found["20260513"]
    assert (march.published_on, may.published_on) == (date(2026, 3, 11), date(2026, 5, 13))
    assert months(march.observations)["2025-10"] == months(may.observations)["2025-10"] == "None"
    assert len(may.observations) == len(march.observations) + 2


@pytest.mark.parametrize(
    "name",
    [
        "series_observations_CPIAUCSL_rt20260311",  # one day, where all were asked for
        "vintages_CPIAUCSL_output_type2_2024",  # a column for each vintage
        "vintages_GDP_initial_release_output_type4_20241103T1433Z",
        "vintages_GDP_asof_20190101_20241103T1433Z",  # ends before the end asked for
        "release_10_cpi_20241103T1433Z",
    ],
)
def test_replies_to_another_question_are_not_taken(name: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse(ADJUSTED, payload(f"fred/{name}.json"), key="KEY")


@pytest.mark.parametrize(
    "name",
    ["api_key_not_set", "realtime_end_after_today", "series_does_not_exist"],
)
def test_error_sentences(name: str) -> None:
    with pytest.raises(Refused):
        parse(CPI, payload(f"fred/error_400_{name}.RECONSTRUCTED.json"), key="KEY", status=400)


def test_a_key_that_is_not_registered_is_shown_once_more_and_then_refused() -> None:
    said = payload("fred/error_400_api_key_not_registered.RECONSTRUCTED.json")
    (found,) = parse(CPI, said, key="KEY", status=400)
    (again,) = found.more
    with pytest.raises(Refused):
        Fred().parse(again, answer(said, status=400))


def test_too_many_vintages_lead_to_their_days_and_those_to_periods() -> None:
    said = payload("fred/error_400_too_many_vintages.RECONSTRUCTED.json")
    (found,) = parse(CPI, said, key="KEY", status=400)
    (days,) = found.more
    (cut,) = Fred().parse(days, answer(payload("fred/series_vintagedates_GDP_20250120T1456Z.json")))
    assert [c.request.params["realtime_start"] for c in cut.more] == ["1776-07-04"]
    few = replace(days, state={**days.state, "cap": "100"})
    (cut,) = Fred().parse(few, answer(payload("fred/series_vintagedates_GDP_20250120T1456Z.json")))
    assert len(cut.more) == 4  # of 395 vintages


def test_the_graph_of_a_series() -> None:
    (found,) = parse(ADJUSTED, payload("fred/fredgraph_CPIAUCSL_from1980_20251005.csv"))
    assert len(found.observations) == 548
    assert months(found.observations)["2025-08"] == "323.364"
