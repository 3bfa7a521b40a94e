"""Carries answers to Discord, once each, and finds those that were carried before.

Implements `bot.door.Courier`. Messages are answered in their channel, in a thread under them or directly;
interactions by `responses`. A missing permission is told to the moderators.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from bot.clock import Clock
from bot.door import Letter, UndeliverableError
from bot.mentor.reply import Reply
from bot.platforms.discord.address import Delivered, MessageAddress, channel_at, from_mapping
from bot.platforms.discord.limits import NONCE_SURELY_HOLDS
from bot.platforms.discord.markdown import LinkPolicy
from bot.platforms.discord.pages import Page
from bot.platforms.discord.render import form_in_words, pages_of
from bot.platforms.discord.responses import Responses
from bot.platforms.discord.rooms import ForbiddenHereError, Room, Rooms
from bot.platforms.discord.telling import Telling
from bot.platforms.discord.typing_signs import TypingSigns

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DiscordCourier:
    """Delivers replies to letters that came from Discord."""

    rooms: Rooms
    responses: Responses
    telling: Telling
    signs: TypingSigns
    answered: Callable[[str], Awaitable[str | None]]
    approved: LinkPolicy
    clock: Clock

    async def deliver(self, letter: Letter, reply: Reply) -> str:
        """Send `reply` once and return where it stands; raises `UndeliverableError` where it never can."""
        address = from_mapping(letter.address)
        self.signs.take_down(letter)
        try:
            if isinstance(address, MessageAddress):
                return str(await self._answer_message(letter, address, reply))
            return str(await self.responses.answer(address, letter.key, reply))
        except ForbiddenHereError as error:
            await self.telling.missing(error)
            raise

    async def find_delivered(self, letter: Letter) -> str | None:
        """Where the answer to `letter` stands, or None where surely nowhere."""
        address = from_mapping(letter.address)
        if not isinstance(address, MessageAddress):
            found = await self.responses.find(address, letter.key)
        elif address.instead_of is not None:
            # Putting the same words in the same place again does no harm.
            return None
        else:
            found = await self._find_answer(letter, address)
        return str(found) if found is not None else None

    async def post(self, place: str, guild: int | None, key: str, reply: Reply) -> str:
        """Write something unasked, such as a tip, into a place; `key` makes it harmless to repeat."""
        room = Room(channel_at(place), guild)
        try:
            return str(await self.rooms.write(room, self._pages(room, reply), key))
        except ForbiddenHereError as error:
            await self.telling.missing(error)
            raise

    async def _answer_message(self, letter: Letter, address: MessageAddress, reply: Reply) -> Delivered:
        if address.instead_of is not None:
            before = Delivered.parse(await self.answered(address.instead_of) or "")
            if before is not None:
                room = Room(before.channel, address.guild)
                return await self.rooms.rewrite(before, address.guild, self._pages(room, reply), letter.key)
        room = await self._room(address)
        pages = self._pages(room, reply)
        present: list[int] = []
        if not self._is_fresh(letter) and self._can_look_back(room):
            found = await self.rooms.find_pages(room, letter.key, address.question, len(pages))
            present = found[0][: len(pages)] if found is not None else []
        return await self.rooms.write(room, pages, letter.key, present)

    async def _find_answer(self, letter: Letter, address: MessageAddress) -> Delivered | None:
        room = await self._room_for_looking(address)
        if not self._can_look_back(room):
            if self._is_fresh(letter):
                return None  # the nonce sees to it
            raise UndeliverableError(f"I can't see in {room.channel} whether I answered there already.")
        found = await self.rooms.find(room, letter.key, address.question - 1)
        if found is None and address.thread_title is not None:
            # The thread may have been refused, and then the answer stands in the channel.
            found = await self.rooms.find(Room(address.channel, address.guild), letter.key, address.question)
        return found

    async def _room(self, address: MessageAddress) -> Room:
        if address.direct_to is not None:
            return await self.rooms.direct(address.direct_to)
        room = Room(address.channel, address.guild, address.question if address.refers else None)
        if address.thread_title is not None:
            return await self.rooms.thread(replace(room, question=address.question), address.thread_title)
        return room

    async def _room_for_looking(self, address: MessageAddress) -> Room:
        if address.direct_to is not None:
            return await self.rooms.direct(address.direct_to)
        if address.thread_title is not None:
            return Room(address.question, address.guild, parent=address.channel)
        return Room(address.channel, address.guild)

    def _can_look_back(self, room: Room) -> bool:
        return self.rooms.allows(room, "view_channel", "read_message_history")

    def _is_fresh(self, letter: Letter) -> bool:
        return self.clock.now() - letter.received_at <= NONCE_SURELY_HOLDS

    def _pages(self, room: Room, reply: Reply) -> tuple[Page, ...]:
        told = form_in_words(reply.form) if reply.form is not None else reply
        return pages_of(told, self.approved, shows_pictures=self.rooms.allows(room, "attach_files"))
