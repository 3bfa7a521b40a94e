"""Slack as a stage: the real face on a stand-in Slack, in Socket Mode or over HTTP; each person writes directly."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.app import House
from bot.door import Door
from bot.mentor.events import Occasion
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.playground.people import People
from bot.platforms.slack.playground.reading import labels_of, words_of
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.playground.workspace import Message, Person, Workspace
from bot.platforms.slack.settings import SlackMode
from tests.scenarios.house import OpenHouse
from tests.scenarios.stage import MODERATORS, Seen
from tests.slack.house import QUICK, install_at, schema_faults, settings_for


class SlackStage:
    """One workspace with a direct conversation for each person."""

    def __init__(self, open_house: OpenHouse, mode: SlackMode) -> None:
        self._open_house = open_house
        self._play = PlaySlack(mode)
        self._mode = mode
        self._open = AsyncExitStack()
        self._folder = Path()
        self._threads: dict[str, str] = {}
        self._newest: dict[str, Message] = {}
        self._door: Door | None = None

    async def start(self) -> None:
        await self._play.start()
        self._play.api.checks.append(schema_faults)
        self._folder = Path(self._open.enter_context(TemporaryDirectory()))
        await self._start_face(install=True)

    async def stop(self) -> None:
        await self._stop_face()
        await self._play.stop()
        await self._open.aclose()
        assert not self._play.api.objections, self._play.api.objections

    async def restart(self) -> None:
        await self._stop_face()
        await self._start_face(install=False)

    async def say(self, text: str, person: str = "ann") -> Seen:
        user = self._user(person)
        channel = self._play.home.direct(user).id
        return await self._after(person, lambda: self._say(user, channel, person, text))

    async def pick(self, label: str, person: str = "ann") -> Seen:
        return await self._after(person, lambda: self.people.click(self._user(person), self._newest[person], label))

    async def invoke(self, path: str, options: Mapping[str, str] | None = None, person: str = "ann") -> Seen:
        words = " ".join(f'{name}="{value}"' for name, value in (options or {}).items())
        user = self._user(person)
        channel = self._play.home.direct(user).id
        return await self._after(person, lambda: self.people.slash(user, channel, f"{path} {words}".strip()))

    async def fill(self, values: Mapping[str, str], person: str = "ann") -> Seen:
        view = next(view for view in self._play.home.views if view.user == self._user(person))
        return await self._after(person, lambda: self.people.submit(view, values))

    @property
    def space(self) -> Workspace:
        """The workspace, for what only Slack has."""
        return self._play.home

    @property
    def face(self) -> SlackFace:
        """The face of the process that runs now."""
        return self._face

    @property
    def people(self) -> People:
        """Its people, for the same."""
        return self._play.people[self._play.home.team]

    async def _say(self, user: str, channel: str, person: str, text: str) -> None:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        said = await self.people.say(user, channel, escaped, self._threads.get(person))
        self._threads.setdefault(person, said.ts)

    async def _after(self, person: str, deed: Callable[[], Awaitable[object]]) -> Seen:
        """Does something and waits until its answer is there and the door is at rest."""
        space, user = self._play.home, self._user(person)
        before, views = self._look(user), len(space.views)
        await deed()
        await space.until(lambda: self._look(user) != before or len(space.views) > views, 20)
        async with asyncio.timeout(20):
            while self._door is not None and self._door.health().held:  # noqa: ASYNC110 - the door tells of no change
                await asyncio.sleep(0.005)
        opened = [view for view in space.views[views:] if view.user == user]
        if opened:
            return Seen("", form=tuple(block["block_id"] for block in opened[-1].content["blocks"]))
        changed = [state for state in self._look(user) if state not in before]
        message = changed[-1][0]
        shown = next(m for m in reversed(space.messages) if m.ts == message)
        if labels_of(shown.blocks):
            self._newest[person] = shown
        is_private = shown.only_for is not None or shown.channel.startswith("D")
        return Seen(words_of(shown.blocks), labels_of(shown.blocks), is_private=is_private)

    def _look(self, user: str) -> list[tuple[str, int]]:
        """Every message of the bot that this person sees, and how often it changed."""
        channel = self._play.home.direct(user).id
        return [(m.ts, m.edits) for m in self._play.home.said_by_bot(channel)]

    def _user(self, person: str) -> str:
        id_ = f"U{person.upper()}"
        if id_ not in self._play.home.people:
            self._play.home.join(Person(id_, person, is_admin=person in MODERATORS))
        return id_

    async def _start_face(self, *, install: bool) -> None:
        house = await self._open_house.start()
        door = self._door = Door("slack", house.database.inbox, house.desk.handle, house.clock, QUICK)
        engine = create_async_engine(f"sqlite+aiosqlite:///{self._folder / 'installations.sqlite3'}")
        face = self._face = SlackFace(settings_for(self._play), _ports(house, door, engine))
        self._engine = engine
        self._running = asyncio.create_task(face.run())
        await face.until_ready()
        async with asyncio.timeout(10):
            while not door.health().is_open:  # noqa: ASYNC110 - the door tells of no change
                await asyncio.sleep(0.005)
        self._play.http.request_url = f"http://127.0.0.1:{face.port}/slack/events"
        if install and self._mode is SlackMode.HTTP:
            await install_at(f"http://127.0.0.1:{face.port}")

    async def _stop_face(self) -> None:
        await self._face.close()
        await asyncio.wait_for(self._running, 20)
        await self._engine.dispose()
        await self._open_house.stop()


def _ports(house: House, door: Door, engine: AsyncEngine) -> SlackPorts:
    async def knows(occasion: Occasion) -> bool:
        return bool((await house.database.memory.recall(occasion)).talk.question)

    return SlackPorts(house.desk, door, house.database.spool, house.clock, knows, house.database.communities, engine)


@asynccontextmanager
async def slack_stage(open_house: OpenHouse, mode: SlackMode = SlackMode.SOCKET) -> AsyncIterator[SlackStage]:
    """A workspace over a house, open for as long as the test runs."""
    stage = SlackStage(open_house, mode)
    await stage.start()
    try:
        yield stage
    finally:
        await stage.stop()


@asynccontextmanager
async def slack_http_stage(open_house: OpenHouse) -> AsyncIterator[SlackStage]:
    """The same over HTTP."""
    async with slack_stage(open_house, SlackMode.HTTP) as stage:
        yield stage
