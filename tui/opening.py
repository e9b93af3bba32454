"""Known before the first paint: settings, language, what the last session left. It opens no database."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui.language import preferred
from tui.memory import FILE, Recalled, recall
from tui.state import State

if TYPE_CHECKING:
    from indicators.errors import RealtermsError
    from jobs.workspace import Workspace


@dataclass
class Opening:
    """The workspace with its settings read, or why they cannot be; the screen tells that, not a traceback."""

    workspace: Workspace | None
    refused: RealtermsError | None
    language: str
    recalled: Recalled
    memory: Path | None
    again: Callable[[], Workspace]
    handed_out: bool = False

    @classmethod
    def of(cls, open_workspace: Callable[[], Workspace], environ: Mapping[str, str] = os.environ) -> Opening:
        """Read the settings."""
        from indicators.errors import RealtermsError

        try:
            workspace = open_workspace()
        except RealtermsError as error:
            return cls(
                None, error, preferred("", environ), Recalled(State(toured=True)), None, open_workspace
            )
        memory = workspace.home / FILE
        language = preferred(workspace.setting("language") or "", environ)
        return cls(workspace, None, language, recall(memory), memory, open_workspace)

    def open(self) -> Workspace:
        """The workspace, or the error for whoever asks for it; asked once more, it is opened anew."""
        if self.handed_out:
            return self.again()
        self.handed_out = True
        if self.workspace is None:
            assert self.refused is not None
            raise self.refused
        return self.workspace
