"""Keys that contradict each other are refused; what gave a wrong result once, worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.errors import BadInput, InvalidFile
from indicators.series import Frequency, History, Measure, Period
from plans.adjust import adjust
from plans.clause import IndexationClause, Leg
from plans.history import run
from plans.money import Rounding
from plans.parse import parse_clause, parse_plan
from plans.terms import (
    BaseAmount,
    BaseKind,
    Blend,
    Chain,
    ClauseMeasure,
    Interpolation,
    Missing,
    OnFall,
    Override,
    PerPoints,
    Recurrence,
)
from plans.uprate import evaluate
from tests.plans.figures import histories, history, indicator
from tests.plans.test_parse import PLAN

LEVEL = indicator("level")
RATE = indicator("rate", measure=Measure.RATE_12M, decimals=1)
QUARTERS = indicator("quarters", frequency=Frequency.QUARTERLY, decimals=1)
LATER = date(2035, 1, 1)
READ = 'index = "level"\nmeasure = "index"\n'
READ_RATE = 'index = "rate"\nmeasure = "rate-12m"\n'
POINTS = 'index = "level"\nmeasure = "points"\nper_points = { points = 1, amount = 0.01 }\n'
FIXED = 'base = "fixed"\nbase_period = "2020-01"\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (POINTS + "margin = 1", "margin"),
        (POINTS + "cap = 3", "cap"),
        (POINTS + "round_rate = 0.1", "round_rate"),
        ('legs = [{ index = "level", measure = "points" }, { constant = 1 }]', "legs.1.measure"),
        (READ_RATE + "chain = { threshold = 110, factor = 1.02, step = 2 }", "chain"),
        (
            (
                "chain = { threshold = 110, factor = 1.02, step = 2 }\n"
                'legs = [{ index = "level", measure = "index" }, { constant = 1 }]'
            ),
            "chain",
        ),
        (
            (
                'base_amount = "fixed"\nlegs = [{ index = "level", measure = "index", base = "fixed", '
                'base_period = "2020-01" }, { index = "level", measure = "index" }]'
            ),
            "legs",
        ),
        (READ + FIXED + 'cap = 3\nbank = { of = "excess" }', "bank"),
        (READ_RATE + 'missing = "geometric-12m"', "missing"),
        (READ + "calendar = [{ month = 7, every = 60 }]", "calendar.1.since"),
        (READ + "calendar = [{ month = 7, since = 2024-01-01, until = 2023-01-01 }]", "calendar.1.until"),
        (READ + 'vintage = "latest"\ncalendar = [{ month = 4, enacted = "11-26" }]', "calendar.1.enacted"),
        (READ + 'calendar = [{ month = 4, enacted = "11-31" }]', "calendar.1.enacted"),
        (READ + 'calendar = [{ month = 4, enacted = "2000-W11" }]', "calendar.1.enacted"),
        (READ + 'base = "fixed"\nbase_period = "2020-Q3"', "base_period"),
        (READ + 'links = [{ index = "level", at = "2020-Q3" }]', "links"),
        (
            READ + 'overrides = [{ on = 2026-04-01, percent = 1, reason = "r", source = "s" }, '
            '{ on = 2026-04-20, percent = 2, reason = "r", source = "s" }]',
            "overrides.2",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(text: str, key: str) -> None:
    clause, problems = parse_clause(f'on_fall = "zero"\n{text}\n', file="c.toml", known=[LEVEL, RATE])
    assert clause is None
    assert [p.key for p in problems] == [key]
    assert problems[0].expected


def test_a_ratchet_says_since_when() -> None:
    text = f'on_fall = "ratchet"\n{READ}base = "fixed"\nbase_value = 120\n'
    clause, problems = parse_clause(text, file="c.toml", known=[LEVEL])
    assert (clause, [p.key for p in problems]) == (None, ["base_period"])
    code = IndexationClause(
        name="c", index="level", on_fall=OnFall.RATCHET, base=BaseKind.FIXED, base_value=Decimal(120)
    )
    known = histories(history(LEVEL, {"2023-01": "140"}))
    with pytest.raises(BadInput, match="since when"):
        evaluate(code, known, effective_on=date(2023, 1, 1), as_of=LATER)


def test_a_ratchet_with_its_own_calendar_looks_at_every_date_of_it() -> None:
    """150 in July 2020 is no date of a yearly look back from October 2022, but one of the calendar's."""
    values = {f"{y}-{m:02}": "130" for y in (2020, 2021, 2022) for m in (1, 4, 7, 10)}
    known = histories(history(LEVEL, {**values, "2020-07": "150", "2019-10": "100"}))
    clause = IndexationClause(
        name="c",
        index="level",
        on_fall=OnFall.RATCHET,
        base=BaseKind.FIXED,
        base_period=Period.parse("2019-10"),
        base_amount=BaseAmount.FIXED,
        calendar=(Recurrence(month=1, every=3, since=date(2020, 1, 1)),),
    )
    found = evaluate(clause, known, effective_on=date(2022, 10, 1), as_of=LATER)
    assert found.percent == 50
    dates = [date(y, m, 1) for y in (2020, 2021, 2022) for m in (1, 4, 7, 10)]
    assert run(clause, known, dates=dates, amount=Decimal(100), as_of=LATER)[-1].uprating.percent == 50
    yearly = evaluate(replace(clause, calendar=()), known, effective_on=date(2022, 10, 1), as_of=LATER)
    assert yearly.percent == 30


