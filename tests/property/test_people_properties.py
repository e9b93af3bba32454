"""Pay moved in whole numbers is pay moved in exact decimals, on every engine, to the last minor unit."""

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.arithmetic import PRECISION, RoundingMode
from indicators.errors import BadInput
from plans.money import Money, Rounding, smallest_unit, to_money
from plans.moves import EXACT_BELOW, Move, exact_ratio, move
from plans.pay_terms import BandTable, PayTerms, Range, band_table
from tests.plans.engines import ENGINES, Columns, Person, adjusted

CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])
MODES = st.sampled_from([RoundingMode.HALF_UP, RoundingMode.UP, RoundingMode.DOWN, RoundingMode.TRUNCATE])
MULTIPLES = st.sampled_from([1, 3, 5, 100, 1000])
LEVELS = st.decimals("50", "999", places=3)
# Some ratios are quotients of published figures, some have as many digits as a ratio can have.
QUOTIENTS = st.builds(PRECISION.divide, LEVELS, LEVELS)
RATIOS = QUOTIENTS | st.builds(lambda root: PRECISION.power(root, Decimal("0.083")), LEVELS)
PAY = st.one_of(st.integers(0, 100), st.integers(0, 30_000_000))
# So high that twice its basis points stay just below 2**53 after the steepest of QUOTIENTS.
EXTREME = st.one_of(st.just(0), st.integers(10**10, 2 * 10**10))
RANGES = st.tuples(*[st.integers(0, 20_000_000)] * 3).map(lambda r: _ordered(*r))


def _ordered(a: int, b: int, c: int) -> Range:
    low, middle, high = sorted((a, b, c))
    return low, max(middle, 1), max(high, middle, 1)


def rounding(multiple: int, mode: RoundingMode, currency: str) -> Rounding:
    """A rounding to so many minor units."""
    return Rounding(smallest_unit(currency) * multiple, mode)


def in_decimals(pay: int, ratio: Decimal, rule: Rounding, currency: str) -> int:
    """What a clause makes of one amount: the product in 50 digits, rounded once."""
    exact = PRECISION.multiply(Money(pay, currency).amount, ratio)
    return to_money(exact, currency, rule).minor


def nearest(part: int, whole: int) -> int:
    """A share in basis points, halves up, in exact decimals."""
    if whole == 0:
        return 0
    return int(
        (PRECISION.divide(Decimal(part * 10_000), Decimal(whole)) + Decimal("0.5")).to_integral_value(
            ROUND_FLOOR
        )
    )


def expected(pay: int, ratio: Decimal, terms: PayTerms) -> Person:
    """The same in decimals as `adjust_people` does in whole numbers."""
    free = max(in_decimals(pay, ratio, terms.rounding, terms.currency), terms.lift)
    after = pay if pay > terms.hold else free
    both = ((pay, terms.before), (after, terms.after))
    compa, circles = [nearest(p, band[1]) for p, band in both], [_circle(p, band) for p, band in both]
    penetration = [nearest(p - band[0], band[2] - band[0]) for p, band in both]
    return Person(
        after,
        (compa[0], compa[1]),
        (penetration[0], penetration[1]),
        (circles[0], circles[1]),
        max(terms.after[0] - after, 0),
    )


def _circle(pay: int, band: Range) -> str:
    return "green" if pay < band[0] else "red" if pay > band[2] else "none"


@given(RATIOS, st.lists(PAY, min_size=1, max_size=30), CURRENCIES, MULTIPLES, MODES)
@settings(max_examples=400, deadline=None)
def test_a_move_in_whole_numbers_rounds_as_decimals_do(
    ratio: Decimal, pays: list[int], currency: str, multiple: int, mode: RoundingMode
) -> None:
    rule = rounding(multiple, mode, currency)
    moved = move(exact_ratio(ratio), rule, currency, highest=max(pays))
    assert [moved.of(p) for p in pays] == [in_decimals(p, ratio, rule, currency) for p in pays]


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 10**6), MULTIPLES, MODES)
@settings(max_examples=300, deadline=None)
def test_ties_are_met_and_rounded_as_the_rule_says(
    numerator: int, denominator: int, count: int, multiple: int, mode: RoundingMode
) -> None:
    """Pay chosen so that the product is a half multiple exactly, or one minor unit beside it."""
    ratio = Fraction(numerator, 2 * denominator)
    tie = (2 * count + 1) * multiple * denominator
    written = PRECISION.divide(Decimal(numerator), Decimal(2 * denominator))
    rule = rounding(multiple, mode, "JPY")
    for pay in (tie - 1, tie, tie + 1):
        assert move(ratio, rule, "JPY", highest=pay).of(pay) == in_decimals(pay, written, rule, "JPY")


