"""The full-screen app: its rooms, themes and commands. It paints first and imports the jobs afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui import words
from tui.language import ENGLISH, N_, _, speak
from tui.opening import Opening
from tui.state import State
from tui.themes import DARK, LIGHT, THEMES, series_variables
from tui.widgets.nav import ROOMS

if TYPE_CHECKING:
    from textual.driver import Driver

    from jobs.workspace import Workspace
    from tui.screens.room import Room

_SCREENS = {
    "home": ("tui.screens.home", "HomeScreen"),
    "trend": ("tui.screens.trend", "TrendScreen"),
    "plans": ("tui.screens.plans", "PlansScreen"),
    "adjust": ("tui.screens.adjust", "AdjustScreen"),
    "review": ("tui.screens.review", "ReviewScreen"),
    "runs": ("tui.screens.runs", "RunsScreen"),
}


def _screen(room: str) -> Callable[[], Screen[None]]:
    """Imports a room's screen when it is first opened."""
    module, name = _SCREENS[room]

    def make() -> Screen[None]:
        made: Screen[None] = getattr(import_module(module), name)()
        return made

    return make


class WorkspaceOpened(Message):
    """The workspace is ready; `who` says whose it is and on which day."""

    def __init__(self, workspace: Workspace, who: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.who = who


class WorkspaceRefused(Message):
    """The workspace cannot be opened; `text` says why and what to do."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class RealtermsApp(App[int]):
    """Six rooms over one workspace."""

    TITLE = "realterms"
    # Home is what the first paint shows: its stylesheet is read together with the shared one.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/home.tcss"]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {
        room: _screen(room) for room in _SCREENS if room != "home"
    }
    DEFAULT_MODE = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(c.key, f"go('{c.value}')", c.label, show=False, id=f"go.{c.value}") for c in ROOMS),
        Binding("ctrl+t", "toggle_theme", N_("Light or dark"), show=False, id="theme"),
        Binding("question_mark", "help", N_("Keys"), key_display="?", id="help"),
        Binding("q", "quit", N_("Quit"), id="quit"),
    ]

    def __init__(
        self, open_workspace: Callable[[], Workspace], *, theme: str = DARK, language: str = ENGLISH
    ) -> None:
        super().__init__()
        speak(language)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]
        self.state = State()
        self.who = ""
        self._open_workspace = open_workspace
        for each in THEMES:
            self.register_theme(each)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The chart's colours, for themes that are not ours."""
        return series_variables()

    def get_default_screen(self) -> Screen[None]:
        """Home: as the default screen it is painted once, as a mode it would be styled twice."""
        home = _screen("home")()
        self.add_mode("home", _screen("home"))
        return home

    # -- the workspace

    def on_ready(self) -> None:
        """The first paint is done: now import the jobs and open the workspace, in a thread."""
        self.run_worker(self._open, name=_("open the workspace"), thread=True, exit_on_error=False)

    def _open(self) -> None:
        from indicators.errors import RealtermsError

        try:
            workspace = self._open_workspace()
            who = words.plain(f"{workspace.user} · {words.day(workspace.today)}")
            workspace.database  # noqa: B018  opening it here keeps its imports and migrations off the event loop
        except RealtermsError as error:
            self.post_message(WorkspaceRefused(words.explain(error)))
        else:
            self.post_message(WorkspaceOpened(workspace, who))

    def on_workspace_opened(self, event: WorkspaceOpened) -> None:
        """Every room may now ask for its figures; the one on screen does."""
        self.state.workspace = event.workspace
        self.who = event.who
        self.room.opened()

    def on_workspace_refused(self, event: WorkspaceRefused) -> None:
        """Say why nothing can be shown."""
        from tui.widgets.banner import Banner

        self.room.query_one(Banner).say(event.text, "error")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Opening that broke in a way nobody foresaw."""
        if event.state is WorkerState.ERROR:
            broken = event.worker.error
            told = _("cannot open the workspace: {mistake}")
            self.post_message(WorkspaceRefused(told.format(mistake=f"{type(broken).__name__}: {broken}")))

    def on_unmount(self) -> None:
        """Close what the jobs opened."""
        if self.state.workspace is not None:
            self.state.workspace.close()

    # -- getting about

    @property
    def room(self) -> Room:
        """The room on screen, also while a dialogue stands before it."""
        from tui.screens.room import Room

        return next(s for s in reversed(self.screen_stack) if isinstance(s, Room))

    def action_go(self, room: str) -> None:
        """Go to a room."""
        self.switch_mode(room)

    def action_toggle_theme(self) -> None:
        """Change between our light and our dark theme."""
        self.theme = LIGHT if self.current_theme.dark else DARK

    def action_help(self) -> None:
        """Show or hide all keys of this screen."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Ours first, then Textual's own."""
        from tui.commands import commands

        yield from commands(self)
        yield from super().get_system_commands(screen)


def run(open_workspace: Callable[[], Workspace], *, driver: type[Driver] | None = None) -> int:
    """Run the app in this terminal; its database is opened in a thread once the first screen is painted.

    `driver` takes the place of this terminal's, where there is none. Returns the exit code: 0, or what a
    fatal error left behind.
    """
    opening = Opening.of(open_workspace)
    app = RealtermsApp(opening.open, language=opening.language)
    app.driver_class = driver or app.driver_class
    result = app.run()
    return result if result is not None else app.return_code or 0
