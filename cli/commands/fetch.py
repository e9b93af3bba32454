"""`fetch`: the newest figures from their offices, a line an indicator."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click

from cli.call import Call, Verb, pass_call
from cli.render import cut, right, table
from cli.types import PERIOD
from indicators.errors import did_you_mean
from indicators.series import Kind, Period
from jobs.settings import SOURCES

INTERRUPTED = 130


@click.command(
    cls=Verb,
    example="""
        realterms fetch
        realterms fetch us-cpi us-ppi-finished-goods --since 2020-01
        realterms fetch --source ons --kind rpi""",
)
@click.argument("names", nargs=-1, metavar="[INDICATOR]...")
@click.option("--source", metavar="NAME", help=f"Only this office's: {', '.join(SOURCES)}.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Only one kind of index.")
@click.option("--country", metavar="CC", help="Only this country's.")
@click.option("--since", type=PERIOD, help="The first period wanted; the offices' all otherwise.")
@pass_call
def fetch(
    call: Call,
    names: tuple[str, ...],
    source: str | None,
    kind: str | None,
    country: str | None,
    since: Period | None,
) -> int:
    """Pull figures and keep them as a new vintage; fetching again what is known already writes nothing.

    Exit code 1 where some indicators failed: the others are kept. Ctrl-C ends after the answer under way;
    what was fetched until then stays.
    """
    from jobs import refresh

    if source is not None and source not in SOURCES:
        near = did_you_mean(source, SOURCES)
        raise click.UsageError(
            f"no source {source!r}; "
            + (f"did you mean {near!r}?" if near else f"there are {', '.join(SOURCES)}")
        )
    with call.workspace() as workspace, stop_on_interrupt(call) as stopped:
        report = refresh.refresh(
            workspace,
            names,
            source=source,
            kind=Kind(kind) if kind else None,
            country=country,
            since=since,
            on_progress=call.narrator.progress,
            cancelled=stopped,
        )
    if call.as_json:
        call.json({"run": report.run_id, "results": [_json(r) for r in report.results]})
    elif report.results:
        call.data(
            table(
                [
                    "indicator",
                    "key",
                    "outcome",
                    right("new"),
                    right("revised"),
                    right("unchanged"),
                    cut("why"),
                ],
                [
                    [r.name, r.key, r.outcome, str(r.new), str(r.revised), str(r.unchanged), r.message]
                    for r in report.results
                ],
            )
        )
    if stopped():
        call.say("stopped: the indicators above that are new, revised or unchanged are kept")
        return INTERRUPTED
    failed = sum(r.outcome == "failed" for r in report.results)
    if failed:
        call.say(f"{failed} of {len(report.results)} failed; the others are kept")
    return 1 if failed else 0


def _json(result: Any) -> dict[str, Any]:
    names = ("name", "key", "outcome", "new", "revised", "unchanged", "message")
    return {name: getattr(result, name) for name in names}


@contextmanager
def stop_on_interrupt(call: Call) -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C end the job in order (the yielded function turns true), a second one at once."""
    asked = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        call.say("stopping after the answer under way; Ctrl-C again stops at once")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
