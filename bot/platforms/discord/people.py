"""Who speaks: a Discord user as the mentor's speaker, with what Discord vouches for.

Whoever may manage the server administers the community; whoever may manage messages moderates it, as do the
roles that the community named.
"""

import discord

from bot.mentor.community import CommunitySettings
from bot.mentor.events import Speaker, Standing
from bot.platforms.discord.address import community_of, person_of


def speaker_of(
    user: discord.User | discord.Member, guild: int | None, settings: CommunitySettings, locale: str = "en"
) -> Speaker:
    """The speaker that `user` is in a guild, or in direct messages."""
    groups = _groups(user)
    standing = settings.standing_of(_vouched(user), groups)
    return Speaker(community_of(guild), person_of(user.id), standing, frozenset(groups), locale)


def _groups(user: discord.User | discord.Member) -> list[str]:
    return [str(role.id) for role in user.roles if not role.is_default()] if isinstance(user, discord.Member) else []


def _vouched(user: discord.User | discord.Member) -> list[Standing]:
    if not isinstance(user, discord.Member):
        return []
    allowed = user.guild_permissions
    vouched = [Standing.ADMIN] if allowed.administrator or allowed.manage_guild else []
    return [*vouched, Standing.MODERATOR] if allowed.manage_messages else vouched
