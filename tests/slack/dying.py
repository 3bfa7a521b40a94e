"""A face that takes one event and kills itself, without a chance to tidy up, at the step it is told.

Run by `test_once`: `python -m tests.slack.dying URL FOLDER STEP`.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Never

from bot.clock import SystemClock
from bot.door import Door, Letter
from bot.door.inbox import Arrival, LetterState
from bot.mentor.events import Event, Occasion
from bot.mentor.reply import Reply
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.settings import SlackSettings
from bot.storage import Database
from bot.storage.inbox import InboxStore
from bot.storage.spool import SpoolStore
from tests.slack.house import QUICK
from tests.slack.samples import SampleMentor, sample_desk


class DyingInbox(InboxStore):
    """An inbox after one of whose transactions the process ends."""

    die_at = ""

    async def receive(self, door: str, letter: Letter, keeper: str | None) -> Arrival:
        if self.die_at == "unopened":
            await asyncio.sleep(0.3)  # long enough for the acknowledgement to leave
            die_if(True)
        arrival = await super().receive(door, letter, keeper)
        die_if(self.die_at == "received")
        return arrival

    async def settle(self, keeper: str, key: str, state: LetterState, answer: str | None = None) -> bool:
        die_if(self.die_at == "posted")
        return await super().settle(keeper, key, state, answer)


class DyingSpool(SpoolStore):
    """A spool whose process ends once an event is written down, before it is acknowledged."""

    die_at = ""

    async def append(self, door: str, at: datetime, bundle: str) -> int:
        number = await super().append(door, at, bundle)
        die_if(self.die_at == "written")
        return number


def die_if(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


async def live_and_die(url: str, folder: Path, step: str) -> Never:
    clock = SystemClock()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    inbox = DyingInbox(database.reading, database.writing, clock)
    spool = DyingSpool(database.reading, database.writing)
    inbox.die_at = spool.die_at = step
    mentor = SampleMentor()
    desk = sample_desk(mentor)

    async def handle(event: Event) -> Reply:
        if step == "acknowledged":
            await asyncio.sleep(0.3)  # long enough for the acknowledgement to leave
            die_if(True)
        return await desk.handle(event)

    async def knows(_: Occasion) -> bool:
        return False

    settings = SlackSettings(bot_token="xoxb-play", app_token="xapp-play", api_url=f"{url}/api/")
    face = SlackFace(settings, SlackPorts(desk, Door("slack", inbox, handle, clock, QUICK), spool, clock, knows))
    await face.run()
    raise AssertionError("lived on")


if __name__ == "__main__":
    asyncio.run(live_and_die(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
