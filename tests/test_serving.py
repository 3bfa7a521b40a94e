"""The faces of one process run together and end together, each with what it had in hand finished."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.errors import PlatformError
from bot.faces import Presence
from bot.serving import run_together
from bot.tasks import Tasks
from tests.door.doors import until


class Face:
    """A face that, like Slack's, leaves by way of its `run` once it was closed."""

    def __init__(self, name: str, *, fails: Exception | None = None, leaving: float = 0.0) -> None:
        self.name = name
        self._fails = fails
        self._leaving = leaving
        self._closed = asyncio.Event()
        self.closed = 0
        self.has_left = False

    async def run(self) -> None:
        if self._fails is not None:
            raise self._fails
        await self._closed.wait()
        await asyncio.sleep(self._leaving)
        self.has_left = True

    async def close(self) -> None:
        self.closed += 1
        self._closed.set()

    def presence(self, close: Callable[[], Awaitable[None]] | None = None) -> Presence:
        nobody: Any = None
        return Presence(self.name, self.run, close or self.close, lambda: None, nobody, nobody)


def _stopped() -> asyncio.Event:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, stop.set)
    return stop


async def test_a_face_that_leaves_by_its_run_is_waited_for() -> None:
    face = Face("slack", leaving=0.05)
    await run_together((face.presence(),), _stopped(), Tasks())
    assert face.has_left


@pytest.mark.parametrize("failure", [PlatformError("The token is not accepted."), LookupError("a defect")])
async def test_a_face_that_ends_by_itself_is_closed_while_the_others_go_on(failure: Exception) -> None:
    refused, other = Face("discord", fails=failure), Face("slack")
    stop = asyncio.Event()
    with capture_logs():
        running = asyncio.create_task(run_together((refused.presence(), other.presence()), stop, Tasks()))
        await until(lambda: refused.closed > 0)
        assert not other.closed
        stop.set()
        await running
    assert other.has_left


async def test_without_any_face_left_the_process_says_what_to_do() -> None:
    face = Face("discord", fails=PlatformError("The token is not accepted."))
    with capture_logs(), pytest.raises(PlatformError, match="Mend the settings"):
        await run_together((face.presence(),), asyncio.Event(), Tasks())
    assert face.closed


async def test_a_face_that_cannot_be_closed_is_named_and_keeps_no_other_from_leaving() -> None:
    async def broken() -> None:
        raise OSError("gone")

    stuck, other = Face("discord"), Face("slack", leaving=0.05)
    with capture_logs() as logs:
        await run_together((stuck.presence(broken), other.presence()), _stopped(), Tasks(), leaving_within=0.2)
    assert other.has_left
    assert [log["platform"] for log in logs if log["event"] == "platform not left in good order"] == ["discord"]


async def test_chores_end_before_any_face_leaves() -> None:
    face, chores = Face("slack"), Tasks()
    ends: list[bool] = []

    async def chore() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ends.append(face.closed > 0)

    chores.keep("tips", chore)
    await run_together((face.presence(),), _stopped(), chores)
    assert ends == [False]
