"""How what is said unasked leaves, a tip or a notice: the port that each face fills, and the three ways it can fail.

A carrier sends once and can find again what it sent: the key of a post goes with the message as nonce or metadata.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from bot.mentor.reply import Reply

log = structlog.get_logger(__name__)


class RefusedError(Exception):
    """The place does not take it: deleted, no permission, nobody there. Surely nothing was sent."""


class NotSentError(Exception):
    """It could not be sent now, through no fault of the place. Surely nothing was sent."""


class BlindError(Exception):
    """Whether it stands there cannot be told, now or later: we may not read back there."""


@dataclass(frozen=True, slots=True)
class Post:
    """Something to write unasked into a place, or to a person directly; `key` is the same however often it is tried.

    Nothing of it is older than `since`.
    """

    key: str
    community: str
    place: str
    person: str | None
    reply: Reply
    since: datetime


class Carrier(Protocol):
    """Whoever brings posts to one platform."""

    def is_ready(self) -> bool:
        """Whether there is a connection at all; without one nothing is claimed."""
        ...

    async def post(self, post: Post) -> str:
        """Send it and return where it stands.

        After any exception but `RefusedError` and `NotSentError` it may stand there all the same.
        """
        ...

    async def find(self, post: Post) -> str | None:
        """Where it stands, None where surely nowhere; raises `BlindError` where that can never be told."""
        ...

    async def tell(self, post: Post) -> None:
        """Tell the moderators of its community something once, wherever they read; looks first whether it was told."""
        ...


class LateCarrier:
    """A carrier that is there once its face is open, and not ready before."""

    def __init__(self, carrier: Callable[[], Carrier | None]) -> None:
        self._carrier = carrier

    def is_ready(self) -> bool:
        carrier = self._carrier()
        return carrier is not None and carrier.is_ready()

    async def post(self, post: Post) -> str:
        return await self._open().post(post)

    async def find(self, post: Post) -> str | None:
        return await self._open().find(post)

    async def tell(self, post: Post) -> None:
        await self._open().tell(post)

    def _open(self) -> Carrier:
        carrier = self._carrier()
        if carrier is None:
            raise NotSentError("the face is not open")
        return carrier


async def told(carrier: Carrier, post: Post, within: float) -> bool:
    """Tell the moderators of a community something, in so many seconds; False where it is to be tried again.

    Where nobody can be told at all it counts as told.
    """
    try:
        async with asyncio.timeout(within):
            await carrier.tell(post)
    except RefusedError as error:
        log.warning("moderators can't be told", key=post.key, community=post.community, reason=str(error))
    except Exception:
        log.exception("moderators not told yet", key=post.key, community=post.community)
        return False
    return True
