"""What the gateway brings, sorted before anything is made of it.

Interactions come first: their turn begins as they are read. Messages of bots, and those that are neither to us nor
in a thread, go no further, for making an object and a task of each would cost more than everything else. While
interactions are pressing, messages wait, in the order in which they came. Stands between the library's connection
and its parsers; set up by `client`.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import discord
import structlog

from bot.mentor.desk import new_reference

log = structlog.get_logger(__name__)

Payload = dict[str, Any]
Parser = Callable[[Any], None]

_AT_ONCE = 16
"""Messages that are let in before others have their turn again."""
_GLANCE = 0.02
_LONGEST_WAIT = 1.5
"""Seconds for which messages wait at most, however pressing interactions are."""


class Sorting:
    """The parsers of one connection, with a sieve and a waiting room before them."""

    def __init__(
        self,
        client: discord.Client,
        on_interaction: Callable[[discord.Interaction], None],
        are_pressing: Callable[[], bool],
    ) -> None:
        self._client = client
        self._state: Any = client._connection  # noqa: SLF001 - the library offers no other way
        self._on_interaction = on_interaction
        self._are_pressing = are_pressing
        self._waiting: deque[tuple[Parser, Payload]] = deque()
        self._since = 0.0
        parsers: dict[str, Parser] = self._state.parsers
        self._parse_message, self._parse_edit = parsers["MESSAGE_CREATE"], parsers["MESSAGE_UPDATE"]
        parsers |= {
            "MESSAGE_CREATE": self._message,
            "MESSAGE_UPDATE": self._edit,
            "INTERACTION_CREATE": self._interaction,
        }

    def let_all_in(self) -> None:
        """Let everything in that waits; nothing is to be left behind when the connection ends."""
        while self._waiting:
            self._read(*self._waiting.popleft())

    def _interaction(self, payload: Any) -> None:
        self._read(lambda data: self._on_interaction(discord.Interaction(data=data, state=self._state)), payload)

    def _message(self, payload: Payload) -> None:
        if _is_persons(payload) and self._may_concern_us(payload):
            self._admit(self._parse_message, payload)

    def _edit(self, payload: Payload) -> None:
        if _is_persons(payload) and payload.get("edited_timestamp"):
            self._admit(self._parse_edit, payload)

    def _may_concern_us(self, payload: Payload) -> bool:
        """Whether it is written directly, mentions us or stands in a thread; `intake` decides about the rest."""
        if "guild_id" not in payload:
            return True
        us = str(self._client.user.id) if self._client.user is not None else ""
        if any(user["id"] == us for user in payload.get("mentions") or ()):
            return True
        guild = self._client.get_guild(int(payload["guild_id"]))
        return guild is not None and guild.get_thread(int(payload["channel_id"])) is not None

    def _admit(self, parse: Parser, payload: Payload) -> None:
        if self._waiting:
            self._waiting.append((parse, payload))
        elif self._are_pressing():
            self._waiting.append((parse, payload))
            loop = asyncio.get_running_loop()
            self._since = loop.time()
            loop.call_later(_GLANCE, self._go_on)
        else:
            self._read(parse, payload)

    def _go_on(self) -> None:
        loop = asyncio.get_running_loop()
        if self._are_pressing() and loop.time() - self._since < _LONGEST_WAIT:
            loop.call_later(_GLANCE, self._go_on)
            return
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            self._read(*self._waiting.popleft())
        if self._waiting:
            loop.call_soon(self._go_on)

    def _read(self, parse: Parser, payload: Payload) -> None:
        """Parse what came; one thing that cannot be read would else end the connection, for all who wait on it."""
        try:
            parse(payload)
        except Exception:
            log.exception("event could not be read", event_id=payload.get("id"), reference=new_reference())


def _is_persons(payload: Payload) -> bool:
    # What lacks its author is part of a message only, which would end the connection if it were read as one.
    author = payload.get("author")
    return author is not None and not author.get("bot") and "webhook_id" not in payload
