"""What a face does for the door: send an answer, and look whether it was sent.

`Courier` is implemented once per face and called by the door's workers only, several at a time.
"""

from typing import Protocol

from bot.door.letter import Letter
from bot.errors import PlatformError
from bot.mentor.reply import Reply


class UndeliverableError(PlatformError):
    """The answer can never be delivered: the channel is gone, permission is missing, a token ran out."""


class Courier(Protocol):
    """Carries answers to a platform."""

    async def deliver(self, letter: Letter, reply: Reply) -> str:
        """Send `reply` once and return the id of the message; `letter.key` makes the nonce or metadata.

        Raises `UndeliverableError` where trying again is of no use. Any other exception leaves open
        whether the message arrived: the door asks `find_delivered` before it calls this again.
        """
        ...

    async def find_delivered(self, letter: Letter) -> str | None:
        """The id of the message that answers `letter`, or None where there surely is none.

        Called after doubt or a crash: reads our own messages back by nonce or metadata, and raises
        where it cannot tell.
        """
        ...
