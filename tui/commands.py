"""The palette: what the room on screen can do, the way to every room, and what concerns the whole app."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from tui.language import N_, _
from tui.themes import NAMES
from tui.widgets.nav import ROOMS

if TYPE_CHECKING:
    from tui.app import RealtermsApp

_PURPOSE = {
    "home": N_("Every indicator with its newest figure and changes"),
    "trend": N_("A chart of up to six series"),
    "plans": N_("Pay bands, thresholds and clauses"),
    "adjust": N_("Change a clause and see what it does; propose"),
    "review": N_("Accept or reject what others propose"),
    "runs": N_("Fetch figures from the offices; past runs"),
    "settings": N_("What is set, where it comes from, and changing it"),
}


def commands(app: RealtermsApp) -> Iterator[SystemCommand]:
    """The room's own actions as they stand now, then the way to each room, then the whole app's."""
    yield from _of_room(app)
    for choice in ROOMS:
        title = _("Go to {room}").format(room=_(choice.label))
        yield SystemCommand(title, _(_PURPOSE[choice.value]), partial(app.action_go, choice.value))
    yield from _of_app(app)


def _of_room(app: RealtermsApp) -> Iterator[SystemCommand]:
    room = app.room
    named = set()
    for node, binding, enabled, tooltip in room.active_bindings.values():
        if binding.action in named:  # of a second key
            continue
        if node is room and enabled and binding.id and binding.id.partition(".")[0] == room.ROOM:
            named.add(binding.action)
            title = _("{room}: {action}").format(room=_(room.TITLED), action=_(binding.description))
            told = _(tooltip) if tooltip else _("Key {key}").format(key=app.get_key_display(binding))
            yield SystemCommand(title, told, partial(room.run_action, binding.action))


def _of_app(app: RealtermsApp) -> Iterator[SystemCommand]:
    yield SystemCommand(_("Help"), _("What this screen is for, and its keys"), app.action_help)
    yield SystemCommand(_("Tour"), _("The four steps of a first session"), app.action_tour)
    yield SystemCommand(_("Reload"), _("Read everything on this screen again"), app.room.action_reload)
    yield SystemCommand(
        _("Light or dark"), _("Change between the light and the dark theme"), app.action_toggle_theme
    )
    for name, title in NAMES.items():
        if name != app.theme:
            shown = _("Theme: {name}").format(name=_(title))
            yield SystemCommand(shown, _("The colours of every screen"), partial(setattr, app, "theme", name))
    yield SystemCommand(_("Table"), _("Save the table on this screen as CSV"), app.action_save_table)
    yield SystemCommand(_("Picture"), _("Save this screen as an SVG picture"), app.deliver_screenshot)
    yield SystemCommand(_("Quit"), _("Leave realterms"), app.action_quit)
