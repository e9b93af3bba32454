"""What runs behind one tab of a browser: the app, fed by the server's pipe and gone when that pipe closes.

Settings, home and database reach it by the environment alone: a command line can be read by everybody on
the machine.
"""

import sys
from typing import TYPE_CHECKING

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp

if TYPE_CHECKING:
    from jobs.workspace import Workspace


class TabDriver(WebDriver):
    """Textual's own driver for browsers, which goes on for ever when its server was killed; this one ends."""

    def run_input_thread(self) -> None:
        """Read the pipe; its end is the end of the app."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(ExitApp())


def main() -> int:
    """Run the app for the server that started this process."""
    from tui.app import run

    return run(_workspace, driver=TabDriver)


def _workspace() -> "Workspace":
    from jobs.workspace import Workspace

    return Workspace.open()


if __name__ == "__main__":
    sys.exit(main())
