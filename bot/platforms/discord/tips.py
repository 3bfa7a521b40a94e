"""Brings to Discord what nobody asked for there: tips into channels and direct messages, a word to moderators.

Implements `bot.mentor.delivery.Carrier` with the rooms that answers go to. Each post carries a nonce made from its
key, and a stamp by which it is known again when our messages are read back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import discord

from bot.clock import Clock
from bot.door import UndeliverableError
from bot.mentor.delivery import BlindError, NotSentError, Post, RefusedError
from bot.mentor.reply import Reply
from bot.platforms.discord.address import PLATFORM, channel_at
from bot.platforms.discord.limits import NONCE_SURELY_HOLDS
from bot.platforms.discord.markdown import LinkPolicy
from bot.platforms.discord.pages import Page
from bot.platforms.discord.render import pages_of
from bot.platforms.discord.rooms import Room, Rooms
from bot.platforms.discord.telling import Telling

_CLOCKS_APART = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class DiscordTips:
    """Delivers tips through whichever client is connected."""

    rooms: Rooms
    telling: Telling
    approved: LinkPolicy
    clock: Clock
    connected: Callable[[], bool]

    def is_ready(self) -> bool:
        """Whether there is a connection at all."""
        return self.connected()

    async def post(self, post: Post) -> str:
        """Send it once; a post repeated within minutes makes no second message."""
        if not self.connected():
            raise NotSentError("not connected to Discord")
        try:
            room = await self._room(post)
            return str(await self.rooms.write(room, self._pages(post.reply), post.key))
        except UndeliverableError as error:
            raise RefusedError(str(error)) from error

    async def find(self, post: Post) -> str | None:
        """Where it stands, among our messages since then."""
        try:
            room = await self._room(post)
            if self.rooms.allows(room, "view_channel", "read_message_history"):
                found = await self.rooms.find(room, post.key, _id_at(post))
                return str(found) if found is not None else None
        except (UndeliverableError, discord.Forbidden) as error:
            raise BlindError(str(error)) from error
        if self.clock.now() - post.since <= NONCE_SURELY_HOLDS:
            return None  # the nonce sees to it
        raise BlindError(f"I can't look back in {room.channel}.")

    async def tell(self, post: Post) -> None:
        """Tell the moderators of a server, in the first place that takes it."""
        guild = _guild(post.community)
        if guild is None:
            raise RefusedError("nobody moderates direct messages")
        rooms = await self.telling.moderators(guild)
        for room in rooms:
            if await self._stands_in(room, post):
                return
        if not await self.telling.tell(guild, post.reply, post.key):
            raise RefusedError(f"no moderator of {guild} can be reached")

    async def _stands_in(self, room: Room, post: Post) -> bool:
        """Whether it was said there; not where we may not look, for better told twice than never."""
        if not self.rooms.allows(room, "view_channel", "read_message_history"):
            return False
        try:
            return await self.rooms.find(room, post.key, _id_at(post)) is not None
        except UndeliverableError:
            return False

    async def _room(self, post: Post) -> Room:
        if post.person is not None:
            return await self.rooms.direct(int(post.person.removeprefix(f"{PLATFORM}:")))
        return Room(channel_at(post.place), _guild(post.community))

    def _pages(self, reply: Reply) -> tuple[Page, ...]:
        return pages_of(reply, self.approved)


def _guild(community: str) -> int | None:
    id_ = community.removeprefix(f"{PLATFORM}:")
    return int(id_) if id_.isdecimal() else None


def _id_at(post: Post) -> int:
    """The id that a message would have that was sent when the post was begun, or a little before."""
    return discord.utils.time_snowflake(post.since - _CLOCKS_APART)