@given(RATIOS, st.integers(0, 10**12), MULTIPLES, MODES)
@settings(max_examples=300, deadline=None)
def test_the_exact_ratio_is_kept_unless_its_products_grow_too_large(
    ratio: Decimal, pay: int, multiple: int, mode: RoundingMode
) -> None:
    rule = rounding(multiple, mode, "USD")
    moved = move(exact_ratio(ratio), rule, "USD", highest=pay)
    assert moved.of(pay) == in_decimals(pay, ratio, rule, "USD")
    if not moved.fits(pay, 1):
        assert pay * moved.factor + moved.add >= EXACT_BELOW


@given(st.integers(0, EXACT_BELOW), st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 10**7))
def test_long_division_in_two_places_is_the_same_division(
    pay: int, factor: int, divisor: int, add: int
) -> None:
    whole = Move(factor, add, divisor, 1)
    limb = 1 << (pay.bit_length() + 1) // 2
    high, low = divmod(pay, limb)
    count, rest = divmod(high * factor, divisor)
    assert count * limb + (rest * limb + low * factor + add) // divisor == whole.of(pay)


def drawn(data: st.DataObject, *, people: int) -> tuple[Columns, BandTable, dict[str, Person]]:
    """Some people in three bands, with ties, edges and extreme pay, and what exact decimals say of them."""
    currency, extreme = data.draw(CURRENCIES), data.draw(st.booleans())
    terms, ratios = [], {}
    for grade in ("S1", "S2", "S3"):
        ratio = data.draw(QUOTIENTS if extreme else RATIOS)
        before, after = data.draw(RANGES), data.draw(RANGES)
        rule = rounding(data.draw(MULTIPLES), data.draw(MODES), currency)
        lift = after[0] if data.draw(st.booleans()) else 0
        hold = after[2] if data.draw(st.booleans()) else EXACT_BELOW
        terms.append(PayTerms(grade, currency, before, after, exact_ratio(ratio), rule, lift, hold))
        ratios[grade] = ratio
    edges = [p for t in terms for p in (*t.before, *t.after, *_ties(t))]
    pays = data.draw(st.lists(EXTREME if extreme else PAY, min_size=1, max_size=people)) + edges
    columns: Columns = {
        "employee": [f"{n:06d}" for n in range(len(pays))],
        "grade": [terms[n % 3].grade for n in range(len(pays))],
        "currency": [currency] * len(pays),
        "pay_minor": pays,
    }
    wanted = {
        f"{n:06d}": expected(pay, ratios[terms[n % 3].grade], terms[n % 3]) for n, pay in enumerate(pays)
    }
    return columns, band_table(terms, highest=max(pays)), wanted


def _ties(terms: PayTerms) -> list[int]:
    """Pay that moves to half a multiple exactly, and one minor unit beside it, where such pay is in reach."""
    per_unit = terms.ratio / Money.of(terms.rounding.multiple, terms.currency).minor
    if per_unit.denominator % 2 or per_unit.denominator > 10**7:
        return []
    half = per_unit.denominator // 2
    return [half - 1, half, half + 1]


@pytest.mark.parametrize("engine", ENGINES)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_every_engine_says_what_decimals_say(engine: str, data: st.DataObject) -> None:
    columns, table, wanted = drawn(data, people=40)
    assert adjusted(engine, columns, table) == wanted


@pytest.mark.parametrize("engine", ENGINES)
def test_pay_too_large_for_one_product_is_divided_in_two_places(engine: str) -> None:
    """Pay in rupiah runs to 10**11 minor units; the ratio of two index levels has six digits."""
    ratio = PRECISION.divide(Decimal("333.918"), Decimal("323.048"))
    terms = [
        PayTerms(
            "A",
            "IDR",
            (10**9, 2 * 10**9, 3 * 10**9),
            (10**9, 2 * 10**9, 3 * 10**9),
            exact_ratio(ratio),
            Rounding(Decimal("0.01")),
        )
    ]
    pays = [0, 1, 10**11, 10**11 - 1, 161524 * 10**5, 99_999_999_999]
    columns: Columns = {
        "employee": [str(n) for n in range(len(pays))],
        "grade": ["A"] * len(pays),
        "currency": ["IDR"] * len(pays),
        "pay_minor": pays,
    }
    table = band_table(terms, highest=max(pays))
    assert table.limb > 1
    found = adjusted(engine, columns, table)
    assert [found[str(n)].adjusted for n in range(len(pays))] == [
        in_decimals(p, ratio, terms[0].rounding, "IDR") for p in pays
    ]


def test_pay_beyond_every_exact_product_is_refused() -> None:
    terms = PayTerms("A", "USD", (1, 2, 3), (1, 2, 3), Fraction(1315, 1271), Rounding(Decimal("0.01")))
    with pytest.raises(BadInput, match="cannot be multiplied exactly") as refused:
        band_table([terms], highest=10**15)
    assert refused.value.where == "grade A"
