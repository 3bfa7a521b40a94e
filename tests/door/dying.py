"""A program that answers one letter and kills itself, without a chance to tidy up, at the step it is told.

Run by `test_crashes`: `python -m tests.door.dying FOLDER STEP`.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Never

from bot.clock import SystemClock
from bot.door import Door, DoorLimits, Letter
from bot.door.inbox import Arrival, LetterState
from bot.mentor.events import Event, Said
from bot.mentor.memory import Learner, Memory, Question, Talk
from bot.mentor.reply import Reply
from bot.storage import Database
from bot.storage.inbox import InboxStore
from tests.door.doors import until
from tests.door.mailbox import Mailbox, echo
from tests.storage.samples import letter, question

STEPS = ("received", "handled", "recorded", "sending", "sent", "settled")
LIMITS = DoorLimits(visibility=0.6, glance=0.05, first_wait=0.01, longest_wait=0.05)


class Answering:
    """A mentor that records a question before it replies, and replies the same again."""

    def __init__(self, memory: Memory, die_at: str) -> None:
        self._memory = memory
        self._die_at = die_at

    async def __call__(self, event: Event) -> Reply:
        assert isinstance(event, Said)
        recollection = await self._memory.recall(event.occasion)
        reply = await echo(event)
        die_if(self._die_at == "handled")
        if recollection.earlier is None:
            asked: Question = question(event.occasion, text=event.text)
            speaker = event.occasion.speaker
            await self._memory.record(
                asked, Talk(event.occasion.conversation), Learner(speaker.person, speaker.community)
            )
        die_if(self._die_at == "recorded")
        return reply


class DyingInbox(InboxStore):
    """An inbox after one of whose transactions the process ends."""

    die_at = ""

    async def receive(self, door: str, letter: Letter, keeper: str | None) -> Arrival:
        arrival = await super().receive(door, letter, keeper)
        die_if(self.die_at == "received")
        return arrival

    async def begin_sending(self, keeper: str, key: str) -> bool:
        begun = await super().begin_sending(keeper, key)
        die_if(self.die_at == "sending")
        return begun

    async def settle(self, keeper: str, key: str, state: LetterState, answer: str | None = None) -> bool:
        settled = await super().settle(keeper, key, state, answer)
        die_if(self.die_at == "settled")
        return settled


def die_if(now: bool) -> None:
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


async def live_and_die(folder: Path, step: str) -> Never:
    clock = SystemClock()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    inbox = DyingInbox(database.reading, database.writing, clock)
    inbox.die_at = step
    mailbox = Mailbox(folder / "mailbox.jsonl")

    async def die_when_posted(_: Letter) -> None:
        die_if(step == "sent")

    mailbox.after_post = die_when_posted
    door = Door("discord", inbox, Answering(database.memory, step), clock, LIMITS)
    running = asyncio.ensure_future(door.run(mailbox))
    await until(lambda: door.health().is_open)
    await door.receive(fresh_letter(clock))
    await running
    raise AssertionError("lived on")


def fresh_letter(clock: SystemClock) -> Letter:
    sent = letter(text="Am I too late for this?")
    return Letter(sent.key, sent.event, sent.address, clock.now())


if __name__ == "__main__":
    asyncio.run(live_and_die(Path(sys.argv[1]), sys.argv[2]))
