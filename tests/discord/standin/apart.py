"""The stand-in in a thread of its own, for when the bot's event loop is to be held up."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

_PATIENCE = 20.0


class Apart:
    """A loop in another thread, in which things can be done."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something there and wait for it here."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def call(self, work: Callable[[], T]) -> T:
        """The same for a plain function."""

        async def called() -> T:
            return work()

        return await self.run(called())


@contextmanager
def apart() -> Iterator[Apart]:
    """A loop in another thread, ended at the end."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="stand-in", daemon=True)
    thread.start()
    try:
        yield Apart(loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE)
        loop.close()
