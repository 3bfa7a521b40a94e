"""A process that tells who asked and kills itself, without a chance to tidy up, at the step it is told.

Run by `test_told_after_death`: `python -m tests.curation.dying discord|slack STEP FOLDER ADDRESS...`.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import furnish
from bot.clock import SystemClock
from bot.curation.notices.notices import Notice, NoticeState
from bot.curation.notices.notifier import Notifier, NotifierLimits
from bot.curation.notices.watch import Watch
from bot.settings import Settings
from bot.storage import Database
from bot.storage.notices import NoticeStore
from bot.tasks import Tasks
from tests.curation.kitchen import cautious
from tests.daily.dying import die_if, dying_carriers
from tests.scenarios.house import COOKING

LEFT_SOON = NotifierLimits(glance=0.1, posting=1.0, hold=timedelta(seconds=1.5))
"""What a process that is going to die held is free soon."""


class DyingNotices(NoticeStore):
    """Notices before or after one of whose transactions the process ends."""

    die_at = ""

    async def claim(
        self, keeper: str, platforms: Sequence[str], now: datetime, until: datetime, limit: int
    ) -> Sequence[Notice]:
        taken = await super().claim(keeper, platforms, now, until, limit)
        die_if(self.die_at == "claimed" and bool(taken))
        return taken

    async def begin(self, keeper: str, key: str, now: datetime, until: datetime) -> bool:
        begun = await super().begin(keeper, key, now, until)
        die_if(self.die_at == "begun")
        return begun

    async def settle(self, key: str, state: NoticeState, message: str | None, at: datetime) -> None:
        die_if(self.die_at == "posted")
        await super().settle(key, state, message, at)
        die_if(self.die_at == "settled")


def watch_over(database: Database, folder: Path) -> Watch:
    """The watch of a whole house over the small pack."""
    settings = Settings(data_folder=folder, knowledge_folder=COOKING, openai_api_key=None)
    return furnish(settings, *cautious(), database, SystemClock()).watch


async def live_and_die(platform: str, step: str, folder: Path, *address: str) -> None:
    clock, tasks = SystemClock(), Tasks()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    notices = DyingNotices(database.reading, database.writing)
    notices.die_at = step
    watch = watch_over(database, folder)
    carriers = dying_carriers(platform, step, database, tasks, address)
    await Notifier(notices, watch, carriers, clock, LEFT_SOON).run()


if __name__ == "__main__":
    asyncio.run(live_and_die(sys.argv[1], sys.argv[2], Path(sys.argv[3]), *sys.argv[4:]))
