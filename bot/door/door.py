"""The way of an event through the house: written down, answered once, in order, fairly.

A face calls `receive` for every event and `run` with itself as the courier; everything else happens
here. `receive` returns once the event is on disk, so a face may acknowledge it then.
"""

from dataclasses import dataclass

from bot.clock import Clock
from bot.door.courier import Courier
from bot.door.letter import Letter
from bot.mentor.commands import Handler


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """How much a door does at once, and how long it waits; seconds throughout."""

    workers: int = 32
    workers_per_community: int = 16
    held: int = 2000
    """Letters kept in memory; those beyond wait in the database."""
    expiry: float = 600.0
    visibility: float = 15.0
    """A process that shows no sign of life for so long loses what it had claimed."""
    handling: float = 60.0
    delivering: float = 60.0
    attempts: int = 4


@dataclass(frozen=True, slots=True)
class DoorHealth:
    """How a door is doing."""

    is_open: bool
    held: int
    in_hand: int
    oldest_seconds: float


class Door:
    """One face's door; `name` is the face's, so that each face gets back its own letters."""

    def __init__(
        self, name: str, inbox: object, handle: Handler, clock: Clock, limits: DoorLimits | None = None
    ) -> None:
        raise NotImplementedError

    async def receive(self, letter: Letter) -> bool:
        """Write the letter down and see to it that it is answered; False where it was received before.

        Raises `StorageError` where it could not be written: then it must not be acknowledged.
        """
        raise NotImplementedError

    async def run(self, courier: Courier) -> None:
        """Answer letters until drained, those first that a crash left behind."""
        raise NotImplementedError

    async def drain(self, seconds: float = 10.0) -> None:
        """Finish what is held for at most `seconds`; the rest is answered after the next start."""
        raise NotImplementedError

    async def delivered(self, key: str) -> str | None:
        """The id of the message that answered the letter with this key, for a few days after it was sent."""
        raise NotImplementedError

    def health(self) -> DoorHealth:
        """How many letters are waiting and being answered, and for how long."""
        raise NotImplementedError
