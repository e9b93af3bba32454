"""A question before something is done for good: what it does, which of several ways, and a text to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, RadioButton, RadioSet, Static

from tui import words
from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.note import Note


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: texts are shown as they are. `needed` is said where the text stays empty."""

    heading: str
    facts: str
    label: str
    yes: str
    needed: str = ""
    ways: Sequence[tuple[str, str]] = ()  # what is answered, and how it reads


@dataclass(frozen=True, slots=True)
class Answer:
    """The text, and which way."""

    text: str
    way: str = ""


class AskDialogue(Dialogue[Answer]):
    """Asks a Question; answers it, or None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "answer", N_("Do it"), priority=True, id="ask.answer"),
    ]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def heading(self) -> str:
        return self.question.heading

    def parts(self) -> Iterator[Widget]:
        """The facts, the ways, the text, the buttons."""
        asked = self.question
        yield Static(words.plain(asked.facts), classes="facts", markup=False)
        if asked.ways:
            with RadioSet(id="ways", compact=True):
                for n, (_way, shown) in enumerate(asked.ways):
                    yield RadioButton(shown, value=n == 0)
        if asked.label:
            yield Static(asked.label, classes="label")
            yield Input(id="text", compact=True)
        yield Note(id="wrong", classes="wrong")
        with Horizontal(id="buttons"):
            yield Button(asked.yes, variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query("#ways, #text, #yes").first().focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def action_answer(self) -> None:
        """Answer what was chosen and written, unless a text is needed and missing."""
        asked = self.question
        text = self.query_one("#text", Input).value.strip() if asked.label else ""
        if asked.needed and not text:
            self.query_one("#wrong", Note).say(asked.needed)
            self.query_one("#text", Input).focus()
            return
        pressed = self.query_one("#ways", RadioSet).pressed_index if asked.ways else -1
        self.dismiss(Answer(text, asked.ways[pressed][0] if pressed >= 0 else ""))

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)
