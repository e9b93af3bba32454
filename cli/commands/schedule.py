"""`schedule`: the scheduled fetch for the host's own scheduler."""

import shutil
import sys
from pathlib import Path

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from indicators.errors import SettingsError


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


def _command() -> list[str]:
    """How this realterms is started, absolute."""
    beside = Path(sys.executable).with_name("realterms")
    found = str(beside) if beside.exists() else shutil.which("realterms")
    if found is None:
        raise SettingsError(
            "the command realterms is not installed", hint="pip install it, or put it on the PATH"
        )
    return [str(Path(found).absolute())]