def test_a_rate_decided_takes_the_place_of_the_highest() -> None:
    """30 percent in 2020 and 2021, 20 decided for 2022: in 2023, at 25, the highest is 25 and not 30."""
    values = {"2019-01": "100", "2020-01": "130", "2021-01": "130", "2022-01": "128", "2023-01": "125"}
    clause = IndexationClause(
        name="c",
        index="level",
        on_fall=OnFall.RATCHET,
        base=BaseKind.FIXED,
        base_period=Period.parse("2019-01"),
        base_amount=BaseAmount.FIXED,
        overrides=(Override(date(2022, 1, 1), "talks", "minutes", Decimal(20)),),
    )
    known = histories(history(LEVEL, dict(values)))
    dates = [date(year, 1, 1) for year in range(2020, 2024)]
    found = run(clause, known, dates=dates, amount=Decimal(100), as_of=LATER)
    assert [d.uprating.percent for d in found] == [30, 30, 20, 25]
    for one in found:
        alone = evaluate(clause, known, effective_on=one.effective_on, as_of=LATER)
        assert alone.percent == one.uprating.percent


def test_a_limit_since_an_agreed_value_is_compounded_from_its_month() -> None:
    text = f'on_fall = "apply"\n{READ}base = "fixed"\nbase_value = 100\ncap = 3\nlimit_scope = "cumulative"\n'
    clause, problems = parse_clause(text, file="c.toml", known=[LEVEL])
    assert (clause, [p.key for p in problems]) == (None, ["base_period"])
    clause, problems = parse_clause(f'{text}base_period = "2021-01"\n', file="c.toml", known=[LEVEL])
    assert clause is not None, problems
    known = histories(history(LEVEL, {"2023-01": "140"}))
    found = evaluate(clause, known, effective_on=date(2023, 1, 1), as_of=LATER)
    assert found.percent == Decimal("6.09")
    unsaid = replace(clause, base_period=None)
    with pytest.raises(BadInput, match="how many years"):
        evaluate(unsaid, known, effective_on=date(2023, 1, 1), as_of=LATER)


def test_what_is_wrong_in_a_row_is_said_once_and_of_that_row() -> None:
    """A leg that cannot be read is not also a missing index, and rows behind a bad one keep their numbers."""
    text = """
on_fall = "zero"
calendar = [{ month = 13 }, { month = 4, every = 7 }]

[[legs]]
index = "level"
measure = "index"
share = "half"
"""
    clause, problems = parse_clause(text, file="c.toml", known=[LEVEL])
    assert clause is None
    assert [(p.line, p.key) for p in problems] == [(3, "calendar.1.month"), (8, "legs.1.share")]


