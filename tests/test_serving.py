"""The faces of one process run together and end together, each with what it had in hand finished."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.app import House
from bot.clock import SystemClock
from bot.curation.notices.notices import NoticeKind, notice_key
from bot.errors import PlatformError
from bot.faces import Presence
from bot.mentor.actions import Action
from bot.mentor.delivery import Post
from bot.mentor.events import Occasion, Picked, Said, Speaker
from bot.mentor.memory import question_id
from bot.serving import play, run_together
from bot.tasks import Tasks
from tests.door.doors import until
from tests.scenarios.house import OpenHouse


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


class Postbox:
    """A carrier that keeps what it is given."""

    def __init__(self) -> None:
        self.posts: list[Post] = []

    def is_ready(self) -> bool:
        return True

    async def post(self, post: Post) -> str:
        self.posts.append(post)
        return "there"

    async def find(self, post: Post) -> str | None:
        return "there" if post in self.posts else None

    async def tell(self, post: Post) -> None:
        """Nobody else is told."""


async def test_who_wanted_to_know_is_told_on_a_playground_too(tmp_path: Path) -> None:
    open_house = OpenHouse(tmp_path, SystemClock())
    house = await open_house.start()
    postbox, question = Postbox(), question_id("asked")

    def occasion(id_: str) -> Occasion:
        return Occasion(id_, house.clock.now(), Speaker("discord:1", "discord:ann"), "discord:talk", private=True)

    await house.desk.handle(Said(occasion("asked"), "how do I cook rice?"))
    await house.desk.handle(Picked(occasion("wished"), Action("tell-me", (question,))))
    key = notice_key(NoticeKind.ANSWER, question, "discord:ann")
    await house.database.notices.fulfil(key, {"entry": "cook-rice"}, house.clock.now())

    async def game(_: House, __: Callable[[str], None], beside: Callable[[Presence], None]) -> None:
        nothing: Any = None
        beside(Presence("discord", nothing, nothing, lambda: None, nothing, postbox))
        await until(lambda: bool(postbox.posts))

    try:
        await play(house, game, lambda _: None)
    finally:
        await open_house.stop()
    assert [post.person for post in postbox.posts] == ["discord:ann"]
