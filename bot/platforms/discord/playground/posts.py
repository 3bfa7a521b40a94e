"""What happens to messages: written, edited, deleted, replied to, opened as threads.

Whatever the bot does is held against the rules and against its permissions; a breach is noted and refused as
Discord would refuse it.
"""

from datetime import UTC, datetime
from time import monotonic
from typing import Any

from bot.platforms.discord.playground import access, rules
from bot.platforms.discord.playground.world import (
    Channel,
    ChannelType,
    Interaction,
    Json,
    Message,
    User,
    World,
    walk,
)

_NONCE_LIVES = 180.0
_LONGEST_NONCE = 25
_LONGEST_THREAD_NAME = 100


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """Discord's answer to something it does not do."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, "code": code}


class Posts:
    """Writes to the world in the name of the bot and of people."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces: dict[str, tuple[float, Message]] = {}
        self.remembers_nonces = True

    def by_person(self, user: User, channel: Channel, text: str, replies_to: Message | None = None) -> Message:
        """A message that a person writes."""
        world = self._world
        message = Message(world.new_id(), channel, user, text, replies_to=replies_to)
        message.mentions = [u for u in world.users.values() if f"<@{u.id}>" in text]
        if replies_to is not None and replies_to.author not in message.mentions:
            message.mentions.append(replies_to.author)
        channel.members.add(user.id)
        return self._put(message)

    def by_bot(self, channel: Channel, body: Json, files: dict[str, bytes]) -> Message:
        """A message that the bot posts to a channel; the same nonce within minutes makes no second one."""
        world = self._world
        self._insist(channel, access.SEND_IN_THREADS if channel.is_thread else access.SEND_MESSAGES)
        if channel.recipient is not None and not channel.recipient.takes_direct:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        once = str(body["nonce"]) if body.get("nonce") is not None else None
        if once is not None and len(once) > _LONGEST_NONCE:
            self.refuse_body([f"a nonce has at most 25 characters: {once}"])
        before = self._with_nonce(once) if body.get("enforce_nonce") else None
        if before is not None:
            before.posts += 1
            if before.is_deleted:
                raise Refusal(404, 10008, "Unknown Message")
            return before
        if body.get("attachments") and files:
            self._insist(channel, access.ATTACH_FILES)
        replies_to = self._referenced(channel, body.get("message_reference"))
        message = self.compose(channel, body, files)
        message.nonce, message.replies_to = once, replies_to
        if once is not None:
            self._nonces[once] = (monotonic(), message)
        if channel.is_thread and world.bot.id not in channel.members:
            # Whoever writes in a thread joins it, and is told of it as of a new one.
            channel.members.add(world.bot.id)
            world.tell("thread_join", channel, channel)
        return self._put(message)

    def compose(self, channel: Channel, body: Json, files: dict[str, bytes]) -> Message:
        """A message of the bot, held against the rules, that nobody sees yet."""
        flags = int(body.get("flags") or 0)
        self.refuse_body(list(rules.message_faults(body, is_v2=bool(flags & rules.V2))))
        message = Message(self._world.new_id(), channel, self._world.bot, body.get("content") or "", flags=flags & ~64)
        message.components = _numbered(body.get("components") or [])
        self._attach(message, body, files)
        return message

    def edit(self, message: Message, body: Json, files: dict[str, bytes]) -> Message:
        """The bot changes a message of its own."""
        if message.author.id != self._world.bot.id:
            self._world.breach("permission", "edits somebody else's message")
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        flags = int(body["flags"]) if body.get("flags") is not None else message.flags
        is_v2 = bool((flags | message.flags) & rules.V2)
        self.refuse_body(list(rules.message_faults(body, is_v2=is_v2, is_edit=True)))
        message.flags = flags | (message.flags & rules.V2)
        if "content" in body:
            message.content = body["content"] or ""
        if "components" in body:
            message.components = _numbered(body["components"] or [])
        self._attach(message, body, files)
        message.edited_at = datetime.now(UTC)
        self._world.tell("message_update", message, message.channel)
        return message

    def edit_by_person(self, message: Message, text: str) -> None:
        """A person changes their message."""
        message.content = text
        message.mentions = [u for u in self._world.users.values() if f"<@{u.id}>" in text]
        message.edited_at = datetime.now(UTC)
        self._world.tell("message_update", message, message.channel)

    def delete(self, message: Message) -> None:
        """A message goes away."""
        message.is_deleted = True
        self._world.tell("message_delete", message, message.channel)

    def open_thread(self, message: Message, name: str) -> Channel:
        """The bot opens a thread under a message; it gets the message's id."""
        channel, world = message.channel, self._world
        if channel.guild is None or channel.type not in {ChannelType.TEXT, ChannelType.NEWS}:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        self._insist(channel, access.CREATE_THREADS)
        if message.is_deleted:
            raise Refusal(404, 10008, "Unknown Message")
        if message.id in channel.guild.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        if not 1 <= len(name) <= _LONGEST_THREAD_NAME:
            self.refuse_body([f"the name of a thread has 1 to 100 characters: {name!r}"])
        return world_thread(world, channel, message.id, name, world.bot)

    def show(self, message: Message) -> Message:
        """Put a composed message in front of people."""
        return self._put(message)

    def refuse_body(self, faults: list[str]) -> None:
        """Note what is wrong with a body, and refuse it."""
        for fault in faults:
            self._world.breach("limit", fault)
        if faults:
            raise Refusal(400, 50035, f"Invalid Form Body: {faults[0]}")

    def original_of(self, interaction: Interaction) -> Message:
        """The first response to an interaction."""
        if interaction.response is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        if interaction.original is None or interaction.original.is_deleted:
            raise Refusal(404, 10008, "Unknown Message")
        return interaction.original

    def _insist(self, channel: Channel, needed: int) -> None:
        if channel.is_deleted:
            raise Refusal(404, 10003, "Unknown Channel")
        if channel.guild is not None and channel.guild.is_left:
            raise Refusal(403, 50001, "Missing Access")
        names = access.missing(channel, self._world.bot.id, needed | access.VIEW_CHANNEL)
        if names:
            self._world.breach("permission", f"{', '.join(names)} in #{channel.name}")
            raise Refusal(403, 50013, "Missing Permissions")

    def _referenced(self, channel: Channel, reference: Json | None) -> Message | None:
        if reference is None:
            return None
        self._insist(channel, access.READ_HISTORY)
        found = self._world.messages.get(int(reference["message_id"]))
        if found is None or found.is_deleted or found.channel is not channel:
            if reference.get("fail_if_not_exists", True):
                raise Refusal(400, 50035, "Invalid Form Body: unknown message")
            return None
        return found

    def _with_nonce(self, once: str | None) -> Message | None:
        found = self._nonces.get(once or "")
        if found is None or not self.remembers_nonces or monotonic() - found[0] > _NONCE_LIVES:
            return None
        return found[1]

    def _attach(self, message: Message, body: Json, files: dict[str, bytes]) -> None:
        if "attachments" not in body:
            return
        message.attachments = []
        for described in body["attachments"] or []:
            content = files.get(f"files[{described.get('id')}]")
            if content is None:
                continue
            id_, name = self._world.new_id(), described["filename"]
            self._world.files[f"{id_}/{name}"] = content
            message.attachments.append(
                {
                    "id": str(id_),
                    "filename": name,
                    "description": described.get("description"),
                    "size": len(content),
                    "url": f"{self._world.address}/files/{id_}/{name}",
                    "proxy_url": f"{self._world.address}/files/{id_}/{name}",
                    "content_type": "image/png",
                }
            )
        _resolve_pictures(message)

    def _put(self, message: Message) -> Message:
        self._world.messages[message.id] = message
        message.channel.messages.append(message)
        self._world.tell("message_create", message, message.channel)
        return message


