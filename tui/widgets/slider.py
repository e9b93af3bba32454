"""A slider of one line: a value on a track, moved by arrow keys, by a click or by dragging."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.language import N_, _, unit_of

_KNOB, _TRACK, _HOME = "●", "─", "┼"
_LABEL, _SHOWN = 11, 10  # cells before and after the track


@dataclass(frozen=True, slots=True)
class Track:
    """From where to where, by which steps; `open_end`: beyond the last step there is no value at all."""

    low: Decimal
    high: Decimal
    step: Decimal
    leap: Decimal
    open_end: bool = False

    @property
    def last(self) -> int:
        """The number of the last place, counted from nought."""
        return int((self.high - self.low) / self.step) + int(self.open_end)

    def value(self, place: int) -> Decimal | None:
        """The value of a place, None for the open end."""
        place = max(0, min(place, self.last))
        return None if self.open_end and place == self.last else self.low + self.step * place

    def place(self, value: Decimal | None) -> int:
        """The place nearest to a value."""
        if value is None:
            return self.last if self.open_end else 0
        nearest = int(((value - self.low) / self.step).to_integral_value())
        return max(0, min(nearest, self.last - int(self.open_end)))

    def moved(self, value: Decimal | None, by: Decimal) -> Decimal | None:
        """The value after a move `by` some steps, less where negative; it never goes the other way.

        A value between two places first goes to the next place in that direction, one beyond an end to
        that end, or stays where the move points further out.
        """
        if value is None:
            return value if by > 0 else self.value(self.last + int(by / self.step))
        toward = ROUND_CEILING if by < 0 else ROUND_FLOOR
        start = int(((value - self.low) / self.step).to_integral_value(toward))
        found = self.value(start + int(by / self.step))
        if by > 0:
            return None if found is None else max(found, value)
        return min(self.high if found is None else found, value)


class Slider(Widget, can_focus=True):
    """`show()` it a value and where the plan's own lies; posts Moved. Disabled, it says why."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "slider--label",
        "slider--track",
        "slider--knob",
        "slider--home",
        "slider--moved",
    }
    ALLOW_SELECT: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Less"), key_display="←→", id="slider.less"),
        Binding("right", "step(1)", N_("More"), show=False, id="slider.more"),
        Binding("shift+left", "leap(-1)", N_("Much less"), show=False, id="slider.much-less"),
        Binding("shift+right", "leap(1)", N_("Much more"), show=False, id="slider.much-more"),
        Binding("backspace,delete", "home", N_("As in the plan"), id="slider.home"),
    ]
    DEFAULT_CSS = "Slider { height: 1; width: 1fr; }"

    value: reactive[Decimal | None] = reactive(None)
    home: reactive[Decimal | None] = reactive(None)
    reason: reactive[str] = reactive("")

    class Moved(Message):
        """The slider was moved to a value."""

        def __init__(self, slider: Slider, value: Decimal | None) -> None:
            super().__init__()
            self.slider = slider
            self.value = value

        @property
        def control(self) -> Slider:
            """The slider, for `@on(Slider.Moved, "#id")`."""
            return self.slider

    def __init__(self, label: str, unit: str, track: Track, *, none: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.label, self.unit, self.track, self.none = label, unit, track, none

    def show(self, value: Decimal | None, home: Decimal | None, *, reason: str = "") -> None:
        """Put the knob on `value`, the plan's own mark on `home`; with a `reason` it cannot be moved."""
        self.value, self.home, self.reason = value, home, reason
        self.disabled = bool(reason)

    def render(self) -> Text:
        """Label, track, value; or label and reason."""
        text = Text(no_wrap=True, end="", overflow="ellipsis")
        moved = self.value != self.home
        label = self.get_component_rich_style("slider--moved" if moved else "slider--label")
        text.append(set_cell_size(_marked(_(self.label)) if moved else _(self.label), _LABEL), label)
        if self.reason:
            return text.append(self.reason, self.get_component_rich_style("slider--track"))
        room = self._room
        knob, home = (self._column(v, room) for v in (self.value, self.home))
        for column in range(room):
            if column == knob:
                text.append(_KNOB, self.get_component_rich_style("slider--knob"))
            elif column == home:
                text.append(_HOME, self.get_component_rich_style("slider--home"))
            else:
                text.append(_TRACK, self.get_component_rich_style("slider--track"))
        return text.append(f" {self._written()}", label)

    def _written(self) -> str:
        if self.value is None:
            return _(self.none)
        number = f"{self.value:f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{number} {unit_of(self.unit, number)}".strip()

    @property
    def _room(self) -> int:
        return max(self.size.width - _LABEL - _SHOWN, 4)

    def _column(self, value: Decimal | None, room: int) -> int:
        return round(self.track.place(value) * (room - 1) / max(self.track.last, 1))

    # -- moving

    def _go(self, value: Decimal | None) -> None:
        if value != self.value:
            self.value = value
            self.post_message(self.Moved(self, value))

    def action_step(self, direction: int) -> None:
        """One step; a value between two steps goes to the next one in that direction."""
        self._go(self.track.moved(self.value, direction * self.track.step))

    def action_leap(self, direction: int) -> None:
        """Several steps at once."""
        self._go(self.track.moved(self.value, direction * self.track.leap))

    def action_home(self) -> None:
        """Back to the plan's own value."""
        if self.value != self.home:
            self.value = self.home
            self.post_message(self.Moved(self, self.home))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press on the track takes the knob there; one on the label or the value only comes here."""
        self.focus()
        if 0 <= event.x - _LABEL < self._room:
            self.capture_mouse()
            self._at(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self._at(event.x)

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def _at(self, x: int) -> None:
        inside = max(0, min(x - _LABEL, self._room - 1))
        self._go(self.track.value(round(inside * self.track.last / max(self._room - 1, 1))))


def _marked(label: str) -> str:
    """The label of a value that was moved; a long one stands close to its mark."""
    spaced = f"• {label}"
    return spaced if cell_len(spaced) < _LABEL else f"•{label}"
