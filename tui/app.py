"""The full-screen app: its rooms, themes and commands. It paints first and imports the jobs afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakSet

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui import words
from tui.in_turn import InTurn
from tui.joblog import off_screen
from tui.language import ENGLISH, N_, _, speak
from tui.memory import Keeper, Recalled
from tui.opening import Opening
from tui.painting import Painted
from tui.state import State
from tui.themes import DARK, OTHER_SHADE, THEMES, series_variables
from tui.widgets.nav import ROOMS

if TYPE_CHECKING:
    from textual.driver import Driver

    from jobs.workspace import Workspace
    from tui.keymap import Keymap
    from tui.screens.room import Room

_SCREENS = {
    "home": ("tui.screens.home", "HomeScreen"),
    "trend": ("tui.screens.trend", "TrendScreen"),
    "plans": ("tui.screens.plans", "PlansScreen"),
    "score": ("tui.screens.score", "ScoreScreen"),
    "adjust": ("tui.screens.adjust", "AdjustScreen"),
    "review": ("tui.screens.review", "ReviewScreen"),
    "runs": ("tui.screens.runs", "RunsScreen"),
    "settings": ("tui.screens.settings", "SettingsScreen"),
}


def _screen(room: str) -> Callable[[], Screen[None]]:
    """Imports a room's screen when it is first opened."""
    module, name = _SCREENS[room]

    def make() -> Screen[None]:
        made: Screen[None] = getattr(import_module(module), name)()
        return made

    return make


class WorkspaceOpened(Message):
    """The workspace is ready: whose it is, on which day, and the keys that the reader chose."""

    def __init__(self, workspace: Workspace, who: tuple[str, str], keymap: Keymap) -> None:
        super().__init__()
        self.workspace = workspace
        self.who = who
        self.keymap = keymap


class WorkspaceRefused(Message):
    """The workspace cannot be opened; `text` says why and what to do.

    `workspace` is there where its settings could be read and only its database does not answer.
    """

    def __init__(self, text: str, workspace: Workspace | None = None) -> None:
        super().__init__()
        self.text = text
        self.workspace = workspace


