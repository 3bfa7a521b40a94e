"""A process that sends one tip and kills itself, without a chance to tidy up, at the step it is told.

Run by the tests on the stand-ins: `python -m tests.daily.dying discord|slack STEP FOLDER ADDRESS...`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.daily.ledger import Claim, Errand, TipDay
from bot.door import Door
from bot.mentor.delivery import Carrier, LateCarrier, Post
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Occasion, Said
from bot.mentor.reply import Reply
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.tips import DiscordTips
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.settings import SlackSettings
from bot.storage import Database
from bot.storage.daily import LedgerStore
from bot.tasks import Tasks
from tests.daily.sending import LEFT_SOON, scheduler_of

STEPS = ("claimed", "begun", "in flight", "posted", "settled")


class DyingLedger(LedgerStore):
    """A ledger before or after one of whose transactions the process ends."""

    die_at = ""

    async def claim(self, keeper: str, claims: Sequence[Claim], until: datetime) -> tuple[Errand, ...]:
        errands = await super().claim(keeper, claims, until)
        die_if(self.die_at == "claimed" and bool(errands))
        return errands

    async def begin(self, keeper: str, day: TipDay, tip: str, now: datetime, until: datetime) -> bool:
        begun = await super().begin(keeper, day, tip, now, until)
        die_if(self.die_at == "begun")
        return begun

    async def sent(self, keeper: str, day: TipDay, message: str, now: datetime) -> None:
        die_if(self.die_at == "posted")
        await super().sent(keeper, day, message, now)
        die_if(self.die_at == "settled")


class DyingCarrier(LateCarrier):
    """A carrier that may die while a post is on its way."""

    die_at = ""

    async def post(self, post: Post) -> str:
        if self.die_at == "in flight":
            asyncio.get_running_loop().call_later(0.03, die_if, True)
        return await super().post(post)


def die_if(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


async def live_and_die(platform: str, step: str, folder: Path, *address: str) -> None:
    clock = SystemClock()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    ledger = DyingLedger(database.reading, database.writing, clock)
    ledger.die_at = step
    carriers = dying_carriers(platform, step, database, Tasks(), address)
    await scheduler_of(database, carriers, clock, LEFT_SOON, ledger).run()


def dying_carriers(
    platform: str, step: str, database: Database, tasks: Tasks, address: Sequence[str]
) -> dict[str, Carrier]:
    """The carrier of a silent face on a stand-in."""
    desk = FrontDesk(_silent, ())
    door = Door(platform, database.inbox, desk.handle, SystemClock())
    if platform == "discord":
        carrier = _discord(tasks, desk, door, database, address)
    else:
        carrier = _slack(tasks, desk, door, database, *address)
    carrier.die_at = step
    return {platform: carrier}


def _discord(tasks: Tasks, desk: FrontDesk, door: Door, database: Database, address: Sequence[str]) -> DyingCarrier:
    api, gateway = address
    face = DiscordFace(
        DiscordSettings("MTIz.stand.in", api, gateway),
        desk=desk,
        door=door,
        communities=database.communities,
        marks=database.marks,
        follows=_nobody,
        clock=SystemClock(),
    )
    tasks.start("face", face.run())
    courier = face.courier
    tips = DiscordTips(
        courier.rooms, courier.telling, courier.approved, SystemClock(), lambda: face.health().is_connected
    )
    return DyingCarrier(lambda: tips)


def _slack(tasks: Tasks, desk: FrontDesk, door: Door, database: Database, url: str) -> DyingCarrier:
    settings = SlackSettings(bot_token="xoxb-play", app_token="xapp-play", api_url=f"{url}/api/")
    face = SlackFace(settings, SlackPorts(desk, door, database.spool, SystemClock(), _nobody, database.communities))
    tasks.start("face", face.run())
    return DyingCarrier(lambda: face.tips)


async def _silent(_: Said) -> Reply:
    return Reply()


async def _nobody(_: Occasion) -> bool:
    return False


if __name__ == "__main__":
    asyncio.run(live_and_die(sys.argv[1], sys.argv[2], Path(sys.argv[3]), *sys.argv[4:]))
