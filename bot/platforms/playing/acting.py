"""A real face in front of a stand-in platform: run, shown once it is ready, and left in good order."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from bot.errors import PlatformError
from bot.tasks import Tasks

_STARTS_WITHIN = 30.0
_ENDS_WITHIN = 25.0


class Face(Protocol):
    """A face, as far as a playground handles it."""

    def run(self) -> Coroutine[Any, Any, None]:
        """Last until closed."""
        ...

    def close(self) -> Awaitable[None]:
        """Let `run` finish and return."""
        ...


async def act(
    face: Face, begin: Callable[[], Coroutine[Any, Any, None]], starts_within: float = _STARTS_WITHIN
) -> None:
    """Run `face` until it ends or this is cancelled; `begin` waits until it is ready, and then shows it.

    Raises what ended the face, and `PlatformError` where it was not ready in time.
    """
    tasks = Tasks()
    running, beginning = tasks.start("face", face.run()), tasks.start("playground begins", begin())
    try:
        done, _ = await asyncio.wait({running, beginning}, timeout=starts_within, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            raise PlatformError(
                "The mentor did not get ready in time. Is this machine very busy? Try again in a minute."
            )
        if beginning in done:
            await beginning
        await running
    finally:
        await face.close()
        await asyncio.wait({running}, timeout=_ENDS_WITHIN)
        await tasks.close()
