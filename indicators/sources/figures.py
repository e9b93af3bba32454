"""Strict reading of what offices send: numbers, JSON, and the limits of what can be a figure."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NoReturn

from indicators.errors import UnexpectedAnswer
from indicators.series import Indicator, Measure, Observation, Period
from indicators.sources.base import Answer, Call
from indicators.sources.redact import redact, snippet

# ASCII digits only: Decimal() would also take full-width digits, exponents, "NaN" and underscores.
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,60})?")
_SIGNIFICANT = 15


def unexpected(call: Call, message: str, *, got: object = None, expected: str = "") -> NoReturn:
    """Raise UnexpectedAnswer about `call`, with secrets blotted out and what came quoted short."""
    secrets = call.request.secrets
    shown = None if got is None else snippet(got if isinstance(got, str | bytes) else repr(got), secrets)
    raise UnexpectedAnswer(
        redact(message, secrets),
        where=where(call),
        expected=expected,
        got=shown,
        hint="nothing was kept; if it happens again, report it with this text",
    )


def where(call: Call) -> str:
    """Which office and indicators a call concerns, for messages."""
    names = [i.name or i.key for i in call.indicators]
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return redact(call.request.url + (f" ({listed})" if listed else ""), call.request.secrets)


def number(text: object, call: Call, measure: Measure, period: object) -> Decimal:
    """The figure written in `text`: plain ASCII decimal text, as published.

    Digits past the fifteenth significant one are dropped where they are all zeros, which is how a
    database pads; otherwise every digit stays. Only a rate may be zero or negative.
    """
    if not isinstance(text, str) or _NUMBER.fullmatch(text) is None:
        unexpected(call, f"the value for {period} is not a number", got=text, expected="digits, as 123.456")
    value = Decimal(_without_padding(text))
    if value <= 0 and measure is not Measure.RATE_12M:
        unexpected(call, f"the value for {period} cannot be an index", got=text, expected="above zero")
    return value


def _without_padding(text: str) -> str:
    whole, _, decimals = text.partition(".")
    significant = (whole.lstrip("-") + decimals).lstrip("0")
    surplus = len(significant) - _SIGNIFICANT
    if surplus <= 0 or not decimals or set(significant[-surplus:]) != {"0"}:
        return text
    return f"{whole}.{decimals[: max(len(decimals) - surplus, 0)]}".rstrip(".")


def read_json(answer: Answer, call: Call) -> Any:
    """The JSON document in `answer`; numbers stay Decimal; NaN and a name said twice are refused."""
    document = _json_or_none(answer.content)
    if document is None:
        expected = "a JSON document in UTF-8, each name once"
        unexpected(call, "the answer is not JSON", got=answer.content, expected=expected)
    return document


def _json_or_none(content: bytes) -> Any:
    # None, not an exception: one raised from here would drag the answer's text along.
    try:
        return json.loads(
            content.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_each_once,
        )
    except (ValueError, ArithmeticError, RecursionError):  # an exponent too large is an ArithmeticError
        return None


def read_csv(answer: Answer, call: Call) -> list[list[str]]:
    """The rows of the comma-separated text in `answer`, without empty ones."""
    return list(each_row(answer, call))


def each_row(answer: Answer, call: Call) -> Iterator[list[str]]:
    """The same one by one, so that a large file is never held taken apart; it may break off half-way."""
    rows = None if answer.content.lstrip()[:1] == b"<" else _csv_rows(answer.content)
    while rows is not None:
        row = _next_row(rows)
        if row is _END:
            return
        if row is None:
            break
        if row:
            yield row
    unexpected(call, "the answer is not CSV", got=answer.content, expected="cells and commas, in UTF-8")


_END: list[str] = []  # by identity: an empty row is another one


def _csv_rows(content: bytes) -> Iterator[list[str]] | None:
    with suppress(UnicodeDecodeError):
        return csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return None


def _next_row(rows: Iterator[list[str]]) -> list[str] | None:
    # None, not an exception: one raised from here would drag the answer's text along.
    with suppress(csv.Error):
        return next(rows, _END)
    return None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a name said twice, the last one would silently win."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def field_of(row: object, name: str, kind: type, call: Call) -> Any:
    """`row[name]`, which must be there and be a `kind`; UnexpectedAnswer, quoting the row, otherwise."""
    found: Any = row.get(name) if isinstance(row, Mapping) else None
    # True is an int to Python, and no number to an office.
    if not isinstance(found, kind) or found is True or found is False:
        unexpected(call, f"no {kind.__name__} {name!r}", got=row, expected=f"an object with {name!r}")
    return found


def distinct(
    observations: Iterable[Observation], indicator: Indicator, call: Call
) -> tuple[Observation, ...]:
    """One observation for each period and release day, in order.

    The same figure said twice is said once; two figures for one period, or a period that is not over
    and still has a figure in the future, are UnexpectedAnswer.
    """
    kept: dict[tuple[Period, date], Observation] = {}
    # A day of grace: the office's today may be ahead of ours.
    last = Period.of(call.today + timedelta(days=1), indicator.frequency)
    for observation in observations:
        period = observation.period
        slot = (period, observation.published_on or date.min)
        if period > last:
            unexpected(call, f"a figure for {period}, which has not begun", got=str(observation.value))
        before = kept.setdefault(slot, observation)
        if before.value != observation.value:
            unexpected(call, f"two figures for {period}", got=f"{before.value} and {observation.value}")
    return tuple(kept[slot] for slot in sorted(kept))
