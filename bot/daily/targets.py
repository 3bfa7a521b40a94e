"""Who gets a tip: a channel for its community, or one learner for themselves, each at an hour of its own clock."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bot.knowledge.base import Level


class TargetKind(StrEnum):
    """Whether a tip goes to a channel or to one person."""

    CHANNEL = "channel"
    PERSON = "person"


class TargetState(StrEnum):
    """How a target stands; the value is what is stored."""

    ACTIVE = "active"
    PAUSED = "paused"
    PARKED = "parked"
    """Nothing could be delivered for days; somebody has to look at it."""


EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a target's tips are chosen; empty `roles` means every role, `level` the highest shown."""

    roles: frozenset[str] = frozenset()
    level: Level = 3


@dataclass(frozen=True, slots=True)
class Target:
    """One place or person that gets a tip on certain days at a certain hour of its own wall clock.

    `days` counts from Monday, 0. `snoozed_until` is the first local day on which tips come again.
    `place` is the platform's id of the channel, or of the direct talk.
    """

    id: str
    kind: TargetKind
    community: str
    place: str
    person: str | None
    at: time
    zone: str
    days: frozenset[int] = EVERY_DAY
    audience: Audience = Audience()
    state: TargetState = TargetState.ACTIVE
    snoozed_until: date | None = None

    def wants(self, day: date) -> bool:
        """Whether a tip is due on that local day."""
        awake = self.snoozed_until is None or day >= self.snoozed_until
        return self.state is TargetState.ACTIVE and awake and day.weekday() in self.days
