"""What decides the pay in a file, as small tables of the embedded engine: bands, rules, arrears, prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from indicators.series import History
from jobs.employees.connection import run
from plans.adjust import Adjustment
from plans.arrears import Missed, missed
from plans.circumstances import ARREARS, AT_FTE, ELIGIBILITY, FTE, MONTH, REAL, Prices
from plans.pay_terms import BandTable, PayTerms, band_table
from plans.people import adjust_people
from plans.plan import IncentivePlan
from plans.since_raise import Month, PriceTable, price_table
from plans.standing import Standing, standing, with_shares

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from jobs.employees.engines import Engine

_TABLE = "CREATE OR REPLACE TEMP TABLE $table AS SELECT $columns"
_MONTHS = "SELECT DISTINCT $month FROM people"


@dataclass(frozen=True, slots=True)
class Terms:
    """What moves pay; `rules`, `late` and `prices` are None where the plan or the file has none of it."""

    table: BandTable
    rules: Standing | None = None
    late: Missed | None = None
    prices: PriceTable | None = None
    timed: bool = False

    @property
    def extras(self) -> tuple[str, ...]:
        """The columns that are added beyond the usual ones."""
        parts = (
            (ELIGIBILITY, self.rules is not None),
            (AT_FTE, self.timed),
            (ARREARS, self.late is not None),
            (REAL, self.prices is not None),
        )
        return tuple(name for names, applies in parts if applies for name in names)

    def fill(self, connection: "DuckDBPyConnection") -> None:
        """Make the tables `bands` and `prices`."""
        _fill(connection, "bands", self.table.columns)
        if self.prices is not None:
            _fill(connection, "prices", self.prices.columns)

    def adjust(self, connection: "DuckDBPyConnection", people: Any, engine: "Engine") -> Any:
        """The people of a relation, adjusted on the engine from the tables made by `fill`."""
        prices = None
        if self.prices is not None:
            prices = Prices(engine.take(connection.table("prices")), self.prices.limb)
        return adjust_people(
            engine.take(people),
            engine.take(connection.table("bands")),
            limb=self.table.limb,
            rules=self.rules,
            missed=self.late,
            prices=prices,
        )


def terms(
    connection: "DuckDBPyConnection",
    adjustment: Adjustment,
    pay: Sequence[PayTerms],
    *,
    highest: int,
    accepted_on: date | None = None,
    histories: Mapping[str, History] | None = None,
) -> Terms:
    """The terms for the view `people`, with pay up to `highest`.

    Arrears are counted where the plan has a payroll and `accepted_on` is given; prices since the last raise
    where `histories` are, and the file says when that was.
    """
    plan, columns = adjustment.plan, connection.view("people").columns
    rules = standing(plan.people, adjustment.effective_on)
    shared = pay if rules is None else with_shares(pay, rules.whole)
    priced = histories is not None and MONTH in columns
    numbered = {name: n for n, name in enumerate(_clauses(plan), start=1)}
    table = band_table(shared, highest=highest, clauses=numbered if priced else None)
    late = None
    if plan.people.payroll is not None and accepted_on is not None:
        late = missed(plan.people.payroll, effective_on=adjustment.effective_on, accepted_on=accepted_on)
    prices = None
    if priced and histories is not None:
        months: list[Month] = [int(m) for (m,) in run(connection, _MONTHS, month=MONTH) if m is not None]
        prices = _prices(adjustment, histories, months, table.highest)
    return Terms(table, rules, late, prices, FTE in columns)


def band_indicators(plan: IncentivePlan) -> tuple[str, ...]:
    """The indicators that the clauses of pay read, each once."""
    names = (i for name in _clauses(plan) for i in plan.clauses[name].indicators)
    return tuple(dict.fromkeys(names))


def _clauses(plan: IncentivePlan) -> tuple[str, ...]:
    """The clauses that move pay, in the order of the plan."""
    used = {band.pay_clause for band in plan.bands}
    return tuple(name for name in plan.clauses if name in used)


def _prices(
    adjustment: Adjustment, histories: Mapping[str, History], months: Sequence[Month], highest: int
) -> PriceTable:
    plan = adjustment.plan
    return price_table(
        [plan.clauses[name] for name in _clauses(plan)],
        histories,
        months=months,
        currency=plan.currency,
        highest=highest,
        effective_on=adjustment.effective_on,
        as_of=adjustment.as_of,
    )


def _fill(connection: "DuckDBPyConnection", table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    typed = (
        f"unnest(CAST(? AS {'VARCHAR' if name == 'band_grade' else 'BIGINT'}[])) AS {name}"
        for name in columns
    )
    values = [list(column) for column in columns.values()]
    run(connection, _TABLE, *values, table=table, columns=", ".join(typed))
