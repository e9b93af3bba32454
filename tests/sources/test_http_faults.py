"""What the client makes of an office, or a network, in trouble: real requests to a real socket."""

import threading
from pathlib import Path
from typing import Any

import pytest

from indicators.errors import Cancelled, QuotaReached, Refused, SourceError, UnexpectedAnswer, Unreachable
from indicators.sources.base import CSV_TYPES, Request
from indicators.sources.http import Retry
from indicators.sources.pacing import Limits
from tests.replay.replies import Reply
from tests.replay.server import Replay
from tests.sources.asking import NOW, QUICK, calls, fetch_all, named, quick_client

PAGE = "/economy/inflationandpriceindices/timeseries/chaw/mm23"
SHORT = Limits(connect=2, read=0.3, total=0.6, body=200_000, attempts=2)


def rpi(replay: Replay) -> Request:
    return Request(f"{replay.url('ons')}/generator", params={"format": "csv", "uri": PAGE}, accept=CSV_TYPES)


def failure(replay: Replay, limits: Limits = QUICK) -> SourceError:
    with quick_client(limits) as client, pytest.raises(SourceError) as caught:
        client.send(rpi(replay))
    return caught.value


def test_a_sound_answer_arrives_whole_with_its_time_and_address(replay: Replay) -> None:
    with quick_client() as client:
        answer = client.send(rpi(replay))
    assert answer.content.startswith(b'"Title","RPI All Items Index: Jan 1987=100"')
    assert (answer.status, answer.fetched_at) == (200, NOW)
    assert answer.url.startswith(replay.url("ons"))
    assert answer.headers["content-disposition"].startswith("inline")


def test_the_office_is_told_who_asks(replay: Replay) -> None:
    with quick_client() as client:
        client.send(rpi(replay))
    agent = replay.requests[0].headers["user-agent"]
    assert agent.startswith("realterms/")
    assert agent.endswith("(+pay@example.org)")


@pytest.mark.parametrize(
    "kind",
    [
        "reset",
        "drop",
        "silence",
        "truncated",
        "wrong-length",
        "unfinished-chunks",
        "unfinished-gzip",
    ],
)
def test_a_broken_line_is_tried_again(replay: Replay, kind: str) -> None:
    replay.fault(kind)
    with quick_client() as client:
        answer = client.send(rpi(replay))
    assert answer.content.endswith(b'"2026 JUN","416.5"\n')
    assert len(replay.requests) == 2


@pytest.mark.parametrize("code", [500, 502, 503, 504, 429])
def test_a_busy_office_is_asked_again(replay: Replay, code: int) -> None:
    replay.fault("status", code=code)
    with quick_client() as client:
        assert client.send(rpi(replay)).status == 200
    assert len(replay.requests) == 2


def test_trouble_that_outlives_the_retries_is_unreachable(replay: Replay) -> None:
    replay.fault("reset", times=9)
    error = failure(replay)
    assert isinstance(error, Unreachable)
    assert len(replay.requests) == QUICK.attempts
    assert "connection" in error.message


def test_nobody_at_the_address_is_unreachable(replay: Replay) -> None:
    request = rpi(replay)
    replay.close()
    with quick_client() as client, pytest.raises(Unreachable, match="refused"):
        client.send(request)


def test_a_name_that_does_not_exist_says_so() -> None:
    with quick_client() as client, pytest.raises(Unreachable, match="looked up"):
        client.send(Request("http://office.invalid/"))


@pytest.mark.parametrize(
    "url", ["http://" + "a" * 70 + ".example/", "http://.example/", "gopher://office.example/"]
)
def test_an_address_nothing_can_be_at_is_asked_once(url: str) -> None:
    told: list[Retry] = []
    with quick_client(told=told) as client, pytest.raises(Unreachable, match="this address"):
        client.send(Request(url))
    assert told == []


def test_too_many_requests_for_too_long_is_a_quota(replay: Replay) -> None:
    replay.fault("status", code=429, times=9)
    assert isinstance(failure(replay), QuotaReached)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_a_refusal_is_final_and_quoted(replay: Replay, code: int) -> None:
    replay.fault("status", code=code)
    error = failure(replay)
    assert isinstance(error, Refused)
    assert str(code) in error.message
    assert error.got == "busy"
    assert len(replay.requests) == 1


def test_a_status_nobody_expects_is_unexpected(replay: Replay) -> None:
    replay.fault("status", code=204)
    assert isinstance(failure(replay), UnexpectedAnswer)


def test_a_login_page_is_quoted_and_not_taken_for_figures(replay: Replay) -> None:
    replay.fault("html")
    error = failure(replay)
    assert isinstance(error, UnexpectedAnswer)
    assert "Sign in to the guest network" in str(error.got)
    assert "login page" in error.hint
    assert len(replay.requests) == 1


def test_figures_under_another_type_are_refused(replay: Replay) -> None:
    replay.fault("wrong-type")
    assert "image/png" in failure(replay).message


