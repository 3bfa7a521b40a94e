"""Opening doors in tests, and waiting for what they do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from inspect import isawaitable

from bot.clock import Clock
from bot.door import Courier, Door, DoorLimits
from bot.mentor.commands import Handler
from bot.storage import Database
from tests.door.mailbox import echo

QUICK = DoorLimits(glance=0.02, first_wait=0.005, longest_wait=0.02, handling=5, delivering=5)


@asynccontextmanager
async def open_door(
    database: Database, courier: Courier, clock: Clock, handle: Handler = echo, limits: DoorLimits = QUICK
) -> AsyncIterator[Door]:
    """A door that is open, and drained at the end."""
    door = Door("discord", database.inbox, handle, clock, limits)
    running = asyncio.ensure_future(door.run(courier))
    await until(lambda: door.health().is_open or running.done())
    try:
        yield door
    finally:
        await door.drain(5)
        await running


async def until(is_so: Callable[[], bool | Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something is so, and fail when it takes too long."""
    async with asyncio.timeout(seconds):
        # What is waited for tells nobody when it happens.
        while not (await answer if isawaitable(answer := is_so()) else answer):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
