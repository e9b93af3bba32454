"""The local offices themselves: what they serve, what they frown on, what they can do to a line."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.replay.server import Replay


def get(replay: Replay, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(replay.url("ons") + path, timeout=5) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def ask_bls(replay: Replay, body: object) -> dict[str, object]:
    request = urllib.request.Request(
        f"{replay.url('bls')}/publicAPI/v2/timeseries/data/",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        found: dict[str, object] = json.load(response)
    return found


PAGE = "/economy/inflationandpriceindices/timeseries/d7bt/mm23"


def test_the_ons_generator(replay: Replay) -> None:
    status, text = get(replay, f"/generator?format=csv&uri={PAGE}")
    lines = text.splitlines()
    assert status == 200
    assert lines[0] == '"Title","CPI INDEX 00: ALL ITEMS 2015=100"'
    assert lines[7] == '"Important notes",'
    assert lines[-1] == '"2026 JUL","142.9"'
    filtered = get(replay, f"/generator?format=csv&series&uri={PAGE}")[1]
    assert filtered.splitlines()[6] == '"2022 JAN","114.9"'


def test_the_ons_errors(replay: Replay) -> None:
    assert get(replay, f"/generator?uri={PAGE}")[0] == 400
    assert get(replay, f"/generator?format=pdf&uri={PAGE}")[0] == 400
    assert get(replay, f"/generator?format=csv&uri={PAGE}x")[0] == 404
    assert get(replay, f"{PAGE}/nothing")[0] == 404
    assert replay.complaints == ["ONS: no format"]
    replay.complaints.clear()


def test_the_bls_interface(replay: Replay) -> None:
    asked = {"seriesid": ["CUUR0000SA0", "NOSUCH"], "startyear": "2025", "endyear": "2027"}
    found = ask_bls(replay, asked)
    assert found["message"] == [
        "No Data Available for Series CUUR0000SA0 Year: 2027",
        "Series does not exist for Series NOSUCH",
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"seriesid": ["X"] * 26, "startyear": "2025", "endyear": "2026"},
        {"seriesid": ["X"], "startyear": "2010", "endyear": "2026"},
        {"seriesid": ["X"]},
        [],
    ],
)
def test_the_bls_limits_are_watched(replay: Replay, body: object) -> None:
    ask_bls(replay, body)
    assert len(replay.complaints) == 1
    replay.complaints.clear()


def test_a_key_allows_more(replay: Replay) -> None:
    body = {"seriesid": ["X"] * 50, "startyear": "2007", "endyear": "2026"}
    ask_bls(replay, body | {"registrationkey": replay.keys["bls"]})
    assert ask_bls(replay, body | {"registrationkey": "other"})["status"] == "REQUEST_NOT_PROCESSED"
    assert replay.complaints == []


def test_fred_frowns_on_parameters_it_does_not_know(replay: Replay) -> None:
    key = replay.keys["fred"]
    query = urllib.parse.urlencode({"series_id": "CPIAUCNS", "api_key": key, "colour": "red"})
    status, text = get(replay, f"/fred/series/observations?{query}")
    assert status == 200
    # Asked for no real-time period: the day of the newest release.
    assert json.loads(text)["realtime_start"] == "2024-12-11"
    assert replay.complaints == ["FRED: unknown parameter colour"]
    replay.complaints.clear()


def test_a_path_of_no_office(replay: Replay) -> None:
    assert get(replay, "/robots.txt")[0] == 404
    assert replay.complaints
    replay.complaints.clear()


def test_faults_and_kept_replies_wait_in_line(replay: Replay) -> None:
    replay.fault("status", code=503, source="ons", times=2)
    replay.serve("kept", source="ons", content_type="text/plain")
    query = f"/generator?format=csv&uri={PAGE}"
    assert [get(replay, query)[0] for _ in range(2)] == [503, 503]
    assert get(replay, query)[1] == "kept"
    assert get(replay, query)[1].startswith('"Title"')


def test_an_unknown_fault_is_a_mistake_of_the_test(replay: Replay) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        replay.fault("earthquake")
    with pytest.raises(ValueError, match="no local office"):
        replay.url("nbs")


def test_another_process_is_served_too(replay: Replay) -> None:
    code = (
        "import os, urllib.request as u; e = os.environ; "
        "print(u.urlopen(e['REALTERMS_ONS_URL'] + e['ASK']).status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | replay.environment(keyed=True) | {"ASK": f"/generator?format=csv&uri={PAGE}"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == "200\n"
    assert replay.requests[0].path == "/generator"


def test_a_client_killed_while_it_speaks_is_no_request(replay: Replay) -> None:
    address = urllib.parse.urlsplit(replay.url("bls"))
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as client:
        head = "POST /publicAPI/v2/timeseries/data/ HTTP/1.1\r\nContent-Type: application/json\r\n"
        client.sendall(f'{head}Content-Length: 500\r\n\r\n{{"seriesid"'.encode())
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1000) == b""
    assert replay.requests == []
