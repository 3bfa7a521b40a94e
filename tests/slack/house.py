"""A whole house for Slack: a stand-in Slack, a real database, a real door, the face; in Socket Mode or HTTP."""

import asyncio
import json
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema_rs
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.clock import Clock, SystemClock
from bot.door import Door, DoorLimits
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Occasion
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.playground.people import People
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.playground.workspace import Json, Message, Workspace
from bot.platforms.slack.settings import SlackMode, SlackSettings
from bot.platforms.slack.web import INSTALL_PATH
from bot.storage import Database
from tests.slack.samples import SampleMentor, sample_desk

SPECS = Path(__file__).resolve().parents[2].parent / "shared" / "specs"
ADA, LIN, GENERAL = "U10HOME", "U20HOME", "C10HOME"
PROMPTS = ("How much math do I need?", "Which role fits me?")
QUICK = DoorLimits(first_wait=0.05, longest_wait=0.2, glance=0.1, visibility=3.0)


@dataclass
class House:
    """Everything in it, for tests to look at."""

    play: PlaySlack
    face: SlackFace
    database: Database
    mentor: SampleMentor
    engine: AsyncEngine
    running: asyncio.Task[None]
    known: set[str] = field(default_factory=set)

    @property
    def space(self) -> Workspace:
        return self.play.home

    @property
    def people(self) -> People:
        return self.play.people[self.space.team]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.face.port}"

    async def answers(self, count: int = 1, channel: str | None = None, seconds: float = 10.0) -> list[Message]:
        """The bot's messages once there are so many; those only one person sees among them."""
        await self.space.until(lambda: len(self.space.said_by_bot(channel)) >= count, seconds)
        return self.space.said_by_bot(channel)

    async def settled(self) -> None:
        """Everything sent was acknowledged, and nothing is in hand any more."""
        async with asyncio.timeout(20):
            for envelope in list(self.play.socket.envelopes.values()):
                await envelope.acknowledged.wait()
            while self.face.health().unopened or self.door.health().held:  # noqa: ASYNC110 - the door tells of no change
                await asyncio.sleep(0.005)

    @property
    def door(self) -> Door:
        return self.face._ports.door


@asynccontextmanager
async def slack_house(
    folder: Path,
    mode: SlackMode = SlackMode.SOCKET,
    *,
    play: PlaySlack | None = None,
    desk: FrontDesk | None = None,
    limits: DoorLimits = QUICK,
    clock: Clock | None = None,
    prompts: Sequence[str] = PROMPTS,
    installed: bool = True,
    approved: Callable[[str], bool] = lambda url: url.startswith("https://example.org/"),
    share_label: str = "Show everyone",
    **changes: Any,
) -> AsyncIterator[House]:
    """A house that is ready, on a database in `folder`; `changes` go to the face's settings."""
    clock = clock or SystemClock()
    mentor = SampleMentor()
    own_play = play is None
    play = play or PlaySlack(mode)
    if own_play:
        await play.start()
        play.api.checks.append(schema_faults)
    database = await Database.open(folder / "signpost.sqlite3", clock)
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'signpost.sqlite3'}")
    desk = desk or sample_desk(mentor)
    door = Door("slack", database.inbox, desk.handle, clock, limits)
    known: set[str] = set()

    async def knows(occasion: Occasion) -> bool:
        return occasion.conversation in known

    settings = settings_for(play, **changes)
    ports = SlackPorts(
        desk, door, database.spool, clock, knows, database.communities, engine, prompts,
        approved=approved, share_label=share_label,
    )  # fmt: skip
    face = SlackFace(settings, ports)
    running = asyncio.create_task(face.run())
    house = House(play, face, database, mentor, engine, running, known)
    try:
        await until_ready(house)
        if mode is SlackMode.HTTP and installed:
            await install(house)
        yield house
    finally:
        await face.close()
        await asyncio.wait_for(running, 20)
        await engine.dispose()
        await database.close()
        if own_play:
            await play.stop()
    assert not play.api.objections, play.api.objections


def settings_for(play: PlaySlack, **changes: Any) -> SlackSettings:
    settings = play.settings()
    given = {name: getattr(settings, name) for name in SlackSettings.__dataclass_fields__}
    return SlackSettings(**{**given, "seconds_between_posts": 0.0, "settling_seconds": 0.05, **changes})


async def until_ready(house: House) -> None:
    ready = asyncio.create_task(house.face.until_ready())
    done, _ = await asyncio.wait({ready, house.running}, timeout=15, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if house.running in done:
        house.running.result()
    assert ready in done, "the face did not get ready"
    async with asyncio.timeout(10):
        while not house.door.health().is_open:  # noqa: ASYNC110 - the door tells of no change
            await asyncio.sleep(0.005)
    house.play.http.request_url = f"{house.url}/slack/events"


async def install(house: House) -> int:
    """Goes the way of somebody who installs the app in a browser, and returns the last page's status."""
    return await install_at(house.url)


async def install_at(url: str) -> int:
    """The same for a face at `url`."""
    with warnings.catch_warnings():
        # Slack's SDK hands its client id to aiohttp in a way that aiohttp gives up in its version 4.
        warnings.filterwarnings("ignore", "BasicAuth is deprecated")
        return await _install(url)


async def _install(url: str) -> int:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{url}{INSTALL_PATH}") as page:
            text, cookie = await page.text(), page.cookies
        address = text.split('<a href="')[1].split('"')[0].replace("&amp;", "&")
        async with browser.get(address, allow_redirects=False) as consent:
            back = consent.headers["Location"].replace("http://127.0.0.1/", f"{url}/")
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in cookie.items())
        async with browser.get(back, headers={"Cookie": cookies}) as done:
            return done.status


_SENT_AS_FORM = frozenset({"limit", "include_all_metadata", "include_users"})


def _typed(value: Any) -> Any:
    """A form carries text alone; Slack reads numbers and truths out of it."""
    return json.loads(value) if isinstance(value, str) else value


@cache
def _schema() -> Json | None:
    file = SPECS / "slack-types.schema.json"
    return json.loads(file.read_text()) if file.exists() else None


@cache
def _judge(name: str) -> Any:
    schema = _schema()
    if schema is None or name not in schema["definitions"]:
        return None
    return jsonschema_rs.validator_for({"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]})


def schema_faults(method: str, arguments: Json) -> list[str]:
    """What the published schemas find wrong with a call; nothing where they are absent or do not know it."""
    arguments = {name: _typed(value) if name in _SENT_AS_FORM else value for name, value in arguments.items()}
    faults = []
    judge = _judge(method.replace(".", "_"))
    if judge is not None and not judge.is_valid(arguments):
        faults += [f"{method}: {error.message}"[:300] for error in judge.iter_errors(arguments)]
    blocks = arguments.get("blocks")
    judge = _judge("SlackBlocks")
    if blocks and judge is not None and not judge.is_valid(blocks):
        faults += [f"{method} blocks: {error.message}"[:300] for error in judge.iter_errors(blocks)]
    return faults
