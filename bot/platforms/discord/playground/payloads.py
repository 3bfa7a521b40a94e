"""Everything in the world as Discord writes it."""

from bot.platforms.discord.playground.access import in_channel, in_guild
from bot.platforms.discord.playground.world import (
    Channel,
    ChannelType,
    Guild,
    Interaction,
    Json,
    Message,
    Role,
    User,
    World,
    moment,
)

_EPHEMERAL, _HAS_THREAD = 64, 32
_MESSAGE_CONTENT = 1 << 15
_DEFAULT, _REPLY, _CHAT_COMMAND = 0, 19, 20
_COMMAND, _COMPONENT, _MODAL = 2, 3, 5


def user_json(user: User) -> Json:
    """A user."""
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0",
        "global_name": user.name,
        "avatar": None,
        "bot": user.is_bot,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
    }


def own_user_json(bot: User) -> Json:
    """The bot, as it sees itself."""
    return {**user_json(bot), "email": None, "mfa_enabled": False, "verified": True, "locale": "en-US"}


def role_json(role: Role) -> Json:
    """A role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": 0,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def member_json(guild: Guild, user: int) -> Json:
    """A member, without their user."""
    return {
        "roles": [str(role) for role in guild.members.get(user, ())],
        "joined_at": moment(guild.id).isoformat(),
        "deaf": False,
        "mute": False,
        "flags": 0,
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "pending": False,
        "communication_disabled_until": None,
    }


def channel_json(channel: Channel, bot: int | None = None) -> Json:
    """A channel or a thread; `bot` adds the bot's own membership of a thread."""
    base: Json = {"id": str(channel.id), "type": int(channel.type), "last_message_id": None, "flags": 0}
    if channel.guild is None:
        recipients = [user_json(channel.recipient)] if channel.recipient else []
        return {**base, "recipients": recipients}
    base |= {"guild_id": str(channel.guild.id), "name": channel.name}
    if channel.is_thread and channel.parent is not None:
        thread: Json = {
            **base,
            "parent_id": str(channel.parent.id),
            "owner_id": str(channel.owner),
            "rate_limit_per_user": 0,
            "message_count": len(channel.messages),
            "total_message_sent": len(channel.messages),
            "member_count": len(channel.members),
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": moment(channel.id).isoformat(),
                "locked": False,
                "create_timestamp": moment(channel.id).isoformat(),
            },
        }
        if bot is not None and bot in channel.members:
            thread["member"] = {
                "id": str(channel.id),
                "user_id": str(bot),
                "join_timestamp": moment(channel.id).isoformat(),
                "flags": 1,
            }
        return thread
    spoken = {"bitrate": 64000, "user_limit": 0, "rtc_region": None} if channel.type is ChannelType.VOICE else {}
    return {
        **base,
        **spoken,
        "position": 0,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [
            {"id": str(o.id), "type": int(o.is_member), "allow": str(o.allow), "deny": str(o.deny)}
            for o in channel.overwrites
        ],
    }


def guild_json(guild: Guild, bot: User) -> Json:
    """A whole server, as it is sent when the bot connects."""
    channels = [c for c in guild.channels.values() if not c.is_deleted]
    return {
        **guild_head(guild),
        "joined_at": moment(guild.id).isoformat(),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [{**member_json(guild, bot.id), "user": user_json(bot)}],
        "channels": [channel_json(c) for c in channels if not c.is_thread],
        "threads": [channel_json(c, bot.id) for c in channels if c.is_thread],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def guild_head(guild: Guild) -> Json:
    """A server without what is in it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "icon_hash": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": str(guild.owner),
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY"] if guild.moderators_channel else [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "public_updates_channel_id": str(guild.moderators_channel) if guild.moderators_channel else None,
        "safety_alerts_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "hub_type": None,
        "incidents_data": None,
    }


def message_json(message: Message, *, depth: int = 1) -> Json:
    """A message with all its words."""
    has_thread = message.channel.guild is not None and message.id in message.channel.guild.channels
    written: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": moment(message.id).isoformat(),
        "edited_timestamp": message.edited_at.isoformat() if message.edited_at else None,
        "tts": False,
        "mention_everyone": "@everyone" in message.content and not message.author.is_bot,
        "mentions": [user_json(user) for user in message.mentions],
        "mention_roles": [],
        "attachments": message.attachments,
        "embeds": [],
        "pinned": False,
        "type": _type_of(message),
        "components": message.components,
        "flags": message.flags | (_HAS_THREAD if has_thread else 0) | (_EPHEMERAL if message.seen_by else 0),
    }
    if message.nonce is not None:
        written["nonce"] = message.nonce
    if message.replies_to is not None:
        written["message_reference"] = {
            "type": 0,
            "message_id": str(message.replies_to.id),
            "channel_id": str(message.replies_to.channel.id),
        }
        if depth:
            gone = message.replies_to.is_deleted
            written["referenced_message"] = None if gone else message_json(message.replies_to, depth=depth - 1)
    if message.interaction is not None:
        written["interaction_metadata"] = _origin(message.interaction)
    return written


def _origin(interaction: Interaction) -> Json:
    """The interaction that a message answers, as it stands with the message."""
    origin: Json = {
        "id": str(interaction.id),
        "type": interaction.type,
        "user": user_json(interaction.user),
        "authorizing_integration_owners": {},
    }
    if interaction.type == _COMPONENT and interaction.message is not None:
        origin["interacted_message_id"] = str(interaction.message.id)
    if interaction.type == _MODAL:
        first = interaction.opened_by or interaction
        origin["triggering_interaction_metadata"] = _origin(first) if first is not interaction else {}
    return origin


def _type_of(message: Message) -> int:
    if message.replies_to is not None:
        return _REPLY
    return _CHAT_COMMAND if message.interaction is not None and message.interaction.type == _COMMAND else _DEFAULT


def message_event(message: Message, bot: User, intents: int) -> Json:
    """A message as the gateway brings it: without its words, unless they are meant for the bot."""
    written = message_json(message)
    guild = message.channel.guild
    if guild is not None:
        written |= {"guild_id": str(guild.id), "member": member_json(guild, message.author.id)}
        for mention in written["mentions"]:
            mention["member"] = member_json(guild, int(mention["id"]))
    concerns_bot = (
        guild is None
        or message.author.id == bot.id
        or any(user.id == bot.id for user in message.mentions)
        or bool(intents & _MESSAGE_CONTENT)
    )
    if not concerns_bot:
        written |= {"content": "", "attachments": [], "components": [], "embeds": []}
    return written


def interaction_json(interaction: Interaction, world: World) -> Json:
    """An interaction as the gateway brings it."""
    channel, guild, user = interaction.channel, interaction.channel.guild, interaction.user
    written: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application),
        "type": interaction.type,
        "data": interaction.data,
        "token": interaction.token,
        "version": 1,
        "channel": {**channel_json(channel), "permissions": str(in_channel(channel, user.id))},
        "channel_id": str(channel.id),
        "app_permissions": str(in_channel(channel, world.bot.id)),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
        "context": 0 if guild else 1,
        "attachment_size_limit": 10485760,
    }
    if interaction.message is not None:
        written["message"] = message_json(interaction.message)
    if guild is None:
        return {**written, "user": user_json(user)}
    return {
        **written,
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": {
            **member_json(guild, user.id),
            "user": user_json(user),
            "permissions": str(in_guild(guild, user.id)),
        },
    }