class RealtermsApp(App[int]):
    """Seven rooms over one workspace."""

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
        Binding("E", "save_table", N_("Save the table"), show=False, key_display="E", id="save-table"),
        Binding("q", "quit", N_("Quit"), id="quit"),
    ]

    def __init__(
        self,
        open_workspace: Callable[[], Workspace],
        *,
        theme: str = "",
        language: str = ENGLISH,
        recalled: Recalled | None = None,
        memory: Path | None = None,
    ) -> None:
        """`recalled` is what the session before left, `memory` the file that keeps what this one leaves."""
        super().__init__()
        speak(language)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]
        self.recalled = recalled or Recalled(State(toured=True))
        self.state = self.recalled.state
        self.keeper = Keeper(memory, self.state)
        self.who = ("", "")
        self._keys = InTurn(self, super().on_event)
        self._painted = Painted()
        self._styled: WeakSet[Screen[Any]] = WeakSet()
        self._styled_by: dict[str, str] = {}
        self._open_workspace = open_workspace
        self._opened: list[Workspace] = []
        self.refused = ""  # why no workspace is open, where it was tried
        self._lost = False  # a database that was open does not answer any more
        self.unusable: Workspace | None = None  # the one whose database does not answer
        for each in THEMES:
            self.register_theme(each)
        wanted = theme or self.state.theme
        self.theme = wanted if wanted in self.available_themes else DARK

    def refresh_css(self, animate: bool = True) -> None:
        """Style a screen once under each theme: Textual would twice more, whenever one is shown first."""
        variables = self.get_css_variables()
        if variables != self._styled_by:
            self._styled_by, self._styled = variables, WeakSet()
        for screen in self.screen_stack[-1:]:
            if screen in self._styled:
                return
            self._styled.add(screen)
            if not screen.is_mounted:  # it is styled as it is mounted
                return
        super().refresh_css(animate)

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
        self.reopen()

    def _open(self) -> None:
        from indicators.errors import RealtermsError
        from tui.keymap import FILE as KEYS
        from tui.keymap import read_keymap

        workspace = None
        try:
            workspace = self._open_workspace()
            who = (words.plain(workspace.user), words.day(workspace.today))
            settings = workspace.settings.file
            keymap = read_keymap(settings.with_name(KEYS) if settings else None)
            if self._lost and workspace.database_is_gone:
                told = _("the database's file is still gone")
                then = words.next_step(
                    _("put it back; or leave realterms and start it again with an empty one")
                )
                self.post_message(WorkspaceRefused(told + then, workspace))
                return
            workspace.database  # noqa: B018  opening it here keeps its imports and migrations off the event loop
        except RealtermsError as error:
            self.post_message(WorkspaceRefused(words.explain(error), workspace))
        else:
            self.post_message(WorkspaceOpened(workspace, who, keymap))

    def reopen(self) -> None:
        """Open the workspace in a thread; once more where its settings have changed."""
        self.run_worker(self._open, name=_("open the workspace"), thread=True, exit_on_error=False)

    def on_workspace_opened(self, event: WorkspaceOpened) -> None:
        """Every room may now ask for its figures; the one on screen does."""
        self.refused, self.unusable, self._lost = "", None, False
        self.state.workspace = event.workspace
        self._opened.append(event.workspace)
        self.who = event.who
        if event.keymap.keys:
            self.set_keymap(event.keymap.keys)
        self._begin()
        problems = [*filter(None, [self.recalled.problem]), *event.keymap.problems]
        self.call_after_refresh(self._tell_problems, problems)

    def _tell_problems(self, problems: list[str]) -> None:
        """What is wrong with the reader's own files: nothing that keeps anybody out."""
        if problems:
            head = _("some of your own files are passed over in part")
            self.room.tell(head + "".join(f"\n  {words.plain(p)}" for p in problems), "warning")

    def _begin(self) -> None:
        """Go on where the session before ended; a first one begins with the tour."""
        if self.state.toured and self.state.room in _SCREENS and self.state.room != self.room.ROOM:
            self.action_go(self.state.room)
            return
        self.room.opened()
        if not self.state.toured:
            self.action_tour()

    def on_workspace_refused(self, event: WorkspaceRefused) -> None:
        """Say why nothing can be shown, and what to do; 7 shows the settings all the same."""
        then = words.next_step(_("ctrl+r tries again; 7 shows the settings"))
        self.refused, self.unusable = event.text + then, event.workspace
        self.room.refuse(self.refused)

    def lose(self, text: str) -> None:
        """The database does not answer any more: said on every screen until it is opened again."""
        self._lost = True
        self.refused = text + words.next_step(_("ctrl+r opens it again; edits that are not saved are kept"))
        self.room.refuse(self.refused)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Opening that broke in a way nobody foresaw."""
        if event.state is WorkerState.ERROR:
            broken = event.worker.error
            told = _("cannot open the workspace: {mistake}")
            self.post_message(WorkspaceRefused(told.format(mistake=f"{type(broken).__name__}: {broken}")))

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        """Send the terminal only what it does not show yet."""
        if isinstance(renderable, CompositorUpdate):
            renderable = self._painted.only_new(renderable, self.size)
        super()._display(screen, renderable)

    def on_app_focus(self) -> None:
        """Somebody may have cleared the terminal while it was away."""
        self._painted.forget()

    async def on_event(self, event: events.Event) -> None:
        """A key that is typed waits for its turn."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._keys.take(event)
        else:
            await super().on_event(event)

    def on_unmount(self) -> None:
        """Keep what a later session remembers, and close what the jobs opened."""
        self._keys.stop()
        self.keeper.now()
        for workspace in self._opened:  # one that was opened before may still have had a job at work
            workspace.close()

    # -- getting about

    @property
    def room(self) -> Room:
        """The room on screen, also while a dialogue stands before it."""
        from tui.screens.room import Room

        return next(s for s in reversed(self.screen_stack) if isinstance(s, Room))

    def action_go(self, room: str) -> None:
        """Go to a room."""
        self.state.room = room
        self.switch_mode(room)
        self.remember()

    def action_toggle_theme(self) -> None:
        """Change between the light and the dark theme of the same contrast."""
        self.theme = OTHER_SHADE.get(self.theme, OTHER_SHADE[DARK] if self.current_theme.dark else DARK)

    def watch_theme(self, theme: str) -> None:
        """A theme that was chosen is kept."""
        if self.is_running:
            self.state.theme = theme
            self.remember()

    def remember(self) -> None:
        """Keep the state for a later session, in a thread, once it has not changed for a moment."""
        if self.keeper.due:
            self.run_worker(self.keeper.soon, name=_("remember"), group="memory", exclusive=True, thread=True)

    def action_save_table(self) -> None:
        """Write the table on screen as CSV, where one is asked for."""
        from tui.screens.table_file import TableDialogue, save_table, table_of

        room, workspace = self.room, self.state.workspace
        if workspace is None or self.screen.is_modal:
            return
        grid = table_of(room)
        if grid is None:
            room.tell(_("there is no table on this screen"), "warning")
            return

        stem = f"{room.ROOM}-{grid.id or 'table'}-{workspace.today.isoformat()}"
        room.write_file(
            TableDialogue,
            stem,
            _("save the table"),
            lambda _workspace, _form, path: save_table(grid, path),
        )

    def action_help(self) -> None:
        """What this screen is for, and its keys; once more closes it."""
        from tui.screens.help import HelpDialogue

        if isinstance(self.screen, HelpDialogue):
            self.screen.dismiss(None)
        elif not self.screen.is_modal:
            self.push_screen(HelpDialogue(self.room))

    def action_tour(self) -> None:
        """The four steps of a first session."""
        from tui.screens.tour import TourDialogue

        def seen(_answer: None) -> None:
            self.state.toured = True
            self.remember()

        self.push_screen(TourDialogue(), seen)

    def action_command_palette(self) -> None:
        """Every action by its name."""
        if not self.screen.is_modal:
            self.push_screen(CommandPalette(placeholder=_("Search for commands…"), id="--command-palette"))

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """This screen as SVG, wide characters as wide as on screen."""
        from tui.picture import widened

        return widened(super().export_screenshot(title=title, simplify=simplify))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """All of them ours: Textual's own have no Chinese."""
        from tui.commands import commands

        yield from commands(self)


def run(open_workspace: Callable[[], Workspace], *, driver: type[Driver] | None = None) -> int:
    """Run the app in this terminal; its database is opened in a thread once the first screen is painted.

    `driver` takes the place of this terminal's, where there is none. Returns the exit code: 0, or what a
    fatal error left behind.
    """
    opening = Opening.of(open_workspace)
    app = RealtermsApp(
        opening.open,
        language=opening.language,
        recalled=opening.recalled,
        memory=opening.memory,
    )
    app.driver_class = driver or app.driver_class
    with off_screen():
        result = app.run()
    return result if result is not None else app.return_code or 0
