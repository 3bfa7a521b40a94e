"""The register of targets and of what is planned for them, and the port through which it is kept.

`Register` is implemented by `bot.storage.daily_register`. What was planned once stays as it is, whatever becomes of
the deck, until a moderator changes it or the audience does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.daily.ledger import Origin, TipDay
from bot.daily.schedule import Appointment


class Reaction(StrEnum):
    """What somebody said of a tip; the value is what is stored, and the last one counts."""

    TRIED = "tried"
    NOT_FOR_ME = "not_for_me"


@dataclass(frozen=True, slots=True)
class Tally:
    """What people of a community said of one tip, and how often it was sent there."""

    sent: int = 0
    tried: int = 0
    not_for_me: int = 0


class Register(Protocol):
    """Where targets and their plans are kept."""

    async def find(self, target: str) -> Appointment | None:
        """The target with this id, whatever its state."""
        ...

    async def channels(self, community: str) -> tuple[Appointment, ...]:
        """The channels of a community that get tips or did until they were paused or parked."""
        ...

    async def save(
        self, appointment: Appointment, fallen: Sequence[date], now: datetime, *, keeps_plan: bool = True
    ) -> bool:
        """Keep a target from now on, and that some of its days fall away.

        False, and nothing kept, where it was changed since `appointment.version` was read. Without `keeps_plan` what
        was planned is forgotten, but for what a moderator chose.
        """
        ...

    async def days(self, target: str, first: date, last: date) -> tuple[TipDay, ...]:
        """The rows of these days, in order."""
        ...

    async def seen(self, target: str) -> Mapping[str, date]:
        """The tips that a target had, each with the last day."""
        ...

    async def plan(self, days: Sequence[TipDay]) -> tuple[TipDay, ...]:
        """Keep what is planned for days that have no row yet, and return the rows as they stand then."""
        ...

    async def replan(self, target: str, day: date, tip: str, origin: Origin) -> bool:
        """Give a day another tip, also one that was skipped; False where it has come already."""
        ...

    async def leave_out(self, target: str, day: date, now: datetime) -> bool:
        """Skip a day at a moderator's wish; False where it has come already."""
        ...

    async def named(self, key: str) -> TipDay | None:
        """The day with this key."""
        ...


class Reactions(Protocol):
    """Where it is kept what people said of tips."""

    async def react(self, person: str, community: str, tip: str, reaction: Reaction, at: datetime) -> None:
        """Keep what somebody said; their last word on a tip counts."""
        ...

    async def of_person(self, person: str) -> Mapping[str, Reaction]:
        """What somebody said, by tip."""
        ...

    async def opinions(self, communities: Collection[str]) -> Mapping[str, Mapping[str, Tally]]:
        """What was said in each community, by tip; without how often it was sent."""
        ...

    async def tallies(self, community: str) -> Mapping[str, Tally]:
        """What was said in a community of each tip, and how often it was sent into its channels."""
        ...
