"""kill -9 at each step of receipt, recording, sending and marking: nothing lost, nothing doubled."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.discord.house import House, words_of

MENTION_STEPS = ["received", "handled", "about to send", "thread opened", "first page posted", "sent", "marked"]
COMMAND_STEPS = ["received", "deferred", "deferred in a hurry", "about to send", "sent", "marked"]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path, SystemClock())
    await house.discord.start()
    yield house
    await house.stop()
    faults = house.discord.verdict()
    assert not faults, "\n".join(faults)


async def _doomed(house: House, folder: Path, step: str) -> asyncio.subprocess.Process:
    settings = house.discord.settings()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.discord.dying",
        str(settings.api_url), str(settings.gateway_url), str(folder), step,
    )  # fmt: skip
    async with asyncio.timeout(30):
        await house.discord.world.until(lambda: house.discord.gateway.live, seconds=30)
        await house.discord.world.until(lambda: house.discord.world.commands, seconds=30)
    return program


async def _dead(program: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(30):
        assert await program.wait() == -signal.SIGKILL


async def _settled(house: House) -> None:
    assert house.face is not None
    await house.until(lambda: house.face is not None and house.face._door.health().is_open)
    answer = await house.answer_to(house.ben.say(house.channel, "@bot and now?"))
    assert "and now?" in words_of(answer)
    await house.until(lambda: house.face is not None and house.face._door.health().held == 0)


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=[] if step == "sent" else pytest.mark.slow) for step in MENTION_STEPS]
)
async def test_a_mention_survives_the_death_of_the_process(house: House, tmp_path: Path, step: str) -> None:
    program = await _doomed(house, tmp_path, step)
    question = house.ann.say(house.channel, "@bot long please")
    await _dead(program)
    await house.start_bot()
    await house.until(lambda: "Part 5" in "".join(m.text for m in house.answers_to(question)))
    await _settled(house)
    text = "".join(message.text for message in house.answers_to(question))
    assert [text.count(f"Part {n}.") for n in range(6)] == [1] * 6


@pytest.mark.slow
@pytest.mark.parametrize("step", ["first page posted", "sent"])
async def test_after_the_nonces_are_forgotten_what_was_posted_is_found_by_reading_back(
    house: House, tmp_path: Path, step: str
) -> None:
    program = await _doomed(house, tmp_path, step)
    question = house.ann.say(house.channel, "@bot long please")
    await _dead(program)
    house.discord.posts.remembers_nonces = False
    house.clock = LateClock(timedelta(minutes=5))
    await house.start_bot()
    await house.until(lambda: "Part 5" in "".join(m.text for m in house.answers_to(question)))
    await _settled(house)
    text = "".join(message.text for message in house.answers_to(question))
    assert [text.count(f"Part {n}.") for n in range(6)] == [1] * 6


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=[] if step == "deferred" else pytest.mark.slow) for step in COMMAND_STEPS]
)
async def test_a_command_survives_the_death_of_the_process(house: House, tmp_path: Path, step: str) -> None:
    program = await _doomed(house, tmp_path, step)
    asked = house.ann.use(house.channel, "ask", {"question": "math"})
    await _dead(program)
    if asked.response is None:
        # Nobody could respond in time: what is public is answered in the channel instead.
        house.discord.abandon(asked)
    await house.start_bot()

    def answers() -> list[str]:
        return [words_of(m) for m in house.channel.messages if "You said: math" in words_of(m) and not m.is_deleted]

    await house.until(answers)
    await _settled(house)
    assert len(answers()) == 1


@pytest.mark.slow
async def test_an_edit_survives_the_death_of_the_process(house: House, tmp_path: Path) -> None:
    await house.start_bot()
    await house.until(lambda: house.discord.gateway.live)
    question = house.ann.say(house.channel, "@bot how much meth?")
    answer = await house.answer_to(question)
    await house.stop_bot()
    program = await _doomed(house, tmp_path, "sent")
    house.ann.edit(question, "@bot how much math?")
    await _dead(program)
    await house.start_bot()
    await house.until(lambda: "how much math?" in answer.text)
    await _settled(house)
    assert house.answers_to(question) == [answer]


async def test_a_question_older_than_ten_minutes_is_let_go(house: House, tmp_path: Path) -> None:
    program = await _doomed(house, tmp_path, "received")
    question = house.ann.say(house.channel, "@bot math")
    await _dead(program)
    house.clock = LateClock(timedelta(minutes=15))
    await house.start_bot()
    await _settled(house)
    assert house.answers_to(question) == []


class LateClock(SystemClock):
    """The machine's clock some time later."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by
