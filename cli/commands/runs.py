"""`runs`: the newest fetches and what they brought."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.render import cut, heads, right, table

if TYPE_CHECKING:
    from storage.runs import Run


@click.command(
    cls=Verb,
    example="""
        realterms runs
        realterms runs --limit 1 --results""",
)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many, newest first."
)
@click.option("--results", is_flag=True, help="A line for each indicator of each run.")
@pass_call
def runs(call: Call, limit: int, results: bool) -> None:
    """List the newest fetches and what they brought."""
    from jobs.runs import runs as newest

    with call.workspace() as workspace:
        found = newest(workspace, limit).runs
    if call.as_json:
        call.json({"runs": [run_json(r) for r in found]})
    elif found and results:
        columns = heads(
            right("run"),
            "indicator",
            "outcome",
            right("new"),
            right("revised"),
            right("unchanged"),
            right("ms"),
            right("bytes"),
            right("retries"),
            cut("why"),
        )
        call.data(
            table(
                columns,
                [
                    [
                        str(run.id),
                        r.indicator_key,
                        r.outcome,
                        str(r.new),
                        str(r.revised),
                        str(r.unchanged),
                        str(r.cost.milliseconds),
                        str(r.cost.received_bytes),
                        str(r.cost.retries),
                        r.message,
                    ]
                    for run in found
                    for r in run.results
                ],
            )
        )
    elif found:
        columns = heads(
            right("run"),
            "started",
            right("took"),
            "by",
            "outcome",
            right("series"),
            right("new"),
            right("revised"),
            right("failed"),
        )
        call.data(table(columns, [_run_cells(r) for r in found]))
    if not found:
        call.say("no fetch yet; `realterms fetch` makes the first")


def _run_cells(run: "Run") -> list[str]:
    took = f"{(run.finished_at - run.started_at).total_seconds():.0f} s" if run.finished_at else "–"
    return [
        str(run.id),
        f"{run.started_at:%Y-%m-%d %H:%M}",
        took,
        run.trigger,
        run.outcome or "not finished",
        str(len(run.results)),
        str(sum(r.new for r in run.results)),
        str(sum(r.revised for r in run.results)),
        str(sum(r.outcome == "failed" for r in run.results)),
    ]


def run_json(run: "Run") -> dict[str, Any]:
    """A run with its result for each indicator."""
    names = ("indicator_key", "outcome", "new", "revised", "unchanged", "message")
    return {
        "run": run.id,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "trigger": run.trigger,
        "runner": run.runner,
        "outcome": run.outcome,
        "results": [{n: getattr(r, n) for n in names} | asdict(r.cost) for r in run.results],
    }
