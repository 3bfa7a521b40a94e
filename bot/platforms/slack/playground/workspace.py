"""What a stand-in Slack knows: workspaces, people, channels, messages, views, and who may act with which token.

Everything changes through methods that wake those who wait in `until`, so nobody polls by sleeping.
No network here: `web_api`, `socket_mode` and `people` move things in and out.
"""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
"""What travels as JSON between Slack and a bot."""


@dataclass(slots=True)
class Person:
    """Someone in a workspace."""

    id: str
    name: str
    is_admin: bool = False
    is_bot: bool = False


@dataclass(slots=True)
class Channel:
    """A channel, a private channel or a direct conversation; `people` are its members' ids."""

    id: str
    name: str
    is_im: bool = False
    people: set[str] = field(default_factory=set)
    has_bot: bool = True


@dataclass(slots=True)
class Message:
    """A message as Slack stores it; `only_for` makes it ephemeral."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    only_for: str | None = None
    edits: int = 0
    is_from_bot: bool = False

    def to_json(self) -> Json:
        """The message as the Web API shows it."""
        shown: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.metadata:
            shown["metadata"] = self.metadata
        if self.is_from_bot:
            shown["bot_id"] = "B0MENTOR"
        return shown


@dataclass(slots=True)
class View:
    """A modal that is open in front of somebody; `hash` changes with each update."""

    id: str
    user: str
    content: Json
    hash: str


@dataclass(slots=True)
class Workspace:
    """One team with the bot in it."""

    team: str = "T0HOME"
    name: str = "home"
    enterprise: str | None = None
    bot_token: str = "xoxb-play"  # noqa: S105
    bot_user: str = "U0MENTOR"
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    homes: dict[str, list[Json]] = field(default_factory=dict)
    views: list[View] = field(default_factory=list)
    statuses: list[Json] = field(default_factory=list)
    prompts: list[Json] = field(default_factory=list)
    is_installed: bool = True
    version: int = 0
    """Grows with every change."""
    _ticks: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def join(self, person: Person) -> Person:
        """Adds a person, their direct conversation with the bot included."""
        self.people[person.id] = person
        home = Channel(f"D{person.id[1:]}", "directmessage", is_im=True, people={person.id})
        self.channels[home.id] = home
        return person

    def open_channel(self, id_: str, name: str) -> Channel:
        """Adds a public channel with everybody in it."""
        self.channels[id_] = Channel(id_, name, people=set(self.people))
        return self.channels[id_]

    def direct(self, user: str) -> Channel:
        """The direct conversation of a person with the bot."""
        return self.channels[f"D{user[1:]}"]

    def next_ts(self) -> str:
        """A timestamp that no message of this workspace has."""
        return f"{int(time.time())}.{next(self._ticks):06d}"

    def add(self, message: Message) -> Message:
        """Stores a message."""
        self.messages.append(message)
        self.touch()
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        """The message with this timestamp in this channel."""
        return next((m for m in reversed(self.messages) if m.channel == channel and m.ts == ts), None)

    def said_by_bot(self, channel: str | None = None, thread_ts: str | None = None) -> list[Message]:
        """What the bot posted, oldest first."""
        return [
            message
            for message in self.messages
            if message.is_from_bot
            and (channel is None or message.channel == channel)
            and (thread_ts is None or message.thread_ts == thread_ts)
        ]

    def touch(self) -> None:
        """Something changed: those in `until` look again."""
        self.version += 1
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()

    async def until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        """Waits until `holds()`, looking after each change; raises `TimeoutError` after so many seconds."""
        async with asyncio.timeout(seconds):
            while not holds():
                await self._changed.wait()
