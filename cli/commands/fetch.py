"""`fetch`: the newest figures from their offices, a line an indicator."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.render import cut, heads, right, table
from cli.types import DAY, PERIOD
from indicators.errors import RealtermsError, did_you_mean
from indicators.series import Kind, Period
from jobs.settings import SOURCES

if TYPE_CHECKING:
    from jobs.results import RefreshReport

_LOG = logging.getLogger("cli.fetch")
BY_SIGNAL = 128


@click.command(
    cls=Verb,
    example="""
        realterms fetch
        realterms fetch us-cpi us-ppi-finished-goods --since 2020-01
        realterms fetch --source ons --kind rpi
        realterms fetch uk-rpi --vintages
        realterms fetch us-cpi-fred --as-of 2024-02-13
        realterms fetch --due --log-format json""",
)
@click.argument("names", nargs=-1, metavar="[INDICATOR]...")
@click.option("--source", metavar="NAME", help=f"Only this office's: {', '.join(SOURCES)}.")
@click.option("--kind", type=click.Choice([k.value for k in Kind]), help="Only one kind of index.")
@click.option("--country", metavar="CC", help="Only this country's.")
@click.option("--since", type=PERIOD, help="The first period wanted; the offices' all otherwise.")
@click.option("--due", is_flag=True, help="Only those for which a release is expected now.")
@click.option(
    "--vintages", is_flag=True, help="Also what the offices said before, where they keep it (ONS, FRED)."
)
@click.option("--as-of", type=DAY, help="What was public on that day instead (FRED; no key is needed).")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0,
    metavar="SECONDS",
    help="How long to wait for another fetch into the same database.",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: one JSON object a line on stderr, for a log collector.",
)
@pass_call
def fetch(
    call: Call,
    names: tuple[str, ...],
    source: str | None,
    kind: str | None,
    country: str | None,
    since: Period | None,
    due: bool,
    vintages: bool,
    as_of: date | None,
    wait: float,
    log_format: str,
) -> int:
    """Pull figures and keep them as a new vintage; fetching again what is known already writes nothing.

    Exit code 1 where some indicators failed or a figure was held aside as suspect: the others are kept;
    3 where another fetch is running on the database. Ctrl-C (130) or SIGTERM (143) ends it after the answer
    under way; what was fetched until then stays.
    """
    from jobs import refresh

    if source is not None and source not in SOURCES:
        near = did_you_mean(source, SOURCES)
        raise click.UsageError(
            f"no source {source!r}; "
            + (f"did you mean {near!r}?" if near else f"there are {', '.join(SOURCES)}")
        )
    with call.workspace() as workspace, ExitStack() as stack:
        if log_format == "json":
            from jobs.logs import json_lines

            stack.enter_context(json_lines(workspace))
            stack.enter_context(_silent_but_for_logs(call))
        stop = stack.enter_context(stop_on_signals(call))
        report = refresh.refresh(
            workspace,
            names,
            source=source,
            kind=Kind(kind) if kind else None,
            country=country,
            since=since,
            due=due,
            vintages=vintages,
            as_of=as_of,
            wait=wait,
            trigger="schedule" if due else "user",
            on_progress=call.narrator.progress,
            cancelled=stop,
        )
        if workspace.setting("webhook_url") and not stop():
            from jobs.notify import notify

            notify(workspace, report)
        if call.as_json:
            call.json({"run": report.run_id, "results": [_json(r) for r in report.results]})
        elif report.results and log_format == "text":
            call.data(_table(report))
        return _end(call, report, stop.signal)


def _end(call: Call, report: "RefreshReport", stopped_by: int) -> int:
    """Say what is to be said at the end; the exit code."""
    count = len(report.results)
    if stopped_by:
        told = (
            f"stopped: {report.kept} of {count} indicators were fetched and are kept; the rest is unchanged"
        )
        call.say(told)
        _LOG.warning("%s", told, extra={"event": "stopped", "kept": report.kept, "signal": stopped_by})
        return BY_SIGNAL + stopped_by
    if not report.results:
        call.say("nothing is due")
        _LOG.info("nothing is due", extra={"event": "idle"})
    failed = sum(r.outcome == "failed" for r in report.results)
    if failed:
        call.say(f"{failed} of {count} failed; the others are kept")
    if report.suspect:
        call.say(f"{report.suspect} held aside as suspect; `realterms suspect list` shows them")
    return 1 if failed or report.suspect else 0


def _table(report: "RefreshReport") -> str:
    columns = heads(
        "indicator", "key", "outcome", right("new"), right("revised"), right("unchanged"), cut("why")
    )
    return table(
        columns,
        [
            [r.name, r.key, r.outcome, str(r.new), str(r.revised), str(r.unchanged), r.message]
            for r in report.results
        ],
    )


def _json(result: Any) -> dict[str, Any]:
    names = ("name", "key", "outcome", "new", "revised", "unchanged", "suspect", "message")
    return {name: getattr(result, name) for name in names}


@contextmanager
def _silent_but_for_logs(call: Call) -> Iterator[None]:
    """Leave stderr to the log lines; what ends the command is one JSON object as well."""
    call.narrator.quiet = True
    try:
        yield
    except RealtermsError:
        call.as_json = True
        raise


class Stop:
    """Asked to stop, by which signal: true once it is."""

    def __init__(self) -> None:
        self.signal = 0

    def __call__(self) -> bool:
        return bool(self.signal)


@contextmanager
def stop_on_signals(call: Call, *, after: str = "the answer under way") -> Iterator[Stop]:
    """Let the first Ctrl-C or SIGTERM end the job in order, `after` something; a second one at once."""
    stop = Stop()

    def asked(number: int, _frame: FrameType | None) -> None:
        if stop.signal:
            if number == signal.SIGTERM:
                sys.exit(BY_SIGNAL + number)
            raise KeyboardInterrupt
        stop.signal = number
        call.say(f"stopping after {after}; once more stops at once")

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, asked) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
