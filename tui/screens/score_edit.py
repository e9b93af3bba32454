"""Results as they are typed, kept as a draft; and the dialogues that begin, open and explain them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui.edits import Edited
from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.screens.export import SaveFileDialogue
from tui.widgets.choices import Choice
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.filling.files import ResultsText

PREFIX = "results:"


@dataclass
class ResultsDraft(Edited):
    """A results file's text and what was typed into its cells; `disk` is the checksum of that file."""

    plan: str
    path: Path
    text: str
    disk: str
    edits: dict[str, str] = field(default_factory=dict)
    _past: list[dict[str, str]] = field(default_factory=list)
    _future: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The draft's name among all drafts."""
        return f"{PREFIX}{self.path}"

    @property
    def held(self) -> ResultsText:
        """The text without the edits."""
        from jobs.filling.files import ResultsText

        return ResultsText(self.path, self.text, self.disk)

    @property
    def is_touched(self) -> bool:
        """Whether there is anything to save: an edit, or a person who was begun."""
        from jobs.filling.files import checksum

        return bool(self.edits) or checksum(self.text) != self.disk

    def values(self) -> dict[str, Any]:
        """What is kept of it."""
        return {"plan": self.plan, "text": self.text, "disk": self.disk, "edits": self.edits}

    @classmethod
    def of(cls, plan: str, held: ResultsText) -> ResultsDraft:
        """A draft without an edit."""
        return cls(plan, held.path, held.text, held.disk)

    @classmethod
    def recalled(cls, name: str, kept: Mapping[str, Any] | None) -> ResultsDraft | None:
        """The draft that was kept under this name; None where there is none that can be used."""
        texts = [kept.get(key) if kept is not None else None for key in ("plan", "text", "disk")]
        edits = kept.get("edits") if kept is not None else None
        if not isinstance(edits, dict) or not all(isinstance(v, str) for v in (*edits.values(), *texts)):
            return None
        plan, text, disk = map(str, texts)
        return cls(plan, Path(name.removeprefix(PREFIX)), text, disk, dict(edits))


@dataclass(frozen=True, slots=True)
class Begun:
    """Whose results are begun, in which file, by which scorecard, and up to which day prices count."""

    person: str
    path: Path
    sheet: str
    on: date | None


class BeginDialogue(Dialogue[Begun]):
    """Asks whose results are to be filled in, and where they are kept."""

    HEADING = N_("Fill in somebody's results")
    CSS_PATH: ClassVar[str | list[str | PurePath]] = ["dialogue.tcss", "score.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "begin", N_("Begin"), priority=True, id="begin-results.begin")
    ]

    def __init__(self, path: Path, sheets: tuple[str, ...]) -> None:
        super().__init__()
        self.path = path
        self.sheets = sheets

    def parts(self) -> Iterator[Widget]:
        """The person, the file, the scorecard, the day."""
        yield Static(_("Number or name"), classes="label")
        yield Input(id="person", compact=True)
        yield Static(_("File: one for each period; more people are added to it"), classes="label")
        yield Input(str(self.path), id="path", compact=True)
        shown = _("Scorecard (empty: none): {names}, or a .toml file beside the results")
        yield Static(shown.format(names=", ".join(self.sheets)), classes="label two")
        yield Input(id="sheet", compact=True)
        yield Static(_("Prices count up to (empty: the day after the plan's last)"), classes="label")
        yield Input(placeholder="YYYY-MM-DD", id="on", compact=True)
        yield Note(id="wrong", classes="wrong")
        with Horizontal(id="buttons"):
            yield Button(_("Begin"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#person", Input).focus()

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    @on(Button.Pressed, "#yes")
    def action_begin(self) -> None:
        """Answer, where everything can be read."""
        if isinstance(self.focused, Button) and self.focused.id == "no":
            self.dismiss(None)
            return
        text, path = self._typed("on"), Path(self._typed("path")).expanduser()
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            self._wrong("on", _("{text} is not a date, as in 2027-01-01").format(text=repr(text)))
            return
        if not self._typed("person"):
            self._wrong("person", _("say whose results these are"))
        elif path.suffix != ".toml":
            self._wrong("path", _("the file's name ends in .toml"))
        else:
            self.dismiss(Begun(self._typed("person"), path, self._typed("sheet"), day))

    def _wrong(self, name: str, text: str) -> None:
        self.query_one("#wrong", Note).say(text)
        self.query_one(f"#{name}", Input).focus()

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)


class ArithmeticDialogue(Dialogue[None]):
    """Shows how a payout came about, line by line."""

    HEADING = N_("How it comes about")
    CSS_PATH: ClassVar[str | list[str | PurePath]] = ["dialogue.tcss", "score.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "dismiss(None)", N_("Leave"), show=False, id="arithmetic.leave")
    ]

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__()
        self.lines = lines

    def parts(self) -> Iterator[Widget]:
        """The lines."""
        with VerticalScroll(id="arithmetic"):
            yield Static("\n".join(self.lines), classes="facts", markup=False)

    def on_mount(self) -> None:
        self.query_one("#arithmetic").focus()


class ScoreExportDialogue(SaveFileDialogue):
    """Answers the file of a score."""

    HEADING = N_("Export payouts and steps")
    FORMS = (Choice("json", "F2", N_("JSON")),)
