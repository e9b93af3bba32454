"""`schedule`: the scheduled fetch for the host's own scheduler."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from cli.render import heads, table
from indicators.errors import SettingsError

if TYPE_CHECKING:
    from jobs.due import SeriesOutlook


@click.group(cls=VerbGroup)
def schedule() -> None:
    """Fetching without anybody: files for systemd or cron, which start `realterms fetch --due`."""


@schedule.command(
    "print",
    cls=Verb,
    table=False,
    example="""
        realterms schedule print --systemd
        realterms schedule print --systemd -o .
        realterms schedule print --cron us-cpi uk-rpi""",
)
@click.argument("names", nargs=-1, metavar="[INDICATOR]...")
@click.option("--systemd", "kind", flag_value="systemd", help="A service and its timer.")
@click.option("--cron", "kind", flag_value="cron", help="A line for a crontab.")
@click.option(
    "--output",
    "-o",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Write the files into this folder in place of printing them.",
)
@pass_call
def print_schedule(call: Call, names: tuple[str, ...], kind: str | None, folder: Path | None) -> None:
    """Print what makes this host fetch by itself: the indicators named, or all.

    The systemd timer follows every office's release days in the office's own time zone. Cron knows no time
    zones, so its line starts a fetch every quarter of an hour, which ends at once where nothing is due.
    """
    from jobs import schedule as job

    if kind is None:
        raise click.UsageError("--systemd or --cron?")
    with call.workspace() as workspace:
        if kind == "systemd":
            files = job.systemd(workspace, _command(), names)
        else:
            files = (job.cron(workspace, _command(), names),)
    if folder is not None:
        for path in job.write(files, folder):
            call.say(f"written: {path}")
    else:
        call.data("\n".join(f"# {f.name}\n{f.text}" if len(files) > 1 else f.text for f in files))
    if kind == "systemd":
        call.say(
            "put both into ~/.config/systemd/user, then: systemctl --user enable --now realterms-fetch.timer"
        )
    else:
        call.say("put the line into your crontab: crontab -e")


@schedule.command(
    "list",
    cls=Verb,
    example="""
        realterms schedule list
        realterms schedule list us-cpi uk-rpi""",
)
@click.argument("names", nargs=-1, metavar="[INDICATOR]...")
@pass_call
def list_releases(call: Call, names: tuple[str, ...]) -> None:
    """List the releases to come, the soonest first: of the indicators named, or of all that hold figures.

    A day is the office's own where it publishes one (BLS's schedule, FRED's release dates, the page of an ONS
    series), which a fetch reads and keeps; the first day of its usual window otherwise.
    """
    from jobs import due

    with call.workspace() as workspace:
        found = due.upcoming(workspace, names)
        troubles = due.troubles(workspace)
    if call.as_json:
        call.json({"releases": [release_json(s) for s in found], "troubles": troubles})
        return
    columns = heads("indicator", "held", "next", "expected from", "by", "state", "asked next")
    if found:
        call.data(table(columns, [_cells(s) for s in found]))
    for trouble in troubles:
        call.say(trouble)


def release_json(series: "SeriesOutlook") -> dict[str, Any]:
    """The next release of a series, as JSON."""
    coming = series.outlook.window
    return {
        "indicator": series.indicator.name,
        "key": series.indicator.key,
        "period": coming.period if coming else None,
        "expected_at": coming.opens if coming else None,
        "announced_by": series.announced_by,
        "state": series.outlook.state,
        "why": series.outlook.why,
        "ask_at": series.outlook.ask_at if coming else None,
    }


def when(series: "SeriesOutlook") -> str:
    """When the next release is expected, in the office's own time."""
    coming = series.outlook.window
    return f"{coming.opens:%Y-%m-%d %H:%M %Z}" if coming else "–"


def _cells(series: "SeriesOutlook") -> list[str]:
    coming, latest = series.outlook.window, series.latest
    return [
        series.indicator.name or series.indicator.key,
        str(latest.period) if latest else "–",
        str(coming.period) if coming else "–",
        when(series),
        series.announced_by or ("habit" if coming else "–"),
        series.outlook.state.value,
        f"{series.outlook.ask_at:%Y-%m-%d %H:%M %Z}" if coming else "–",
    ]


def _command() -> list[str]:
    """How this realterms is started, absolute."""
    beside = Path(sys.executable).with_name("realterms")
    found = str(beside) if beside.exists() else shutil.which("realterms")
    if found is None:
        raise SettingsError(
            "the command realterms is not installed", hint="pip install it, or put it on the PATH"
        )
    return [str(Path(found).absolute())]
