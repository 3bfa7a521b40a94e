"""A talk of one person with a mentor that understands what the test says, and what was said in it as text."""

from datetime import UTC, datetime

from bot.knowledge.pack import Pack
from bot.mentor.asking_people import AskingPeople
from bot.mentor.circles import KnownCircles
from bot.mentor.conversation import Conversation
from bot.mentor.desk import FrontDesk
from bot.mentor.editions import Edition, OneEdition
from bot.mentor.events import Occasion, Picked, Said, Speaker
from bot.mentor.mentor import Mentor
from bot.mentor.reply import (
    Bullets,
    Choice,
    Heading,
    Note,
    Paragraph,
    Reply,
)
from bot.mentor.scratch import ScratchMemory
from bot.understanding.understanding import Understanding
from tests.clocks import StillClock
from tests.mentor.readings import ScriptedReader


class Talk:
    """One person's talk with a mentor that understands what the test says."""

    def __init__(self, pack: Pack) -> None:
        self.reader = ScriptedReader()
        self.memory = ScratchMemory()
        clock = StillClock()
        mentor = Mentor(OneEdition(Edition.of(pack, self.reader)), self.memory, clock)
        self.conversation = Conversation(mentor, self.memory, clock)
        asking = AskingPeople(mentor.editions, self.memory, clock, KnownCircles())
        self.desk = FrontDesk(mentor.listen, [self.conversation, asking])
        self._count = 0

    def occasion(self, person: str = "test:ann", private: bool = True) -> Occasion:
        self._count += 1
        moment = datetime(2026, 11, 21, 12, tzinfo=UTC)
        return Occasion(f"test:{self._count}", moment, Speaker("test:home", person), "test:talk", private=private)

    async def say(self, understood: Understanding, person: str = "test:ann", private: bool = True) -> Reply:
        text = f"message {self._count}"
        self.reader.script[text] = understood
        return await self.desk.handle(Said(self.occasion(person, private), text))

    async def pick(self, reply: Reply, label: str, person: str = "test:ann") -> Reply:
        return await self.desk.handle(Picked(self.occasion(person), choice(reply, label).action))


def choices(reply: Reply) -> list[Choice]:
    return [choice for group in reply.choices for choice in group.options]


def choice(reply: Reply, label: str) -> Choice:
    return next(c for c in choices(reply) if c.label == label)


def text_of(reply: Reply) -> str:
    parts = []
    for block in reply.blocks:
        match block:
            case Paragraph(text) | Heading(text) | Note(text):
                parts.append(text)
            case Bullets(items):
                parts.extend(items)
            case _:
                parts.append(type(block).__name__)
    return "\n".join(parts)
