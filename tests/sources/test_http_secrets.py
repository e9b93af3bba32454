"""Keys stay out of messages, exception chains, logs, kept addresses and other hosts."""

import logging
from typing import Any

import pytest

from indicators.errors import RealtermsError, SettingsError, SourceError
from indicators.sources.address import office_url
from indicators.sources.base import Request
from indicators.sources.http import Retry
from indicators.sources.redact import redact, safe_url, snippet
from tests.replay.server import Replay
from tests.sources.asking import QUICK, fetch_all, named, quick_client

SECRET = "s3cr3t/key+of=mine"


def keyed(replay: Replay) -> Request:
    return Request(
        f"{replay.url('fred')}/fred/series/observations",
        params={"series_id": "CPIAUCNS", "api_key": SECRET},
        secrets=(SECRET,),
    )


def everything_in(error: BaseException | None) -> str:
    """All texts of an error and of whatever it was raised from or in the course of."""
    texts = []
    while error is not None:
        texts += [str(error), repr(error), repr(error.args)]
        if isinstance(error, RealtermsError):
            texts += [error.explain(), str(error.as_dict())]
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


def spelled(text: str) -> list[str]:
    return [s for s in (SECRET, "s3cr3t%2Fkey%2Bof%3Dmine") if s in text]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("reset", {}),
        ("silence", {}),
        ("truncated", {}),
        ("status", {"code": 503}),
        ("status", {"code": 403}),
        ("html", {}),
        ("gzip-bomb", {"size": 4_000_000}),
        ("redirect", {"to": f"http://login.example/?key={SECRET}"}),
    ],
)
def test_no_error_and_nothing_behind_it_holds_the_key(
    replay: Replay, kind: str, options: dict[str, Any]
) -> None:
    replay.fault(kind, times=9, **options)
    with quick_client() as client, pytest.raises(SourceError) as caught:
        client.send(keyed(replay))
    assert spelled(everything_in(caught.value)) == []


def test_nobody_at_the_address_does_not_tell_the_key(replay: Replay) -> None:
    request = keyed(replay)
    replay.close()
    with quick_client() as client, pytest.raises(SourceError) as caught:
        client.send(request)
    assert spelled(everything_in(caught.value)) == []


def test_a_kept_address_has_no_key(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, named("us-cpi-fred"), key=replay.keys["fred"])
    assert fetched.error is None
    assert "api_key=***" in fetched.url
    assert replay.keys["fred"] not in fetched.url


def test_logs_have_no_key_even_at_debug(replay: Replay, caplog: pytest.LogCaptureFixture) -> None:
    replay.fault("status", code=503)
    with caplog.at_level(logging.DEBUG), quick_client() as client, pytest.raises(SourceError):
        client.send(keyed(replay))
    assert "api_key=***" in caplog.text  # the library did log the address
    assert spelled(caplog.text) == []


def test_told_retries_have_no_key(replay: Replay) -> None:
    replay.fault("status", code=503)
    told: list[Retry] = []
    with quick_client(QUICK, told=told) as client, pytest.raises(SourceError):
        client.send(keyed(replay))
    assert told
    assert spelled(" ".join(map(str, told))) == []


def test_a_keyed_redirect_is_not_followed_even_on_the_host(replay: Replay) -> None:
    replay.fault("redirect", to="/graph/fredgraph.csv?id=CPIAUCNS")
    with quick_client() as client, pytest.raises(SourceError, match="not followed"):
        client.send(keyed(replay))
    assert len(replay.requests) == 1


def test_bls_echoes_a_bad_key_and_we_do_not(replay: Replay) -> None:
    (fetched,) = fetch_all(replay, named("us-cpi"), key=SECRET)
    assert fetched.error is not None
    assert "key:***" in str(fetched.error.got)
    assert spelled(everything_in(fetched.error)) == []


def test_a_value_that_shows_a_request_does_not_show_its_secrets(replay: Replay) -> None:
    body = Request("https://office.example/", json={"registrationkey": SECRET}, secrets=(SECRET,))
    query = Request("https://office.example/", params={"api_key": SECRET}, secrets=(SECRET,))
    assert spelled(repr((body, query))) == []


def test_redaction_knows_how_addresses_spell() -> None:
    assert redact("k=a%2Fb&l=a/b", ("a/b",)) == "k=***&l=***"
    assert redact("nothing", ("",)) == "nothing"
    assert redact("abcd and abc", ("abc", "abcd")) == "*** and ***"
    assert safe_url("https://me:pw@office.example/x?key=abc", ("abc",)) == "https://office.example/x?key=***"


def test_a_quotation_is_short_flat_and_redacted() -> None:
    text = "<html>\x1b[31m\n\n  " + "x" * 500
    assert snippet(text, (), 20) == "<html> [31m " + "x" * 7 + "…"
    assert "\x1b" not in snippet(text.encode(), ())
    assert SECRET not in snippet("x" * 100 + SECRET, (SECRET,))


@pytest.mark.parametrize(
    "base",
    [
        "ftp://office.example",
        "office.example",
        "https://",
        "https://me:pw@office.example",
        "https://office.example/?key=1",
        "http://[::1",
        "https://office.example:port",
    ],
)
def test_an_address_that_is_none_is_a_setting_to_correct(base: str) -> None:
    with pytest.raises(SettingsError) as caught:
        office_url("fred", "https://own.example", "/x", base_url=base, key=None)
    assert caught.value.where == "setting fred_url"
    assert "pw" not in caught.value.explain()


def test_a_key_is_not_sent_unencrypted_to_another_machine() -> None:
    with pytest.raises(SettingsError, match="unencrypted"):
        office_url("fred", "https://own.example", "/x", base_url="http://office.example", key=SECRET)
    for local in ("http://127.0.0.1:8080", "http://localhost", "http://[::1]:9"):
        assert office_url("fred", "", "/x", base_url=local, key=SECRET) == f"{local}/x"
    assert (
        office_url("fred", "https://own.example", "/x", base_url=None, key=SECRET) == "https://own.example/x"
    )
    assert office_url("ons", "", "/x", base_url="https://mirror.example/ons/", key=None) == (
        "https://mirror.example/ons/x"
    )
