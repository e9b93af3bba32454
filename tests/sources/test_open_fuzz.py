"""Whatever comes in an office's place, only our own errors come out of a reader, and soon."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import RealtermsError
from indicators.sources.base import Parsed
from tests.sources.open_cases import CASES, Case

every_reader = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
quickly = settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.too_slow])

_leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.sampled_from(
        ["NaN", "-1", "2026-08", "202608MM", "M", "１", "", "101.5", "1e400", "0" * 50, "\ud800"]
    )
    | st.text(max_size=20)
)
documents = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


def read(case: Case, body: bytes) -> list[Parsed]:
    """What a reader makes of a body; none of our errors is an error here."""
    try:
        return case.read_bytes(body)
    except RealtermsError:
        return []


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a document."""
    found = [path]
    if isinstance(document, dict):
        found += [p for name, inner in document.items() for p in places(inner, (*path, name))]
    elif isinstance(document, list):
        found += [p for at, inner in enumerate(document) for p in places(inner, (*path, at))]
    return found


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of `document` with another value at `path`."""
    if not path:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[path[0]] = replaced(document[path[0]], path[1:], value)
    return copy


@every_reader
@quickly
@given(body=st.binary(max_size=200))
def test_any_bytes(case: Case, body: bytes) -> None:
    read(case, body)


@every_reader
@quickly
@given(document=documents)
def test_any_json(case: Case, document: Any) -> None:
    read(case, json.dumps(document).encode())


@pytest.mark.parametrize("case", [c for c in CASES if c.text[0] in "[{"], ids=lambda case: case.name)
@settings(quickly, max_examples=150)
@given(data=st.data())
def test_a_good_reply_with_another_value_somewhere(case: Case, data: st.DataObject) -> None:
    document = json.loads(case.text)
    path = data.draw(st.sampled_from(places(document)))
    read(case, json.dumps(replaced(document, path, data.draw(documents))).encode())


@pytest.mark.parametrize("case", [c for c in CASES if c.text[0] not in "[{"], ids=lambda case: case.name)
@settings(quickly, max_examples=150)
@given(data=st.data())
def test_a_good_reply_with_another_cell_somewhere(case: Case, data: st.DataObject) -> None:
    mark = "\t" if "\t" in case.text else ","
    cells = case.text.split(mark)
    at = data.draw(st.integers(0, len(cells) - 1))
    cells[at] = data.draw(st.text(max_size=12) | st.sampled_from([*cells, "NaN", "-", '"', "\r\n", ""]))
    read(case, mark.join(cells).encode("utf-8", "surrogatepass"))


@every_reader
@settings(quickly, max_examples=150)
@given(data=st.data())
def test_a_good_reply_with_bytes_changed_put_in_or_left_out(case: Case, data: st.DataObject) -> None:
    body = bytearray(case.text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        match data.draw(st.sampled_from(["change", "insert", "delete"])):
            case "change":
                body[at] = data.draw(st.integers(0, 255))
            case "insert":
                body[at:at] = data.draw(st.binary(min_size=1, max_size=4))
            case _:
                del body[at]
    read(case, bytes(body))


@every_reader
def test_nesting_without_end(case: Case) -> None:
    for depth in (10, 900, 990, 1000, 100_000):
        read(case, b"[" * depth + b"]" * depth)
        read(case, b'{"data":' * depth + b"1" + b"}" * depth)
