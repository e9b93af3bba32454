"""Live formulas for a workbook: an amount after from the amount before, the clause's ratio and its rounding.

A spreadsheet computes with binary fractions of about 15 digits, we with exact decimals. A formula is only
given where both must come to the same amount: where the amount is the ratio times the amount before,
rounded half up to a multiple, and no tie is so near that the last digits of a fraction could decide it.
Everywhere else the amount stands as a plain value.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, RoundingMode, round_to
from jobs.exports.model import Table
from plans.adjust import Adjustment, Line
from plans.money import Rounding, minor_digits

RATIOS = "Clauses"
_RATIO_COLUMN = "C"
_EXACT_DIGITS = 15
_SETTLED = Decimal("0.000001")  # products are settled to this before they are rounded
_LEAST_DOUBT, _DOUBT = Decimal("1e-9"), Decimal("1e-14")
_HALF, _NEAR = Decimal("0.5"), Decimal("1e-6")
_SECTIONS = {"Bands": "bands", "Thresholds": "measures", "Components": "components"}


def with_formulas(tables: tuple[Table, ...], adjustment: Adjustment, clauses: Table) -> tuple[Table, ...]:
    """The tables with a formula for each amount and each change in percent that can have one."""
    ratios = {row[0]: (number, row[2]) for number, row in enumerate(clauses.rows, 2)}
    lines = {(line.section, line.item, line.field): line for line in adjustment.lines}
    return tuple(replace(table, formulas=_formulas(table, lines, ratios)) for table in tables)


def _formulas(
    table: Table, lines: Mapping[tuple[str, str, str], Line], ratios: Mapping[str, tuple[int, str]]
) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    fields = [name.removesuffix("_after") for name in table.header if name.endswith("_after")]
    for number, row in enumerate(table.rows):
        for field in fields:
            line = lines.get((_SECTIONS.get(table.name, ""), row[0], field))
            if line is None or line.clause is None or line.clause not in ratios:
                continue
            at = table.header.index(f"{field}_before")
            place, ratio = ratios[line.clause]
            cell = f"{_letter(at)}{{row}}"
            amount = amount_formula(line, ratio, cell, f"{RATIOS}!${_RATIO_COLUMN}${place}")
            if not amount and "midpoint" in fields:
                middle = table.header.index("midpoint_before")
                amount = spread_formula(
                    line, cell, f"{_letter(middle)}{{row}}", f"{_letter(middle + 1)}{{row}}"
                )
            if amount:
                found[number, f"{field}_after"] = amount
                if _percent_agrees(line):
                    found[number, f"{field}_percent"] = _percent(_letter(at), _letter(at + 1))
    return found


def amount_formula(line: Line, ratio: str, before_cell: str, ratio_cell: str) -> str:
    """The formula for the amount after; empty where a spreadsheet could come to another amount."""
    rule = _rounding(line, "apply")
    if rule is None or not ratio:
        return ""
    product = PRECISION.multiply(line.before.amount, Decimal(ratio))
    return _formula(line, rule, [Decimal(ratio)], product, f"{before_cell}*{ratio_cell}")


def spread_formula(line: Line, before_cell: str, midpoint_before: str, midpoint_after: str) -> str:
    """The same for an amount that keeps its distance from the midpoint."""
    rule = _rounding(line, "apply-spread")
    if rule is None:
        return ""
    numbers = [n for n in line.steps[0].facts.values() if isinstance(n, Decimal)]
    expression = f"{midpoint_after}*{before_cell}/{midpoint_before}"
    return _formula(line, rule, numbers, line.unrounded, expression)


def _formula(line: Line, rule: Rounding, numbers: list[Decimal], product: Decimal, expression: str) -> str:
    """An expression with its rounding, where fractions cannot make it come to another amount."""
    held = (line.before.amount, line.after.amount, *numbers)
    if any(len(n.as_tuple().digits) > _EXACT_DIGITS for n in held):
        return ""
    digits = minor_digits(line.before.currency)
    if not _agrees(line, product, rule.multiple):
        return ""
    settled = f"ROUND({expression},6)"
    if rule.multiple == 1:
        return f"=ROUND({settled},0)"
    multiple = f"{rule.multiple.normalize():f}"
    return f"=ROUND(ROUND({settled}/{multiple},0)*{multiple},{digits})"


def _rounding(line: Line, made: str) -> Rounding | None:
    """The rule by which an amount was rounded, where nothing but that step and the rule made it."""
    if [step.form for step in line.steps] != [made, "amount-rounded"]:
        return None
    rule = line.steps[-1].facts["rounding"]
    plain = isinstance(rule, Rounding) and rule.mode is RoundingMode.HALF_UP and rule.first is None
    return rule if plain and isinstance(rule, Rounding) else None


def _agrees(line: Line, product: Decimal, multiple: Decimal) -> bool:
    """Whether the formula comes to the amount after, however its fractions are rounded on the way."""
    if product < 0:
        return False
    doubt = max(_LEAST_DOUBT, PRECISION.multiply(product, _DOUBT))
    # Rounding never turns the order round: what both ends come to, all between them come to.
    for end in (PRECISION.subtract(product, doubt), PRECISION.add(product, doubt)):
        settled = round_to(end, _SETTLED)
        if round_to(settled, multiple) != line.after.amount:
            return False
        steps = PRECISION.divide(settled, multiple)
        # 0.05 is no binary fraction: there a quotient at a half may fall to either side.
        if multiple != multiple.to_integral_value() and _near_half(steps):
            return False
    return True


def _percent_agrees(line: Line) -> bool:
    if not line.before.minor:
        return True
    exact = PRECISION.divide(Decimal(line.change.minor), Decimal(line.before.minor))
    return not _near_half(PRECISION.multiply(exact, HUNDRED * HUNDRED))


def _near_half(value: Decimal) -> bool:
    fraction = value.copy_abs() - value.copy_abs().to_integral_value("ROUND_FLOOR", PRECISION)
    return (fraction - _HALF).copy_abs() < _NEAR


def _percent(before: str, after: str) -> str:
    return f"=IF({before}{{row}}=0,0,ROUND(({after}{{row}}-{before}{{row}})/{before}{{row}}*100,2))"


def _letter(index: int) -> str:
    # No table here has more than 26 columns.
    return chr(ord("A") + index)
