"""What reaches the mentor, free of any platform: something said, picked, filled in or commanded.

`Occasion` is what all of them share. Ids are opaque to the domain: `community`, `person` and
`conversation` start with the platform's name so that two platforms never meet by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.mentor.actions import Action

MAX_READ = 4000
"""Characters of a message that are read; the rest is cut with a word about it."""


class Standing(StrEnum):
    """What a person is at the moment of the event: what the platform vouches for, and what their groups were given."""

    ADMIN = "admin"
    MODERATOR = "moderator"
    HELPER = "helper"
    """Has some part in looking after the answers; which one is looked at when they act."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, where. `groups` are the platform's role or group ids, for the domain to map."""

    community: str
    person: str
    standing: frozenset[Standing] = frozenset()
    groups: frozenset[str] = frozenset()
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Occasion:
    """When, by whom and in which talk something happened.

    `id` is the same however often the platform delivers the event. `private` says that only the
    speaker sees the reply. `place` names the channel, for moderators and for telling people later.
    """

    id: str
    at: datetime
    speaker: Speaker
    conversation: str
    place: str = ""
    private: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """Someone wrote to the mentor. `author` is set where the words are another person's.

    `instead_of` is the id of an earlier occasion whose words these replace: the person edited them, and the
    reply takes the place of the one they got.
    """

    occasion: Occasion
    text: str
    author: str | None = None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Picked:
    """Someone picked a choice."""

    occasion: Occasion
    action: Action


@dataclass(frozen=True, slots=True)
class Filled:
    """Someone sent a form."""

    occasion: Occasion
    action: Action
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Invoked:
    """Someone used a command; `path` is its words, such as `("role", "find")`."""

    occasion: Occasion
    path: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)


Event = Said | Picked | Filled | Invoked
