"""`status` and `settings`: how fresh the figures are, and what is in force."""

from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.commands.runs import run_json
from cli.render import cut, heads, right, table

if TYPE_CHECKING:
    from jobs.status import SeriesStatus


@click.command(
    cls=Verb,
    example="""
        realterms status
        realterms status --max-age 60 --quiet || echo "figures are stale\"""",
)
@click.option(
    "--max-age",
    type=click.IntRange(min=1),
    default=75,
    show_default=True,
    metavar="DAYS",
    help="Stale when the newest figure's period ended longer ago.",
)
@pass_call
def status(call: Call, max_age: int) -> int:
    """Say how fresh each series is. Exit code 1 when one is stale or the last fetch did not end well."""
    from jobs.status import status as check

    with call.workspace() as workspace:
        report = check(workspace, max_age=max_age)
    last = report.last_run
    if call.as_json:
        call.json(
            {
                "ok": report.ok,
                "today": report.today,
                "database": report.database,
                "max_age": report.max_age,
                "last_run": run_json(last) if last else None,
                "series": [_series_json(s) for s in report.series],
            }
        )
        return 0 if report.ok else 1
    call.data(f"database: {report.database}")
    call.data(
        f"last fetch: {last.started_at:%Y-%m-%d %H:%M}, {last.outcome or 'not finished'}"
        if last
        else "last fetch: none"
    )
    if report.series:
        columns = heads("indicator", "period", right("age"), "state", "published", "from", "fetched")
        call.data(table(columns, [_series_cells(s) for s in report.series]))
    stale = sum(s.stale for s in report.series)
    verdict = "ok" if report.ok else "NOT OK"
    call.data(f"{len(report.series)} series, {stale} older than {report.max_age} days: {verdict}")
    return 0 if report.ok else 1


def _series_cells(series: "SeriesStatus") -> list[str]:
    latest = series.latest
    return [
        series.indicator.name or series.indicator.key,
        str(latest.period) if latest else "–",
        f"{series.age_days} d" if series.age_days is not None else "–",
        "stale" if series.stale else "fresh",
        latest.published_on.isoformat() if latest else "–",
        latest.origin if latest else "–",
        f"{series.fetched_at:%Y-%m-%d %H:%M}" if series.fetched_at else "–",
    ]


def _series_json(series: "SeriesStatus") -> dict[str, Any]:
    latest = series.latest
    return {
        "indicator": series.indicator.name,
        "key": series.indicator.key,
        "period": latest.period if latest else None,
        "published_on": latest.published_on if latest else None,
        "origin": latest.origin if latest else None,
        "fetched_at": series.fetched_at,
        "age_days": series.age_days,
        "stale": series.stale,
    }


@click.command(cls=Verb, example="realterms settings")
@pass_call
def settings(call: Call) -> None:
    """Show the effective settings and where each came from; secrets are masked.

    A setting comes from a flag, else a REALTERMS_* variable, else settings.toml, else its default.
    """
    with call.workspace() as workspace:
        rows = list(workspace.settings.values.values())
        in_force = {
            "home": str(workspace.home),
            "database": workspace.database_shown,
            "user": workspace.user,
        }
    if call.as_json:
        call.json(
            {
                "settings": [
                    {
                        "name": r.field.name,
                        "value": r.shown,
                        "origin": r.origin,
                        "variable": r.field.variable,
                        "meaning": r.field.meaning,
                    }
                    for r in rows
                ],
                "in_force": in_force,
            }
        )
        return
    call.data(
        table(
            heads("setting", "value", "from", cut("meaning")),
            [[r.field.name, r.shown or "–", r.origin, r.field.meaning] for r in rows],
        )
    )
    for name, value in in_force.items():
        call.say(f"{name} in force: {value}")
