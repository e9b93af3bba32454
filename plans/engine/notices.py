"""What must be said about the inputs of a determination: cautions, open or coarse figures, snapshots."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, round_digits
from indicators.series import History, Indicator
from plans.clause import IndexationClause, Leg
from plans.engine.figures import is_provisional
from plans.engine.substitutes import decimals_of
from plans.steps import Input, Notice
from plans.terms import ClauseMeasure

# Percentage points of error, from the rounding of the figures alone, at which a ratio is called coarse.
_COARSE = Decimal("0.05")


def provisional(histories: Mapping[str, History], inputs: tuple[Input, ...]) -> list[Input]:
    """The figures that their offices may still revise, or that stand in for one not out yet."""
    return [i for i in inputs if is_provisional(histories[i.indicator].indicator, i)]


def notices(
    clause: IndexationClause,
    histories: Mapping[str, History],
    inputs: tuple[Input, ...],
    pending: list[Input],
    as_of: date,
) -> list[Notice]:
    """Every notice on the indicators and the figures used, in a fixed order; `pending` may be revised."""
    used = {i.indicator: histories[i.indicator].indicator for i in inputs}
    found = [n for name, indicator in used.items() for n in _about(clause, name, indicator, inputs)]
    found.extend(_open("provisional", [i for i in pending if not i.projected]))
    found.extend(_open("not-out", [i for i in pending if i.projected]))
    found.extend(_snapshot(inputs, as_of))
    return found


def _open(form: str, pending: list[Input]) -> Iterable[Notice]:
    if pending:
        shown = ", ".join(f"{i.indicator} {i.period}" for i in pending[:4]) + (", ..." if pending[4:] else "")
        yield Notice.of(form, count=len(pending), figures=shown)


def _about(
    clause: IndexationClause, name: str, indicator: Indicator, inputs: tuple[Input, ...]
) -> Iterable[Notice]:
    if indicator.seasonally_adjusted:
        yield Notice.of("seasonally-adjusted", index=name)
    if indicator.caution:
        yield Notice.of("caution", index=name, caution=indicator.caution)
    leaf = next((x for x in clause.leaves if x.index == name), None)
    if leaf is not None and leaf.measure is ClauseMeasure.INDEX:
        yield from _coarse(name, indicator, [i for i in inputs if i.indicator == name])
    if leaf is not None and leaf.measure is ClauseMeasure.MOM_100:
        yield Notice.of("own-level", index=name, base=_start(leaf, inputs))


def _start(leaf: Leg, inputs: tuple[Input, ...]) -> str:
    first = next(i.period for i in inputs if i.indicator == leaf.index)
    return str(first.shift(-1))


def _coarse(name: str, indicator: Indicator, inputs: list[Input]) -> Iterable[Notice]:
    """Few decimals on a low level: half a unit in both figures moves the ratio visibly."""
    lowest = min(i.value for i in inputs)
    decimals = max(decimals_of(i.value) for i in inputs) if indicator.decimals is None else indicator.decimals
    unit = Decimal(1).scaleb(-decimals)
    error = PRECISION.multiply(PRECISION.divide(unit, lowest), HUNDRED)
    if error >= _COARSE:
        yield Notice.of("coarse", index=name, decimals=decimals, error=round_digits(error, 2))


def _snapshot(inputs: tuple[Input, ...], as_of: date) -> Iterable[Notice]:
    bundled = [i for i in inputs if i.origin == "snapshot"]
    if bundled:
        made = max(i.published_on for i in bundled)
        days = (as_of - made).days
        yield Notice.of("snapshot", count=len(bundled), snapshot=made, days=days, as_of=as_of)
