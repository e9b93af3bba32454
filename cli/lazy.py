"""Commands that are imported when they are called, listed in sections without being imported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from indicators.errors import did_you_mean


@dataclass(frozen=True, slots=True)
class Entry:
    """A command's place and what it does, so that the list of commands costs no import."""

    section: str
    target: str
    does: str


class LazyGroup(click.Group):
    """A group whose commands live in `cli.commands.*`; an unknown name is answered with the nearest known."""

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the sections."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None where there is none of that name."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's own, but for the message about an unknown command."""
        if args and not args[0].startswith("-") and args[0] not in self.entries:
            ctx.fail(unknown_command(args[0], self.entries))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, a section a topic."""
        for section in dict.fromkeys(e.section for e in self.entries.values()):
            rows = [(name, e.does) for name, e in self.entries.items() if e.section == section]
            with formatter.section(section):
                formatter.write_dl(rows)


def unknown_command(name: str, known: Iterable[str]) -> str:
    """What to tell someone who typed a command that does not exist."""
    near = did_you_mean(name, known)
    return f"no such command {name!r}" + (f"; did you mean {near!r}?" if near else "")
