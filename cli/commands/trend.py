"""`trend`: the newest figure of each series, how it moved, and its course."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.render import Column, heads, number, right, table
from cli.types import DAY, PERIOD
from indicators.changes import Changes, bars
from indicators.series import Indicator, Period
from jobs.courses.looks import Look
from jobs.format import percent

if TYPE_CHECKING:
    from jobs.trends import TrendReport

_COURSE = 24
_COLUMNS = (
    "indicator",
    "period",
    right("latest"),
    right("1 month %"),
    Column("3 months, a year %", right=True, leaves=4),
    right("12 months %"),
    Column("course, 24 periods", leaves=5),
    right("age"),
    Column("published", leaves=3),
    Column("from", leaves=2),
    Column("title", may_cut=True, leaves=1),
)


@click.command(
    cls=Verb,
    example="""
        realterms trend
        realterms trend us-cpi uk-cpi-rate
        realterms trend us-ppi-finished-goods --as-of 2026-05-01
        realterms trend us-cpi us-ppi-finished-goods --rebase 2020-01 --from 2025-01
        realterms trend us-cpi --forecast 6
        realterms trend us-cpi uk-rpi --chart prices.svg --look 12-month --from 2015-01
        realterms trend uk-cpi --chart rates.csv --look rates""",
)
@click.argument("names", nargs=-1, metavar="[INDICATOR]...")
@click.option("--as-of", type=DAY, help="Only what had been published by this day.")
@click.option("--from", "from_", type=PERIOD, help="Print the figures from this period on.")
@click.option("--to", type=PERIOD, help="The last period to look at.")
@click.option("--rebase", type=PERIOD, help="Print the figures with this period = 100.")
@click.option("--forecast", type=int, metavar="N", help="Project N periods after the newest figure.")
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw into FILE: a picture (.svg, .png), or the figures drawn (.csv).",
)
@click.option(
    "--look",
    type=click.Choice([look.value for look in Look]),
    help="What --chart draws (default: index, or rebased with --rebase).",
)
@click.option("--force", is_flag=True, help="Write --chart over a file that is there.")
@click.option("--method", metavar="NAME", help="How to project: drift-seasonal (default) or ets.")
@pass_call
def trend(
    call: Call,
    names: tuple[str, ...],
    as_of: date | None,
    from_: Period | None,
    to: Period | None,
    rebase: Period | None,
    forecast: int | None,
    method: str | None,
    chart: Path | None,
    look: str | None,
    force: bool,
) -> None:
    """Show the latest figure and its changes, for the named indicators or for all that have figures.

    A rate that an office publishes is shown as its 12-month change and never recomputed from an index. With
    --from or --rebase every period's figure is printed, a column a series. With --forecast the periods to
    come are projected, each with its interval. With --chart up to six series are drawn; the look `vintages`
    draws one series as it stood at different times, `rates` a published rate beside the computed one.
    """
    from jobs import trends

    if chart is not None:
        _draw(call, names, chart, look, from_=from_, to=to, rebase=rebase, as_of=as_of, force=force)
        return
    if look or force:
        raise click.UsageError("--look and --force go with --chart")

    if method and forecast is None:
        raise click.UsageError("--method goes with --forecast")
    if forecast is not None:
        if not names or from_ or to or rebase:
            raise click.UsageError("--forecast needs an INDICATOR, and goes with --as-of and --method alone")
        _print_projections(call, names, forecast, as_of, method)
        return

    if from_ is not None and to is not None and from_ > to:
        raise click.UsageError(f"--from {from_} is after --to {to}")
    if not names and (as_of or from_ or to or rebase):
        raise click.UsageError("--as-of, --from, --to and --rebase need an INDICATOR")
    with call.workspace() as workspace:
        if not names:
            rows = [r for r in trends.overview(workspace).rows if r.latest is not None]
            _print_changes(call, [(r.indicator, r.numbers, r.spark) for r in rows])
            return
        report = trends.trend(workspace, names, as_of=as_of, from_=from_, to=to, rebase=rebase)
    if call.as_json:
        call.json(_report_json(report))
    elif rebase is not None or from_ is not None:
        call.data(_points_table(report))
    else:
        _print_changes(call, [(i.indicator, i.numbers, [v for _, v in i.points]) for i in report.lines])
    for indicator in [line.indicator for line in report.lines if line.indicator.caution]:
        call.say(f"note, {indicator.name}: {indicator.caution}")


def _draw(
    call: Call,
    names: Sequence[str],
    chart: Path,
    look: str | None,
    *,
    from_: Period | None,
    to: Period | None,
    rebase: Period | None,
    as_of: date | None,
    force: bool,
) -> None:
    from jobs.courses import files, looks

    chosen = Look(look) if look else Look.REBASED if rebase else Look.INDEX
    with call.workspace() as workspace:
        if not names:
            raise click.UsageError("--chart needs an INDICATOR")
        drawn = looks.courses(workspace, names, chosen, base=rebase or from_, as_of=as_of)
        files.write(drawn, chart, first=from_, last=to, overwrite=force)
    if call.as_json:
        call.json({"chart": str(chart), "look": chosen, "lines": [c.label for c in drawn.courses]})
    call.say(f"written: {chart}")


def _print_projections(
    call: Call, names: Sequence[str], count: int, as_of: date | None, method: str | None
) -> None:
    from cli.outlook import projections_json, projections_text
    from jobs import forecast

    with call.workspace() as workspace:
        how = method or forecast.DEFAULT
        found = [forecast.project(workspace, name, count, as_of=as_of, method=how) for name in names]
    if call.as_json:
        call.json({"projections": projections_json(found)})
    else:
        call.data(projections_text(found))
    call.say("projections are no office's figures; docs/forecast.md says how far to trust them")


Row = tuple[Indicator, Changes | None, Sequence[Decimal | None]]


def _print_changes(call: Call, rows: Sequence[Row]) -> None:
    if call.as_json:
        call.json({"series": [_changes_json(i, n) for i, n, _ in rows if n is not None]})
    elif rows:
        call.data(table(_COLUMNS, [_cells(i, n, spark) for i, n, spark in rows if n is not None]))
    if not rows:
        call.say("no figures yet: `realterms demo` loads the bundled ones, `realterms fetch` gets newer")
    if not call.as_json and any(n is not None and (n.rate_is_published or n.overdue) for _, n, _ in rows):
        call.say("* a rate as its office publishes it; ! a newer figure should be out")
    if any(n is not None and n.latest.origin == "snapshot" for _, n, _ in rows):
        call.say(
            "from snapshot: figures that came with realterms; `realterms fetch` gets the offices' newest"
        )


def _cells(indicator: Indicator, numbers: Changes, spark: Sequence[Decimal | None]) -> list[str]:
    return [
        indicator.name or indicator.key,
        str(numbers.latest.period),
        number(numbers.latest.value),
        percent(numbers.percent_1m),
        percent(numbers.percent_3m_annualised),
        percent(numbers.percent_12m) + ("*" if numbers.rate_is_published else " "),
        bars(spark[-_COURSE:]),
        f"{numbers.age_days} d" + ("!" if numbers.overdue else " "),
        numbers.latest.published_on.isoformat(),
        numbers.latest.origin,
        indicator.title,
    ]


def _points_table(report: "TrendReport") -> str:
    columns = {line.indicator.name or line.indicator.key: dict(line.points) for line in report.lines}
    periods = sorted({p for points in columns.values() for p in points})
    rows = [[str(p), *(_point(points.get(p)) for points in columns.values())] for p in periods]
    return table(heads("period", *(right(name) for name in columns)), rows)


def _point(value: Decimal | None) -> str:
    # A rebased figure is ours and unrounded: six decimals are more than any office prints.
    return "–" if value is None else f"{round(value, 6):f}"


def _report_json(report: "TrendReport") -> dict[str, Any]:
    return {
        "as_of": report.as_of,
        "view": report.view,
        "rebased_to": report.rebased_to,
        "series": [
            _changes_json(line.indicator, line.numbers)
            | {
                "basis": line.basis,
                "points": [{"period": p, "value": v} for p, v in line.points],
            }
            for line in report.lines
        ],
    }


def _changes_json(indicator: Indicator, numbers: Changes) -> dict[str, Any]:
    latest = numbers.latest
    return {
        "indicator": indicator.name,
        "key": indicator.key,
        "title": indicator.title,
        "measure": indicator.measure,
        "period": latest.period,
        "value": latest.value,
        "status": latest.status,
        "percent_1m": numbers.percent_1m,
        "percent_3m_annualised": numbers.percent_3m_annualised,
        "percent_12m": numbers.percent_12m,
        "percent_12m_is_published": numbers.rate_is_published,
        "age_days": numbers.age_days,
        "overdue": numbers.overdue,
        "published_on": latest.published_on,
        "fetched_at": latest.fetched_at,
        "origin": latest.origin,
        "url": latest.url,
    }
