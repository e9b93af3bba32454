"""The app's own commands for the palette: what the room on screen can do, and the way to every room."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from tui.language import N_, _
from tui.widgets.nav import ROOMS

if TYPE_CHECKING:
    from tui.app import RealtermsApp

_HELP = {
    "home": N_("Every indicator with its newest figure and changes"),
    "trend": N_("A chart of up to six series"),
    "plans": N_("Pay bands, thresholds and clauses"),
    "adjust": N_("Change a clause and see what it does; propose"),
    "review": N_("Accept or reject what others propose"),
    "runs": N_("Fetch figures from the offices; past runs"),
}


def commands(app: RealtermsApp) -> Iterator[SystemCommand]:
    """The room's own actions as they stand now, then the way to each room, then the theme."""
    room = app.room
    label = _(next((c.label for c in ROOMS if c.value == room.ROOM), ""))
    for node, binding, enabled, tooltip in room.active_bindings.values():
        if node is room and enabled and binding.id and binding.id.partition(".")[0] == room.ROOM:
            act = partial(room.run_action, binding.action)
            title = _("{room}: {action}").format(room=label, action=_(binding.description))
            yield SystemCommand(title, _(tooltip) or _("Key {key}").format(key=binding.key), act)
    for choice in ROOMS:
        title = _("Go to {room}").format(room=_(choice.label))
        yield SystemCommand(title, _(_HELP[choice.value]), partial(app.action_go, choice.value))
    yield SystemCommand(
        _("Light or dark"), _("Change between the light and the dark theme"), app.action_toggle_theme
    )
