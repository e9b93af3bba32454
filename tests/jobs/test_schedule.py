"""The scheduled fetch: its units as systemd itself reads them, its times where the offices are."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from indicators.catalog import catalog
from indicators.errors import BadInput
from indicators.releases import LONG_WINDOW, Rule, rule_for, window
from indicators.series import Period
from jobs import schedule
from jobs.workspace import Workspace
from tests.jobs.conftest import Open

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze, which this machine lacks")

DATED = {
    rule.name: rule
    for rule in map(rule_for, catalog().values())
    if (some := window(rule, Period.month(2025, 12))).closes - some.opens <= LONG_WINDOW
}


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """Something that can be started."""
    program = tmp_path / "realterms"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return [str(program)]


def analyze(*words: str) -> str:
    assert ANALYZE is not None
    environ = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
    done = subprocess.run(
        [ANALYZE, *words], capture_output=True, text=True, check=False, timeout=60, env=environ
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(
    open_workspace: Open, command: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    written = schedule.write(schedule.systemd(open_workspace(), command), folder)
    said = analyze("verify", "--man=no", *(str(p) for p in written))
    assert [line for line in said.splitlines() if "realterms-fetch" in line] == []


@needs_systemd
def test_a_folder_with_signs_that_mean_something_to_systemd_is_no_trouble(
    tmp_path: Path, command: list[str]
) -> None:
    home = tmp_path / 'pay & 50% $HOME "quoted"'
    with Workspace.open(home, environ={}, user="ann") as workspace:
        written = schedule.write(schedule.systemd(workspace, command), tmp_path)
    said = analyze("verify", "--man=no", *(str(p) for p in written))
    assert [line for line in said.splitlines() if "realterms-fetch" in line] == []
    assert "50%% $$HOME" in written[0].read_text()


def starts(expression: str, first: datetime, count: int) -> Iterator[datetime]:
    """When the timer starts the service, by systemd's own reckoning, in UTC."""
    said = analyze(
        "calendar", f"--iterations={count}", f"--base-time={first:%Y-%m-%d %H:%M:%S} UTC", expression
    )
    for found in re.findall(r"(?:Next elapse|Iter\. #\d+): \w+ (\S+ \S+) UTC", said):
        yield datetime.fromisoformat(found).replace(tzinfo=UTC)


@needs_systemd
@pytest.mark.parametrize("rule", DATED.values(), ids=list(DATED))
@pytest.mark.parametrize("month", ["2026-02", "2026-09", "2026-10"])
def test_the_timer_starts_within_minutes_of_every_release_time(rule: Rule, month: str) -> None:
    """Across both clock changes of the offices: March and April, October and November."""
    expected = window(rule, Period.parse(month))
    found = list(starts(schedule.expression(rule), expected.opens - timedelta(days=1), 400))
    zone = ZoneInfo(rule.zone)
    for day in range(100):
        release = expected.opens + timedelta(days=day)
        if release > expected.closes:
            break
        if release.weekday() >= 5 and not rule.weekends:
            continue
        after = [s for s in found if timedelta(0) <= s - release.astimezone(UTC) <= timedelta(minutes=5)]
        assert after, f"nothing starts soon after {release.astimezone(zone)}"


def test_every_office_of_the_catalogue_with_a_calendar_is_in_the_timer(open_workspace: Open) -> None:
    lines = list(schedule.calendar(open_workspace()))
    expressions = [line for line in lines if line.startswith("OnCalendar=")]
    assert any(line.endswith("08..11:02/30:00 America/New_York") for line in expressions)
    assert any(line.endswith("07..10:02/30:00 Europe/London") for line in expressions)
    assert any(line.endswith("09..12:02/30:00 Asia/Shanghai") for line in expressions)
    assert expressions[-1] == "OnCalendar=*-*-* 00/4:17:00 UTC"


def test_only_the_offices_of_the_named_indicators_are_in_the_timer(open_workspace: Open) -> None:
    lines = list(schedule.calendar(open_workspace(), ["uk-rpi"]))
    assert [line.rpartition(" ")[2] for line in lines if line.startswith("On")] == ["Europe/London", "UTC"]


def test_what_stands_in_a_file_is_not_repeated_and_no_password_is_on_a_command_line(tmp_path: Path) -> None:
    def line(flag: Path | None = None, **environ: str) -> str:
        told = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), **environ}
        with Workspace.open(flag, environ=told, user="ann") as workspace:
            workspace.home = tmp_path / "realterms"
            return schedule.cron(workspace, ["realterms"], ["us-cpi"]).text

    assert "--home" not in line()
    assert f"--home {tmp_path / 'realterms'}" in line(tmp_path)
    assert "--database sqlite:" in line(tmp_path, REALTERMS_DATABASE_URL=f"sqlite:///{tmp_path / 'x.db'}")
    assert line().rstrip().endswith("us-cpi")
    assert "s3cret" not in line(REALTERMS_DATABASE_URL="postgresql://ann:s3cret@db/pay")


def test_the_cron_line_is_one_line_that_a_shell_reads_right(tmp_path: Path) -> None:
    home = tmp_path / "pay 50%"
    with Workspace.open(home, environ={}, user="ann") as workspace:
        text = schedule.cron(workspace, ["/usr/local/bin/realterms"]).text
    (line,) = [one for one in text.splitlines() if not one.startswith("#")]
    assert re.match(r"\d+-59/15 \* \* \* \* /usr/local/bin/realterms fetch --due ", line)
    assert "pay 50\\%'" in line


def test_a_folder_that_is_not_there_is_named(
    open_workspace: Open, command: list[str], tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="cannot write"):
        schedule.write(schedule.systemd(open_workspace(), command), tmp_path / "none")
