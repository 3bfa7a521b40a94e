"""Tips on the stand-in Discord: one each, whatever becomes of the processes and of the network."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.daily.ledger import DayState
from bot.daily.scheduler import Scheduler
from bot.daily.targets import TargetState
from bot.platforms.discord.playground.faults import Fault
from bot.platforms.discord.playground.people import words_of
from bot.platforms.discord.playground.world import Channel, Message
from bot.platforms.discord.tips import DiscordTips
from bot.tasks import Tasks
from tests.daily.dying import STEPS
from tests.daily.sending import day_now, due_channel, due_person, register_all, scheduler_of
from tests.discord.house import House

POSTS = r"POST /channels/\d+/messages$"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path, SystemClock())
    await house.discord.start()
    yield house
    await house.stop()
    faults = house.discord.verdict()
    assert not faults, "\n".join(faults)


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.close()


def community(house: House) -> str:
    return f"discord:{house.guild.id}"


def tips_in(house: House, channel: Channel) -> list[Message]:
    return [m for m in channel.messages if m.author.id == house.discord.world.bot.id and not m.is_deleted]


def scheduler_in(house: House) -> Scheduler:
    assert house.face is not None
    assert house.database is not None
    face = house.face
    tips = DiscordTips(
        face.courier.rooms, face.courier.telling, face.courier.approved, house.clock,
        lambda: face.health().is_connected,
    )  # fmt: skip
    return scheduler_of(house.database, {"discord": tips}, house.clock)


async def is_settled(house: House, *appointments: object) -> bool:
    assert house.database is not None
    days = [await day_now(house.database, appointment) for appointment in appointments]  # type: ignore[arg-type]
    return all(day is not None and day.state in {DayState.SENT, DayState.SKIPPED} for day in days)


@pytest.mark.parametrize("nonces", [True, False], ids=["nonces are remembered", "nonces are forgotten"])
@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=[] if step == "posted" else pytest.mark.slow) for step in STEPS]
)
async def test_killed_at_any_step_one_tip_stands_there(
    house: House, tasks: Tasks, tmp_path: Path, step: str, nonces: bool
) -> None:
    due = due_channel(community(house), f"discord:{house.channel.id}")
    await house.open_bot()
    assert house.database is not None
    await register_all(house.database, [due])
    settings = house.discord.settings()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.daily.dying", "discord", step, str(tmp_path), str(settings.api_url),
        str(settings.gateway_url),
    )  # fmt: skip
    async with asyncio.timeout(40):
        assert await program.wait() == -signal.SIGKILL
    house.discord.posts.remembers_nonces = nonces
    await house.stop_bot()
    await house.start_bot()
    tasks.keep("tips", scheduler_in(house).run)
    await house.until(lambda: is_settled(house, due))
    (tip,) = tips_in(house, house.channel)
    assert "Tip of the day" in words_of(tip)


async def test_two_processes_at_once_send_each_tip_once(house: House, tasks: Tasks, tmp_path: Path) -> None:
    channels = [house.discord.add_channel(house.guild, f"tips-{number}") for number in range(20)]
    dues = [due_channel(community(house), f"discord:{channel.id}") for channel in channels]
    await house.open_bot()
    assert house.database is not None
    await register_all(house.database, dues)
    await house.stop_bot()
    second = House(tmp_path, SystemClock(), beside=house)
    await house.start_bot()
    await second.start_bot()
    try:
        await house.until(lambda: len(house.discord.gateway.live) == 2)
        for number, each in enumerate((house, second)):
            tasks.keep(f"tips {number}", scheduler_in(each).run)
        await house.until(lambda: is_settled(house, *dues))
        assert [len(tips_in(house, channel)) for channel in channels] == [1] * 20
    finally:
        await tasks.close()
        await second.stop_process()


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_502_after_acceptance_makes_no_second_tip(house: House, tasks: Tasks, accepted: bool) -> None:
    due = due_channel(community(house), f"discord:{house.channel.id}")
    house.discord.faults.faults.append(Fault(POSTS, status=503, after_effect=accepted, times=1))
    house.discord.posts.remembers_nonces = False
    await house.start_bot()
    assert house.database is not None
    await register_all(house.database, [due])
    tasks.keep("tips", scheduler_in(house).run)
    await house.until(lambda: is_settled(house, due))
    assert len(tips_in(house, house.channel)) == 1


async def test_a_tip_for_a_person_comes_in_their_direct_messages_with_a_way_to_end_it(
    house: House, tasks: Tasks
) -> None:
    due = due_person("discord:dm", f"discord:{house.ann.user.id}")
    await house.start_bot()
    assert house.database is not None
    await register_all(house.database, [due])
    tasks.keep("tips", scheduler_in(house).run)
    await house.until(lambda: is_settled(house, due))
    (tip,) = tips_in(house, house.discord.direct(house.ann))
    assert {"Tried it", "Not for me", "Snooze a week", "Stop these"} <= set(tip.labels())


async def test_a_channel_that_is_gone_is_tried_again_and_delays_no_other(house: House, tasks: Tasks) -> None:
    gone = due_channel(community(house), "discord:123456789012345678")
    here = due_channel(community(house), f"discord:{house.channel.id}")
    await house.start_bot()
    assert house.database is not None
    await register_all(house.database, [gone, here])
    tasks.keep("tips", scheduler_in(house).run)
    await house.until(lambda: is_settled(house, here))
    assert len(tips_in(house, house.channel)) == 1

    async def was_refused() -> bool:
        assert house.database is not None
        found = await house.database.register.find(gone.target.id)
        return found is not None and found.refused_since is not None and found.target.state is TargetState.ACTIVE

    await house.until(was_refused)
