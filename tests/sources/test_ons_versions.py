"""Previous versions of an ONS page as vintages: since when each figure was said, and what was corrected."""

import json
from dataclasses import replace
from typing import Any

import pytest

from indicators.errors import Refused, UnexpectedAnswer
from indicators.series import Indicator, Status
from indicators.sources import source
from indicators.sources.base import Call, Parsed
from indicators.sources.fetch import Fetched, fetch
from indicators.sources.ons_versions import OnsVersions
from tests.replay.server import Replay
from tests.sources.asking import TODAY, answer, indicator, named, quick_client
from tests.sources.test_ons_json import page, point

RPI = named("uk-rpi")[0]
NOTICE = "The figure of March 2026 was wrong."


def archive(replay: Replay, wanted: Indicator = RPI) -> Fetched:
    """All that the local office has of a page and its versions."""
    with quick_client() as client:
        url = replay.url("ons")
        (found,) = fetch(source("ons", vintages=True), [wanted], send=client.send, today=TODAY, base_url=url)
    return found


def said(found: Fetched, period: str) -> list[tuple[str, str, str, str]]:
    """Of a month: each figure, since when, its status and the notice."""
    rows = [o for o in found.observations if str(o.period) == period]
    return [(str(o.value), str(o.published_on), o.status.value, o.footnote) for o in rows]


def test_each_month_is_known_since_the_version_that_first_had_it(replay: Replay) -> None:
    replay.later_release()
    found = archive(replay)
    assert found.error is None
    assert said(found, "2026-02") == [("408.2", "2026-03-25", "final", "")]
    assert said(found, "2026-04") == [("414.4", "2026-05-20", "final", "")]
    assert said(found, "2026-07") == [("419.1", "2026-08-19", "final", "")]


def test_a_correction_counts_since_it_took_the_wrong_one_s_place_and_says_why(replay: Replay) -> None:
    found = archive(replay)
    assert said(found, "2026-03") == [
        ("410.9", "2026-04-22", "final", ""),
        ("411.4", "2026-04-23", "corrected", NOTICE),
    ]
    assert said(found, "2026-01") == [("406.4", "2026-03-25", "final", "")]
    assert f"corrected on 2026-04-23: {NOTICE}" in found.messages


def test_the_page_and_each_version_are_asked_once_for_their_json(replay: Replay) -> None:
    archive(replay)
    root = "/economy/inflationandpriceindices/timeseries/chaw/mm23"
    assert [r.path for r in replay.requests] == [
        f"{root}/data",
        *(f"{root}/previous/v{n}/data" for n in (1, 2, 3, 4)),
    ]


def test_the_next_release_is_the_page_s_own(replay: Replay) -> None:
    assert str(archive(replay).next_release) == "2026-08-19"


def test_one_version_that_cannot_be_had_leaves_nothing_half_known(replay: Replay) -> None:
    replay.serve(json.dumps(listed(version(9))), source="ons", content_type="application/json")
    found = archive(replay)
    assert isinstance(found.error, Refused)
    assert found.observations == ()


CALL = next(iter(OnsVersions().requests([RPI], since=None, key=None, base_url=None, today=TODAY)))
ROOT = "/economy/inflationandpriceindices/timeseries/chaw/mm23"


def listed(*rows: dict[str, Any]) -> dict[str, Any]:
    return page() | {"versions": list(rows)}


def version(number: int, **more: Any) -> dict[str, Any]:
    return {"uri": f"{ROOT}/previous/v{number}", "updateDate": "2026-04-21T23:00:00.000Z"} | more


def parsed(call: Call, body: object) -> Parsed:
    (found,) = OnsVersions().parse(call, answer(body))
    return found


def test_versions_follow_in_their_order_with_what_took_the_place_of_the_one_before() -> None:
    rows = (version(2, correctionNotice=" Wrong\n figure. "), version(1))
    calls = parsed(CALL, listed(*rows)).more
    assert [c.request.url.rpartition("/mm23/")[2] for c in calls] == ["previous/v1/data", "previous/v2/data"]
    assert [c.state["name"] for c in calls] == ["v1", "v2"]
    assert (calls[0].state["superseded"], calls[1].state["notice"]) == ("", "")
    assert calls[1].state["superseded"] == "2026-04-21T23:00:00.000Z"


