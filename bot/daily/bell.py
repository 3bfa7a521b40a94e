"""Rung by whoever changes what is due, heard by the scheduler, so that it need not look all the time."""

import asyncio


class Bell:
    """A bell in one process; another process's scheduler looks by itself before long."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or the next who does."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Wait until the bell is rung, so many seconds at most."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            pass
        finally:
            self._rung.clear()
