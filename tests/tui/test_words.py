"""How values read on screen."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.series import Period
from plans import presets
from plans.clause import IndexationClause
from plans.money import Money, Rounding
from plans.terms import BaseKind, ClauseMeasure, OnFall
from tui import words
from tui.clause_words import sentences


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2.94", "▲ +2.9"), ("-0.26", "▼ −0.3"), ("0", "= 0.0"), ("-0.04", "= 0.0"), ("13.05", "▲ +13.1")],
)
def test_a_change_reads_by_glyph_and_sign(value: str, expected: str) -> None:
    assert words.moved(Decimal(value)) == expected


def test_what_is_not_known_is_a_dash() -> None:
    assert words.moved(None) == words.figure(None) == words.percent(None) == "–"


@pytest.mark.parametrize(
    ("days", "long", "short"),
    [
        (0, "today", "today"),
        (1, "1 day", "1 d"),
        (27, "27 days", "27 d"),
        (35, "5 weeks", "5 wk"),
        (64, "2 months", "2 mo"),
        (729, "24 months", "24 mo"),
        (800, "2 years", "2 yr"),
    ],
)
def test_ages(days: int, long: str, short: str) -> None:
    assert words.age(days) == long
    assert words.short_age(days) == short


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("48500", "USD", "48,500"), ("48500.5", "USD", "48,500.50"), ("1200000", "JPY", "1,200,000")],
)
def test_money_shows_minor_digits_only_where_there_are_some(
    amount: str, currency: str, expected: str
) -> None:
    assert words.money(Money.of(amount, currency)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-08", "Aug 2026"), ("2026-Q3", "Q3 2026"), ("2026-S1", "H1 2026"), ("2026", "2026")],
)
def test_periods(text: str, expected: str) -> None:
    assert words.period(Period.parse(text)) == expected


def test_days() -> None:
    assert words.day(date(2026, 11, 3)) == "3 Nov 2026"


def test_text_from_elsewhere_cannot_drive_the_terminal() -> None:
    assert words.plain("CPI\x1b[31m\x07\nall items\u200e 价格") == "CPI[31m all items\u200e 价格"


def test_a_clause_reads_as_sentences() -> None:
    clause = IndexationClause(
        name="bands",
        index="us-cpi",
        lag=3,
        window=12,
        pass_through=Decimal("0.5"),
        margin=Decimal("-0.25"),
        floor=Decimal(0),
        cap=Decimal("5.0"),
        on_fall=OnFall.APPLY,
        round_amount=Rounding(Decimal(10)),
    )
    assert list(sentences(clause))[:6] == [
        (
            "Moves by the change of the mean of 12 months of us-cpi over 12 months, "
            "read 3 months before it takes effect."
        ),
        "50 % of the change is passed on.",
        "−0.25 percentage points are added.",
        "Amounts fall when the index falls.",
        "The change is at least 0 % and at most 5 %, each time.",
        "Amounts are rounded (to the nearest 10).",
    ]


@pytest.mark.parametrize("measure", ClauseMeasure)
@pytest.mark.parametrize("base", BaseKind)
@pytest.mark.parametrize("month", [None, 9])
def test_every_measure_and_base_has_its_words(
    measure: ClauseMeasure, base: BaseKind, month: int | None
) -> None:
    clause = IndexationClause(
        name="c", index="x", measure=measure, base=base, month=month, base_period=Period.month(2020, 1)
    )
    first = next(iter(sentences(clause)))
    assert first.startswith("Moves by the ")
    assert "{" not in first
    assert ("the last Sep" in first) == (month == 9)


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_reads_as_sentences(name: str) -> None:
    told = list(sentences(presets.load(name)))
    assert all(line.endswith(".") and "None" not in line and "{" not in line for line in told)


def test_blends_and_tables_keep_their_sense() -> None:
    told = {name: " ".join(sentences(presets.load(name))) for name in presets.names()}
    assert "the greatest of" in told["uk-triple-lock"]
    assert "50 % of the change of us-cpi" in told["composite-cpi-ppi"]
    assert "whenever the index reaches a threshold" in told["lu-scale"]
    assert "up to 3 % 2 %" in told["us-fers"]
    assert "index points" in told["us-escalator-points"]
