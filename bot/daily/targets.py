"""Who gets a tip: a channel for its community, or one learner for themselves, each at an hour of its own clock."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from hashlib import blake2b

from bot.knowledge.base import Level


class TargetKind(StrEnum):
    """Whether a tip goes to a channel or to one person."""

    CHANNEL = "channel"
    PERSON = "person"


class TargetState(StrEnum):
    """How a target stands; the value is what is stored."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    """Ended by its people; the row stays, so that a new beginning on the same day brings no second tip."""
    PARKED = "parked"
    """Nothing could be delivered for days; somebody has to look at it."""


EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a target's tips are chosen; empty `roles` means every role, `level` the highest shown."""

    roles: frozenset[str] = frozenset()
    level: Level = 3


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing arrives, on the clock of the target; they may reach over midnight."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether `at` lies in these hours; the end is outside."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Target:
    """One place or person that gets a tip on certain days at a certain hour of its own wall clock.

    `days` counts from Monday, 0, and is never empty. `snoozed_until` is the first local day on which tips come
    again. `place` is the platform's id of the channel; a `person` is written to directly.
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
    quiet: Quiet | None = None

    @property
    def platform(self) -> str:
        """The platform that the target is on."""
        return (self.person or self.community).partition(":")[0]

    @property
    def lane(self) -> str:
        """What takes turns with others when many are due at once: a community, or one person."""
        return self.person or self.community

    def wants(self, day: date) -> bool:
        """Whether a tip is due on that local day."""
        awake = self.snoozed_until is None or day >= self.snoozed_until
        return self.state is TargetState.ACTIVE and awake and day.weekday() in self.days


def channel_target_id(place: str) -> str:
    """The id of the target that a channel is: 16 hexadecimal digits, the same each time."""
    return _digest(f"{TargetKind.CHANNEL}\0{place}")


def person_target_id(person: str) -> str:
    """The id of the target that a person is."""
    return _digest(f"{TargetKind.PERSON}\0{person}")


def day_key(target: str, day: date) -> str:
    """The key of one local day of a target: what its message is known by, and its buttons."""
    return _digest(f"{target}\0{day.isoformat()}")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
