"""The servers that a person and the mentor are both in, asked of Discord at the moment it matters.

Who is in a server is not told without a privileged intent, so each server is asked for this one person. Implements
`bot.mentor.circles.Circles`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
import discord
import structlog

from bot.mentor.circles import Circle
from bot.platforms.discord.address import community_of

log = structlog.get_logger(__name__)

_ASKED = 50
"""Servers that are asked at most; Discord allows 50 requests a second in all."""
_AT_ONCE = 10
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class DiscordCircles:
    """Servers by the connection that `connected` returns."""

    connected: Callable[[], discord.Client]

    async def shared_with(self, person: str) -> tuple[Circle, ...]:
        """The servers in which a person is, by name; those that do not answer in time are left out."""
        room = asyncio.Semaphore(_AT_ONCE)

        async def asked(guild: discord.Guild) -> Circle | None:
            async with room:
                return await _circle(guild, person)

        guilds = sorted(self.connected().guilds, key=lambda guild: guild.name.lower())[:_ASKED]
        found = await asyncio.gather(*map(asked, guilds))
        return tuple(circle for circle in found if circle is not None)

    async def share(self, person: str, community: str) -> Circle | None:
        """A server, if the person is in it."""
        guilds = (guild for guild in self.connected().guilds if community_of(guild.id) == community)
        guild = next(guilds, None)
        return await _circle(guild, person) if guild is not None else None


async def _circle(guild: discord.Guild, person: str) -> Circle | None:
    try:
        async with asyncio.timeout(_PATIENCE):
            await guild.fetch_member(int(person.rpartition(":")[2]))
    except discord.NotFound:
        return None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
        log.info("can't tell who is in a server", guild=guild.id, reason=type(error).__name__)
        return None
    return Circle(community_of(guild.id), guild.name)
