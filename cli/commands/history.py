"""`vintages` and `real`: what was published when, and amounts carried into another period's money."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.render import cut, number, right, table
from cli.types import AMOUNT, DAY, PERIOD
from indicators.series import Period, Reading

if TYPE_CHECKING:
    from jobs.trends import VintageRow


@click.command(
    cls=Verb,
    example="""
        realterms vintages us-ppi-finished-goods
        realterms vintages us-ppi-finished-goods 2026-02""",
)
@click.argument("name", metavar="INDICATOR")
@click.argument("period", type=PERIOD, required=False)
@click.option("--as-of", type=DAY, help="Only what had been published by this day.")
@pass_call
def vintages(call: Call, name: str, period: Period | None, as_of: date | None) -> None:
    """Show what was published when, and what each revision changed.

    Without PERIOD, the periods that were published more than once.
    """
    from jobs import suspects, trends

    with call.workspace() as workspace:
        report = trends.vintages(workspace, name, period, as_of=as_of)
        aside = suspects.listing(workspace, name).suspects
    if call.as_json:
        call.json(
            {
                "indicator": report.indicator.name,
                "key": report.indicator.key,
                "vintages": [_vintage_json(r) for r in report.rows],
            }
        )
    elif report.rows:
        call.data(
            table(
                [
                    "period",
                    "published",
                    right("value"),
                    right("change"),
                    "status",
                    "fetched",
                    "from",
                    cut("note"),
                ],
                [_vintage_cells(r) for r in report.rows],
            )
        )
    if not report.rows:
        nothing = f"no figure for {period}" if period else "no period with more than one vintage"
        call.say(f"{report.indicator.name}: {nothing}")
    for held in aside:
        at, value = held.stated
        call.say(f"held aside as suspect: {at} {number(value)} ({held.reason}); `realterms suspect list`")


def _vintage_cells(row: "VintageRow") -> list[str]:
    reading = row.reading
    return [
        str(reading.period),
        reading.vintage,
        number(reading.value),
        "first" if row.before is None else number(row.change),
        reading.status.value,
        f"{reading.fetched_at:%Y-%m-%d %H:%M}",
        reading.origin,
        reading.footnote,
    ]


def _vintage_json(row: "VintageRow") -> dict[str, Any]:
    return _reading_json(row.reading) | {
        "change": row.change,
        "before": row.before.value if row.before else None,
    }


def _reading_json(reading: Reading) -> dict[str, Any]:
    return {
        "period": reading.period,
        "published_on": reading.published_on,
        "value": reading.value,
        "status": reading.status,
        "fetched_at": reading.fetched_at,
        "origin": reading.origin,
        "url": reading.url,
        "footnote": reading.footnote,
    }


@click.command(
    cls=Verb,
    example="realterms real 50000 --from 2020-01 --to 2026-01 --by us-cpi",
    context_settings={"ignore_unknown_options": True},  # -100 is an amount
)
@click.argument("amount", type=AMOUNT)
@click.option("--from", "start", type=PERIOD, required=True, help="The period whose money AMOUNT is in.")
@click.option("--to", "end", type=PERIOD, required=True, help="The period whose money is wanted.")
@click.option("--by", required=True, metavar="INDICATOR", help="The index that measures prices.")
@click.option("--as-of", type=DAY, help="Only what had been published by this day.")
@pass_call
def real(call: Call, amount: Decimal, start: Period, end: Period, by: str, as_of: date | None) -> None:
    """Say what AMOUNT of one period's money is in another's, by the ratio of the index."""
    from jobs import trends

    with call.workspace() as workspace:
        report = trends.real(workspace, amount, start=start, end=end, by=by, as_of=as_of)
    shown = round(report.value, 2)
    if call.as_json:
        call.json(
            {
                "amount": amount,
                "value": shown,
                "value_unrounded": report.value,
                "indicator": report.indicator.name,
                "key": report.indicator.key,
                "from": _reading_json(report.start),
                "to": _reading_json(report.end),
            }
        )
        return
    call.data(f"{shown:,f}")
    name, first, last = report.indicator.name, report.start, report.end
    call.say(f"{amount:,f} x {last.value} ({name} {end}) / {first.value} ({name} {start})")
