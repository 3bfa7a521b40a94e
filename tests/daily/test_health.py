"""A scheduler that stands still, or that tips wait for, shows in the health."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.mentor.delivery import LateCarrier
from bot.storage import Database
from bot.tasks import Tasks
from tests.daily.sending import SHORT, due_channel, register_all, scheduler_of
from tests.door.doors import until

QUICK = replace(SHORT, glance=0.05)
NOBODY = {"discord": LateCarrier(lambda: None)}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "signpost.sqlite3", SystemClock())
    yield database
    await database.close()


async def test_a_scheduler_is_well_while_it_turns_and_not_before_or_after(database: Database) -> None:
    scheduler, tasks = scheduler_of(database, NOBODY, SystemClock(), QUICK), Tasks()
    assert not scheduler.health().is_well
    tasks.keep("tips", scheduler.run)
    await until(lambda: scheduler.health().is_well)
    await tasks.close()
    await until(lambda: not scheduler.health().is_well)


async def test_a_tip_that_nobody_claims_for_long_shows_that_something_is_wrong(database: Database) -> None:
    scheduler, tasks = scheduler_of(database, NOBODY, SystemClock(), QUICK), Tasks()
    await register_all(database, [due_channel("discord:1", "discord:2", timedelta(minutes=11))])
    tasks.keep("tips", scheduler.run)
    await until(lambda: scheduler.health().overdue > QUICK.overdue.total_seconds())
    assert not scheduler.health().is_well
    await tasks.close()
