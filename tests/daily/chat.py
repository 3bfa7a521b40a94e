"""A chat platform that can fail in every way a real one does, and remembers what stands in it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.clock import Clock
from bot.mentor.delivery import NotSentError, Post, RefusedError


class Crash(BaseException):
    """A process ended here."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that stands in a place."""

    place: str
    key: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Faults:
    """How often what goes wrong; shares of all calls."""

    crash: float = 0.0
    lost: float = 0.0
    accepted_and_lost: float = 0.0
    not_sent: float = 0.0
    blind: float = 0.0


class Chat:
    """What stands in every place, and which places refuse."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.messages: list[Standing] = []
        self.by_key: defaultdict[str, list[Standing]] = defaultdict(list)
        self.told: list[Standing] = []
        self.closed: set[str] = set()

    def accept(self, post: Post) -> str:
        """Take a message in; nothing here removes duplicates."""
        message = Standing(post.place or post.person or "", post.key, _first_words(post), self.clock.now())
        self.messages.append(message)
        self.by_key[post.key].append(message)
        return f"message-{len(self.messages)}"


class ChatCarrier:
    """One process's connection to the chat."""

    def __init__(self, chat: Chat, random: Random, faults: Faults, ends: Callable[[], None]) -> None:
        self._chat = chat
        self._random = random
        self._faults = faults
        self._ends = ends

    def is_ready(self) -> bool:
        return True

    async def post(self, post: Post) -> str:
        self._maybe_end()
        if post.place in self._chat.closed:
            raise RefusedError("Missing Permissions")
        if self._happens(self._faults.not_sent):
            raise NotSentError("no connection")
        if self._happens(self._faults.lost):
            raise OSError("502 before it was taken in")
        message = self._chat.accept(post)
        self._maybe_end()
        if self._happens(self._faults.accepted_and_lost):
            raise OSError("502 after it was taken in")
        return message

    async def find(self, post: Post) -> str | None:
        self._maybe_end()
        if self._happens(self._faults.lost):
            raise OSError("no connection")
        return post.key if self._chat.by_key.get(post.key) else None

    async def tell(self, post: Post) -> None:
        self._maybe_end()
        if any(told.key == post.key for told in self._chat.told):
            return
        self._chat.told.append(Standing(post.community, post.key, _first_words(post), self._chat.clock.now()))
        self._maybe_end()

    def _happens(self, share: float) -> bool:
        return self._random.random() < share

    def _maybe_end(self) -> None:
        self._ends()
        if self._happens(self._faults.crash):
            raise Crash


def _first_words(post: Post) -> str:
    return next((text for block in post.reply.blocks[1:] if (text := getattr(block, "text", ""))), "")
