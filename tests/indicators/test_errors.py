"""Errors teach: the message, where, what was expected, what came, what to do next."""

import json

import pytest

from indicators import errors
from indicators.errors import (
    BadInput,
    InvalidFile,
    NotPublished,
    Problem,
    RealtermsError,
    StorageError,
    UnknownName,
    did_you_mean,
)

NAMES = ["us-cpi", "us-cpi-core", "us-ppi-commodities", "uk-rpi", "uk-cpi-rate"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("us-cpu", "us-cpi"),
        ("US-CPI", "us-cpi"),
        ("uk-rip", "uk-rpi"),
        ("us-ppi-comodities", "us-ppi-commodities"),
        ("uk_cpi_rate", "uk-cpi-rate"),
        ("zzzzz", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_suggested_and_nothing_far_away(typed: str, meant: str | None) -> None:
    assert did_you_mean(typed, NAMES) == meant


def test_among_equals_the_name_that_begins_alike_is_meant() -> None:
    assert did_you_mean("USB", ["UZS", "USD"]) == "USD"


def test_an_unknown_name_carries_suggestion_and_advice() -> None:
    error = UnknownName.among("indicator", "us-cpu", NAMES, where="plan.toml", hint="list them")
    assert error.explain().splitlines() == [
        "unknown indicator 'us-cpu'",
        "  where:    plan.toml",
        "  next:     did you mean 'us-cpi'? list them",
    ]


def test_an_error_explains_itself_line_by_line_and_leaves_out_what_is_unset() -> None:
    error = BadInput("too big", expected="at most 5", got=7, where="--pages", hint="choose fewer")
    assert error.explain() == (
        "too big\n  where:    --pages\n  expected: at most 5\n  got:      7\n  next:     choose fewer"
    )
    assert BadInput("plain").explain() == "plain"


def test_a_falsy_value_that_came_is_still_shown() -> None:
    assert "got:      0" in BadInput("not a share", got=0).explain()
    assert BadInput("not a share", got="").as_dict()["got"] == "''"


def test_the_machine_form_is_json_with_the_class_name() -> None:
    told = json.loads(json.dumps(NotPublished("gone", where="us-cpi").as_dict()))
    assert told == {"error": "NotPublished", "message": "gone", "where": "us-cpi"}


def test_a_file_with_problems_lists_every_one() -> None:
    problems = [
        Problem("plan.toml", "bands.S1.minimum", "above midpoint", "at most 4000", "4100"),
        Problem("plan.toml", "currency", "unknown", got="USX"),
        Problem("other.toml", "", "cannot be read"),
    ]
    error = InvalidFile(problems)
    assert error.explain().splitlines() == [
        "plan.toml, other.toml: 3 problems; nothing was taken over",
        "  plan.toml: bands.S1.minimum: above midpoint; expected at most 4000; got 4100",
        "  plan.toml: currency: unknown; got USX",
        "  other.toml: cannot be read",
    ]
    assert InvalidFile(problems[:1]).message == "plan.toml: 1 problem; nothing was taken over"


def _classes() -> list[type[RealtermsError]]:
    return [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, RealtermsError)]


@pytest.mark.parametrize("kind", _classes(), ids=lambda k: k.__name__)
def test_every_error_stands_in_the_drawn_tree_with_its_exit_code(kind: type[RealtermsError]) -> None:
    drawing = errors.__doc__ or ""
    line = next((text for text in drawing.splitlines() if f" {kind.__name__} " in f" {text} "), "")
    assert line, f"{kind.__name__} is not drawn"
    if kind is not RealtermsError:
        assert str(kind.exit_code) in line.split(kind.__name__)[1].split()[0]


def test_exit_codes_follow_the_family() -> None:
    assert BadInput.exit_code == 2
    assert NotPublished.exit_code == 1
    assert all(k.exit_code == 3 for k in _classes() if issubclass(k, StorageError))
