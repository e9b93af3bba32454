"""What the figures say: an overview of every series, some in detail, their vintages, real amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.changes import Changes, View, changes, real_value, transform
from indicators.errors import BadInput
from indicators.series import Indicator, Period, Reading, Series
from jobs.catalogue import known, resolve
from jobs.successions import succeeded, told
from jobs.workspace import Workspace

SNAPSHOT = "snapshot"
_SPARK_MONTHS = 24


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One indicator at a glance; `spark` holds its newest figures, oldest first, None for a missing month."""

    indicator: Indicator
    latest: Reading | None
    numbers: Changes | None
    spark: tuple[Decimal | None, ...]

    @property
    def is_snapshot(self) -> bool:
        """Whether the newest figure came with realterms rather than from its office."""
        return self.latest is not None and self.latest.origin == SNAPSHOT


@dataclass(frozen=True, slots=True)
class Overview:
    """Every indicator that has figures, then those that have none; and how old the bundled figures are."""

    rows: tuple[OverviewRow, ...]
    today: date
    snapshot_as_of: date | None


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One series as asked for: its newest numbers and the points of the chosen view."""

    indicator: Indicator
    basis: str
    numbers: Changes
    points: tuple[tuple[Period, Decimal | None], ...]

    @property
    def is_snapshot(self) -> bool:
        """Whether the newest figure came with realterms rather than from its office."""
        return self.numbers.latest.origin == SNAPSHOT


@dataclass(frozen=True, slots=True)
class TrendReport:
    """Several series in one view."""

    view: View
    rebased_to: Period | None
    as_of: date
    lines: tuple[TrendLine, ...]


@dataclass(frozen=True, slots=True)
class VintageRow:
    """One published figure and, where it replaced another, what it replaced."""

    reading: Reading
    before: Reading | None

    @property
    def change(self) -> Decimal | None:
        """By how much the figure moved, in its own units; None for a first publication."""
        if self.before is None or self.before.value is None or self.reading.value is None:
            return None
        return self.reading.value - self.before.value


@dataclass(frozen=True, slots=True)
class VintageReport:
    """What was published when about one indicator, oldest vintage first within each period."""

    indicator: Indicator
    rows: tuple[VintageRow, ...]


@dataclass(frozen=True, slots=True)
class RealValue:
    """An amount carried from one period's money into another's."""

    indicator: Indicator
    amount: Decimal
    start: Reading
    end: Reading
    value: Decimal


def overview(workspace: Workspace) -> Overview:
    """Every indicator with its newest numbers, in a bounded number of statements."""
    from storage import vintages

    indicators = known(workspace)
    with workspace.session() as session:
        points = vintages.latest_points(_SPARK_MONTHS + 1, session=session)
    rows = [_overview_row(i, points.get(i.key, []), workspace.today) for i in indicators]
    dates = [r.latest.published_on for r in rows if r.latest is not None and r.is_snapshot]
    filled = [r for r in rows if r.latest is not None]
    empty = [r for r in rows if r.latest is None]
    return Overview((*filled, *empty), workspace.today, max(dates, default=None))


def _overview_row(indicator: Indicator, readings: Sequence[Reading], today: date) -> OverviewRow:
    series = Series(indicator, tuple(readings), "newest")
    latest = series.latest
    if latest is None:
        return OverviewRow(indicator, None, None, ())
    months = [latest.period.shift(-n) for n in reversed(range(_SPARK_MONTHS))]
    spark = tuple(series[m].value if m in series else None for m in months)
    return OverviewRow(indicator, latest, changes(series, today=today), spark)


def load(workspace: Workspace, name: str, *, as_of: date | None = None) -> Series:
    """The series called `name` as known on `as_of` (today by default); BadInput for a day to come."""
    from storage import vintages

    indicator, day = resolve(workspace, name), _known_on(workspace, as_of)
    with workspace.session() as session:
        series = vintages.series(indicator.key, known_on=day, session=session)
        left = succeeded(session).get(indicator.key)
    basis = series.basis if left is None else f"{series.basis}; {told(left)}"
    return Series(indicator, series.readings, basis)


def _known_on(workspace: Workspace, as_of: date | None) -> date:
    """The day whose knowledge counts; BadInput for a day to come."""
    day = as_of or workspace.today
    if day > workspace.today:
        raise BadInput(
            "a series cannot be known on a day to come",
            where="--as-of",
            expected=f"{workspace.today} or earlier",
            got=day.isoformat(),
        )
    return day


def trend(
    workspace: Workspace,
    names: Sequence[str],
    *,
    as_of: date | None = None,
    from_: Period | None = None,
    to: Period | None = None,
    rebase: Period | None = None,
    view: View = View.INDEX,
) -> TrendReport:
    """Each named series' newest numbers and its points in `view`, between `from_` and `to`.

    NotPublished where a series is empty, or lacks the period to rebase on.
    """
    chosen = View.REBASED if rebase is not None else view
    day = as_of or workspace.today
    lines = []
    for name in dict.fromkeys(names):
        series = load(workspace, name, as_of=as_of)
        numbers = changes(_until(series, to), today=day)
        points = transform(series, chosen, base=rebase)
        inside = [(p, v) for p, v in points if (from_ is None or p >= from_) and (to is None or p <= to)]
        lines.append(TrendLine(series.indicator, series.basis, numbers, tuple(inside)))
    return TrendReport(chosen, rebase, day, tuple(lines))


def _until(series: Series, to: Period | None) -> Series:
    if to is None:
        return series
    return Series(series.indicator, tuple(r for r in series.readings if r.period <= to), series.basis)


def vintages(
    workspace: Workspace, name: str, period: Period | None = None, *, as_of: date | None = None
) -> VintageReport:
    """What was published when, of one period or of every period with more than one vintage."""
    from storage import vintages as stored

    indicator, day = resolve(workspace, name), _known_on(workspace, as_of)
    with workspace.session() as session:
        history = stored.history(indicator.key, session=session)
    rows: list[VintageRow] = []
    groups: dict[Period, list[Reading]] = {}
    for reading in history.readings:
        if reading.published_on <= day:
            groups.setdefault(reading.period, []).append(reading)
    for at, readings in groups.items():
        if at == period or (period is None and len(readings) > 1):
            earlier: list[Reading | None] = [None, *readings[:-1]]
            rows.extend(VintageRow(r, b) for r, b in zip(readings, earlier, strict=True))
    return VintageReport(indicator, tuple(rows))


def real(
    workspace: Workspace, amount: Decimal, *, start: Period, end: Period, by: str, as_of: date | None = None
) -> RealValue:
    """`amount` of `start`'s money in `end`'s money by the index `by`; NotPublished for a missing period."""
    series = load(workspace, by, as_of=as_of)
    value = real_value(amount, series, start, end)
    return RealValue(series.indicator, amount, series.reading(start)[0], series.reading(end)[0], value)
