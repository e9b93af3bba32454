"""The command `realterms`: finds the verb, runs it, and turns what went wrong into words and an exit code.

Exit codes: 0 done; 1 done in part, or a check does not hold; 2 wrong use, settings or input file; 3 the
database or a lock; 130 stopped with Ctrl-C, 143 by SIGTERM; 141 the reader of the output went away.
"""

import importlib
import json
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from cli.call import Call, common_options
from cli.lazy import Entry, LazyGroup
from cli.render import problem_json
from indicators.errors import InvalidFile, RealtermsError

INTERRUPTED = 130
PIPE_CLOSED = 141

_FIGURES = "Figures"
_PAY = "Clauses, plans and pay"
_UPKEEP = "Upkeep"

ENTRIES = {
    "demo": Entry(
        "Start", "cli.commands.demo:demo", "Load bundled figures and a sample plan, adjust it, export it."
    ),
    "fetch": Entry(_FIGURES, "cli.commands.fetch:fetch", "Pull the newest figures from their offices."),
    "import": Entry(
        _FIGURES, "cli.commands.importing:import_files", "Take in an office's file or a tidy CSV."
    ),
    "indicators": Entry(
        _FIGURES, "cli.commands.indicators:indicators", "The indicators: list, search, show, add."
    ),
    "trend": Entry(
        _FIGURES, "cli.commands.trend:trend", "Latest figure, changes over 1, 3 and 12 months, course."
    ),
    "vintages": Entry(
        _FIGURES, "cli.commands.history:vintages", "What was published when, and what revisions changed."
    ),
    "real": Entry(_FIGURES, "cli.commands.history:real", "An amount in another period's money."),
    "clause": Entry(
        _PAY, "cli.commands.clause:clause", "Clauses and published rules: check, list, show, run, history."
    ),
    "plan": Entry(
        _PAY, "cli.commands.plan:plan", "Plans: files, versions, bands from spreadsheets, stages, signatures."
    ),
    "adjust": Entry(
        _PAY, "cli.commands.adjust:adjust", "Adjust a plan by its clauses and propose the result."
    ),
    "review": Entry(
        _PAY, "cli.commands.review:review", "The second pair of eyes: list, show, accept, reject."
    ),
    "export": Entry(
        _PAY, "cli.commands.export:export", "A proposal with its evidence as a report, a workbook, or data."
    ),
    "letter": Entry(
        _PAY,
        "cli.commands.letter:letter",
        "Letters to a grade or to each employee: what changes and why.",
    ),
    "verify": Entry(_PAY, "cli.commands.export:verify", "Recompute an export and say what differs."),
    "revisions": Entry(
        _PAY, "cli.commands.revisions:revisions", "Accepted proposals that later figures would change."
    ),
    "people": Entry(
        _PAY, "cli.commands.people:people", "Adjust a file of employees; compa-ratios, circles, cost."
    ),
    "score": Entry(
        _PAY, "cli.commands.score:score", "Results to payouts, nominal and real, with the arithmetic."
    ),
    "paper": Entry(
        _PAY, "cli.commands.paper:paper", "Scorecards, work plans, outlines, goals: list, new, check, show."
    ),
    "suspect": Entry(
        _FIGURES, "cli.commands.suspect:suspect", "Figures beyond reason: list, confirm, reject."
    ),
    "runs": Entry(_UPKEEP, "cli.commands.runs:runs", "The last fetches and what they brought."),
    "status": Entry(_UPKEEP, "cli.commands.status:status", "How fresh the figures are; for monitoring."),
    "schedule": Entry(_UPKEEP, "cli.commands.schedule:schedule", "The scheduled fetch, for systemd or cron."),
    "settings": Entry(
        _UPKEEP, "cli.commands.status:settings", "The effective settings and where each came from."
    ),
    "serve": Entry(_UPKEEP, "cli.commands.serve:serve", "The full-screen terminal in a browser."),
    "db": Entry(_UPKEEP, "cli.commands.db:db", "The database: the roles of a team's server."),
    "audit": Entry(_UPKEEP, "cli.commands.audit:audit", "The audit trail: verify that it is whole."),
}


@click.group(
    cls=LazyGroup,
    entries=ENTRIES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)
@click.version_option(package_name="realterms", prog_name="realterms")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Keep pay true in real terms: official price indices in, indexed pay bands and thresholds out.

    Without a command, opens the full-screen terminal.
    """
    if ctx.invoked_subcommand is not None:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)
    call = ctx.ensure_object(Call)
    # By name: the two front ends do not import each other, and this one starts without Textual.
    ctx.exit(importlib.import_module("tui.app").run(call.open_workspace))


cli.params.extend(common_options())


def main() -> NoReturn:
    """The entry point of the installed command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. Errors a person can act on are told, never thrown."""
    call = Call()
    try:
        code = _invoke(arguments, call)
        call.narrator.clear()
        sys.stdout.flush()
    except BrokenPipeError:
        return _abandon_stdout(PIPE_CLOSED)
    except OSError as error:
        _tell(call, {"error": type(error).__name__, "message": str(error)}, f"the system refused: {error}")
        return _abandon_stdout(1)
    return code


def _invoke(arguments: Sequence[str], call: Call) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a sparkline must not stop a terminal without Unicode
    try:
        with cli.make_context("realterms", list(arguments), obj=call) as ctx:
            _log_to_stderr(call)
            code = cli.invoke(ctx)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        return _wrong_use(call, error, as_json="--json" in arguments)
    except RealtermsError as error:
        problems = error.problems if isinstance(error, InvalidFile) else ()
        details = {"problems": [problem_json(p) for p in problems]} if problems else {}
        _tell(call, {**error.as_dict(), **details}, error.explain())
        return error.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        _tell(
            call,
            {"error": "Interrupted", "message": "stopped"},
            "stopped: what was saved before stays saved, the step under way was undone",
        )
        return INTERRUPTED


def _wrong_use(call: Call, error: click.ClickException, *, as_json: bool) -> int:
    if as_json:
        call.as_json = True
        _tell(call, {"error": "WrongUse", "message": error.format_message()}, "")
    elif isinstance(error, click.exceptions.NoArgsIsHelpError):
        print(error.format_message(), file=sys.stderr)
    else:
        call.narrator.clear()
        usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else ""
        command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "realterms"
        lines = [f"realterms: {error.format_message()}", usage, f"`{command} --help` says more"]
        print("\n".join(line for line in lines if line), file=sys.stderr)
    return 2


def _tell(call: Call, as_dict: dict[str, Any], words: str) -> None:
    call.narrator.clear()
    if call.as_json:
        print(json.dumps(as_dict, ensure_ascii=False), file=sys.stderr)
    else:
        print(f"realterms: {words}", file=sys.stderr)


def _log_to_stderr(call: Call) -> None:
    level = logging.DEBUG if call.verbose else logging.CRITICAL
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    for room in ("indicators", "jobs", "storage"):
        logging.getLogger(room).setLevel(level)


def _abandon_stdout(code: int) -> int:
    # What is still in the buffer has no reader; the interpreter's own flush at exit would complain of it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