def world_thread(world: World, channel: Channel, id_: int, name: str, owner: User) -> Channel:
    """A new thread in a channel."""
    guild = channel.guild
    kind = ChannelType.NEWS_THREAD if channel.type is ChannelType.NEWS else ChannelType.THREAD
    thread = Channel(id_, name, kind, guild, parent=channel, owner=owner.id, members={owner.id})
    world.channels[thread.id] = thread
    if guild is not None:
        guild.channels[thread.id] = thread
    world.tell("thread_create", thread, thread)
    return thread


def _numbered(components: list[Json]) -> list[Json]:
    """Components with an id each, as Discord gives one to those that have none."""
    taken = {c["id"] for c in walk(components) if c.get("id")}
    free = (n for n in range(1, 1000) if n not in taken)

    def numbered(component: Json) -> Json:
        inner = {"components": [numbered(c) for c in component["components"]]} if "components" in component else {}
        chosen = [{**value, "id": str(value["id"])} for value in component.get("default_values") or []]
        defaults = {"default_values": chosen} if chosen else {}
        return {**component, **inner, **defaults, "id": component.get("id") or next(free)}

    return [numbered(component) for component in components]


def _resolve_pictures(message: Message) -> None:
    by_name = {a["filename"]: a for a in message.attachments}
    part: Any
    for component in walk(message.components):
        part = component
        name = part["file"]["url"].removeprefix("attachment://") if "file" in part else ""
        if name in by_name:
            file = by_name[name]
            part["file"] |= {"id": file["id"], "url": file["url"], "proxy_url": file["url"]}
            part |= {"name": name, "size": file["size"]}
        for item in component.get("items") or []:
            name = item["media"]["url"].removeprefix("attachment://")
            if name in by_name:
                url = by_name[name]["url"]
                id_ = by_name[name]["id"]
                item["media"] |= {"id": id_, "url": url, "proxy_url": url, "content_type": "image/png"}
