"""Settings: each with its value, where that comes from and what it means; Enter changes it in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from tui import language, words
from tui.language import N_, _
from tui.screens.room import Room
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from pathlib import Path

    from jobs.settings import Effective
    from jobs.workspace import Workspace

_COLUMNS = (
    Column(N_("Setting"), 16),
    Column(N_("Value"), 22, stretch=True),
    Column(N_("From"), 16),
    Column(N_("What it means"), 44, rank=1, stretch=True),
)
_GROUPS = (
    (N_("You"), ("user", "contact", "language")),
    (N_("Where things are"), ("home", "database_url", "webhook_url")),
)
_REST = N_("Offices")
# Words of jobs/settings.py, marked here so that they are translated.
_ORIGINS = (N_("flag"), N_("default"))
_MEANINGS = (
    N_("folder of the database and the exports"),
    N_("sqlite:///FILE or postgresql://USER@HOST/NAME; empty: realterms.db in home"),
    N_("who you are in proposals and decisions; empty: the operating system's user"),
    N_("e-mail address told to the offices with each request, so that they can reach you"),
    N_("en or zh, on screen; empty: that of the system"),
    N_("address that is told of failures, stale series, suspect figures and revisions of figures in use"),
)


class SettingsRead(Message):
    """Every setting as it applies."""

    def __init__(self, settings: tuple[Effective, ...], outside: dict[str, str]) -> None:
        super().__init__()
        self.settings = settings
        self.outside = outside


class SettingSaved(Message):
    """A setting stands in the file."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__()
        self.name = name
        self.file = file


class SettingsScreen(Room):
    """The settings, grouped."""

    ROOM = "settings"
    CSS_PATH = "settings.tcss"
    TITLED = N_("Settings")
    HELP = N_(
        "Every setting with its value and where that comes from: a flag, a variable of the environment, "
        "settings.toml, or the default, in this order. Enter changes one in settings.toml, which only you "
        "can read; comments in it stay. Secrets are never shown."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "edit", N_("Edit"), id="settings.edit", tooltip=N_("Change the highlighted setting")
        ),
        Binding(
            "x", "remove", N_("Remove"), id="settings.remove", tooltip=N_("Take it out of settings.toml")
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.settings: dict[str, Effective] = {}
        self.outside: dict[str, str] = {}

    @property
    def workspace(self) -> Workspace | None:
        """Also the one whose database does not answer: its settings are where that is put right."""
        return super().workspace or self.terms.unusable

    def refuse(self, text: str) -> None:
        """The settings are shown all the same, where they could be read."""
        super().refuse(text)
        if self.workspace is not None:
            self.opened()

    def body(self) -> Iterator[Widget]:
        """The table, and what the highlighted setting means."""
        yield Grid(*_COLUMNS, id="settings")
        yield Note(id="about")

    def on_mount(self) -> None:
        grid = self.query_one(Grid)
        grid.note = _("the settings cannot be read: the line above says why")
        grid.focus()

    # -- reading

    def reload(self) -> None:
        """Ask for the settings."""
        self.start(_("read the settings"), lambda w, _reporter: _read(w), group="settings")

    @on(SettingsRead)
    def _settings_read(self, event: SettingsRead) -> None:
        self.settings = {s.field.name: s for s in event.settings}
        self.outside = event.outside
        self.query_one(Grid).show(list(self._rows()))
        self._about(self.query_one(Grid).key)

    def _rows(self) -> Iterator[Row]:
        named = {name for _title, names in _GROUPS for name in names}
        rest = tuple(name for name in self.settings if name not in named)
        for title, names in (*_GROUPS, (_REST, rest)):
            yield Row("", [_(title)], heading=True)
            yield from (_row(self.settings[name]) for name in names if name in self.settings)

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        self._about(event.key)

    def _about(self, name: str) -> None:
        if name in self.settings:
            field = self.settings[name].field
            told = _("{meaning} · variable {variable}").format(
                meaning=language.told(field.meaning), variable=field.variable
            )
            self.query_one("#about", Note).say(words.plain(told))

    # -- what can be done

    @on(Grid.Selected)
    def action_edit(self) -> None:
        """Ask for another value and write it."""
        from tui.screens.setting import SettingDialogue

        name = self.query_one(Grid).key
        if name in self.settings:
            dialogue = SettingDialogue(self.settings[name], self.outside[name])
            self.app.push_screen(dialogue, lambda value: self._save(name, value))

    def action_remove(self) -> None:
        """Take the highlighted setting out of the file."""
        name = self.query_one(Grid).key
        if name in self.settings:
            self._save(name, "")

    def _save(self, name: str, value: str | None) -> None:
        if value is not None:
            self.start(_("save the setting"), lambda w, _reporter: _saved(w, name, value), group="save")

    @on(SettingSaved)
    def _setting_saved(self, event: SettingSaved) -> None:
        told = _("{name} is saved in {file}").format(name=event.name, file=words.plain(str(event.file)))
        if self.outside.get(event.name):
            then = _("{variable} wins over the file as long as it is set").format(
                variable=self.outside[event.name]
            )
        elif event.name == "language":
            then = _("the language changes with the next start")
        else:
            then = _("it holds from now on")
        self.say(told + words.next_step(then))
        self.terms.reopen()


def _read(workspace: Workspace) -> Message:
    from jobs.changing import wins_over_file

    settings = tuple(workspace.settings.values.values())
    return SettingsRead(settings, {s.field.name: wins_over_file(s) for s in settings})


def _saved(workspace: Workspace, name: str, value: str) -> Message:
    from jobs.changing import change_setting

    return SettingSaved(name, change_setting(workspace, name, value))


def _row(setting: Effective) -> Row:
    name, default = setting.field.name, setting.origin == "default"
    shown = setting.shown or words.NONE
    origin = setting.origin.rpartition("/")[2]
    cells = [
        Cell(name, "strong"),
        Cell(words.plain(shown), "dim" if default else ""),
        Cell(words.plain(_(origin)), "dim"),
        Cell(language.told(setting.field.meaning), "dim"),
    ]
    return Row(name, cells)
