"""What exists in the stand-in Discord: servers, channels, people, messages, interactions, commands.

Plain records and the ways to find them; what Discord would do with them is done by `posts` and `access`.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from time import monotonic
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")

_EPOCH = 1420070400000


class ChannelType(IntEnum):
    """The kinds of channel there are here."""

    TEXT = 0
    DM = 1
    VOICE = 2
    NEWS = 5
    NEWS_THREAD = 10
    THREAD = 11
    FORUM = 15


@dataclass(slots=True)
class User:
    """A person or a bot."""

    id: int
    name: str
    is_bot: bool = False
    takes_direct: bool = True


@dataclass(slots=True)
class Role:
    """A role of a server; the one with the server's id is everyone's."""

    id: int
    name: str
    permissions: int


@dataclass(slots=True)
class Overwrite:
    """What a channel allows or denies to a role or a member."""

    id: int
    is_member: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Channel:
    """A channel, a thread or somebody's direct messages."""

    id: int
    name: str
    type: ChannelType = ChannelType.TEXT
    guild: "Guild | None" = None
    overwrites: list[Overwrite] = field(default_factory=list)
    parent: "Channel | None" = None
    owner: int = 0
    members: set[int] = field(default_factory=set)
    recipient: User | None = None
    is_deleted: bool = False
    messages: "list[Message]" = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread."""
        return self.type in {ChannelType.THREAD, ChannelType.NEWS_THREAD}


@dataclass(slots=True)
class Guild:
    """A server."""

    id: int
    name: str
    owner: int
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)
    """The roles of each member, by user."""
    moderators_channel: int | None = None
    is_left: bool = False


@dataclass(slots=True)
class Message:
    """A message, as everybody or, where `seen_by` is set, one person sees it."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    replies_to: "Message | None" = None
    mentions: list[User] = field(default_factory=list)
    edited_at: datetime | None = None
    seen_by: int | None = None
    is_deleted: bool = False
    interaction: "Interaction | None" = None
    posts: int = 1
    """How often it was posted; more than once where a nonce made a repetition harmless."""

    @property
    def text(self) -> str:
        """Everything written in it."""
        return "\n".join([self.content, *(str(c["content"]) for c in walk(self.components) if "content" in c)]).strip()

    @property
    def is_loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & 128)

    def labels(self) -> list[str]:
        """The labels of its buttons and of the lines of its menus, in order."""
        found = []
        for component in walk(self.components):
            if component.get("type") == 2 and not component.get("disabled"):  # noqa: PLR2004 - a button
                found.append(str(component.get("label", "")))
            found += [str(option["label"]) for option in component.get("options") or ()]
        return found


@dataclass(slots=True)
class Interaction:
    """Something somebody did with a command, a choice or a form, and what became of it."""

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    data: Json
    message: Message | None = None
    opened_by: "Interaction | None" = None
    """The interaction that opened the modal which was filled in."""
    began: float = field(default_factory=monotonic)
    response: int | None = None
    """The kind of the first response."""
    responded_after: float | None = None
    """Seconds until it."""
    was_doubted: bool = False
    """Whether the bot was told that its first response failed, though it did not."""
    original: Message | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    follow_ups: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Breach:
    """Something the bot did that Discord would refuse or punish."""

    kind: str
    text: str


class World:
    """Everything that exists, with one bot in it."""

    def __init__(self, first_id: int | None = None) -> None:
        self._last_id = first_id or 0
        self.bot = User(self.new_id(), "Signpost", is_bot=True)
        self.application = self.new_id()
        self.guilds: dict[int, Guild] = {}
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.interactions: dict[int, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}
        self.commands: list[Json] = []
        self.syncs = 0
        self.files: dict[str, bytes] = {}
        self.address = ""
        """Where it is served."""
        self.breaches: list[Breach] = []
        self.listeners: list[Callable[[str, Any, Channel | Guild | None], None]] = []
        self.version = 0
        """Higher after every change."""
        self._changed = asyncio.Event()

    def new_id(self) -> int:
        """The next snowflake: the present millisecond, unless there were more than it holds."""
        now = int(datetime.now(UTC).timestamp() * 1000)
        self._last_id = max(self._last_id + (1 << 12), (now - _EPOCH) << 22)
        return self._last_id

    def breach(self, kind: str, text: str) -> None:
        """Note something the bot must not do."""
        self.breaches.append(Breach(kind, text))

    def tell(self, event: str, subject: object, where: Channel | Guild | None) -> None:
        """Let everybody who listens know that something happened."""
        for listener in self.listeners:
            listener(event, subject, where)
        self.touch()

    def touch(self) -> None:
        """Something has changed: whoever waits looks again."""
        self.version += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def until(self, find: Callable[[], T | None], seconds: float = 10.0) -> T:
        """What `find` finds as soon as it finds something; raises `TimeoutError` where it never does."""
        async with asyncio.timeout(seconds):
            while not (found := find()):
                await self._changed.wait()
            return found

    def visible(self, channel: Channel, user: User) -> Iterator[Message]:
        """The messages that a person sees in a channel, oldest first."""
        for message in channel.messages:
            if not message.is_deleted and message.seen_by in (None, user.id):
                yield message


def walk(components: list[Json]) -> Iterator[Mapping[str, Any]]:
    """Every component, nested ones behind the one they are in."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if "accessory" in component:
            yield from walk([component["accessory"]])
        if "component" in component:
            yield from walk([component["component"]])


def moment(snowflake: int) -> datetime:
    """When something was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + _EPOCH) / 1000, UTC)
