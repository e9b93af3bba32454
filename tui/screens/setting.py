"""The dialogue that asks for a setting's value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input

from tui import language, words
from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.settings import Effective


class SettingDialogue(Dialogue[str]):
    """Answers the value; an empty one takes the setting out of the file. A secret is typed unseen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "save", N_("Save"), priority=True, id="setting.save")
    ]

    def __init__(self, setting: Effective, outside: str) -> None:
        super().__init__()
        self.setting = setting
        self.outside = outside

    def heading(self) -> str:
        return _("Setting {name}").format(name=self.setting.field.name)

    def parts(self) -> Iterator[Widget]:
        """What it means, the field, the buttons."""
        yield Note("\n".join(self._facts()), classes="facts")
        secret = self.setting.field.secret
        yield Input("" if secret else self.setting.value, password=secret, id="value", compact=True)
        with Horizontal(id="buttons"):
            yield Button(_("Save"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def _facts(self) -> Iterator[str]:
        field = self.setting.field
        yield words.plain(language.told(field.meaning))
        if field.choices:
            yield _("one of: {choices}").format(choices=", ".join(field.choices))
        if field.secret:
            yield _("A secret: it is not shown, and empty takes it out of the file.")
        if self.outside:
            told = _("! {variable} wins over settings.toml as long as it is set")
            yield told.format(variable=self.outside)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Button.Pressed, "#yes")
    def action_save(self) -> None:
        """Answer the value."""
        if isinstance(self.focused, Button) and self.focused.id == "no":
            self.dismiss(None)
        else:
            self.dismiss(self.query_one(Input).value.strip())

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)
