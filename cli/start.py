"""The entry point: straight to the full-screen terminal where nothing is asked for, else to the commands."""

import importlib
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from jobs.workspace import Workspace


def main() -> NoReturn:
    """Run what was typed; the exit code is the process's."""
    if len(sys.argv) == 1 and sys.stdin.isatty() and sys.stdout.isatty():
        # By name: front ends do not import each other. Without the commands the first paint is sooner.
        sys.exit(importlib.import_module("tui.app").run(_workspace))
    from cli.main import main as commands

    commands()


def _workspace() -> "Workspace":
    from jobs.workspace import Workspace

    return Workspace.open()
