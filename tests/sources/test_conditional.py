"""Asking whether anything changed: over real HTTP at the local ONS, and which calls may be asked so."""

from dataclasses import replace
from datetime import date

from indicators.series import Indicator, Period
from indicators.sources.base import Call, Request
from indicators.sources.conditional import Validators, conditional, fingerprint, known_for
from indicators.sources.fetch import Fetched
from tests.replay.server import Replay
from tests.sources.asking import TODAY, fetch_all, indicator, named

RPI = named("uk-rpi")
SERIES = Request(
    "https://office.example/series", params={"id": "A", "api_key": "s3cret"}, secrets=("s3cret",)
)
KNOWN = Validators(fingerprint(SERIES), '"v1"', "", "", 0)


def known(found: Fetched) -> dict[str, Validators]:
    assert found.validators is not None
    return {found.indicator.key: found.validators}


def test_an_unchanged_series_costs_one_small_request_and_a_changed_one_comes_whole(replay: Replay) -> None:
    (first,) = fetch_all(replay, RPI)
    (again,) = fetch_all(replay, RPI, known=known(first))
    replay.later_release()
    (later,) = fetch_all(replay, RPI, known=known(first))

    assert (again.unmodified, again.observations) == (True, ())
    assert replay.requests[1].headers["if-none-match"]
    assert not later.unmodified
    assert later.observations[-1].period == Period.parse("2026-07")
    assert known(later) != known(first)


def test_the_answer_in_another_form_is_not_asked_about(replay: Replay) -> None:
    replay.fault("status", source="ons", code=404)
    (found,) = fetch_all(replay, RPI)
    assert found.observations
    assert found.validators is None


def test_an_office_that_offers_nothing_to_compare_is_asked_as_usual(replay: Replay) -> None:
    (found,) = fetch_all(replay, named("us-cpi"), since=Period.parse("2024-01"))
    (again,) = fetch_all(replay, named("us-cpi"), since=Period.parse("2024-01"), known=known(found))
    assert again.observations == found.observations
    assert known(found)["bls:CUUR0000SA0"].size > 1000


def test_a_304_that_nobody_asked_for_is_an_error(replay: Replay) -> None:
    replay.serve(b"", source="ons", status=304)
    replay.serve(b"", source="ons", status=304)
    (found,) = fetch_all(replay, RPI)
    assert found.error is not None


def test_a_request_is_the_same_one_with_another_key_and_another_with_other_dates() -> None:
    other_key = replace(SERIES, params={"id": "A", "api_key": "0ther"}, secrets=("0ther",))
    assert fingerprint(other_key) == fingerprint(SERIES)
    assert fingerprint(replace(SERIES, params={**SERIES.params, "since": "2020"})) != fingerprint(SERIES)


def test_what_an_office_said_is_said_back_to_it() -> None:
    both = replace(KNOWN, last_modified="Wed, 19 Aug 2026 06:00:00 GMT")
    asked = conditional(SERIES, both)
    assert asked.headers == {"If-None-Match": '"v1"', "If-Modified-Since": "Wed, 19 Aug 2026 06:00:00 GMT"}
    assert 304 in asked.statuses
    assert conditional(SERIES, replace(KNOWN, etag="")) == SERIES


def calls(*groups: tuple[Indicator, ...]) -> list[Call]:
    return [Call(SERIES, group, TODAY) for group in groups]


def test_only_a_call_that_answers_alone_for_its_indicators_is_asked_so() -> None:
    a, b = indicator("office:A"), indicator("office:B")
    held = {a.key: KNOWN, b.key: KNOWN}
    assert known_for(calls((a,), (b,)), held) == {0: KNOWN, 1: KNOWN}
    assert known_for(calls((a, b)), held) == {0: KNOWN}
    assert known_for(calls((a,), (a, b)), held) == {}
    assert known_for(calls((a, b)), {a.key: KNOWN}) == {}
    assert known_for(calls((a, b)), {**held, b.key: replace(KNOWN, etag='"v2"')}) == {}


def test_another_request_than_the_last_is_asked_whole() -> None:
    a = indicator("office:A")
    assert known_for([Call(replace(SERIES, method="POST"), (a,), date(2026, 1, 1))], {a.key: KNOWN}) == {}
