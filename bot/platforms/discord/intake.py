"""Messages made into letters: who said what to the mentor, and where the answer goes.

A message reaches the mentor where it mentions it, replies to it, is written directly, or belongs to a thread
in which the mentor is in conversation with its author. Everything else is nobody's business here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord

from bot.clock import Clock
from bot.door import Letter
from bot.mentor.events import Occasion, Said
from bot.platforms.discord.address import (
    MessageAddress,
    community_of,
    conversation_of,
    place_of,
    to_mapping,
)
from bot.platforms.discord.following import Course, Heard, Threads
from bot.platforms.discord.people import speaker_of
from bot.platforms.discord.rooms import can_open_thread
from bot.platforms.discord.words import title_of, words_said
from bot.platforms.edits import Answered, Edits, is_soon_enough, key_of_edit
from bot.platforms.recent_settings import RecentSettings

InTalk = Callable[[Occasion], Awaitable[bool]]
"""Whether the mentor is in conversation with the speaker of an occasion, in its conversation."""

_HEARD_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})


@dataclass(frozen=True, slots=True)
class Hint:
    """Somebody who is in conversation wrote words that did not reach us."""

    channel: int
    guild: int | None
    message: int


class Intake:
    """Makes letters of messages, for the user whose id `us` returns."""

    def __init__(
        self,
        us: Callable[[], int],
        *,
        settings: RecentSettings,
        threads: Threads,
        in_talk: InTalk,
        answered: Answered,
        clock: Clock,
    ) -> None:
        self._us = us
        self._settings = settings
        self._threads = threads
        self._in_talk = in_talk
        self._edits = Edits(answered)
        self._clock = clock

    async def said(self, message: discord.Message) -> Letter | Hint | None:
        """What to do about a new message."""
        if not _is_persons(message):
            return None
        if message.guild is None or self._is_addressed(message):
            if _takes_part(message, self._us()):
                await self._threads.course(message.channel.id, self._heard(message, is_in_talk=True))
            return await self._letter(message, key_of(message))
        if not _takes_part(message, self._us()):
            return None
        occasion = await self._occasion(message, key_of(message), message.channel.id)
        heard = self._heard(message, is_in_talk=await self._in_talk(occasion))
        match await self._threads.course(message.channel.id, heard):
            case Course.ANSWER:
                return await self._letter(message, key_of(message))
            case Course.HINT:
                return Hint(message.channel.id, message.guild.id, message.id)
            case _:
                return None

    async def edited(self, message: discord.Message) -> Letter | None:
        """A question put anew soon after it was asked; its answer takes the place of the one before."""
        if not _is_persons(message) or message.edited_at is None:
            return None
        if not is_soon_enough(message.created_at, message.edited_at):
            return None
        first = key_of(message)
        before = await self._edits.latest(first)
        if before is None:
            # It may be addressed to us only now.
            return await self._letter(message, first) if self._is_addressed(message) else None
        again = key_of_edit(first, message.edited_at)
        if not message.content or again <= before:
            return None
        return await self._letter(message, again, instead_of=before)

    def _is_addressed(self, message: discord.Message) -> bool:
        return any(user.id == self._us() for user in message.mentions)

    def _heard(self, message: discord.Message, *, is_in_talk: bool) -> Heard:
        answered = message.reference.resolved if message.reference is not None else None
        others = [user for user in message.mentions if user.id != self._us()]
        replies_to_other = isinstance(answered, discord.Message) and answered.author.id not in (
            self._us(),
            message.author.id,
        )
        return Heard(
            author=message.author.id,
            addresses_us=message.guild is None or self._is_addressed(message),
            addresses_others=bool(others)
            or replies_to_other
            or bool(message.role_mentions)
            or message.mention_everyone,
            has_words=bool(message.content),
            is_in_talk=is_in_talk,
        )

    async def _letter(self, message: discord.Message, key: str, instead_of: str | None = None) -> Letter:
        self._edits.heard(key_of(message), key)
        guild = message.guild.id if message.guild is not None else None
        words = words_said(message.content, self._us())
        opens_thread = can_open_thread(message)
        settings = await self._settings.of(community_of(guild))
        is_welcome = guild is None or settings.may_answer_in(str(_parent(message)))
        address = MessageAddress(
            channel=message.channel.id,
            question=message.id,
            guild=guild,
            thread_title=title_of(words) if opens_thread and is_welcome else None,
            direct_to=None if is_welcome else message.author.id,
            instead_of=instead_of,
            refers=guild is not None,
        )
        room = message.id if address.thread_title is not None else message.channel.id
        occasion = await self._occasion(message, key, room, is_private=guild is None or not is_welcome)
        return Letter(
            key,
            Said(occasion, words, instead_of=instead_of),
            to_mapping(address),
            self._clock.now(),
        )

    async def _occasion(self, message: discord.Message, key: str, room: int, *, is_private: bool = False) -> Occasion:
        guild = message.guild.id if message.guild is not None else None
        settings = await self._settings.of(community_of(guild))
        locale = str(message.guild.preferred_locale) if message.guild is not None else "en"
        return Occasion(
            id=key,
            at=message.created_at,
            speaker=speaker_of(message.author, guild, settings, locale),
            conversation=conversation_of(room, message.author.id),
            place=place_of(_parent(message), room if room != _parent(message) else None),
            private=is_private,
        )


def key_of(message: discord.Message) -> str:
    """The key of the letter that a message becomes, the same however often it is delivered."""
    return f"discord:message:{message.id}"


def _is_persons(message: discord.Message) -> bool:
    return not message.author.bot and message.webhook_id is None and message.type in _HEARD_TYPES


def _takes_part(message: discord.Message, us: int) -> bool:
    """Whether it was written in a thread that we opened or wrote in."""
    channel = message.channel
    return isinstance(channel, discord.Thread) and (channel.owner_id == us or channel.me is not None)


def _parent(message: discord.Message) -> int:
    channel = message.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else channel.id
