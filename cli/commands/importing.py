"""`import`: an office's own file, or a tidy CSV, into the database."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from cli.call import Call, Verb, pass_call
from cli.render import heads, right, table
from cli.types import DAY


@click.command(
    "import",
    cls=Verb,
    example="""
        realterms import figures.csv
        realterms import series-chaw.csv --published-on 2026-10-21""",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--published-on", type=DAY, help="The day of publication, where the file does not say (default: today)."
)
@pass_call
def import_files(call: Call, files: tuple[Path, ...], published_on: date | None) -> None:
    """Take in figures from FILES, known by their content; a file is taken whole or not at all.

    A tidy CSV has the columns indicator, period, value and may have status, published_on, footnote. An ONS
    time series page's CSV or JSON, FRED's graph CSV, and the SDMX-CSV of Eurostat, ECB, OECD and IMF are read
    as they are; of a file with many series, the known ones.
    """
    from jobs.importing import import_file

    rows: list[dict[str, Any]] = []
    with call.workspace() as workspace:
        for file in files:
            report = import_file(workspace, file, published_on=published_on)
            rows.extend(
                {
                    "file": str(file),
                    "format": report.format,
                    "indicator": s.name,
                    "new": s.new,
                    "revised": s.revised,
                    "unchanged": s.unchanged,
                }
                for s in report.series
            )
    if call.as_json:
        call.json({"series": rows})
    else:
        columns = heads("file", "format", "indicator", right("new"), right("revised"), right("unchanged"))
        call.data(table(columns, [[str(v) for v in row.values()] for row in rows]))
