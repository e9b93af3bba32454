"""Keys one after the other: a key that comes while the one before is still at work waits for its turn.

A slow line hands over several at once, and so does a fast hand. A key goes from the widget that has the focus
up to the app, and may move the focus or open a dialogue there; without turns the next one would already be on
its way to where the focus was, and be lost or do something else.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from tui.screens.room import Room

_PATIENCE = 1.0  # seconds: a key that hangs holds up the next ones no longer
_OF_THE_APP = ("escape", "ctrl+c", "ctrl+q", "ctrl+p")
_READING = 3.0  # seconds that a room's keys wait for its first reading, all together


class InTurn:
    """The keys of an app; `handle` is what the app does with one."""

    def __init__(self, app: App[int], handle: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._handle = handle
        self._waiting: deque[events.Key] = deque()
        self._turn: asyncio.Task[None] | None = None
        self._until: WeakKeyDictionary[Room, float] = WeakKeyDictionary()

    async def take(self, key: events.Key) -> None:
        """Handle this key at once where none is at work, else after those that came before it."""
        if self._turn is not None and not self._turn.done():
            self._waiting.append(key)
            return
        if self._unread(key) is not None:
            self._waiting.append(key)
            self._turn = asyncio.create_task(self._go_on([]))
            return
        way = list(self._way())
        await self._handle(key)
        self._turn = asyncio.create_task(self._go_on(way))

    def stop(self) -> None:
        """No further key is handled."""
        self._waiting.clear()
        if self._turn is not None:
            self._turn.cancel()

    async def _go_on(self, way: list[MessagePump]) -> None:
        await self._done(way)
        while self._waiting:
            await self._first_read(self._waiting[0])
            way = list(self._way())
            try:
                await self._handle(self._waiting.popleft())
            except Exception as error:  # noqa: BLE001  whatever it is, it is the app's to tell
                self._app._handle_exception(error)
            await self._done(way)

    def _unread(self, key: events.Key) -> Room | None:
        """The room on screen, where this key is its own and it has nothing to show yet."""
        from tui.screens.room import Room

        room = self._app.screen
        if not isinstance(room, Room) or not room.unread or key.key in _OF_THE_APP:
            return None
        return None if key.key in self._app._bindings.key_to_bindings else room

    async def _first_read(self, key: events.Key) -> None:
        """Wait until what the key is meant for is there, within what is left of the room's patience."""
        while (room := self._unread(key)) is not None:
            left = self._until.setdefault(room, time.monotonic() + _READING) - time.monotonic()
            try:
                async with asyncio.timeout(max(left, 0)):
                    await room.first_read.wait()
            except TimeoutError:
                return

    def _way(self) -> Iterator[MessagePump]:
        """Where a key goes: from the focus up to the app."""
        yield from (self._app.focused or self._app.screen).ancestors_with_self

    async def _done(self, way: list[MessagePump]) -> None:
        """Wait until a key has gone its way, and what it opened has taken the focus."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                for pump in way:
                    await _passed(pump)
                await _passed(self._app.screen)
                await _passed(self._app)


async def _passed(pump: MessagePump) -> None:
    """Wait until a part of the app has done what it was told before now."""
    passed = asyncio.Event()
    if pump.is_running and pump.call_later(passed.set):
        await passed.wait()
