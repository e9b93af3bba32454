"""What must be said about the inputs of a determination: cautions, open or coarse figures, snapshots."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from indicators.series import History, Indicator, Reading
from plans.clause import ClauseMeasure, IndexationClause
from plans.engine.figures import decimals_of, is_provisional
from plans.steps import Input, Notice

_COARSE = Decimal(
    "0.05"
)  # percentage points of error from rounding alone, from which a ratio is called coarse


def notices(
    clause: IndexationClause, histories: Mapping[str, History], inputs: tuple[Input, ...], as_of: date
) -> list[Notice]:
    """Every notice on the clause's indicators and the figures used, in a fixed order."""
    used = [histories[name].indicator for name in clause.indicators if name in histories]
    found = [n for indicator in used for n in _about(clause, indicator, inputs)]
    pending = [i for i in inputs if provisional_input(histories, i)]
    if pending:
        shown = ", ".join(f"{i.indicator} {i.period}" for i in pending[:4]) + (", ..." if pending[4:] else "")
        found.append(Notice.of("provisional", count=len(pending), figures=shown))
    found.extend(_snapshot(inputs, as_of))
    return found


def provisional_input(histories: Mapping[str, History], used: Input) -> bool:
    """Whether the office may still revise this figure."""
    reading = Reading(
        used.period, used.value, used.status, used.published_on, used.fetched_at, used.origin, used.url
    )
    return is_provisional(histories[used.indicator].indicator, reading)


def _about(clause: IndexationClause, indicator: Indicator, inputs: tuple[Input, ...]) -> Iterable[Notice]:
    name = indicator.name or indicator.key
    if indicator.seasonally_adjusted:
        yield Notice.of("seasonally-adjusted", index=name)
    if indicator.caution:
        yield Notice.of("caution", index=name, caution=indicator.caution)
    if clause.measure is ClauseMeasure.INDEX:
        yield from _coarse(indicator, [i for i in inputs if i.key == indicator.key])


def _coarse(indicator: Indicator, inputs: list[Input]) -> Iterable[Notice]:
    """Few decimals on a low level: half a unit in both figures moves the ratio visibly."""
    if not inputs:
        return
    lowest = min(i.value for i in inputs)
    decimals = max(decimals_of(i.value) for i in inputs) if indicator.decimals is None else indicator.decimals
    error = Decimal(1).scaleb(-decimals) / lowest * 100
    if error >= _COARSE:
        name = indicator.name or indicator.key
        yield Notice.of("coarse", index=name, decimals=decimals, error=error.quantize(Decimal("0.01")))


def _snapshot(inputs: tuple[Input, ...], as_of: date) -> Iterable[Notice]:
    bundled = [i for i in inputs if i.origin == "snapshot"]
    if bundled:
        made = max(i.fetched_at.date() for i in bundled)
        days = (as_of - made).days
        yield Notice.of("snapshot", count=len(bundled), snapshot=made, days=days, as_of=as_of)