def test_a_threshold_that_rounds_back_to_itself_does_not_run_for_ever() -> None:
    chain = Chain(Decimal("0.4"), Decimal("1.0001"), Decimal(1), Rounding(Decimal("0.01")))
    clause = IndexationClause(name="c", index="level", on_fall=OnFall.ZERO, chain=chain)
    known = histories(history(LEVEL, {"2023-01": "140"}))
    with pytest.raises(BadInput, match="rounds back to itself"):
        evaluate(clause, known, effective_on=date(2023, 1, 1), as_of=LATER)


def test_a_rate_decided_takes_the_place_of_points_too() -> None:
    clause = IndexationClause(
        name="c",
        index="level",
        measure=ClauseMeasure.POINTS,
        on_fall=OnFall.ZERO,
        per_points=PerPoints(Decimal(1), Decimal("0.01")),
        overrides=(
            Override(date(2023, 1, 1), "freeze", "minutes", Decimal(0), None, "the board", date(2022, 12, 1)),
        ),
    )
    known = histories(history(LEVEL, {"2022-01": "140", "2023-01": "150"}))
    found = evaluate(clause, known, effective_on=date(2023, 1, 1), as_of=LATER)
    assert (found.percent, found.increment) == (Decimal(0), Decimal(0))
    assert not found.paid
    said = "decided otherwise: 0 % instead of 0 % (freeze; minutes; decided by the board on 2022-12-01)"
    assert said in [s.text for s in found.steps]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        # The quarter before is 130, a year before that 126: x (130/126)^(1/4), and 127 x 130/126.
        (Missing.GEOMETRIC_12M, "131.0"),
        (Missing.SAME_MONTH_SWAP, "131.0"),
        (Missing.GEOMETRIC_BETWEEN, "131.0"),
        (Missing.CARRY_FORWARD, "130"),
    ],
)
def test_a_missing_quarter_is_a_quarter_of_the_change(rule: Missing, value: str) -> None:
    values: dict[str, str | None] = {
        f"{y}-Q{q}": str(101 + 4 * (y - 2018) + q) for y in range(2018, 2027) for q in range(1, 5)
    }
    held = histories(history(QUARTERS, {**values, "2025-Q3": None}))
    clause = IndexationClause(name="c", index="quarters", lag=4, on_fall=OnFall.APPLY, missing=rule)
    found = evaluate(clause, held, effective_on=date(2026, 1, 1), as_of=LATER)
    step = next(s for s in found.steps if s.form == "substitute")
    assert step.value == Decimal(value) + 1


def test_a_base_may_be_given_as_the_quarter_itself() -> None:
    held = histories(history(QUARTERS, {"2020-Q1": "100", "2024-Q1": "112"}))
    clause = IndexationClause(
        name="c",
        index="quarters",
        month=3,
        on_fall=OnFall.APPLY,
        base=BaseKind.FIXED,
        base_period=Period.parse("2020-Q1"),
    )
    found = evaluate(clause, held, effective_on=date(2024, 6, 1), as_of=LATER)
    assert found.percent == 12


def rates(**values: str | None) -> History:
    """A published rate by month, as in m2023_11."""
    return history(RATE, {k[1:].replace("_", "-"): v for k, v in values.items()})


def test_no_root_is_taken_of_a_rate() -> None:
    clause = IndexationClause(
        name="c",
        index="rate",
        measure=ClauseMeasure.RATE_12M,
        on_fall=OnFall.APPLY,
        missing=Missing.GEOMETRIC_12M,
    )
    held = histories(rates(m2022_11="-1", m2023_11="2", m2023_12=None, m2024_01="3"))
    with pytest.raises(BadInput, match="computes with levels"):
        evaluate(clause, held, effective_on=date(2023, 12, 1), as_of=LATER)


