"""`import`: an office's own file, or a tidy CSV, into the database."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.commands.fetch import BY_SIGNAL, stop_on_signals
from cli.render import heads, number, right, table
from cli.types import DAY
from indicators.errors import Cancelled

if TYPE_CHECKING:
    from jobs.importing import ImportedSeries, ImportReport

_LISTED = 50


@click.command(
    "import",
    cls=Verb,
    example="""
        realterms import figures.csv
        realterms import cu.series cu.data.0.Current --only CUUR0000SA0 --only CUUR0100SA0
        realterms import series-chaw.csv --published-on 2026-10-21
        realterms import figures.csv --confirm "taxes rose" --published-on 2026-10-21""",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--published-on", type=DAY, help="The day of publication, where the file does not say (default: today)."
)
@click.option(
    "--only",
    multiple=True,
    metavar="SERIES",
    help="This series of the BLS's files: id, name or key; repeatable.",
)
@click.option(
    "--confirm",
    default="",
    metavar="REASON",
    help="Take in figures beyond reason as well: why they are right, for the audit trail.",
)
@pass_call
def import_files(
    call: Call, files: tuple[Path, ...], published_on: date | None, only: tuple[str, ...], confirm: str
) -> int | None:
    """Take in figures from FILES, known by their content; a file is taken whole or not at all.

    A tidy CSV has the columns indicator, period, value and may have status, published_on, footnote. An ONS
    time series page's CSV or JSON, the CSV of a whole ONS dataset (under its name: mm23.csv), the graph CSV
    of FRED and ALFRED, and the SDMX-CSV of Eurostat, ECB, OECD and IMF are read as they are; of one with many
    series, the known ones. So are the BLS's flat files (cu.data.0.Current, wp.data.22.FD-ID), of any size:
    give the series file (cu.series, wp.series) with them where their series are not known yet.

    Figures beyond reason are listed and held aside as suspect (exit code 1) until they are confirmed, by
    --confirm or by `realterms suspect confirm`. Ctrl-C (130) or SIGTERM (143) stops; of the file under way
    nothing is kept then.
    """
    from jobs import importing

    reports: list[ImportReport] = []
    with call.workspace() as workspace, stop_on_signals(call, after="the piece under way") as stop:
        found = importing.import_files(
            workspace,
            files,
            published_on=published_on,
            only=only,
            confirm=confirm,
            on_progress=call.narrator.progress,
            cancelled=stop,
        )
        try:
            reports.extend(found)
        except Cancelled as stopped:
            call.say(stopped.explain())
            return BY_SIGNAL + stop.signal
    for report in reports:
        if report.note:
            call.say(f"{report.file}: {report.note}")
    if call.as_json:
        call.json({"series": [row for report in reports for row in _rows(report)]})
    else:
        columns = heads(
            *("file", "format", "indicator", right("new"), right("revised"), right("unchanged")),
            right("suspect"),
        )
        lines = [row for report in reports for row in _lines(report)]
        call.data(table(columns, [[str(v) for v in row.values()] for row in lines]))
    return _told(call, [s for report in reports for s in report.series if s.doubtful])


def _told(call: Call, doubtful: "list[ImportedSeries]") -> int:
    """List the figures beyond reason and what became of them; the exit code."""
    for series in doubtful:
        for doubt in series.doubtful:
            figure = doubt.observation
            call.say(f"{series.name} {figure.period}, {number(figure.value)}: {doubt.reason}")
    count = sum(len(s.doubtful) for s in doubtful)
    if not count:
        return 0
    if all(s.confirmed for s in doubtful):
        call.say(f"{count} beyond reason, confirmed and taken in")
        return 0
    call.say(
        f"{count} beyond reason, held aside as suspect: import again with --confirm REASON, or "
        "`realterms suspect list` and `confirm`"
    )
    return 1


def _rows(report: "ImportReport") -> list[dict[str, Any]]:
    head = {"file": str(report.file), "format": report.format}
    return [
        head
        | {"indicator": s.name, "new": s.new, "revised": s.revised, "unchanged": s.unchanged}
        | {"suspect": 0 if s.confirmed else len(s.doubtful)}
        for s in report.series
    ]


def _lines(report: "ImportReport") -> list[dict[str, Any]]:
    """A line for each series; of a file with very many of them one for all, as --json lists them."""
    rows = _rows(report)
    if len(rows) <= _LISTED:
        return rows
    counts = {name: sum(row[name] for row in rows) for name in ("new", "revised", "unchanged", "suspect")}
    return [rows[0] | {"indicator": f"{len(rows)} series"} | counts]
