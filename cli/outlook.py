"""Projections on paper: what is projected, between which ends, and what that makes of a plan's figures."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cli.render import bold, heads, number, right, table
from jobs.format import amount, percent

if TYPE_CHECKING:
    from indicators.forecast import Coverage, Projection
    from jobs.forecast import Outlook


def projections_text(projections: "Iterable[Projection]") -> str:
    """A row a projected period; the last column says how often such intervals really held."""
    columns = heads(
        "projected, not out yet",
        "newest",
        right("figure"),
        "period",
        right("projected"),
        right("low"),
        right("high"),
        "80 % held really",
        "method",
    )
    rows = [
        [
            p.indicator.name or p.indicator.key,
            str(p.last.period),
            number(p.last.value),
            str(point.period),
            number(point.value),
            number(point.low),
            number(point.high),
            _coverage(point.coverage),
            p.method.value,
        ]
        for p in projections
        for point in p.points
    ]
    return table(columns, rows)


def outlook_text(outlook: "Outlook") -> str:
    """The projections, then the range of each clause and of each figure they move."""
    determined = heads("clause", right("low %"), right("projected %"), right("high %"))
    rates = [
        [name, percent(low, 3), percent(outlook.adjustment.upratings[name].percent, 3), percent(high, 3)]
        for name, (low, high) in outlook.rates.items()
    ]
    figures = heads("range of", right("before"), right("low"), right("projected"), right("high"))
    rows = [
        [line.path, *(amount(m.amount) for m in (line.before, found.low, line.after, found.high))]
        for line in outlook.adjustment.lines
        if line.clause is not None
        for found in (outlook.ranges[line.path],)
    ]
    tables = (projections_text(outlook.projections), table(determined, rates), table(figures, rows))
    return "\n\n".join((bold("Projected: to be looked at, not to be decided"), *tables))


def projections_json(projections: "Iterable[Projection]") -> list[dict[str, Any]]:
    """The projections for `--json`."""
    return [
        {
            "indicator": p.indicator.name,
            "key": p.indicator.key,
            "method": p.method,
            "newest": {"period": p.last.period, "value": p.last.value, "published_on": p.last.published_on},
            "points": [
                {
                    "period": point.period,
                    "value": point.value,
                    "low": point.low,
                    "high": point.high,
                    "held": None if point.coverage is None else point.coverage.inside,
                    "cases": None if point.coverage is None else point.coverage.cases,
                }
                for point in p.points
            ],
        }
        for p in projections
    ]


def outlook_json(outlook: "Outlook") -> dict[str, Any]:
    """Projections and ranges for `--json`."""
    return {
        "projections": projections_json(outlook.projections),
        "rates": {name: {"low": low, "high": high} for name, (low, high) in outlook.rates.items()},
        "ranges": {path: {"low": found.low, "high": found.high} for path, found in outlook.ranges.items()},
    }


def _coverage(found: "Coverage | None") -> str:
    if found is None:
        return "–"
    return f"{round(Decimal(100 * found.inside) / found.cases)} % of {found.cases}"
