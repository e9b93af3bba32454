"""The loop from indicators to figures: what is joined, what fails alone, what ends the whole."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from indicators.errors import (
    BadInput,
    Cancelled,
    QuotaReached,
    Refused,
    UnexpectedAnswer,
    UnknownName,
    Unreachable,
)
from indicators.series import Indicator, Observation, Period
from indicators.sources import SOURCE_NAMES, source
from indicators.sources.base import Answer, Call, Parsed, Request
from indicators.sources.fetch import fetch
from tests.replay.server import Replay
from tests.sources.asking import NOW, QUICK, TODAY, fetch_all, indicator, months, named, quick_client


class Office:
    """A reader whose every call asks for one indicator, and whose answers say how to be read."""

    name = "office"
    publisher = "An office"

    def __init__(self, read: Callable[[Call, Answer], list[Parsed]], *, alternative: bool = False) -> None:
        self._read = read
        self._alternative = alternative

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        for wanted in indicators:
            request = Request(f"https://office.example/{wanted.code}")
            other = Call(Request(f"https://office.example/other/{wanted.code}"), (wanted,), today)
            yield Call(request, (wanted,), today, alternative=other if self._alternative else None)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        return self._read(call, answer)


def plain(call: Call, answer: Answer) -> list[Parsed]:
    return [Parsed(call.indicators[0].key, published_on=date(2026, 1, 14))]


def sent(request: Request) -> Answer:
    return Answer(200, b"", "", {}, request.url, NOW)


class Particular(Office):
    """A reader that cannot make a request of every code."""

    def requests(self, indicators: Sequence[Indicator], **more: Any) -> Iterator[Call]:
        for wanted in indicators:
            if not wanted.code.isalpha():
                raise BadInput("not a code of this office", expected="letters", got=wanted.code)
        yield from super().requests(indicators, **more)


THREE = [indicator(f"office:{n}") for n in "ABC"]


def test_every_known_source_reads_its_own_name() -> None:
    for name in ("bls", "ons", "fred"):
        assert name in SOURCE_NAMES
        assert source(name).name == name
        assert source(name).publisher


def test_an_unknown_source_is_answered_with_a_suggestion() -> None:
    with pytest.raises(UnknownName) as caught:
        source("bsl")
    assert "'bls'" in caught.value.hint


def test_indicators_come_one_by_one_as_they_are_complete() -> None:
    asked: list[str] = []

    def send(request: Request) -> Answer:
        asked.append(request.url)
        return sent(request)

    coming = fetch(Office(plain), THREE, send=send, today=TODAY)
    assert next(coming).indicator is THREE[0]
    assert len(asked) == 1
    assert [f.indicator for f in coming] == THREE[1:]


def test_one_that_fails_does_not_take_the_others_along() -> None:
    def read(call: Call, answer: Answer) -> list[Parsed]:
        if call.indicators[0] is THREE[1]:
            raise Refused("no such series")
        return plain(call, answer)

    fetched = list(fetch(Office(read), THREE, send=sent, today=TODAY))
    assert [type(f.error) for f in fetched] == [type(None), Refused, type(None)]


def test_a_quota_ends_the_source() -> None:
    asked: list[str] = []

    def send(request: Request) -> Answer:
        asked.append(request.url)
        raise QuotaReached("no more today")

    fetched = list(fetch(Office(plain, alternative=True), THREE, send=send, today=TODAY))
    assert all(isinstance(f.error, QuotaReached) for f in fetched)
    assert len(asked) == 1


def test_an_office_that_is_silent_twice_running_is_left_alone() -> None:
    asked: list[str] = []

    def send(request: Request) -> Answer:
        asked.append(request.url)
        raise Unreachable("nobody there")

    fetched = list(fetch(Office(plain), THREE, send=send, today=TODAY))
    assert all(isinstance(f.error, Unreachable) for f in fetched)
    assert len(asked) == 2


def test_silence_is_forgiven_after_an_answer() -> None:
    asked: list[str] = []

    def send(request: Request) -> Answer:
        asked.append(request.url)
        if len(asked) % 2:
            raise Unreachable("nobody there")
        return sent(request)

    five = [indicator(f"office:{n}") for n in "ABCDE"]
    assert len(list(fetch(Office(plain), five, send=send, today=TODAY))) == 5
    assert len(asked) == 5


def test_the_other_form_is_asked_and_said_so() -> None:
    def read(call: Call, answer: Answer) -> list[Parsed]:
        if "/other/" not in call.request.url:
            raise UnexpectedAnswer("a new shape")
        return plain(call, answer)

    (fetched,) = fetch(Office(read, alternative=True), THREE[:1], send=sent, today=TODAY)
    assert fetched.error is None
    assert fetched.messages == ("the usual form failed (a new shape)",)
    assert fetched.url == "https://office.example/other/A"


def test_where_both_forms_fail_the_first_error_counts() -> None:
    def read(call: Call, answer: Answer) -> list[Parsed]:
        raise UnexpectedAnswer("shape two" if "/other/" in call.request.url else "shape one")

    (fetched,) = fetch(Office(read, alternative=True), THREE[:1], send=sent, today=TODAY)
    assert fetched.error is not None
    assert fetched.error.message == "shape one"
    assert "shape two" in fetched.error.hint


def test_an_answer_that_always_wants_more_is_ended() -> None:
    def read(call: Call, answer: Answer) -> list[Parsed]:
        return [Parsed(call.indicators[0].key, more=(call,))]

    (fetched,) = fetch(Office(read), THREE[:1], send=sent, today=TODAY)
    assert isinstance(fetched.error, UnexpectedAnswer)
    assert "without end" in fetched.error.message


def test_two_parts_that_disagree_are_refused() -> None:
    month = Period.month(2026, 1)
    values = iter(["100.0", "101.0"])

    def read(call: Call, answer: Answer) -> list[Parsed]:
        value = Observation(month, Decimal(next(values)))
        more = (call,) if value.value == 100 else ()
        return [Parsed(call.indicators[0].key, (value,), more=more)]

    (fetched,) = fetch(Office(read), THREE[:1], send=sent, today=TODAY)
    assert isinstance(fetched.error, UnexpectedAnswer)
    assert "two figures for 2026-01" in fetched.error.message


def test_a_release_date_in_the_future_is_refused() -> None:
    def read(call: Call, answer: Answer) -> list[Parsed]:
        return [Parsed(call.indicators[0].key, published_on=date(2026, 12, 16))]

    (fetched,) = fetch(Office(read), THREE[:1], send=sent, today=TODAY)
    assert isinstance(fetched.error, UnexpectedAnswer)


def test_cancelling_between_indicators_keeps_what_was_handed_out() -> None:
    stop = [False]
    coming = fetch(Office(plain), THREE, send=sent, today=TODAY, cancelled=lambda: stop[0])
    assert next(coming).error is None
    stop[0] = True
    with pytest.raises(Cancelled):
        next(coming)


def test_nothing_asked_is_nothing_fetched() -> None:
    assert list(fetch(Office(plain), [], send=sent, today=TODAY)) == []


def test_all_three_offices_one_after_the_other(replay: Replay) -> None:
    wanted = {
        "bls": ["us-cpi", "us-ppi-finished-goods"],
        "ons": ["uk-rpi", "uk-cpi-rate"],
        "fred": ["us-cpi-fred"],
    }
    newest = {}
    for name, names in wanted.items():
        for fetched in fetch_all(replay, named(*names), key=replay.keys.get(name)):
            assert fetched.error is None
            assert fetched.fetched_at == NOW
            assert fetched.url.startswith(replay.url(name))
            figures = months(fetched.observations)
            newest[fetched.indicator.name] = list(figures.items())[-1]
    assert newest == {
        "us-cpi": ("2026-07", "333.918"),
        "us-ppi-finished-goods": ("2026-04", "277.360"),
        "uk-rpi": ("2026-06", "416.5"),
        "uk-cpi-rate": ("2026-01", "3.0"),
        "us-cpi-fred": ("2024-11", "315.493"),
    }


def test_the_same_question_again_brings_the_same_figures(replay: Replay) -> None:
    once = fetch_all(replay, named("uk-rpi", "uk-cpi"))
    again = fetch_all(replay, named("uk-rpi", "uk-cpi"))
    assert [f.observations for f in once] == [f.observations for f in again]


def test_an_office_in_trouble_for_one_request_gives_all_its_figures(replay: Replay) -> None:
    replay.fault("truncated", source="ons")
    replay.fault("status", source="ons", code=503)
    fetched = fetch_all(replay, named("uk-rpi", "uk-cpi", "uk-cpi-rate"))
    assert all(f.error is None and f.messages == () for f in fetched)
    assert len(replay.requests) == 5


def test_an_office_that_is_down_is_left_alone_soon(replay: Replay) -> None:
    replay.fault("reset", source="ons", times=99)
    fetched = fetch_all(replay, named("uk-rpi", "uk-cpi", "uk-cpi-rate"))
    assert all(isinstance(f.error, Unreachable) for f in fetched)
    assert len(replay.requests) == 2 * QUICK.attempts


def test_cancelling_reaches_through_the_client(replay: Replay) -> None:
    with quick_client() as client, pytest.raises(Cancelled):
        list(
            fetch(
                source("ons"),
                named("uk-rpi"),
                send=lambda request: client.send(request, cancelled=lambda: True),
                today=TODAY,
                base_url=replay.url("ons"),
            )
        )


@pytest.mark.parametrize("codes", ["A?B", "?AB", "AB?", "?", "?!A"])
def test_a_code_that_cannot_be_asked_for_fails_alone(codes: str) -> None:
    wanted = [indicator(f"office:{code}") for code in codes]
    found = {f.indicator.code: f for f in fetch(Particular(plain), wanted, send=sent, today=TODAY)}
    assert set(found) == set(codes)
    for code in codes:
        error = found[code].error
        assert (error is None) is code.isalpha()
        if error is not None:
            assert isinstance(error, Refused)
            assert (error.message, error.got) == ("not a code of this office", code)
