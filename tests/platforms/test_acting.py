"""A face in a playground, when it does not do what is expected of it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import PlatformError
from bot.platforms.playing.acting import act


class Face:
    """A face that ends as it is told."""

    def __init__(self, fails: Exception | None = None) -> None:
        self._fails = fails
        self._closed = asyncio.Event()
        self.has_left = False

    async def run(self) -> None:
        if self._fails is not None:
            raise self._fails
        await self._closed.wait()
        self.has_left = True

    async def close(self) -> None:
        self._closed.set()


async def _never() -> None:
    await asyncio.Event().wait()


async def test_a_face_that_cannot_start_says_why_and_is_not_waited_for() -> None:
    with capture_logs(), pytest.raises(PlatformError, match="no, thank you"):
        await act(Face(PlatformError("no, thank you")), _never)


async def test_a_face_that_is_not_ready_in_time_is_left_in_good_order() -> None:
    face = Face()
    with pytest.raises(PlatformError, match="did not get ready"):
        await act(face, _never, starts_within=0.01)
    assert face.has_left


async def test_what_goes_wrong_in_showing_it_ends_it() -> None:
    async def broken() -> None:
        raise LookupError("no room")

    face = Face()
    with capture_logs(), pytest.raises(LookupError):
        await act(face, broken)
    assert face.has_left
