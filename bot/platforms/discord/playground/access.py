"""What somebody may do in a channel, computed as Discord documents it.

https://docs.discord.com/developers/topics/permissions#permission-overwrites
"""

from bot.platforms.discord.playground.world import Channel, Guild

ADMINISTRATOR = 1 << 3
MANAGE_GUILD = 1 << 5
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
ATTACH_FILES = 1 << 15
READ_HISTORY = 1 << 16
CREATE_THREADS = 1 << 35
SEND_IN_THREADS = 1 << 38
EVERYTHING = (1 << 53) - 1

NAMES = {
    VIEW_CHANNEL: "View Channel",
    SEND_MESSAGES: "Send Messages",
    ATTACH_FILES: "Attach Files",
    READ_HISTORY: "Read Message History",
    CREATE_THREADS: "Create Public Threads",
    SEND_IN_THREADS: "Send Messages in Threads",
}


def in_guild(guild: Guild, user: int) -> int:
    """What a member may do before any channel says otherwise."""
    if user == guild.owner:
        return EVERYTHING
    allowed = guild.roles[guild.id].permissions
    for role in guild.members.get(user, ()):
        allowed |= guild.roles[role].permissions
    return EVERYTHING if allowed & ADMINISTRATOR else allowed


def in_channel(channel: Channel, user: int) -> int:
    """What a member may do in a channel; a thread takes after the channel it is in."""
    if channel.guild is None:
        return EVERYTHING
    allowed = in_guild(channel.guild, user)
    if allowed == EVERYTHING:
        return allowed
    overwrites = (channel.parent or channel).overwrites
    roles = channel.guild.members.get(user, set())
    everyone = [o for o in overwrites if o.id == channel.guild.id]
    theirs = [o for o in overwrites if not o.is_member and o.id in roles]
    own = [o for o in overwrites if o.is_member and o.id == user]
    for group in (everyone, theirs, own):
        deny = allow = 0
        for overwrite in group:
            deny |= overwrite.deny
            allow |= overwrite.allow
        allowed = (allowed & ~deny) | allow
    return allowed if allowed & VIEW_CHANNEL else 0


def missing(channel: Channel, user: int, needed: int) -> list[str]:
    """The names of what a member would need and may not."""
    lacking = needed & ~in_channel(channel, user)
    return [name for bit, name in NAMES.items() if lacking & bit]
