"""Where letters are written down, as the door needs it; `bot.storage` provides it.

A letter is claimed by one keeper, that is one process's door, at a time. A keeper that shows no sign of life
loses its claims, and from then on whatever it still says about them is not heard.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.door.letter import Letter


class LetterState(StrEnum):
    """How far a letter has come; the value is what is stored."""

    RECEIVED = "received"
    SENDING = "sending"
    SENT = "sent"
    EXPIRED = "expired"
    FAILED = "failed"


class Arrival(StrEnum):
    """What became of a letter at the door."""

    CLAIMED = "claimed"
    WAITING = "waiting"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A letter that is ours to answer. `in_doubt` says that its answer may have been sent already."""

    letter: Letter
    in_doubt: bool = False


class Inbox(Protocol):
    """Every letter of every door, durable. Each call is one transaction and may raise `StorageError`."""

    async def receive(self, door: str, letter: Letter, keeper: str | None) -> Arrival:
        """Write a letter down, claimed by `keeper` at once.

        It waits unclaimed where `keeper` is None or where the conversation has earlier letters in other hands.
        """
        ...

    async def claim(self, door: str, keeper: str, limit: int) -> tuple[ClaimedLetter, ...]:
        """At most `limit` letters that nobody alive works on, in an order that is fair to all communities.

        Earlier letters of a conversation always come before later ones.
        """
        ...

    async def begin_sending(self, keeper: str, key: str) -> bool:
        """Mark that an answer is about to leave; False where the claim was lost and nothing may be sent."""
        ...

    async def settle(self, keeper: str, key: str, state: LetterState, answer: str | None = None) -> bool:
        """Mark a letter as done and forget what it said; False where the claim was lost."""
        ...

    async def stay_alive(self, keeper: str, until: datetime) -> None:
        """Keep what `keeper` has claimed until then."""
        ...

    async def leave(self, keeper: str) -> None:
        """Give back what `keeper` has claimed and not finished."""
        ...

    async def answer_to(self, key: str) -> str | None:
        """The id of the message that answered the letter with this key or twin key, where it is still known."""
        ...
