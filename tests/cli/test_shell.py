"""What every command has in common: help with an example, options, exit codes, quiet pipes."""

import os
import pty
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.call import Verb
from cli.main import ENTRIES, cli
from tests.cli.conftest import clean_environment, command, process, typed


def every_command() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command by the words that call it, groups among them."""
    context = click.Context(cli)
    for name in ENTRIES:
        found = cli.get_command(context, name)
        assert found is not None
        yield (name,), found
        if isinstance(found, click.Group):
            yield from (((name, verb), c) for verb, c in found.commands.items())


COMMANDS = dict(every_command())
VERBS = {words: c for words, c in COMMANDS.items() if isinstance(c, Verb)}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help(words: tuple[str, ...]) -> None:
    said = typed(*words, "--help")
    assert said.code == 0
    assert f"realterms {' '.join(words)}" in said.out
    assert "--home DIR" in said.out
    assert "--database URL" in said.out
    assert "--quiet" in said.out
    assert "--verbose" in said.out


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_command_shows_an_example_of_itself(words: tuple[str, ...]) -> None:
    said = typed(*words, "--help")
    _, _, examples = said.out.partition("Example")
    assert f"realterms {' '.join(words)}" in examples


def test_help_lists_every_command_in_its_section() -> None:
    said = typed("--help")
    assert said.code == 0
    assert [name for name in ENTRIES if not re.search(rf"^  {name}  ", said.out, re.MULTILINE)] == []


@pytest.mark.parametrize(
    ("words", "meant"),
    [(["trnd"], "trend"), (["plan", "chekc"], "check"), (["reviw"], "review"), (["xyzzy"], "")],
)
def test_an_unknown_command_is_answered_with_the_nearest(words: list[str], meant: str) -> None:
    said = typed(*words)
    assert said.code == 2
    assert said.out == ""
    assert f"no such command '{words[-1]}'" in said.err
    assert (f"did you mean '{meant}'" in said.err) is bool(meant)


def test_an_unknown_option_is_answered_with_the_nearest() -> None:
    said = typed("trend", "--rebse", "2020-01")
    assert said.code == 2
    assert "--rebase" in said.err


def test_without_a_terminal_and_without_a_command_help_is_shown_with_exit_code_2(tmp_path: Path) -> None:
    said = process(tmp_path / "home")
    assert said.code == 2
    assert said.out == ""
    assert "Usage: realterms" in said.err
    assert not (tmp_path / "home").exists()


def test_a_group_alone_shows_its_commands_with_exit_code_2() -> None:
    said = typed("review")
    assert said.code == 2
    assert "accept" in said.err


def test_the_version_is_printed() -> None:
    assert re.fullmatch(r"realterms, version \d+\.\d+\.\d+\n", typed("--version").out)


def test_common_options_stand_before_or_after_the_command(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    before = typed("--home", other, "plan", "list", "--json")
    between = typed("plan", "--home", other, "list", "--json")
    after = typed("plan", "list", "--json", "--home", other)
    assert before.json == between.json == after.json == {"plans": []}
    assert typed("plan", "list", "--json").json["plans"][0]["name"] == "sales-manager"


def test_a_database_is_named_by_its_url(home: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    assert typed("plan", "list", "--database", url, "--json").json == {"plans": []}
    assert (tmp_path / "team.db").exists()


def test_quiet_leaves_data_and_verbose_says_where_the_database_is(home: Path) -> None:
    quiet, normal, verbose = (typed("trend", "us-cpi", *flag) for flag in ([*["-q"]], [], ["-v"]))
    assert quiet.out == normal.out == verbose.out
    assert quiet.err == ""
    assert "snapshot" in normal.err
    assert f"database: sqlite:///{home}" in verbose.err


def test_a_password_is_never_shown(home: Path) -> None:
    url = "postgresql://ann:s3cret@127.0.0.1:1/realterms"
    for words in (["settings"], ["settings", "--json"], ["plan", "list", "-v"]):
        said = typed(*words, "--database", url)
        assert "s3cret" not in said.out + said.err
    assert typed("plan", "list", "--database", url).code == 3


# --- pipes, terminals, signals ----------------------------------------------------------------------


def test_a_reader_that_leaves_early_is_no_error(home: Path) -> None:
    line = f"{shlex.join(command())} trend us-cpi --from 1913-01 | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], env=clean_environment(home), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[0].startswith("period")
    assert done.stdout.splitlines()[1] in ("141", "0")  # 0 where head was slow to leave
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_output_device_is_named(home: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full here")
    line = f"{shlex.join(command())} trend us-cpi > /dev/full"
    done = subprocess.run(
        ["bash", "-c", line], env=clean_environment(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def on_a_terminal(home: Path, *words: str, **more: str) -> str:
    """What a command writes to a terminal of 100 columns."""
    leader, follower = pty.openpty()
    environ = clean_environment(home, TERM="xterm", COLUMNS="100", **more)
    with subprocess.Popen(
        [*command(), *words], env=environ, stdout=follower, stderr=follower, stdin=follower
    ) as job:
        os.close(follower)
        said = b""
        try:
            while piece := os.read(leader, 65536):
                said += piece
        except OSError:  # Linux: the other end was closed
            pass
        job.wait(60)
    os.close(leader)
    return said.decode()


def test_a_terminal_gets_bold_headings_and_nothing_else_does(home: Path) -> None:
    assert "\x1b[1m" in on_a_terminal(home, "trend", "us-cpi")
    assert "\x1b" not in on_a_terminal(home, "trend", "us-cpi", NO_COLOR="1")
    assert "\x1b" not in process(home, "trend", "us-cpi").out


def test_on_a_terminal_no_line_is_longer_than_it(home: Path) -> None:
    said = on_a_terminal(home, "adjust", "sales-manager", "--on", "2026-10-01", NO_COLOR="1")
    tables = [
        line for line in said.splitlines() if "  " in line and not line.startswith(("-", "sales-manager"))
    ]
    assert "S1" in said
    assert [line for line in tables if len(line) > 100] == []


def test_progress_is_drawn_on_a_terminal_and_wiped_off(tmp_path: Path) -> None:
    said = on_a_terminal(tmp_path / "home", "demo", NO_COLOR="1")
    assert "snapshot ####" in said
    assert said.rfind("\r\x1b[K") < said.find("bundled snapshot of official figures")
    assert "snapshot ##" not in on_a_terminal(tmp_path / "home", "demo", "--quiet")


def test_output_without_unicode_is_no_error(home: Path) -> None:
    said = process(home, "trend", "us-cpi", environ={"PYTHONIOENCODING": "ascii"})
    assert said.code == 0
    assert "us-cpi" in said.out


def test_ctrl_c_ends_at_once_and_says_what_is_kept(home: Path) -> None:
    script = (
        "import sys, time; import jobs.trends; "
        "jobs.trends.overview = lambda _: (print('ready', flush=True), time.sleep(3600)); "
        "from cli.main import main; sys.argv = ['realterms', 'trend']; main()"
    )
    with subprocess.Popen(
        [*command()[:2], script],
        env=clean_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as job:
        assert job.stdout is not None
        assert job.stdout.readline() == "ready\n"
        job.send_signal(signal.SIGINT)
        _, err = job.communicate(timeout=100)  # which only one that goes on for its hour reaches
    assert job.returncode == 130
    assert "what was saved before stays saved" in err
    assert "Traceback" not in err
