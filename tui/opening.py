"""What is known before the first paint: the settings, and with them the language. No database, no library."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.language import preferred

if TYPE_CHECKING:
    from indicators.errors import RealtermsError
    from jobs.workspace import Workspace


@dataclass(frozen=True)
class Opening:
    """The workspace with its settings read, or why they cannot be; the screen tells that, not a traceback."""

    workspace: Workspace | None
    refused: RealtermsError | None
    language: str

    @classmethod
    def of(cls, open_workspace: Callable[[], Workspace], environ: Mapping[str, str] = os.environ) -> Opening:
        """Read the settings."""
        from indicators.errors import RealtermsError

        try:
            workspace = open_workspace()
        except RealtermsError as error:
            return cls(None, error, preferred("", environ))
        return cls(workspace, None, preferred(workspace.setting("language") or "", environ))

    def open(self) -> Workspace:
        """The workspace; or the error for whoever asks for it."""
        if self.workspace is None:
            assert self.refused is not None
            raise self.refused
        return self.workspace
