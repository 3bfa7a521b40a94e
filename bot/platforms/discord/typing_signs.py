"""The word that the mentor is typing, under questions whose answer takes a while.

Nearly all answers are there at once and need none. Answers come first: of Discord's 50 requests a second, signs
take a few at most, and a channel gets one however many are asked in it. `reception` puts them up, `courier` takes
them down; Discord ends a sign when the answer is posted, or after ten seconds.
"""

import asyncio
from collections.abc import Callable
from time import monotonic

import aiohttp
import discord
import structlog

from bot.door import Letter
from bot.platforms.discord.address import MessageAddress, from_mapping
from bot.platforms.discord.rooms import Room, Rooms

log = structlog.get_logger(__name__)

_LASTS = 9.0
"""Seconds after which a sign is put up again; Discord shows one for ten."""
_GIVEN_UP = 120.0
"""An answer that took so long does not come because somebody is typing."""
_GLANCE = 0.25
_AT_A_GLANCE = 2
_PATIENCE = 2.0


class TypingSigns:
    """The signs of all questions that are being answered, through whichever client is connected."""

    def __init__(self, client: Callable[[], discord.Client], rooms: Rooms, after: float) -> None:
        """`after` so many seconds without an answer people wonder whether anybody heard them."""
        self._client = client
        self._rooms = rooms
        self._after = after
        self._due: dict[str, tuple[float, Room]] = {}
        self._shown: dict[int, float] = {}
        self._is_any_due = asyncio.Event()

    def put_up(self, letter: Letter) -> None:
        """A question came in: unless it is answered soon, say that it is worked on."""
        address = from_mapping(letter.address)
        if isinstance(address, MessageAddress) and address.direct_to is None and address.instead_of is None:
            self._due[letter.key] = monotonic(), Room(address.channel, address.guild)
            self._is_any_due.set()

    def take_down(self, letter: Letter) -> None:
        """The answer is on its way, or somebody else gives it."""
        self._due.pop(letter.key, None)

    async def keep_showing(self) -> None:
        """Put up what is due, until cancelled."""
        while True:
            await self._is_any_due.wait()
            await asyncio.sleep(_GLANCE)
            now = monotonic()
            self._due = {key: due for key, due in self._due.items() if now - due[0] < _GIVEN_UP}
            self._shown = {channel: until for channel, until in self._shown.items() if now < until}
            if not self._due:
                self._is_any_due.clear()
            waiting = {room.channel: room for began, room in self._due.values() if now - began >= self._after}
            unseen = [room for channel, room in waiting.items() if channel not in self._shown]
            for room in unseen[:_AT_A_GLANCE]:
                self._shown[room.channel] = now + _LASTS
                await self._show(room)

    async def _show(self, room: Room) -> None:
        if not self._rooms.allows(room, "view_channel", "send_messages"):
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._client().http.send_typing(room.channel)
        except (OSError, aiohttp.ClientError, discord.HTTPException) as error:  # a TimeoutError is an OSError
            log.info("typing not shown", reason=type(error).__name__)
