"""Tips on the stand-in Slack: one each, whatever becomes of the processes and of the network."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.daily.ledger import DayState, Reason
from bot.daily.schedule import Appointment
from bot.daily.scheduler import Scheduler
from bot.mentor.delivery import LateCarrier
from bot.platforms.slack.playground.faults import Failing, Fault
from bot.platforms.slack.playground.reading import words_of
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.playground.workspace import Message
from bot.storage import Database
from bot.tasks import Tasks
from tests.daily.dying import STEPS
from tests.daily.sending import day_now, due_channel, due_person, register_all, scheduler_of
from tests.door.doors import until
from tests.slack.house import ADA, GENERAL, House, schema_faults, slack_house


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, call_seconds=0.5) as house:
        yield house


def general(house: House | PlaySlack) -> Appointment:
    team = house.space.team if isinstance(house, House) else house.home.team
    return due_channel(f"slack:{team}", f"slack:{team}:{GENERAL}")


def scheduler_in(house: House) -> Scheduler:
    return scheduler_of(house.database, {"slack": LateCarrier(lambda: house.face.tips)}, SystemClock())


def tips_in(house: House, channel: str) -> list[Message]:
    return house.space.said_by_bot(channel)


async def settled(database: Database, *appointments: Appointment) -> None:
    async def are_settled() -> bool:
        days = [await day_now(database, appointment) for appointment in appointments]
        return all(day is not None and day.state in {DayState.SENT, DayState.SKIPPED} for day in days)

    await until(are_settled)


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=[] if step == "posted" else pytest.mark.slow) for step in STEPS]
)
async def test_killed_at_any_step_one_tip_stands_there(tmp_path: Path, tasks: Tasks, step: str) -> None:
    play = PlaySlack()
    play.api.checks.append(schema_faults)
    await play.start()
    try:
        due = general(play)
        database = await Database.open(tmp_path / "signpost.sqlite3", SystemClock())
        await register_all(database, [due])
        await database.close()
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.daily.dying", "slack", step, str(tmp_path), play.url
        )
        async with asyncio.timeout(40):
            assert await program.wait() == -signal.SIGKILL
        async with slack_house(tmp_path, play=play) as house:
            tasks.keep("tips", scheduler_in(house).run)
            await settled(house.database, due)
            (tip,) = tips_in(house, GENERAL)
            assert "Tip of the day" in words_of(tip.blocks)
            await tasks.close()
    finally:
        await play.stop()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Failing.BROKEN),
        Fault(Failing.BROKEN_AFTER),
        Fault(Failing.HUNG_UP),
        Fault(Failing.SILENT_AFTER, seconds=1.0),
        Fault(Failing.REFUSED, error="internal_error"),
    ],
    ids=lambda fault: fault.how.value,
)
async def test_a_tip_in_doubt_is_looked_for_before_it_is_sent_again(house: House, tasks: Tasks, fault: Fault) -> None:
    due = general(house)
    house.play.faults.add("chat.postMessage", *[fault] * 3)
    await register_all(house.database, [due])
    tasks.keep("tips", scheduler_in(house).run)
    await settled(house.database, due)
    assert len(tips_in(house, GENERAL)) == 1
    await tasks.close()


async def test_two_processes_at_once_send_each_tip_once(tmp_path: Path, tasks: Tasks) -> None:
    play = PlaySlack()
    await play.start()
    try:
        async with slack_house(tmp_path, play=play) as one, slack_house(tmp_path, play=play) as other:
            due = general(one)
            await register_all(
                one.database, [due, due_person(f"slack:{one.space.team}", f"slack:{one.space.team}:{ADA}")]
            )
            for number, each in enumerate((one, other)):
                tasks.keep(f"tips {number}", scheduler_in(each).run)
            await settled(one.database, due)
            await until(lambda: bool(tips_in(one, one.space.direct(ADA).id)))
            assert len(tips_in(one, GENERAL)) == 1
            assert len(tips_in(one, one.space.direct(ADA).id)) == 1
            await tasks.close()
    finally:
        await play.stop()


async def test_moderators_are_told_once_of_a_channel_that_is_parked(house: House, tasks: Tasks) -> None:
    team = house.space.team
    due = due_channel(f"slack:{team}", f"slack:{team}:CGONE")
    await house.database.communities.change(f"slack:{team}", {"moderators_channel": GENERAL})
    await register_all(house.database, [due])
    # As if it had refused for days already.
    since = due.due_at
    assert since is not None
    await house.database.ledger.refused(due.target.id, since - timedelta(days=4), since - timedelta(days=9))
    tasks.keep("tips", scheduler_in(house).run)
    await settled(house.database, due)
    day = await day_now(house.database, due)
    assert day is not None
    assert day.reason is Reason.REFUSED
    await until(lambda: bool(tips_in(house, GENERAL)))
    again = scheduler_in(house)
    tasks.keep("more tips", again.run)
    await until(lambda: again.health().last_look_age is not None)
    (told,) = tips_in(house, GENERAL)
    assert "3 days" in words_of(told.blocks)
    await tasks.close()
