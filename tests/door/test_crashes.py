import asyncio
import signal
import sys
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.door import Door
from bot.storage import Database
from tests.door.doors import until
from tests.door.dying import LIMITS, STEPS, Answering, fresh_letter
from tests.door.mailbox import Mailbox


async def die(folder: Path, step: str) -> None:
    """Run the dying program; it must have killed itself."""
    program = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.door.dying", str(folder), step)
    async with asyncio.timeout(40):
        assert await program.wait() == -signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_any_step_a_letter_is_answered_once_and_recorded_once(tmp_path: Path, step: str) -> None:
    await die(tmp_path, step)
    clock = SystemClock()
    mailbox = Mailbox(tmp_path / "mailbox.jsonl")
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    door = Door("discord", database.inbox, Answering(database.memory, die_at=""), clock, LIMITS)
    running = asyncio.ensure_future(door.run(mailbox))
    try:
        assert not await door.receive(fresh_letter(clock))

        async def is_answered() -> bool:
            return await door.delivered("discord:event-1") == "message:discord:event-1"

        await until(is_answered)
        assert mailbox.messages() == [("discord:event-1", "Am I too late for this?")]
        assert mailbox.looks == (["discord:event-1"] if step in {"sending", "sent"} else [])
        kept = await database.personal_data.export("discord:ada")
        assert len(kept["questions"]) == 1
    finally:
        await door.drain(1)
        await running
        await database.close()


async def test_a_living_process_takes_over_from_a_killed_one(tmp_path: Path) -> None:
    clock = SystemClock()
    mailbox = Mailbox(tmp_path / "mailbox.jsonl")
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    door = Door("discord", database.inbox, Answering(database.memory, die_at=""), clock, LIMITS)
    running = asyncio.ensure_future(door.run(mailbox))
    try:
        await die(tmp_path, "recorded")
        await until(lambda: mailbox.answered() == {"discord:event-1": 1})
        await until(lambda: door.health().held == 0)
    finally:
        await door.drain(1)
        await running
        await database.close()
    assert mailbox.answered() == {"discord:event-1": 1}
