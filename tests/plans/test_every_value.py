"""Every value of every field of a clause, each written as a file and run; its result is worked out beside it.

The index `level` is 100 in January 2020 and a point more each month: 154 in July 2024, 166 in July 2025.
`other` is 200 and two points more each month (308 and 332). All dates of effect are 1 October 2025.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.series import Frequency, History, Indicator, Measure, Period, Reading
from plans.clause import IndexationClause
from plans.parse import parse_clause
from plans.uprate import Uprating, evaluate, uprate_number
from tests.plans.figures import histories, history, indicator, reading

OCTOBER, AS_OF = date(2025, 10, 1), date(2026, 2, 1)
F = Fraction

LEVEL = indicator("level", decimals=0)
OTHER = indicator("other", decimals=0)
HOLES = indicator("holes", decimals=1)
NEW = indicator("new", decimals=0)
RATE = indicator("rate", measure=Measure.RATE_12M, decimals=1)
YOY = indicator("yoy", measure=Measure.YOY_100, decimals=1)
MOM = indicator("mom", measure=Measure.MOM_100, decimals=1)
YTD = indicator("ytd", measure=Measure.YTD_100, decimals=1)
QUARTERS = indicator("quarters", frequency=Frequency.QUARTERLY, decimals=0)
REVISED = indicator("revised", provisional_months=4, decimals=1)
KNOWN: list[Indicator] = [LEVEL, OTHER, HOLES, NEW, RATE, YOY, MOM, YTD, QUARTERS, REVISED]


def monthly(described: Indicator, first: int, step: int) -> History:
    """A figure a month from January 2020 on."""
    months = (str(Period.month(2020, 1).shift(n)) for n in range(72))
    return history(described, {month: str(first + step * n) for n, month in enumerate(months)})


def known() -> dict[str, History]:
    """Every series of this page."""
    holes: dict[str, str | None] = {
        "2024-05": "154.0", "2024-06": "155.0", "2024-07": "156.0", "2025-06": "165.0", "2025-07": None,
        "2025-08": "167.0",
    }  # fmt: skip
    revisions: tuple[Reading, ...] = (
        reading("2024-07", "100"),
        reading("2024-07", "100", published_on=date(2024, 12, 15)),
        reading("2025-07", "103", published_on=date(2025, 8, 15)),
        reading("2025-07", "104", published_on=date(2025, 9, 15)),
        reading("2025-07", "105", published_on=date(2025, 12, 15)),
        reading("2025-07", "106", published_on=date(2026, 1, 15)),
    )
    return histories(
        monthly(LEVEL, 100, 1),
        monthly(OTHER, 200, 2),
        monthly(NEW, 50, 1),
        history(HOLES, holes),
        history(
            RATE, {"2023-07": "5.0", "2024-07": "2.0", "2025-05": "1.0", "2025-06": "3.0", "2025-07": "3.4"}
        ),
        history(YOY, {"2025-07": "98.6"}),
        history(MOM, {"2025-04": "100.5", "2025-05": "99.8", "2025-06": "100.2", "2025-07": "101.0"}),
        history(YTD, {"2025-07": "102.1"}),
        history(QUARTERS, {"2024-Q2": "100", "2025-Q2": "104", "2023-Q4": "98", "2024-Q4": "101"}),
        History(REVISED, revisions),
    )


READ = 'index = "level"\nmeasure = "index"\nlag = 3\non_fall = "apply"\n'
PLAIN = F(12, 154)  # July 2025 over July 2024


def of(index: str, *, measure: str = "index", more: str = "") -> str:
    """A clause on another series, three months before effect."""
    return f'index = "{index}"\nmeasure = "{measure}"\nlag = 3\non_fall = "apply"\n{more}'


def legs(blend: str, *extra: str) -> str:
    """A blend of 7.7922 percent (level), the same of `other`, and what is given."""
    each = ['{ index = "level", measure = "index", lag = 3 }', *extra]
    return f'blend = "{blend}"\non_fall = "apply"\nlegs = [{", ".join(each)}]\n'


def fall(on_fall: str) -> str:
    """A published rate of the year 2025 below the one before: yoy 98.6, a fall of 1.4 percent."""
    return f'index = "yoy"\nmeasure = "yoy-100"\nlag = 3\non_fall = "{on_fall}"\n'


FIXED = 'base = "fixed"\nbase_period = "2024-07"\n'
PIECES = "pieces = [{ up_to = 5 }, { up_to = 8, share = 0.5, add = 2.5 }, { add = -1 }]"
TIE = READ.replace("3", "4") + 'base = "fixed"\nbase_value = 160\nround_rate = '
CASES: dict[str, tuple[str, Fraction]] = {
    # index and blend
    "index: one": (READ, PLAIN),
    "index: weighted mean": (
        legs("weighted", "{ constant = 2.5, weight = 3 }"), (PLAIN + 3 * F("0.025")) / 4
    ),
    "index: max": (legs("max", "{ constant = 2.5 }"), PLAIN),
    "index: min": (legs("min", "{ constant = 2.5 }"), F("0.025")),
    "index: sum": (legs("sum", "{ constant = 2.5 }"), PLAIN + F("0.025")),
    "index: a leg switched off": (legs("sum", "{ constant = 2.5, until = 2025-09-30 }"), PLAIN),
    "index: a leg switched on": (legs("sum", "{ constant = 2.5, since = 2025-10-01 }"), PLAIN + F("0.025")),
    "index: a share of a leg": (legs("sum", "{ constant = 2.5, share = 0.4 }"), PLAIN + F("0.01")),
    # measure
    "measure: published 12-month rate": (of("rate", measure="rate-12m"), F("0.034")),
    "measure: same month of last year = 100": (of("yoy", measure="yoy-100"), F("-0.014")),
    "measure: year to date": (of("ytd", measure="ytd-100"), F("0.021")),
    "measure: previous month = 100, chained": (
        of("mom", measure="mom-100", more='base = "fixed"\nbase_period = "2025-04"\n'),
        F("0.998") * F("1.002") * F("1.01") - 1,
    ),
    # vintage: 103 first, 104 in September, 105 in December (final after four months), 106 in January
    "vintage: first published": (of("revised", more='vintage = "first-published"'), F("0.03")),
    "vintage: final": (of("revised", more='vintage = "final"'), F("0.05")),
    "vintage: as known on a date": (
        of("revised", more='vintage = "as-known"\nvintage_date = 2025-10-01'), F("0.04")
    ),
    "vintage: as known on the decision date": (of("revised", more='vintage = "as-known"'), F("0.06")),
    "vintage: latest": (of("revised", more='vintage = "latest"'), F("0.06")),
    "vintage: enacted": (
        of("revised", more='vintage = "as-known"\ncalendar = [{ month = 10, enacted = "09-30" }]'), F("0.04")
    ),
    # reference: October less the lag is July; the latest March reads 162
    "reference: month": (READ + "month = 3", F(12, 150)),
    "reference: quarter": (READ + "quarter = 1\nwindow = 3", F(12, 149)),
    "reference: base months": (READ + "base_months = 6", F(6, 160)),
    "reference: fixed date": (READ + 'base = "fixed"\nbase_period = "2024-01"', F(18, 148)),
    "reference: agreed value": (READ + 'base = "fixed"\nbase_value = 150', F(16, 150)),
    "reference: last used, first time": (READ + 'base = "last-used"\nbase_period = "2025-01"', F(6, 160)),
    "reference: last paid, first time": (READ + 'base = "last-paid"\nbase_period = "2025-01"', F(6, 160)),
    # window
    "window: n months": (READ + "window = 4", F(12, F("152.5"))),
    "window: quarter": (READ + 'align = "quarter"\nwindow = 3', F(12, 152)),
    "window: calendar year": (READ + 'align = "year"\nwindow = 12', F(12, F("141.5"))),
    "window: daily": (
        READ + 'interpolation = "daily"\nbase = "fixed"\nbase_date = 2024-10-01', PLAIN
    ),
    "window: a quarterly series": (
        'index = "quarters"\nmeasure = "index"\nlag = 4\non_fall = "apply"', F("0.04")
    ),
    "window: the latest that exists": (
        of("quarters", more="latest_available = true"), F("0.04")
    ),
    # missing: July 2025 of `holes`, between 165 and 167; a year before 156, and 155 before that
    "missing: carry forward": (of("holes", more='missing = "carry-forward"'), F(165, 156) - 1),
    "missing: 12-month geometric": (of("holes", more='missing = "geometric-12m"'), F("165.9") / 156 - 1),
    "missing: same-month swap": (of("holes", more='missing = "same-month-swap"'), F("166.1") / 156 - 1),
    "missing: geometric between": (of("holes", more='missing = "geometric-between"'), F("166.0") / 156 - 1),
    "missing: named successor": (  # 165 x 116 / 115
        of("holes", more='missing = "successor"\nsuccessor = "new"'), F("166.4") / 156 - 1
    ),
    "missing: by decree": (
        of("holes", more='values = [{ index = "holes", period = "2025-07", value = 159.12, source = "s" }]'),
        F("0.02"),
    ),
    # link: `new` is 110 in January 2025 where `level` is 160; 116 in July
    "link: where both are known": (
        READ + 'links = [{ index = "new", at = "2025-01" }]', F(116) * F(160, 110) / 154 - 1
    ),
    "link: an agreed factor": (
        READ + 'links = [{ index = "new", at = "2025-01", factor = 1.4 }]', F(116) * F("1.4") / 154 - 1
    ),
    # transform, on 7.7922 percent
    "transform: a table on the rate": (READ + PIECES, PLAIN / 2 + F("0.025")),
    "transform: thresholds passed": (
        # 150, 157.5 and 165.375
        READ + "chain = { threshold = 150, factor = 1.05, step = 2 }", F("1.02") ** 3 - 1
    ),
    # pass-through, margin, corridor
    "pass_through": (READ + "pass_through = 0.75", PLAIN * F("0.75")),
    "margin: before the cap": (READ + "margin = 1\ncap = 8", F("0.08")),
    "margin: after the cap": (READ + "margin = 1\nmargin_after_cap = true\ncap = 7", F("0.08")),
    "corridor: not reached": (READ + "corridor = 8", F(0)),
    "corridor: reached": (READ + "corridor = 7", PLAIN),
    # floor and cap
    "floor": (READ + "floor = 9", F("0.09")),
    "cap": (READ + "cap = 5", F("0.05")),
    "cap: the whole span": (
        READ + 'base = "fixed"\nbase_period = "2023-07"\ncap = 3\nlimit_scope = "cumulative"', F("0.0609")
    ),
    "cap: n determinations together": (READ + "cap = 7\nlimit_over = 3", F("0.07")),
    # on_fall
    "on_fall: zero": (fall("zero"), F(0)),
    "on_fall: apply": (fall("apply"), F("-0.014")),
    "on_fall: base stays": (fall("base-stays"), F(0)),
    "on_fall: ratchet": (READ.replace("apply", "ratchet") + FIXED, PLAIN),
    # bank
    "bank: excess": (READ + 'cap = 5\nbank = { of = "excess", limit = 2, expires = 3 }', F("0.05")),
    "bank: shortfall": (READ + 'floor = 9\nbank = { of = "shortfall" }', F("0.09")),
    # rounding of the average (150.5 to 151 and 162.5 to 163), the ratio, the change, the rate
    "rounding: average": (READ + "month = 4\nwindow = 2\nround_average = 1", F(12, 151)),
    "rounding: average as published": (
        READ + 'month = 4\nwindow = 2\nround_average = "published"', F(12, 151)
    ),
    "rounding: ratio": (READ + "round_ratio = { digits = 2 }", F("0.08")),
    "rounding: change": (READ + "round_change = 0.5", F("0.08")),
    "rounding: rate": (READ + "pass_through = 0.5\nround_rate = 0.1", F("0.039")),
    # 165 / 160 is 3.125 percent, a tie between 3.0 and 3.25
    "rounding: half up": (TIE + '{ to = 0.25, mode = "half-up" }', F("0.0325")),
    "rounding: half even": (TIE + '{ to = 0.25, mode = "half-even" }', F("0.03")),
    "rounding: down": (READ + 'round_rate = { to = 0.1, mode = "down" }', F("0.077")),
    "rounding: up": (READ + 'round_rate = { to = 0.1, mode = "up" }', F("0.078")),
    "rounding: truncate": (READ + 'round_rate = { digits = 1, mode = "truncate" }', F("0.077")),
    "rounding: truncate, then round": (READ + "round_rate = { digits = 1, truncate = 2 }", F("0.078")),
    # override
    "override: a rate": (
        READ + 'overrides = [{ on = 2025-10-05, percent = 1.5, reason = "r", source = "s" }]', F("0.015")
    ),
}  # fmt: skip
AMOUNTS: dict[str, tuple[str, str]] = {  # from 1,000.00, by 7.7922 percent: 1,077.922...
    "rounding: amount": (READ + "round_amount = 0.05", "1077.90"),
    "rounding: amount up to 5": (READ + 'round_amount = { to = 5, mode = "up" }', "1080"),
    "rounding: increment": (READ + "round_increment = 25", "1075"),
    "smallest step": (READ + "smallest_step = 80", "1000"),
    "floor on the amount": (READ + "floor_amount = 1100", "1100"),
    "cap on the amount": (READ + "cap_amount = 1050", "1050"),
    "brackets": (  # the first 400 in full, the rest by half: 31.17 + 23.38
        READ + "brackets = [{ up_to = 400, share = 1 }, { share = 0.5 }]\nround_amount = 0.01",
        "1054.55",
    ),
    "per points": (  # 12 points beyond 2 % of 154: 8.92, four steps of 2
        (
            'index = "level"\nmeasure = "points"\nlag = 3\non_fall = "zero"\n'
            "per_points = { points = 2, amount = 0.25, above = 2 }"
        ),
        "1001.00",
    ),
    "override: an amount": (
        READ + 'overrides = [{ on = 2025-10-01, amount = 1066, reason = "r", source = "s" }]',
        "1066",
    ),
    "a fixed amount": (READ + FIXED + "round_amount = 1", "1078"),
}


def read(text: str) -> IndexationClause:
    """The clause of a file."""
    clause, problems = parse_clause(f'name = "value"\n{text}\n', file="value.toml", known=KNOWN)
    assert clause is not None, [str(p) for p in problems]
    return clause


def determined(text: str) -> Uprating:
    """What a clause file gives for 1 October 2025."""
    return evaluate(read(text), known(), effective_on=OCTOBER, as_of=AS_OF)


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_each_value_gives_what_the_hand_gives(name: str) -> None:
    text, expected = CASES[name]
    found = F(determined(text).percent) / 100
    assert abs(found - expected) < F(1, 10**30), float(found)


@pytest.mark.parametrize("name", AMOUNTS)
def test_a_file_of_each_value_makes_the_amount_of_the_hand(name: str) -> None:
    text, expected = AMOUNTS[name]
    assert uprate_number(determined(text), Decimal(1000)).rounded == Decimal(expected)