def test_a_page_that_is_itself_the_correction_says_so() -> None:
    wrong = version(1, correctionNotice="Wrong figure.", updateDate="2026-08-20T08:00:00.000Z")
    current = parsed(CALL, listed(wrong))
    (figure,) = current.observations
    assert (figure.status, figure.footnote) == (Status.CORRECTED, "Wrong figure.")
    assert str(figure.published_on) == "2026-08-20"


def test_a_page_without_versions_is_one_vintage() -> None:
    nothings: list[Any] = [[], None]
    for versions in nothings:
        current = parsed(CALL, page() | {"versions": versions})
        assert (current.more, str(current.published_on)) == ((), "2026-08-19")
        assert OnsVersions().combined([current]).observations == current.observations


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"uri": "https://evil.example/previous/v1"}, "another page"),
        (version(1) | {"uri": "/economy/other/previous/v1"}, "another page"),
        (version(1) | {"uri": f"{ROOT}/previous/v1/../../x"}, "another page"),
        (version(1) | {"uri": f"{ROOT}/current"}, "another page"),
        ({"updateDate": "2026-04-21T23:00:00.000Z"}, "no str 'uri'"),
        (version(1, updateDate=7), "without its day"),
        (version(1, updateDate="yesterday"), "unknown instant"),
        ("v1", "no str 'uri'"),
    ],
)
def test_a_list_in_another_shape_is_refused(row: object, says: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=says):
        parsed(CALL, page() | {"versions": [row]})


def test_a_version_listed_twice_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="twice"):
        parsed(CALL, listed(version(1), version(1)))


RELEASED = "2026-04-21T23:00:00.000Z"


def april(value: str, *, superseded: str = "", notice: str = "") -> Parsed:
    """A version released on 22 April 2026, with what it took the place of."""
    call = replace(CALL, state={"name": "v1", "superseded": superseded, "notice": notice})
    return parsed(call, page(point("2026 MAR", value), releaseDate=RELEASED))


def test_a_correction_of_the_same_day_is_the_figure_of_that_day() -> None:
    wrong = april("410.9")
    right = april("411.4", superseded="2026-04-22T09:00:00.000Z", notice="Wrong.")
    (figure,) = OnsVersions().combined([right, wrong]).observations
    assert (str(figure.value), figure.status) == ("411.4", Status.CORRECTED)
    assert str(figure.published_on) == "2026-04-22"


def test_a_correction_that_changes_nothing_marks_nothing() -> None:
    first = april("411.4")
    second = april("411.4", superseded="2026-04-23T09:00:00.000Z", notice="The title was wrong.")
    assert OnsVersions().combined([second, first]).observations == first.observations


def test_versions_on_an_older_base_are_left_out_and_told() -> None:
    """As the CPI's before 2016, which were 2005 = 100."""
    cpi = indicator("ons:CHAW/mm23", base="2015=100")
    call = replace(CALL, indicators=(cpi,))
    older = replace(call, state={"name": "v1", "superseded": "", "notice": ""})
    months = [point(f"2026 {m}", "141.0") for m in ("JAN", "FEB")]
    old = parsed(older, page(*months, title="CPI INDEX 2005=100", releaseDate="2016-01-19T00:00:00.000Z"))
    new = parsed(call, page(*months, title="CPI INDEX 2015=100"))
    found = OnsVersions().combined([new, old])
    assert {str(o.published_on) for o in found.observations} == {"2026-08-19"}
    assert "1 versions on another base were left out" in found.messages


def test_a_version_without_any_date_counts_since_it_took_the_other_s_place_or_not_at_all() -> None:
    dateless = page(releaseDate=None)
    for row in dateless["months"]:
        del row["updateDate"]
    call = replace(CALL, state={"name": "v2", "superseded": "2026-04-21T23:00:00.000Z", "notice": ""})
    (figure,) = parsed(call, dateless).observations
    assert str(figure.published_on) == "2026-04-22"
    with pytest.raises(UnexpectedAnswer, match="v1 states no release date"):
        parsed(replace(CALL, state={"name": "v1", "superseded": "", "notice": ""}), dateless)
