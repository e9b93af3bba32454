"""A message across the top of a screen: what went wrong, or what was done, and what to do next."""

from typing import ClassVar, Literal

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from tui.language import _

Tone = Literal["error", "warning", "done"]
_GLYPHS: dict[str, str] = {"error": "✗", "warning": "!", "done": "✓"}


class Banner(Widget):
    """Hidden until it has something to say; a click or Escape closes it."""

    ALLOW_SELECT: ClassVar[bool] = True
    DEFAULT_CSS = """
    Banner { display: none; height: auto; max-height: 9; width: 1fr; padding: 0 1; overflow-y: auto; }
    Banner.-open { display: block; }
    """

    text: reactive[str] = reactive("", layout=True)
    tone: reactive[Tone] = reactive("error")

    def say(self, text: str, tone: Tone = "error") -> None:
        """Open with `text`, replacing what was there."""
        self.tone = tone
        self.text = text
        self.add_class("-open")

    def close(self) -> bool:
        """Close; says whether there was anything to close."""
        was_open = self.has_class("-open")
        self.remove_class("-open")
        return was_open

    def watch_tone(self, tone: Tone) -> None:
        for name in _GLYPHS:
            self.set_class(name == tone, f"-{name}")

    def render(self) -> Text:
        """The glyph, the message, its details, and how to close it."""
        head, _mark, details = self.text.partition("\n")
        text = Text.assemble((f"{_GLYPHS[self.tone]} {head}", "bold"), ("   " + _("Esc closes"), "dim"))
        return text.append(f"\n{details}") if details else text

    def on_click(self) -> None:
        self.close()
