"""A received event on its way to an answer, and how it is written down.

A `Letter` is made by a face and stored by `bot.storage`; its event survives the way through the
database unchanged. Nothing here knows a platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

from bot.mentor.events import Event, Filled, Invoked, Picked, Said


@dataclass(frozen=True, slots=True)
class Letter:
    """An event, under which names a platform may deliver it again, and where its answer goes.

    `key` is the same however often the platform delivers the event; `twin_key` is a second such name,
    for platforms that send one event under several ids. Both start with the platform's name.
    `address` is what the face needs to answer (channel, message id, interaction token), as strings.
    `received_at` is when it first reached us: older than ten minutes, it is not answered any more.
    """

    key: str
    event: Event
    address: Mapping[str, str]
    received_at: datetime
    twin_key: str | None = None

    @property
    def community(self) -> str:
        """The community it came from."""
        return self.event.occasion.speaker.community

    @property
    def conversation(self) -> str:
        """The conversation within which letters are answered in the order in which they came."""
        return self.event.occasion.conversation


class EventKind(StrEnum):
    """Which event a stored text holds."""

    SAID = "said"
    PICKED = "picked"
    FILLED = "filled"
    INVOKED = "invoked"


_TYPES: Mapping[EventKind, type[Event]] = {
    EventKind.SAID: Said,
    EventKind.PICKED: Picked,
    EventKind.FILLED: Filled,
    EventKind.INVOKED: Invoked,
}
_KINDS: Mapping[type[Event], EventKind] = {type_: kind for kind, type_ in _TYPES.items()}


def event_to_json(event: Event) -> tuple[EventKind, str]:
    """The kind of `event` and its JSON."""
    kind = _KINDS[type(event)]
    return kind, _adapter(kind).dump_json(event).decode()


def event_from_json(kind: EventKind, text: str) -> Event:
    """The event that `event_to_json` wrote; raises pydantic's `ValidationError` for any other text."""
    return _adapter(kind).validate_json(text)


@cache
def _adapter(kind: EventKind) -> TypeAdapter[Event]:
    return TypeAdapter(_TYPES[kind])
