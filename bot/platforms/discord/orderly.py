"""One thing after the other, in the order of arrival, for each channel by itself.

The library starts a task for every event. They begin in order, but whoever has to look something up first would
be overtaken by the next.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Orderly:
    """A queue for each channel in which something is going on."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: dict[int, int] = {}

    @asynccontextmanager
    async def turn(self, channel: int) -> AsyncIterator[None]:
        """Wait for those that came before in this channel."""
        lock = self._locks.setdefault(channel, asyncio.Lock())
        self._waiting[channel] = self._waiting.get(channel, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[channel] -= 1
            if not self._waiting[channel]:
                del self._waiting[channel], self._locks[channel]