def test_a_successors_rate_stands_as_it_is_published() -> None:
    """2.5 % is 2.5 %, whatever both series said in the month before (2 % and 4 %)."""
    other = indicator("other", measure=Measure.RATE_12M, decimals=1)
    held = histories(
        rates(m2023_11="2", m2023_12=None, m2024_01="3"), history(other, {"2023-11": "4", "2023-12": "2.5"})
    )
    clause = IndexationClause(
        name="c",
        index="rate",
        measure=ClauseMeasure.RATE_12M,
        on_fall=OnFall.APPLY,
        missing=Missing.SUCCESSOR,
        successor="other",
    )
    found = evaluate(clause, held, effective_on=date(2023, 12, 1), as_of=LATER)
    assert found.percent == Decimal("2.5")


def test_a_limit_over_several_determinations_takes_nothing_back() -> None:
    """7 % was decided by hand under a limit of 5 % over two: the next change is nothing, not -1.87 %."""
    values = {f"{2020 + n}-01": str(100 + n) for n in range(4)}
    clause = IndexationClause(
        name="c",
        index="level",
        on_fall=OnFall.ZERO,
        cap=Decimal(5),
        limit_over=2,
        overrides=(Override(date(2022, 1, 1), "talks", "minutes", Decimal(7)),),
    )
    dates = [date(y, 1, 1) for y in (2021, 2022, 2023)]
    found = run(
        clause, histories(history(LEVEL, dict(values))), dates=dates, amount=Decimal(100), as_of=LATER
    )
    assert [d.uprating.percent for d in found][1:] == [7, 0]


def test_one_decided_amount_is_not_put_in_the_place_of_a_whole_band() -> None:
    text = PLAN.replace(
        "cap = 4.5",
        'overrides = [{ on = 2026-10-01, amount = 500, reason = "talks", source = "minutes" }]',
    )
    plan, problems = parse_plan(text, file="small.toml")
    assert plan is not None, problems
    known = histories(history("us-cpi", {"2025-07": "323.048", "2026-07": "333.918"}))
    with pytest.raises(InvalidFile) as refused:
        adjust(plan, known, effective_on=date(2026, 10, 1), as_of=date(2026, 11, 1))
    assert "moves 7 figures" in refused.value.explain()


def test_a_change_that_leaves_nothing_is_refused() -> None:
    legs = (Leg(constant=Decimal(-60)), Leg(constant=Decimal(-40)))
    clause = IndexationClause(name="c", legs=legs, blend=Blend.SUM, on_fall=OnFall.APPLY)
    with pytest.raises(BadInput, match="leaves nothing"):
        evaluate(clause, {}, effective_on=date(2023, 1, 1), as_of=LATER)


def test_a_plan_cannot_carry_an_unrounded_amount_and_says_so() -> None:
    text = PLAN.replace("cap = 4.5", 'base_amount = "last-unrounded"')
    plan, problems = parse_plan(text, file="small.toml")
    assert plan is not None, problems
    known = histories(history("us-cpi", {"2025-07": "323.048", "2026-07": "333.918"}))
    found = adjust(plan, known, effective_on=date(2026, 10, 1), as_of=date(2026, 11, 1))
    assert any("starts from the rounded one" in warning for warning in found.warnings)


def test_days_lie_between_monthly_figures() -> None:
    held = histories(history(QUARTERS, {"2024-Q1": "100", "2024-Q2": "101"}))
    clause = IndexationClause(
        name="c",
        index="quarters",
        lag=3,
        interpolation=Interpolation.DAILY,
        base=BaseKind.FIXED,
        base_date=date(2024, 7, 1),
        on_fall=OnFall.APPLY,
    )
    with pytest.raises(BadInput, match="is not monthly"):
        evaluate(clause, held, effective_on=date(2024, 8, 15), as_of=LATER)
