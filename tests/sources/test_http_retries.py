"""How long the client waits, and for whom: Retry-After, growth, jitter, the office's pace."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests

from indicators.errors import QuotaReached, SettingsError, SourceError, Unreachable
from indicators.sources.address import user_agent
from indicators.sources.base import CSV_TYPES, Rate, Request
from indicators.sources.failures import network_failure
from indicators.sources.http import Retry
from indicators.sources.pacing import Limits, Pace, retry_after
from tests.replay.server import Replay
from tests.sources.asking import NOW, quick_client
from tests.sources.test_http_faults import rpi

PATIENT = Limits(connect=2, read=1, total=500, attempts=4, retry_after=60)


def waits(replay: Replay, limits: Limits = PATIENT) -> float:
    slept: list[float] = []
    with quick_client(limits, slept) as client, suppress(SourceError):
        client.send(rpi(replay))
    return sum(slept)


def test_retry_after_in_seconds_is_kept_to(replay: Replay) -> None:
    replay.fault("status", code=429, retry_after="7")
    assert 7 <= waits(replay) <= 8


def test_retry_after_as_a_date_counts_from_the_office_clock(replay: Replay) -> None:
    theirs = datetime(2031, 1, 1, tzinfo=UTC)
    until = format_datetime(theirs + timedelta(seconds=9), usegmt=True)
    replay.fault("status", code=503, retry_after=until, date=format_datetime(theirs, usegmt=True))
    assert 9 <= waits(replay) <= 10


def test_an_office_that_asks_for_an_hour_is_not_knocked_at_again(replay: Replay) -> None:
    replay.fault("status", code=429, retry_after="3600", times=9)
    slept: list[float] = []
    with quick_client(PATIENT, slept) as client, pytest.raises(QuotaReached) as caught:
        client.send(rpi(replay))
    assert slept == []
    assert len(replay.requests) == 1
    assert "3600 s" in caught.value.hint


def test_waits_grow_and_differ(replay: Replay) -> None:
    replay.fault("status", code=503, times=9)
    one = waits(replay)
    replay.fault("status", code=503, times=9)
    other = waits(replay)
    # 1 + 2 + 4 seconds, and up to a second more each time.
    assert 7 <= one <= 10
    assert 7 <= other <= 10
    assert one != other


def test_no_wait_outlives_the_total(replay: Replay) -> None:
    replay.fault("status", code=503, retry_after="50", times=9)
    assert waits(replay, Limits(total=20)) == 0
    assert len(replay.requests) == 1


def test_each_retry_is_told(replay: Replay) -> None:
    replay.fault("status", code=503, times=2)
    told: list[Retry] = []
    with quick_client(told=told) as client:
        client.send(rpi(replay))
    assert len(told) == 2
    assert "503" in told[0].failure
    assert str(told[0]) == f"{told[0].host}: {told[0].failure}; trying again in {told[0].seconds:.0f} s"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 5 ", 5),
        ("Mon, 23 Nov 2026 12:01:30 GMT", 90),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("Monday, 23-Nov-26 12:00:10 GMT", 10),
        ("soon", None),
        ("-5", None),
        ("５", None),
        ("", None),
        (None, None),
    ],
)
def test_both_forms_of_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, None, NOW) == seconds


def test_a_date_header_that_cannot_be_read_is_ignored() -> None:
    assert retry_after("Mon, 23 Nov 2026 12:00:05 GMT", "yesterday", NOW) == 5


def test_a_pace_lets_a_burst_through_and_then_spaces() -> None:
    now = [100.0]
    pace = Pace(Rate(3, 10), lambda: now[0])
    assert [pace.reserve() for _ in range(3)] == [0, 0, 0]
    assert pace.reserve() == 10
    now[0] = 104.0
    assert pace.reserve() == 6
    now[0] = 200.0
    assert pace.reserve() == 0


def test_the_client_keeps_the_pace_of_each_host(replay: Replay) -> None:
    request = Request(rpi(replay).url, params=rpi(replay).params, accept=CSV_TYPES, rate=Rate(2, 30))
    slept: list[float] = []
    with quick_client(PATIENT, slept) as client:
        for _ in range(3):
            client.send(request)
    assert 29 < sum(slept) <= 30


def test_a_contact_that_no_header_can_hold_is_a_setting_to_correct() -> None:
    with pytest.raises(SettingsError, match="told"):
        user_agent("pay\r\nX-Other: 1")
    with pytest.raises(SettingsError):
        user_agent("Löhne@example.org")
    assert "(+" not in user_agent("")


def test_a_certificate_that_does_not_hold_is_not_tried_again() -> None:
    inner = ssl.SSLCertVerificationError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    failure = network_failure(requests.exceptions.SSLError(inner), PATIENT)
    assert failure.kind is Unreachable
    assert not failure.again
