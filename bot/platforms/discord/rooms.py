"""Channels, threads and direct messages: may we write there, and writing there once.

What is forbidden is seen from what Discord told us before and not tried. Every page carries a nonce made from
its letter, so that a post repeated within minutes makes no second message, and a stamp, so that it is known
again later. Foreign errors become ours here and nowhere else.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import discord
from discord.http import handle_message_parameters

from bot.door import UndeliverableError
from bot.platforms.discord.address import Delivered
from bot.platforms.discord.limits import THREAD_ARCHIVES_AFTER
from bot.platforms.discord.pages import Page
from bot.platforms.discord.view import files_of, nonce, stamp, view_of

_THREADABLE = (discord.ChannelType.text, discord.ChannelType.news)
_THREAD_EXISTS = 160004
_NO_THREADS_HERE = frozenset({50024, 160006})
_DELETED_WITH_NONCE = 10008
_MISSING_ACCESS = frozenset({50001, 50013})
_LOOKED_BACK = 100
"""Messages after the question that are looked through for our answer."""


class ForbiddenHereError(UndeliverableError):
    """A permission is missing where the answer should go; where `is_foreseen` is False, Discord said so, not which."""

    def __init__(self, guild: int, channel: int, permissions: Sequence[str], *, is_foreseen: bool = True) -> None:
        super().__init__(f"I miss {' or '.join(permissions)} in channel {channel}.")
        self.guild = guild
        self.channel = channel
        self.permissions = tuple(permissions)
        """Those that are missing, or, where Discord said so, all that what was tried needs."""
        self.is_foreseen = is_foreseen


@dataclass(frozen=True, slots=True)
class Room:
    """Where pages are written: a channel, a thread or somebody's direct messages.

    `question` is replied to. `parent` is the channel of a thread that may be too new for us to know.
    """

    channel: int
    guild: int | None = None
    question: int | None = None
    parent: int | None = None


class Rooms:
    """Writes to channels through whichever client is connected."""

    def __init__(self, client: Callable[[], discord.Client]) -> None:
        self._client = client

    async def direct(self, user: int) -> Room:
        """The direct messages with a user."""
        with explained(None, user):
            channel = await self._client().create_dm(discord.Object(user))
        return Room(channel.id)

    async def thread(self, room: Room, title: str) -> Room:
        """The thread under the question of `room`, opened where there is none; the room itself where none can be."""
        if room.question is None or not self.allows(room, "create_public_threads", "send_messages_in_threads"):
            return room
        try:
            # Not through the message: that needs the server, which may be on another process's shard.
            await self._client().http.start_thread_with_message(
                room.channel, room.question, name=title, auto_archive_duration=THREAD_ARCHIVES_AFTER
            )
        except discord.Forbidden:
            return room
        except discord.HTTPException as error:
            if error.code in _NO_THREADS_HERE:
                return room
            if error.code != _THREAD_EXISTS:
                with explained(room.guild, room.channel, "view_channel", "create_public_threads"):
                    raise
        return Room(room.question, room.guild, parent=room.channel)

    async def write(self, room: Room, pages: Sequence[Page], key: str, present: Sequence[int] = ()) -> Delivered:
        """Write the pages that answer the letter with `key`; the first ones may be `present` already."""
        self._insist(room)
        messages = list(present)
        needs, rights_at = self._needs(room), self._rights_at(room)
        for number, page in enumerate(pages[len(present) :], len(present)):
            mark = stamp(key, number, is_last=number == len(pages) - 1)
            more = ("attach_files",) if page.images or page.files else ()
            with explained(room.guild, rights_at, *needs, *more):
                messages.append(await self._post(room, page, mark, nonce(key, number), is_first=number == 0))
        return Delivered(room.channel, tuple(messages))

    async def rewrite(self, before: Delivered, guild: int | None, pages: Sequence[Page], key: str) -> Delivered:
        """Put `pages` in the place of an answer; a message that somebody deleted meanwhile stays deleted."""
        kept: list[int] = []
        for number, (id_, page) in enumerate(zip(before.messages, pages, strict=False)):
            mark = stamp(key, number, is_last=number == len(pages) - 1)
            message = self._message(before.channel, guild, id_)
            try:
                with explained(guild, before.channel, "view_channel"):
                    await message.edit(view=view_of(page, mark), attachments=files_of(page))
            except UndeliverableError:
                return before
            kept.append(id_)
        for id_ in before.messages[len(pages) :]:
            with explained(guild, before.channel, "view_channel"), suppress(discord.NotFound):
                await self._message(before.channel, guild, id_).delete()
        if len(kept) < len(pages):
            return await self.write(Room(before.channel, guild), pages, key, present=kept)
        return Delivered(before.channel, tuple(kept))

    async def find(self, room: Room, key: str, after: int | None, pages: int = 20) -> Delivered | None:
        """The whole answer to a letter among our own messages, or None where its last page is not there."""
        found = await self.find_pages(room, key, after, pages)
        return Delivered(room.channel, tuple(found[0])) if found is not None and found[1] else None

    async def find_pages(
        self, room: Room, key: str, after: int | None, pages: int = 20
    ) -> tuple[list[int], bool] | None:
        """The messages that answer a letter so far, and whether all are there; None where there is no such room."""
        marks = {stamp(key, number, is_last=last): (number, last) for number in range(pages) for last in (False, True)}
        channel = self._channel(room.channel, room.guild)
        found: dict[int, int] = {}
        is_whole = False
        try:
            history = channel.history(limit=_LOOKED_BACK, after=discord.Object(after) if after else None)
            async for message in history:
                known = marks.get(_stamp_of(message))
                if known is not None:
                    found[known[0]] = message.id
                    is_whole = is_whole or known[1]
        except discord.NotFound:
            return None
        except discord.Forbidden as error:
            raise UndeliverableError(f"I may not look into {room.channel} any more.") from error
        return [found[number] for number in sorted(found)], is_whole

    def allows(self, room: Room, *permissions: str) -> bool:
        """Whether we may do all of this there, as far as Discord told us."""
        return not self._missing(room, permissions)

    async def lacking(self, error: ForbiddenHereError) -> tuple[str, ...]:
        """Which of the permissions that `error` names are missing, by what Discord says of the channel now.

        All of them where that cannot be told.
        """
        if error.is_foreseen:
            return error.permissions
        try:
            channel = await self._client().fetch_channel(error.channel)
        except discord.Forbidden:
            return ("view_channel",)
        except (discord.HTTPException, OSError):
            return error.permissions
        return tuple(_missing(channel, error.permissions)) or error.permissions

    def _insist(self, room: Room) -> None:
        missing = self._missing(room, self._needs(room))
        if missing and room.guild is not None:
            raise ForbiddenHereError(room.guild, self._rights_at(room), missing)

    def _needs(self, room: Room) -> tuple[str, ...]:
        """What writing there asks for."""
        is_thread = room.parent is not None or isinstance(self._known(room.channel, room.guild), discord.Thread)
        return "view_channel", "send_messages_in_threads" if is_thread else "send_messages"

    def _rights_at(self, room: Room) -> int:
        """The channel whose settings say what may be done there: a thread has none of its own."""
        channel = self._known(room.channel, room.guild)
        return channel.parent_id if isinstance(channel, discord.Thread) else room.parent or room.channel

    def _missing(self, room: Room, permissions: Sequence[str]) -> list[str]:
        channel = self._known(room.channel, room.guild)
        if channel is None and room.parent is not None:
            channel = self._known(room.parent, room.guild)
        return _missing(channel, permissions)

    def _known(self, channel: int, guild: int | None) -> discord.abc.GuildChannel | discord.Thread | None:
        """A channel of a server as far as we were told of it."""
        # Not through the client: that goes through all servers, one by one.
        server = self._client().get_guild(guild) if guild is not None else None
        return server.get_channel_or_thread(channel) if server is not None else None

    async def _post(self, room: Room, page: Page, mark: int, once: str, *, is_first: bool) -> int:
        reference: Any = discord.utils.MISSING
        if is_first and room.question is not None and self.allows(room, "read_message_history"):
            reference = discord.MessageReference(
                message_id=room.question, channel_id=room.channel, guild_id=room.guild, fail_if_not_exists=False
            ).to_message_reference_dict()
        client = self._client()
        # As `Messageable.send` does, without a model made of what comes back.
        with handle_message_parameters(
            view=view_of(page, mark),
            files=files_of(page),
            nonce=once,
            message_reference=reference,
            mention_author=False,
            allowed_mentions=client.allowed_mentions,
            flags=discord.MessageFlags(suppress_embeds=True),
        ) as params:
            try:
                message = await client.http.send_message(room.channel, params=params)
            except discord.NotFound as error:
                if error.code == _DELETED_WITH_NONCE:
                    # It was posted, and somebody has deleted it since: that is their last word.
                    return room.question or room.channel
                raise
        return int(message["id"])

    def _channel(self, channel: int, guild: int | None) -> discord.PartialMessageable:
        return self._client().get_partial_messageable(channel, guild_id=guild)

    def _message(self, channel: int, guild: int | None, id_: int) -> discord.PartialMessage:
        return self._channel(channel, guild).get_partial_message(id_)


def can_open_thread(message: discord.Message) -> bool:
    """Whether a thread can be opened under a message: what the channel is, and what we may do there."""
    channel = message.channel
    if not isinstance(channel, discord.TextChannel) or channel.type not in _THREADABLE:
        return False
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.create_public_threads and allowed.send_messages_in_threads


@contextmanager
def explained(guild: int | None, channel: int, *needs: str) -> Iterator[None]:
    """Turns what will not get better by trying again into `UndeliverableError`; `needs` are permissions it takes."""
    try:
        yield
    except discord.Forbidden as error:
        if guild is not None and error.code in _MISSING_ACCESS:
            raise ForbiddenHereError(guild, channel, needs, is_foreseen=False) from error
        raise UndeliverableError(f"Discord does not let me write in {channel}: {error.text}") from error
    except discord.NotFound as error:
        raise UndeliverableError(f"What I should answer in {channel} is gone: {error.text}") from error


def _missing(channel: object, permissions: Sequence[str]) -> list[str]:
    """Which of the permissions we do not have there, as far as the channel is known."""
    if not isinstance(channel, (discord.abc.GuildChannel, discord.Thread)):
        return []
    allowed = channel.permissions_for(channel.guild.me)
    return [name for name in permissions if not getattr(allowed, name)]


def _stamp_of(message: discord.Message) -> int:
    return getattr(message.components[0], "id", None) or 0 if message.components else 0
