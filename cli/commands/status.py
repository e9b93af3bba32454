"""`status` and `settings`: how fresh the figures are, and what is in force."""

from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.commands.runs import run_json
from cli.render import cut, heads, right, table
from indicators.releases import State

if TYPE_CHECKING:
    from jobs.status import SeriesStatus, StatusReport


@click.command(
    cls=Verb,
    example="""
        realterms status
        realterms status --max-age 60 --quiet || echo "figures are stale\"""",
)
@click.option(
    "--max-age",
    type=click.IntRange(min=1),
    metavar="DAYS",
    help="Stale when the newest figure's period ended longer ago, whatever its office's calendar says.",
)
@pass_call
def status(call: Call, max_age: int | None) -> int:
    """Say what each series should hold by now, by its office's calendar, and whether fetching goes well.

    Exit code 1 when a series is stale, a figure is held aside as suspect or the last fetch did not end well.
    A stale series is late (its office was not asked in time), delayed (the office answers without the
    figure) or frozen (it has done so for several releases: look for the series' successor).
    """
    from jobs.status import status as check

    with call.workspace() as workspace:
        report = check(workspace, max_age=max_age)
    if call.as_json:
        call.json(_report_json(report))
        return 0 if report.ok else 1
    last = report.last_run
    call.data(f"database: {report.database}")
    call.data(
        f"last fetch: {last.started_at:%Y-%m-%d %H:%M}, {last.outcome or 'not finished'}"
        if last
        else "last fetch: none"
    )
    if report.looked_at:
        call.data(f"last look of a scheduled fetch: {report.looked_at:%Y-%m-%d %H:%M}")
    if report.series:
        columns = heads(
            "indicator", "period", right("age"), "state", "next", "expected from", "by", "from", "fetched"
        )
        call.data(table(columns, [_series_cells(s) for s in report.series]))
    for series in report.series:
        if series.state in (State.SUCCEEDED, State.FROZEN, State.DORMANT):
            call.data(f"{series.indicator.name}: {series.why}")
    if report.suspects:
        call.data(f"{report.suspects} held aside as suspect: `realterms suspect list`")
    verdict = "ok" if report.ok else "NOT OK"
    measure = f"older than {max_age} days" if max_age else "stale"
    call.data(f"{len(report.series)} series, {report.stale} {measure}: {verdict}")
    return 0 if report.ok else 1


def _report_json(report: "StatusReport") -> dict[str, Any]:
    return {
        "ok": report.ok,
        "today": report.today,
        "database": report.database,
        "max_age": report.max_age,
        "stale": report.stale,
        "suspects": report.suspects,
        "looked_at": report.looked_at,
        "last_run": run_json(report.last_run) if report.last_run else None,
        "series": [_series_json(s) for s in report.series],
    }


def _series_cells(series: "SeriesStatus") -> list[str]:
    latest = series.latest
    return [
        series.indicator.name or series.indicator.key,
        str(latest.period) if latest else "–",
        f"{series.age_days} d" if series.age_days is not None else "–",
        "stale" if series.stale and not series.state.is_stale else series.state.value,
        str(series.expected) if series.expected else "–",
        f"{series.expected_at:%Y-%m-%d %H:%M %Z}" if series.expected_at else "–",
        series.announced_by or ("habit" if series.expected_at else "–"),
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
        "state": series.state,
        "expected": series.expected,
        "expected_at": series.expected_at,
        "announced_by": series.announced_by,
        "why": series.why,
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
