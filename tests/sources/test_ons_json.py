"""The ONS reader on the page's JSON: today's shape, and that of 2014, in our own small replies."""

from datetime import date
from typing import Any

import pytest

from indicators.errors import UnexpectedAnswer
from indicators.series import Frequency
from tests.replay.server import Replay
from tests.sources.asking import fetch_all, indicator, months, named, parse

RPI, CPI = named("uk-rpi", "uk-cpi")


def point(word: str, value: object, **more: object) -> dict[str, Any]:
    return {
        "date": word,
        "value": value,
        "label": word,
        "sourceDataset": "MM23",
        "updateDate": "2026-08-18T23:00:00.000Z",
    } | more


def page(*points: dict[str, Any], **changed: object) -> dict[str, Any]:
    """Retail prices as published on 19 August 2026, in today's shape."""
    description: dict[str, Any] = {
        "title": "RPI All Items Index: Jan 1987=100",
        "releaseDate": "2026-08-18T23:00:00.000Z",
        "nextRelease": "16 September 2026",
        "datasetId": "MM23",
        "cdid": "CHAW",
        "unit": "Index, base year = 100",
        "preUnit": "",
    } | changed
    return {
        "years": [],
        "quarters": [],
        "months": list(points) or [point("2026 JUL", "419.1")],
        "sourceDatasets": ["MM23"],
        "type": "timeseries",
        "uri": "/economy/inflationandpriceindices/timeseries/chaw/mm23",
        "description": {name: value for name, value in description.items() if value is not None},
    }


def old_page(*points: dict[str, Any]) -> dict[str, Any]:
    """The shape of 2014: no label, no update or release date, no dataset, no trailing .0."""
    rows = [{k: p[k] for k in ("date", "value", "sourceDataset")} for p in points]
    return {
        "years": [],
        "quarters": [],
        "months": rows,
        "notes": ["Not a National Statistic.", None],
        "description": {"date": "September 2014", "cdid": "CHAW", "unit": "index", "additionalText": None},
    }


def read(body: object) -> Any:
    (found,) = parse(RPI, body, other_form=True)
    return found


def test_months_of_the_page() -> None:
    found = read(page(point("2026 JUN", "416.5"), point("2026 JUL", "419.1")))
    assert months(found.observations) == {"2026-06": "416.5", "2026-07": "419.1"}
    assert found.next_release == date(2026, 9, 16)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-08-18T23:00:00.000Z", date(2026, 8, 19)),  # midnight in London, in summer
        ("2026-02-18T00:00:00.000Z", date(2026, 2, 18)),  # in winter
        ("2026-03-24T23:30:00.000Z", date(2026, 3, 24)),  # the clocks change on the 29th
        ("2026-10-24T23:00:00.000Z", date(2026, 10, 25)),  # the last day of summer time
    ],
)
def test_an_instant_becomes_the_date_in_london(instant: str, day: date) -> None:
    assert read(page(releaseDate=instant)).published_on == day


def test_without_a_release_date_the_newest_update_counts() -> None:
    early = point("2026 JUN", "416.5", updateDate="2026-07-21T23:00:00.000Z")
    found = read(page(early, point("2026 JUL", "419.1"), releaseDate=None))
    assert found.published_on == date(2026, 8, 19)
    assert all(o.published_on is None for o in found.observations)


def test_the_shape_of_2014() -> None:
    found = read(old_page(point("2014 JUL", "256"), point("2014 AUG", "257")))
    assert months(found.observations) == {"2014-07": "256", "2014-08": "257"}
    assert (found.published_on, found.next_release) == (None, None)


def test_a_gap_is_no_observation() -> None:
    found = read(page(point("2026 MAY", ""), point("2026 JUN", None), point("2026 JUL", "419.1")))
    assert months(found.observations) == {"2026-07": "419.1"}


def test_each_frequency_has_its_list() -> None:
    body = page() | {"quarters": [point("2022 Q1", "320.5")], "years": [point("2022", "340.3")]}
    assert months(read(body).observations) == {"2026-07": "419.1"}
    quarterly = indicator(RPI.key, frequency=Frequency.QUARTERLY)
    assert months(parse(quarterly, body, other_form=True)[0].observations) == {"2022-Q1": "320.5"}


def test_a_series_that_stands_in_two_datasets_is_told_apart() -> None:
    growth = indicator("ons:IHYQ/pn2")
    body = page(cdid="IHYQ", datasetId="QNA")
    with pytest.raises(UnexpectedAnswer, match="another series") as caught:
        parse(growth, body, other_form=True)
    assert (caught.value.expected, caught.value.got) == ("IHYQ/PN2", "IHYQ/QNA")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([], "no dict 'description'"),
        ({"years": []}, "no dict 'description'"),
        ({k: v for k, v in page().items() if k != "months"}, "no list 'months'"),
        (page() | {"months": None}, "no list 'months'"),
        (page() | {"months": {}}, "no list 'months'"),
        (page(point("2026 JUL", 419.1)), "no str 'value'"),
        (page({"date": "2026 JUL"}), "no str 'value'"),
        (page({"value": "419.1"}), "no str 'date'"),
        (page(point("July 2026", "419.1")), "unknown period"),
        (page(point("2026 JUL", "1e2")), "not a number"),
        (page(point("2026 JUL", "419.1"), point("2026 JUL", "419.2")), "two figures"),
        (page(cdid="D7BT"), "another series"),
        (page(cdid=None), "no str 'cdid'"),
        (page(datasetId="MM22"), "another series"),
        (page(releaseDate="19 August 2026"), "unknown instant"),
        (page(releaseDate="2026-08-18T23:00:00"), "unknown instant"),
        (page(releaseDate=20260818), "no str 'releaseDate'"),
        (page() | {"months": []}, "no monthly figures"),
        ("<html>", "not JSON"),
        ("", "not JSON"),
    ],
)
def test_what_it_does_not_know_it_does_not_take(body: object, says: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=says):
        read(body)


def test_the_local_office_says_the_same_in_both_forms(replay: Replay) -> None:
    (by_csv,) = fetch_all(replay, [CPI])
    replay.fault("status", code=404, source="ons")
    (by_json,) = fetch_all(replay, [CPI])
    assert by_csv.observations == by_json.observations
    assert by_csv.published_on == by_json.published_on == date(2026, 8, 19)
    assert by_csv.described == by_json.described


@pytest.mark.parametrize("listed", [7, "MM23", None, {"MM23": 1}, [7, None]])
def test_a_list_of_datasets_in_another_shape_says_nothing(listed: object) -> None:
    (found,) = read(page() | {"sourceDatasets": listed}).observations
    assert str(found.value) == "419.1"
