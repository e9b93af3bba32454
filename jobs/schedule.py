"""The scheduled fetch for the host's own scheduler: a systemd service with its timer, or a cron line.

Nothing of ours has to keep running. The scheduler starts `fetch --due`, which decides by the offices'
calendar; a start with nothing due ends within a second and asks nobody.
"""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zlib import crc32

from indicators.errors import BadInput
from indicators.releases import LONG_WINDOW, ON_DAY, Rule, rule_for, window
from indicators.series import Period
from jobs.refresh import select
from jobs.workspace import Workspace

SERVICE, TIMER = "realterms-fetch.service", "realterms-fetch.timer"
_EVERY_MINUTES = 15
# After an office's time of day: two minutes for the office, and every half hour, as `releases` asks.
_AFTER = 2
# Where a setting comes from that the next command does not find by itself.
_PASSING = ("flag", "REALTERMS_HOME", "REALTERMS_DATABASE_URL")
_HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class SchedulerFile:
    """A file for the scheduler: its name and its text."""

    name: str
    text: str


def systemd(
    workspace: Workspace, command: Sequence[str], names: Sequence[str] = ()
) -> tuple[SchedulerFile, ...]:
    """The service and its timer; `command` is how realterms is started, absolute.

    `names`: the indicators to fetch, all where none is named. The timer follows each office's release days
    in the office's own time zone, summer time included, and every four hours sees to the rest: late
    releases, offices without a calendar, runs that failed.
    """
    return (
        SchedulerFile(SERVICE, _service(workspace, command, names)),
        SchedulerFile(TIMER, _timer(workspace, names)),
    )


def cron(workspace: Workspace, command: Sequence[str], names: Sequence[str] = ()) -> SchedulerFile:
    """A line for a crontab.

    Cron knows neither time zones (but for CRON_TZ, which Debian's lacks) nor the middle of a month on a
    weekday (it takes either for enough), so it starts often and `--due` decides.
    """
    select(workspace, names)
    words = _words(workspace, command, names)
    line = " ".join(shlex.quote(word) for word in words).replace("%", r"\%")
    first = crc32(str(workspace.home).encode()) % _EVERY_MINUTES
    text = (
        "# realterms: fetch the official price indices that are due. Cron knows no offices' time zones;\n"
        "# `--due` does, and ends at once where no release is expected.\n"
        f"{first}-59/{_EVERY_MINUTES} * * * * {line}\n"
    )
    return SchedulerFile("crontab", text)


def write(files: Sequence[SchedulerFile], folder: Path) -> tuple[Path, ...]:
    """Write the files into `folder`, replacing those of the same name; BadInput where that cannot be done."""
    written = []
    for file in files:
        path = folder / file.name
        try:
            path.write_text(file.text, encoding="utf-8")
        except OSError as error:
            raise BadInput(f"cannot write the file: {error.strerror}", where=str(path)) from None
        written.append(path)
    return tuple(written)


def _words(workspace: Workspace, command: Sequence[str], names: Sequence[str]) -> list[str]:
    """The command line, with the home and the database that are in force now but stand in no file.

    A database address with a password is left to the environment: command lines can be read by anyone.
    """
    options = ["--wait", "300", "--log-format", "json"]
    in_force = workspace.settings.values
    if in_force["home"].origin in _PASSING:
        options += ["--home", str(workspace.home.absolute())]
    if in_force["database_url"].origin in _PASSING and workspace.database_shown == workspace.database_url:
        options += ["--database", workspace.database_url]
    return [*command, "fetch", "--due", *options, *names]


def _service(workspace: Workspace, command: Sequence[str], names: Sequence[str]) -> str:
    words = " ".join(_quoted(word) for word in _words(workspace, command, names))
    return f"""\
[Unit]
Description=realterms: fetch the official price indices that are due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={words}
# Keys and a database address go here, one NAME=value a line, readable by the owner alone.
EnvironmentFile=-{_escaped(str(workspace.home / "fetch.env"))}
# Told to stop, a fetch keeps what it has and ends with 143.
SuccessExitStatus=143
TimeoutStartSec=30min
TimeoutStopSec=60
Nice=10
UMask=0077
NoNewPrivileges=true
"""


def _timer(workspace: Workspace, names: Sequence[str]) -> str:
    lines = "\n".join(calendar(workspace, names))
    return f"""\
[Unit]
Description=realterms: when the offices publish

[Timer]
{lines}
Persistent=true
RandomizedDelaySec=60
AccuracySec=30

[Install]
WantedBy=timers.target
"""


def calendar(workspace: Workspace, names: Sequence[str] = ()) -> Iterator[str]:
    """The timer's lines: each office's release days and times, then the round for all."""
    rules = {rule.name: rule for rule in map(rule_for, select(workspace, names))}
    for rule in rules.values():
        days = expression(rule)
        if days:
            yield f"# {rule.says}"
            yield f"OnCalendar={days}"
    yield "# late releases, offices without a calendar, runs that failed"
    yield "OnCalendar=*-*-* 00/4:17:00 UTC"


def expression(rule: Rule) -> str:
    """`Mon..Fri *-*-10..15 08..11:02/30:00 America/New_York`; empty for a window without days worth it."""
    some = window(rule, Period.month(2025, 12))
    if some.closes - some.opens > LONG_WINDOW:
        return ""
    first, last = rule.opens[1], rule.closes[1]
    days = f"{first:02}..{last:02}" if first <= last else f"{first:02}..31,01..{last:02}"
    weekdays = "" if rule.weekends else "Mon..Fri "
    begin = datetime.combine(some.opens.date(), rule.time)
    last_hour = (begin + ON_DAY).hour
    minute = (rule.time.minute + _AFTER) % _HALF_HOUR
    return f"{weekdays}*-*-{days} {begin.hour:02}..{last_hour:02}:{minute:02}/{_HALF_HOUR}:00 {rule.zone}"


def _quoted(word: str) -> str:
    """A word of ExecStart as systemd reads it."""
    plain = _escaped(word).replace("$", "$$")
    if plain and not set(plain) & set(" \t\"'\\;"):
        return plain
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
