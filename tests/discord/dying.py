"""A mentor that takes one event and kills itself, without a chance to tidy up, at the step it is told.

Run by `test_dying`: `python -m tests.discord.dying API GATEWAY FOLDER STEP`.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any, Never

from bot.clock import SystemClock
from bot.door import Door, Letter
from bot.door.inbox import Arrival, LetterState
from bot.mentor.events import Event, Occasion
from bot.mentor.reply import Reply
from bot.platforms.discord import turns
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.rooms import Rooms
from bot.platforms.discord.settings import DiscordSettings
from bot.storage import Database
from bot.storage.inbox import InboxStore
from tests.discord.house import QUICK
from tests.discord.sample_mentor import SampleMentor


class DyingInbox(InboxStore):
    """An inbox after one of whose transactions the process ends."""

    die_at = ""

    async def receive(self, door: str, letter: Letter, keeper: str | None) -> Arrival:
        arrival = await super().receive(door, letter, keeper)
        die_if(self.die_at == "received")
        return arrival

    async def begin_sending(self, keeper: str, key: str) -> bool:
        began = await super().begin_sending(keeper, key)
        die_if(self.die_at == "about to send")
        return began

    async def settle(self, keeper: str, key: str, state: LetterState, answer: str | None = None) -> bool:
        die_if(self.die_at == "sent")
        settled = await super().settle(keeper, key, state, answer)
        die_if(self.die_at == "marked")
        return settled


def die_if(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


def die_after(owner: Any, name: str) -> None:
    """Let the process end after the first call of a method."""
    method = getattr(owner, name)

    async def called(*arguments: Any, **options: Any) -> Any:
        await method(*arguments, **options)
        die_if(True)

    setattr(owner, name, called)


async def live_and_die(api: str, gateway: str, folder: Path, step: str) -> Never:
    clock = SystemClock()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    inbox = DyingInbox(database.reading, database.writing, clock)
    inbox.die_at = step
    desk = SampleMentor().desk()

    async def handle(event: Event) -> Reply:
        if step == "deferred":
            await asyncio.sleep(0.6)
            die_if(True)
        reply = await desk.handle(event)
        die_if(step == "handled")
        return reply

    async def follows(_: Occasion) -> bool:
        return False

    if step == "thread opened":
        die_after(Rooms, "thread")
    if step == "first page posted":
        die_after(Rooms, "_post")
    if step == "deferred in a hurry":
        vars(turns)["HURRY_ABOVE"] = -1
        die_after(turns, "defer_cheaply")
    face = DiscordFace(
        DiscordSettings("MTIz.stand.in", api, gateway, defer_after=0.2),
        desk=desk,
        door=Door("discord", inbox, handle, clock, QUICK),
        communities=database.communities,
        marks=database.marks,
        follows=follows,
        clock=clock,
    )
    await face.run()
    raise AssertionError("lived on")


if __name__ == "__main__":
    asyncio.run(live_and_die(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]))