def test_a_body_without_a_type_counts_unless_it_is_a_page(replay: Replay) -> None:
    replay.fault("wrong-type", content_type="")
    with quick_client() as client:
        assert client.send(rpi(replay)).content_type == ""
    replay.fault("html", content_type="")
    assert isinstance(failure(replay), UnexpectedAnswer)


def test_a_body_that_swells_is_stopped(replay: Replay) -> None:
    replay.fault("gzip-bomb", size=8_000_000)
    error = failure(replay)
    assert isinstance(error, UnexpectedAnswer)
    assert "500,000 bytes" in error.expected


def test_a_body_without_end_is_stopped(replay: Replay) -> None:
    replay.fault("endless")
    assert isinstance(failure(replay), UnexpectedAnswer)


@pytest.mark.parametrize(("kind", "options"), [("drip", {}), ("drip", {"stated": False}), ("drip-head", {})])
def test_an_office_that_drips_is_cut_off(replay: Replay, kind: str, options: dict[str, Any]) -> None:
    replay.fault(kind, times=9, **options)
    error = failure(replay, SHORT)  # the office drips for as long as anybody listens
    assert isinstance(error, Unreachable)
    assert "not done after 0.6 s" in error.message


def test_a_compression_nobody_asked_for_is_unexpected(replay: Replay) -> None:
    replay.serve(Reply(b"??", 200, "text/csv", {"Content-Encoding": "br"}), source="ons")
    assert "'br'" in failure(replay).message


def test_a_redirect_on_the_same_host_is_followed(replay: Replay) -> None:
    replay.fault("redirect", to=f"/generator?format=csv&uri={PAGE}", code=301)
    with quick_client() as client:
        assert client.send(rpi(replay)).content.startswith(b'"Title"')


@pytest.mark.parametrize(
    "to", ["http://login.example/?from=office", "https://127.0.0.2/", "//elsewhere.example/"]
)
def test_a_redirect_to_another_host_is_not_followed(replay: Replay, to: str) -> None:
    replay.fault("redirect", to=to)
    error = failure(replay)
    assert isinstance(error, UnexpectedAnswer)
    assert "not followed" in error.message
    assert "pw" not in error.explain()
    assert len(replay.requests) == 1


def test_a_redirect_in_a_circle_ends(replay: Replay) -> None:
    replay.fault("redirect", to=f"/generator?format=csv&uri={PAGE}", times=99)
    assert "circle" in failure(replay).message
    assert len(replay.requests) == QUICK.redirects + 1


def test_a_redirect_of_a_post_is_not_followed(replay: Replay) -> None:
    replay.fault("redirect", to="/publicAPI/v2/timeseries/data/")
    (call,) = calls(named("us-cpi"), base_url=replay.url("bls"))
    with quick_client() as client, pytest.raises(UnexpectedAnswer, match="not followed"):
        client.send(call.request)


def test_nothing_is_sent_once_cancelled(replay: Replay) -> None:
    with quick_client() as client, pytest.raises(Cancelled):
        client.send(rpi(replay), cancelled=lambda: True)
    assert replay.requests == []


def test_cancelling_ends_a_wait_for_the_office_at_once(replay: Replay) -> None:
    replay.fault("silence", times=9)
    wanted = threading.Event()
    threading.Timer(0.15, wanted.set).start()
    for_ever = Limits(connect=60, read=3600, total=3600)
    with quick_client(for_ever) as client, pytest.raises(Cancelled):
        client.send(rpi(replay), cancelled=wanted.is_set)


def test_cancelling_ends_a_body_that_is_still_coming(replay: Replay) -> None:
    replay.fault("drip", stated=False)
    wanted = threading.Event()
    threading.Timer(0.15, wanted.set).start()
    with quick_client(Limits(read=3600, total=3600)) as client, pytest.raises(Cancelled):
        client.send(rpi(replay), cancelled=wanted.is_set)


def test_cancelling_ends_the_wait_between_attempts(replay: Replay) -> None:
    replay.fault("status", code=503, retry_after="30", times=9)
    slept: list[float] = []
    with quick_client(Limits(), slept) as client, pytest.raises(Cancelled):
        client.send(rpi(replay), cancelled=lambda: sum(slept) > 1)
    assert sum(slept) < 2
    assert len(replay.requests) == 1


def test_each_thread_has_a_session_of_its_own_and_all_are_answered(replay: Replay) -> None:
    lengths: list[int] = []
    with quick_client() as client:
        threads = [
            threading.Thread(target=lambda: lengths.append(len(client.send(rpi(replay)).content)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(lengths) == 8
    assert len(set(lengths)) == 1


def test_a_closed_client_opens_again(replay: Replay) -> None:
    with quick_client() as client:
        client.send(rpi(replay))
        client.close()
        assert client.send(rpi(replay)).status == 200


def test_no_password_is_read_from_a_netrc_file(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with quick_client() as client:
        client.send(rpi(replay))
    assert "authorization" not in replay.requests[0].headers


def test_cookies_are_not_kept(replay: Replay) -> None:
    fetch_all(replay, named("us-cpi"))
    fetch_all(replay, named("us-cpi"))
    assert "cookie" not in replay.requests[1].headers
