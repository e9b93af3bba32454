"""Strict reading: numbers, tables of cells, bodies; for whatever an office may send."""

import gzip
import zlib
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import RealtermsError, UnexpectedAnswer
from indicators.series import Measure
from indicators.sources import source
from indicators.sources.body import BodyBroken, BodyTooLarge, EncodingUnknown, read_body
from indicators.sources.figures import number
from tests.sources.asking import KEY, answer, calls, named

CALL = calls(named("us-cpi"))[0]


@given(st.decimals(min_value="0.001", max_value="999999", allow_nan=False, places=3))
def test_a_published_figure_is_kept_digit_by_digit(value: Decimal) -> None:
    assert str(number(str(value), CALL, Measure.INDEX, "2026-08")) == str(value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("100", "100"),
        ("100.0", "100.0"),
        ("327.4600000000000000", "327.460000000000"),
        ("0.000000000000000000001", "1E-21"),
        ("327.4600000000000079", "327.4600000000000079"),
        ("1000000000000000", "1.000000000000000E+15"),
        ("1234567890123456", "1.234567890123456E+15"),
        ("100000000000000000.000", "1.00000000000000000E+17"),
    ],
)
def test_only_zeros_past_the_fifteenth_digit_are_padding(text: str, kept: str) -> None:
    found = number(text, CALL, Measure.INDEX, "2026-08")
    assert found == Decimal(text)
    assert found == Decimal(kept)
    assert len(found.as_tuple().digits) <= len(Decimal(text).as_tuple().digits)


@given(st.text(max_size=12))
def test_no_text_at_all_becomes_anything_but_a_positive_number(text: str) -> None:
    try:
        found = number(text, CALL, Measure.INDEX, "2026-08")
    except UnexpectedAnswer:
        return
    assert found > 0
    assert found.is_finite()
    assert text.isascii()


@pytest.mark.parametrize("value", [None, 1, 1.5, True, Decimal(1), [], {}])
def test_a_figure_is_text(value: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        number(value, CALL, Measure.INDEX, "2026-08")


@pytest.mark.parametrize("name", ["us-cpi", "uk-rpi", "us-cpi-fred"])
@pytest.mark.parametrize("key", [None, KEY])
@given(content=st.binary(max_size=200))
def test_no_bytes_bring_a_reader_down(name: str, key: str | None, content: bytes) -> None:
    call = calls(named(name), key=key)[0]
    for here in (call, call.alternative or call):
        with pytest.raises(RealtermsError):
            source(call.indicators[0].source).parse(here, answer(content))


NAMES = (
    *("status", "message", "Results", "series", "seriesID", "data", "observations", "count", "offset"),
    *("description", "months", "years", "quarters", "error_message", "units", "output_type", "cdid"),
)
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", ["us-cpi", "uk-rpi", "us-cpi-fred"])
@pytest.mark.parametrize("status", [200, 400])
@given(body=SHAPES)
def test_no_json_brings_a_reader_down(name: str, status: int, body: object) -> None:
    call = calls(named(name), key=KEY)[0]
    with pytest.raises(RealtermsError):
        source(call.indicators[0].source).parse(call.alternative or call, answer([body], status=status))
    if isinstance(body, dict):
        with pytest.raises(RealtermsError):
            source(call.indicators[0].source).parse(call.alternative or call, answer(body, status=status))


# Bodies.


def pieces(content: bytes, size: int = 7) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


@given(st.binary(max_size=3000), st.integers(min_value=1, max_value=500))
def test_a_compressed_body_comes_back_as_it_was(content: bytes, size: int) -> None:
    assert read_body(pieces(gzip.compress(content), size), "gzip", 5000) == content
    assert read_body(pieces(content, size), "identity", 5000) == content


def test_members_of_gzip_follow_one_another() -> None:
    assert read_body(pieces(gzip.compress(b"one ") + gzip.compress(b"two")), "x-gzip", 100) == b"one two"


@pytest.mark.parametrize("cut", [1, 4, 8, 9, 15])
def test_a_compressed_body_that_ends_early_is_broken(cut: int) -> None:
    with pytest.raises(BodyBroken):
        read_body(pieces(gzip.compress(b"figures")[:-cut]), "gzip", 100)


@pytest.mark.parametrize(
    "content",
    [b"plain text", gzip.compress(b"x", mtime=0) + b"rest", zlib.compress(b"x")],
    ids=["plain", "with a rest", "zlib"],
)
def test_a_body_that_is_not_what_it_says_is_broken(content: bytes) -> None:
    with pytest.raises(BodyBroken):
        read_body(pieces(content), "gzip", 1000)


def test_a_body_is_stopped_at_its_limit_before_it_is_held() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"0" * 100

    with pytest.raises(BodyTooLarge):
        read_body(endless(), "", 1000)
    assert taken == 11
    with pytest.raises(BodyTooLarge):
        read_body([gzip.compress(b"0" * 10_000_000)], "gzip", 1_000_000)
    assert len(read_body([b"0" * 1000], "", 1000)) == 1000


def test_other_compressions_are_unknown() -> None:
    for name in ("br", "zstd", "deflate", "gzip, gzip"):
        with pytest.raises(EncodingUnknown):
            read_body([b""], name, 100)
