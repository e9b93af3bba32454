"""One call of the command line: its common options, and what the commands print through."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.narrate import Narrator
from jobs.format import plain

if TYPE_CHECKING:
    from jobs.workspace import Workspace


@dataclass
class Call:
    """What the options common to all commands say; a command adds its own."""

    home: Path | None = None
    database: str | None = None
    quiet: bool = False
    verbose: bool = False
    as_json: bool = False
    narrator: Narrator = field(default_factory=Narrator)

    def open_workspace(self) -> "Workspace":
        """The workspace that the options name; the caller closes it."""
        from jobs.workspace import Workspace

        return Workspace.open(self.home, self.database)

    @contextmanager
    def workspace(self) -> Iterator["Workspace"]:
        """The workspace that the options name, closed at the end."""
        with self.open_workspace() as workspace:
            if self.verbose:
                self.narrator.detail(f"database: {workspace.database_shown}")
            yield workspace

    def data(self, text: str) -> None:
        """Print data: to stdout, after the progress line is gone from the terminal."""
        self.narrator.clear()
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def json(self, value: Any) -> None:
        """Print a value as JSON: exact numbers as text, dates in ISO form, keys in the order given."""
        self.data(json.dumps(plain(value), ensure_ascii=False, indent=2))

    def say(self, text: str) -> None:
        """Tell the person something that is not data; silent with --quiet."""
        self.narrator.say(text)


def _store(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value in (None, False) or ctx.resilient_parsing:
        return
    call = ctx.ensure_object(Call)
    setattr(call, str(param.name), value)
    call.narrator.quiet = call.quiet
    call.narrator.verbose = call.verbose


def _option(*names: str, **attrs: Any) -> click.Option:
    return click.Option(names, expose_value=False, is_eager=True, callback=_store, **attrs)


def common_options() -> list[click.Option]:
    """The options that every command takes, before or after its name."""
    return [
        _option(
            "--home",
            type=click.Path(file_okay=False, path_type=Path),
            metavar="DIR",
            help="Folder of database and exports.",
        ),
        _option("--database", metavar="URL", help="Database: sqlite:///FILE or postgresql://USER@HOST/NAME."),
        _option("--quiet", "-q", is_flag=True, help="Say nothing but data and errors."),
        _option("--verbose", "-v", is_flag=True, help="Say more about what happens."),
    ]


class Verb(click.Command):
    """A command with the common options, an example in its help, and --json where it prints a table."""

    def __init__(self, *args: Any, example: str, table: bool = True, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.example = example
        if table:
            self.params.append(
                _option("--json", "as_json", is_flag=True, help="Print JSON; exact numbers are text.")
            )
        self.params.extend(common_options())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, as they can be typed."""
        lines = self.example.strip().splitlines()
        with formatter.section("Example" if len(lines) == 1 else "Examples"):
            for line in lines:
                formatter.write(f"  {line.strip()}\n")


class VerbGroup(click.Group):
    """A group of verbs: `indicators list`; an unknown one is answered with the nearest known."""

    def __init__(self, *args: Any, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.params.extend(common_options())

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's own, but for the message about an unknown command."""
        from cli.lazy import unknown_command

        if args and not args[0].startswith("-") and args[0] not in self.commands:
            ctx.fail(unknown_command(args[0], self.commands))
        return super().resolve_command(ctx, args)


pass_call = click.make_pass_decorator(Call, ensure=True)
