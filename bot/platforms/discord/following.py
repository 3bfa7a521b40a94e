"""When the mentor answers in a thread without being addressed, and when it leaves people to themselves.

The rule is a pure function over what is known of a thread and one message. It needs no message text: who wrote,
whom they mention and what they reply to reaches us without a privileged intent, the words only where we are
addressed. Why so: docs/decisions/030; `Threads` keeps what the rule needs.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.platforms.discord.address import PLATFORM
from bot.platforms.marks import Marks

LEFT = f"{PLATFORM}:left"
HINTED = f"{PLATFORM}:hinted"
"""The scopes of marks of threads that were left, and where a hint was given."""


class Course(StrEnum):
    """What to do with a message in a thread."""

    ANSWER = "answer"
    HINT = "hint"
    """Its words did not reach us: say once how they can."""
    IGNORE = "ignore"
    LEAVE = "leave"
    """People talk among themselves: say nothing until addressed again."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What is known of a thread: whether it is followed, and who wrote last without addressing the mentor."""

    is_followed: bool = True
    bystander: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as far as the rule looks at it."""

    author: int
    addresses_us: bool
    addresses_others: bool
    has_words: bool
    is_in_talk: bool
    """Whether the mentor is in conversation with the author in this thread."""


def judge(thread: Thread, heard: Heard) -> tuple[Course, Thread]:
    """What to do with a message, and what is known of the thread after it."""
    if heard.addresses_us:
        return Course.ANSWER, Thread()
    if not thread.is_followed:
        return Course.IGNORE, thread
    if heard.addresses_others or thread.bystander not in (None, heard.author):
        return Course.LEAVE, Thread(is_followed=False)
    if not heard.is_in_talk:
        return Course.IGNORE, replace(thread, bystander=heard.author)
    if not heard.has_words:
        return Course.HINT, replace(thread, bystander=heard.author)
    return Course.ANSWER, replace(thread, bystander=None)


class Threads:
    """What is known of each thread. That one was left outlives a restart; who wrote last does not."""

    def __init__(self, marks: Marks, remembered: int = 10_000) -> None:
        self._marks = marks
        self._remembered = remembered
        self._known: OrderedDict[int, Thread] = OrderedDict()

    async def course(self, thread_id: int, heard: Heard) -> Course:
        """What to do with a message in this thread, kept in mind for the next."""
        if thread_id not in self._known:
            is_followed = await self._marks.read(LEFT, str(thread_id)) is None
            self._known.setdefault(thread_id, Thread(is_followed))
        before = self._known[thread_id]
        course, after = judge(before, heard)
        self._known[thread_id] = after
        self._known.move_to_end(thread_id)
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
        if before.is_followed and not after.is_followed:
            await self._marks.write(LEFT, str(thread_id), "left")
        elif after.is_followed and not before.is_followed:
            await self._marks.erase(LEFT, str(thread_id))
        if course is Course.HINT and not await self._marks.write_first(HINTED, str(thread_id)):
            return Course.IGNORE
        return course
