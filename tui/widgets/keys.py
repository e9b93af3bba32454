"""The line at the bottom of every screen: the keys that work here and now, for reading and for clicking.

One widget where Textual's Footer has one for each key: it is there with the first paint, and costs
nothing when the focus moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.widget import Widget

from tui.language import _

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True)
class Key:
    """A key, how it is written, and what it does."""

    key: str
    shown: str
    does: str
    enabled: bool = True
    action: str = ""

    @property
    def width(self) -> int:
        """Cells it takes, blanks included."""
        return cell_len(self.shown) + cell_len(self.does) + 3


class Keys(Widget):
    """As many keys as there is room for: one that lists them all among them; the palette's at the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--does"}
    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = "Keys { dock: bottom; height: 1; width: 1fr; }"

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: "Screen[object]") -> None:
        if self.is_attached and screen is self.screen:
            self.refresh()

    def _known(self) -> Iterator[Key]:
        seen: set[str] = set()
        for _node, binding, enabled, _tip in self.screen.active_bindings.values():
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                yield Key(
                    binding.key,
                    self.app.get_key_display(binding),
                    _(binding.description),
                    enabled,
                    binding.action,
                )

    def _palette(self) -> Key | None:
        found = self.screen.active_bindings.get(self.app.COMMAND_PALETTE_BINDING)
        if found is None or self.screen.is_modal:
            return None
        return Key(found.binding.key, self.app.get_key_display(found.binding), _("commands"))

    def _placed(self) -> list[tuple[int, Key]]:
        """Each key with the column where it begins."""
        palette = self._palette()
        room = self.size.width - (palette.width if palette else 0)
        known = list(self._known())
        if sum(key.width for key in known) > room:
            known = self._fitting(known, room)
        placed, column = [], 0
        for key in known:
            placed.append((column, key))
            column += key.width
        if palette:
            placed.append((room, palette))
        return placed

    def _fitting(self, known: list[Key], room: int) -> list[Key]:
        """The first of the keys, and the one that lists them all."""
        last = [key for key in known if key.action == "help"]
        rest = [key for key in known if key not in last]
        left = room - sum(key.width for key in last)
        ends = accumulate(key.width for key in rest)
        return [*(key for key, end in zip(rest, ends, strict=True) if end <= left), *last]

    def render(self) -> Text:
        """Keys and what they do."""
        text = Text(no_wrap=True, end="")
        key_style, does_style = (self.get_component_rich_style(f"keys--{part}") for part in ("key", "does"))
        for column, key in self._placed():
            text.append(" " * (column - text.cell_len))
            text.append(f" {key.shown}", key_style)
            text.append(f" {key.does} ", does_style)
        return text

    def on_click(self, event: events.Click) -> None:
        for column, key in reversed(self._placed()):
            if event.x >= column:
                if event.x < column + key.width and key.enabled:
                    self.app.simulate_key(key.key)
                return
