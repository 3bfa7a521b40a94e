"""The ledger of tips: one row for each target and local day, and the port through which it is kept.

A row is planned, or claimed by one process, then about to leave, then settled for good. It is claimed before anything
is sent, in the same transaction that moves the target on to its next day; so no two processes ever send the same day,
and no day is forgotten. `Ledger` is implemented by `bot.storage.daily`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.daily.schedule import Appointment
from bot.daily.targets import Target, day_key


class DayState(StrEnum):
    """How one day of a target stands; the value is what is stored."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    """Somebody will send it; surely nothing has left."""
    SENDING = "sending"
    """It may have left: whoever takes it over looks first whether it stands there."""
    SENT = "sent"
    SKIPPED = "skipped"


class Origin(StrEnum):
    """How a day came to its tip."""

    CHOSEN = "chosen"
    SWAPPED = "swapped"
    PINNED = "pinned"


class Reason(StrEnum):
    """Why a day had no tip."""

    LATE = "late"
    MODERATOR = "moderator"
    MOVED = "moved"
    """The hour or the zone was changed, and the new ones had this day behind them."""
    STOPPED = "stopped"
    """The target was paused or stopped while its tip could not be delivered."""
    QUIET = "quiet"
    REFUSED = "refused"
    NO_TIP = "no_tip"
    UNSEEN = "unseen"
    """It may stand there, but we may not look; better none than two."""


@dataclass(frozen=True, slots=True)
class TipDay:
    """One local day of one target. `begun_at` is the last time that it was about to leave."""

    target: str
    day: date
    tip: str | None = None
    state: DayState = DayState.PLANNED
    origin: Origin = Origin.CHOSEN
    reason: Reason | None = None
    due_at: datetime | None = None
    tries: int = 0
    begun_at: datetime | None = None
    message: str | None = None

    @property
    def key(self) -> str:
        """What its message is known by."""
        return day_key(self.target, self.day)


@dataclass(frozen=True, slots=True)
class Due:
    """A target whose tip is due, and what is needed to choose it.

    `ahead` are the days from the first open one on that have a row already; `seen` the tips that the target had,
    each with the last day.
    """

    appointment: Appointment
    ahead: Mapping[date, TipDay] = field(default_factory=dict)
    seen: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a process wants to make of a target that is due: rows for its days, and where it stands then."""

    appointment: Appointment
    days: tuple[TipDay, ...]
    next_day: date
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Errand:
    """A day that is this process's to send, and its target as it is now."""

    day: TipDay
    target: Target


class Ledger(Protocol):
    """Where the days of all targets are kept.

    What is done to a day only counts while it is held as it was handed out: by this keeper, after so many tries.
    """

    async def due(self, platforms: Collection[str], now: datetime, limit: int) -> tuple[Due, ...]:
        """Targets that are due, the longest waiting first, every lane in its turn."""
        ...

    async def claim(self, keeper: str, claims: Sequence[Claim], until: datetime) -> tuple[Errand, ...]:
        """Write the claims down in one transaction and return what is `keeper`'s to send now.

        A claim is void where another process was faster or the target was changed since.
        """
        ...

    async def take_over(
        self, keeper: str, platforms: Collection[str], now: datetime, until: datetime, limit: int
    ) -> tuple[Errand, ...]:
        """Days that nobody holds any more: those to try again, and those of processes that ended."""
        ...

    async def begin(self, keeper: str, day: TipDay, tip: str, now: datetime, until: datetime) -> bool:
        """Mark a day as about to leave with this tip; False where it is not `keeper`'s any more."""
        ...

    async def sent(self, keeper: str, day: TipDay, message: str, now: datetime) -> None:
        """Mark a day as sent, and its place as one that takes tips."""
        ...

    async def skip(self, keeper: str, day: TipDay, reason: Reason, now: datetime) -> None:
        """Mark a day as skipped for good."""
        ...

    async def put_back(self, keeper: str, day: TipDay, again_at: datetime, *, in_doubt: bool) -> None:
        """Let a day be tried again, by anybody; `in_doubt` where it may have left."""
        ...

    async def refused(self, target: str, now: datetime, parks_before: datetime) -> bool:
        """Note that a place refused a tip; True, once, where it has done so since before then and is parked now."""
        ...

    async def next_moment(self, platforms: Collection[str]) -> datetime | None:
        """When the next target is due or the next day can be tried again."""
        ...

    async def reckon_anew(self, appointments: Sequence[Appointment]) -> None:
        """Keep new moments for appointments that have not changed otherwise; for zones whose rules did."""
        ...

    async def appointments(self, platforms: Collection[str]) -> tuple[Appointment, ...]:
        """Every target that is active."""
        ...

    async def parked_untold(self, platforms: Collection[str]) -> tuple[Appointment, ...]:
        """Channels that were parked, and whose people do not know yet."""
        ...

    async def told(self, target: str, now: datetime) -> None:
        """Note that the people of a parked channel know."""
        ...
