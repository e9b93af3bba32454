"""A row of choices of which one holds, each with its key, for keyboard and mouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.language import _


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen, the key that chooses it, and how it reads; the label is translated when shown."""

    value: str
    key: str
    label: str

    @property
    def width(self) -> int:
        """Cells it takes, blanks included."""
        return cell_len(self.key) + cell_len(_(self.label)) + 3


class Choices(Widget):
    """One line of choices; a click posts Chosen, keys are bound by the screen that owns it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--key", "choices--label", "choices--chosen"}
    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = "Choices { height: 1; width: auto; }"

    chosen: reactive[str] = reactive("")

    class Chosen(Message):
        """A choice was clicked."""

        def __init__(self, choices: "Choices", value: str) -> None:
            super().__init__()
            self.choices = choices
            self.value = value

        @property
        def control(self) -> "Choices":
            """The row of choices, for `@on(Choices.Chosen, "#id")`."""
            return self.choices

    def __init__(self, options: Sequence[Choice], *, chosen: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.set_reactive(Choices.chosen, chosen)

    def render(self) -> Text:
        """Every choice, the one that holds marked."""
        text = Text(no_wrap=True, end="")
        for option in self.options:
            holds = option.value == self.chosen
            label = self.get_component_rich_style("choices--chosen" if holds else "choices--label")
            key = label if holds else self.get_component_rich_style("choices--key")
            text.append(f" {option.key}", key + label if holds else key)
            text.append(f" {_(option.label)} ", label)
        return text

    def get_content_width(self, container: object, viewport: object) -> int:
        """The cells that all choices need."""
        return sum(option.width for option in self.options)

    def on_click(self, event: events.Click) -> None:
        left = 0
        for option in self.options:
            left += option.width
            if event.x < left:
                self.post_message(self.Chosen(self, option.value))
                return
