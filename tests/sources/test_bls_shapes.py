"""The BLS reader takes no answer in a shape nobody has seen, and says what it saw."""

from typing import Any

import pytest

from indicators.errors import UnexpectedAnswer
from indicators.series import Measure
from tests.sources.asking import indicator, months, parse
from tests.sources.bls_replies import CPI, reply, row, succeeded


@pytest.mark.parametrize(
    "value", ["", "n/a", "NaN", "Infinity", "1e3", "-5.0", "0", "0.0", "１２３", "1,234.5", " 1.0", "--"]
)
def test_a_value_that_is_no_index_is_refused(value: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse(CPI, reply(row("2026-M08", value)))


def test_a_rate_may_be_zero_or_negative() -> None:
    rate = indicator("bls:CUUR0000SA0", measure=Measure.RATE_12M)
    (found,) = parse(rate, reply(row("2026-M08", "-0.4"), row("2026-M07", "0.0")))
    assert months(found.observations) == {"2026-07": "0.0", "2026-08": "-0.4"}


def test_one_month_twice_must_be_the_same_figure() -> None:
    same = reply(row("2026-M08", "334.980"), row("2026-M08", "334.980"))
    assert len(parse(CPI, same)[0].observations) == 1
    with pytest.raises(UnexpectedAnswer, match="two figures for 2026-08"):
        parse(CPI, reply(row("2026-M08", "334.980"), row("2026-M08", "334.981")))


def test_a_month_that_has_not_begun_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer, match="not begun"):
        parse(CPI, reply(row("2026-M12", "340.0")))


def break_reply(name: str) -> object:
    body: dict[str, Any] = reply(row("2026-M08", "334.980"))
    series = body["Results"]["series"]
    broken: dict[str, object] = {
        "a list": [body],
        "null": None,
        "no status": {k: v for k, v in body.items() if k != "status"},
        "no message": {k: v for k, v in body.items() if k != "message"},
        "message of numbers": body | {"message": [1]},
        "results empty": body | {"Results": {}},
        "results a list of two": body | {"Results": [{"series": series}] * 2},
        "series an object": body | {"Results": {"series": {}}},
        "another series": reply(row("2026-M08", "1"), code="CUUR0000SA9"),
        "the series twice": succeeded(*series, *series),
        "no series": succeeded(),
        "no data": succeeded({"seriesID": CPI.code}),
        "row a list": reply(["2026", "M08", "334.980"]),  # type: ignore[arg-type]  # wrong on purpose
        "value a number": reply(row("2026-M08", "1") | {"value": 334.98}),
        "value null": reply(row("2026-M08", "1") | {"value": None}),
        "year a number": reply(row("2026-M08", "1") | {"year": 2026}),
        "year in words": reply(row("MMXX-M08", "1")),
        "unknown period": reply(row("2026-M14", "1")),
        "no footnotes": reply({k: v for k, v in row("2026-M08", "1").items() if k != "footnotes"}),
        "footnote text": reply(row("2026-M08", "1") | {"footnotes": ["P"]}),
        "footnote without text": reply(row("2026-M08", "1", {"code": "P"})),
        "not json": "<html>Service Unavailable</html>",
        "cut json": '{"status":"REQUEST_SUCCEEDED","message":[],"Results":{"series":[',
        "nan": '{"status": NaN}',
        "not utf-8": b'{"status":"\xff"}',
        "deep": "[" * 100_000,
        "empty": "",
    }
    return broken[name]


@pytest.mark.parametrize(
    "name",
    [
        "a list",
        "null",
        "no status",
        "no message",
        "message of numbers",
        "results empty",
        "results a list of two",
        "series an object",
        "another series",
        "the series twice",
        "no series",
        "no data",
        "row a list",
        "value a number",
        "value null",
        "year a number",
        "year in words",
        "unknown period",
        "no footnotes",
        "footnote text",
        "footnote without text",
        "not json",
        "cut json",
        "nan",
        "not utf-8",
        "deep",
        "empty",
    ],
)
def test_an_unknown_shape_is_an_error_that_quotes_it(name: str) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        parse(CPI, break_reply(name))
    assert "us-cpi" in caught.value.where


def test_results_as_an_array_of_one_are_read() -> None:
    body = reply(row("2026-M08", "334.980"))
    (found,) = parse(CPI, body | {"Results": [body["Results"]]})
    assert months(found.observations) == {"2026-08": "334.980"}
