"""What moderators are told about their own server, once: which permission is missing in which channel.

It goes to the channel they chose, else to the one that Discord keeps for moderators, else to the owner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
import structlog

from bot.door import UndeliverableError
from bot.mentor.reply import Note, Paragraph, Reply, literal
from bot.platforms.discord.address import PLATFORM, community_of
from bot.platforms.discord.invite import REASONS, permission_title
from bot.platforms.discord.render import pages_of
from bot.platforms.discord.rooms import ForbiddenHereError, Room, Rooms
from bot.platforms.marks import Marks
from bot.platforms.recent_settings import RecentSettings

log = structlog.get_logger(__name__)

_TOLD = f"{PLATFORM}:told"


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells moderators what only they can mend."""

    client: Callable[[], discord.Client]
    rooms: Rooms
    settings: RecentSettings
    marks: Marks

    async def missing(self, error: ForbiddenHereError) -> None:
        """Say which permission is missing where, unless it was said before."""
        permissions = await self.rooms.lacking(error)
        name = f"{error.guild}:{error.channel}:{','.join(sorted(permissions))}"
        if not await self.marks.write_first(_TOLD, name):
            return
        log.warning("permission missing", guild=error.guild, channel=error.channel, permissions=permissions)
        is_exact = error.is_foreseen or permissions != error.permissions
        reply = missing_permission(self._channel_name(error), permissions, is_exact=is_exact)
        if not await self.tell(error.guild, reply, f"{PLATFORM}:told:{name}"):
            log.warning("nobody could be told of a missing permission", guild=error.guild)

    async def tell(self, guild_id: int, reply: Reply, key: str) -> bool:
        """Say something in the first place that takes it; False where none did."""
        for room in await self.moderators(guild_id):
            try:
                await self.rooms.write(room, pages_of(reply), key)
            except (UndeliverableError, discord.HTTPException) as refused:
                log.info("could not tell there", channel=room.channel, reason=str(refused))
            else:
                return True
        return False

    async def moderators(self, guild_id: int) -> list[Room]:
        """Where the moderators of a server read, the best place first."""
        guild = self.client().get_guild(guild_id)
        chosen = (await self.settings.of(community_of(guild_id))).moderators_channel
        rooms = [Room(int(chosen), guild_id)] if chosen is not None and chosen.isdecimal() else []
        if guild is None:
            return rooms
        if guild.public_updates_channel is not None:
            rooms.append(Room(guild.public_updates_channel.id, guild_id))
        if guild.owner_id is not None:
            try:
                rooms.append(await self.rooms.direct(guild.owner_id))
            except UndeliverableError as refused:
                log.info("the owner takes no direct messages", guild=guild_id, reason=str(refused))
        return rooms

    def _channel_name(self, error: ForbiddenHereError) -> str:
        guild = self.client().get_guild(error.guild)
        channel = guild.get_channel_or_thread(error.channel) if guild is not None else None
        return f"#{channel.name if channel is not None else error.channel}"


def missing_permission(channel: str, permissions: Sequence[str], *, is_exact: bool = True) -> Reply:
    """What moderators read about missing permissions, or, where it is not `is_exact`, about what is to be looked at."""
    one_of = "" if is_exact or len(permissions) == 1 else "at least one of "
    titles = one_of + " and ".join(f"**{permission_title(name)}**" for name in permissions)
    why = "; ".join(f"{permission_title(name)}: {REASONS[name]}" for name in permissions if name in REASONS)
    text = (
        f"Somebody asked me a question in **{literal(channel)}**, and I couldn't answer: I miss {titles} there. "
        "You can give it to my role in the settings of that channel, under Permissions. I'll answer the next question."
    )
    return Reply((Paragraph(text), Note(literal(why or "I say this once for each channel."))))
