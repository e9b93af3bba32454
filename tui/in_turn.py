"""Keys one after the other: a key that comes while the one before is still at work waits for its turn.

A slow line hands over several at once, and so does a fast hand. A key goes from the widget that has the focus
up to the app, and may move the focus or open a dialogue there; without turns the next one would already be on
its way to where the focus was, and be lost or do something else.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_PATIENCE = 1.0  # seconds: a key that hangs holds up the next ones no longer


class InTurn:
    """The keys of an app; `handle` is what the app does with one."""

    def __init__(self, app: App[int], handle: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._handle = handle
        self._waiting: deque[events.Key] = deque()
        self._turn: asyncio.Task[None] | None = None

    async def take(self, key: events.Key) -> None:
        """Handle this key at once where none is at work, else after those that came before it."""
        if self._turn is not None and not self._turn.done():
            self._waiting.append(key)
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
            way = list(self._way())
            try:
                await self._handle(self._waiting.popleft())
            except Exception as error:  # noqa: BLE001  whatever it is, it is the app's to tell
                self._app._handle_exception(error)
            await self._done(way)

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
