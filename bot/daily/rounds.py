"""What is to be sent now: targets that are due are claimed with the tip they get, and moved on to their next day.

Called by the scheduler only. Of several days that have come at once only the last can be sent; the others, and one
that is too late, are skipped and written down.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.daily.choosing import Chooser
from bot.daily.ledger import Claim, DayState, Due, Errand, Ledger, Reason, TipDay
from bot.daily.limits import DailyLimits
from bot.daily.schedule import Appointment, DueDay, Zones, come, is_quiet, is_too_late, next_moment
from bot.daily.wall_clock import zone_of
from bot.errors import SignpostError

log = structlog.get_logger(__name__)

_A_DAY = timedelta(days=1)
_RECKONED_AT_ONCE = 250
"""Targets; a few milliseconds."""
_BAD_ZONE_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Takings:
    """What a look brought: errands that are ours now, and whether there may be more."""

    errands: tuple[Errand, ...] = ()
    is_more: bool = False


class Rounds:
    """Takes what is due, in the name of one keeper."""

    def __init__(
        self,
        keeper: str,
        ledger: Ledger,
        chooser: Chooser,
        clock: Clock,
        *,
        limits: DailyLimits = DailyLimits(),  # noqa: B008 - immutable
        zones: Zones = zone_of,
    ) -> None:
        self._keeper = keeper
        self._ledger = ledger
        self._chooser = chooser
        self._clock = clock
        self._limits = limits
        self._zones = zones

    async def reckon_anew(self, platforms: Collection[str]) -> None:
        """Work out anew when each target is due: the rules of zones may have changed since they were last read."""
        appointments = await self._ledger.appointments(platforms)
        for first in range(0, len(appointments), _RECKONED_AT_ONCE):
            some = appointments[first : first + _RECKONED_AT_ONCE]
            await self._ledger.reckon_anew([later for each in some if (later := self._reckoned(each)) != each])
            await asyncio.sleep(0)  # others have their turn

    async def take(self, platforms: Collection[str], limit: int) -> Takings:
        """Up to `limit` errands: first what was begun before, then what has become due."""
        now = self._clock.now()
        until = now + self._limits.hold
        old = await self._ledger.take_over(self._keeper, platforms, now, until, limit)
        due = await self._ledger.due(platforms, now, limit - len(old)) if limit > len(old) else ()
        if not due:
            return Takings(old, is_more=len(old) == limit)
        claims = await self._claims(due, now)
        new = await self._ledger.claim(self._keeper, claims, until)
        return Takings((*old, *new), is_more=True)

    async def _claims(self, dues: Sequence[Due], now: datetime) -> list[Claim]:
        days = [(due, self._come(due.appointment, now)) for due in dues]
        wanted = [(due, come[-1].day) for due, come in days if come and self._is_open(due, come[-1], now)]
        chosen = await self._chooser.choose(wanted)
        tips = {due.appointment.target.id: tip for (due, _), tip in zip(wanted, chosen, strict=True)}
        return [self._claim(due, come, tips, now) for due, come in days]

    def _claim(self, due: Due, come: Sequence[DueDay], tips: dict[str, str | None], now: datetime) -> Claim:
        appointment = due.appointment
        target = appointment.target
        next_day = come[-1].day + _A_DAY if come else appointment.day
        rows = [_skipped(target.id, missed, Reason.LATE) for missed in come[:-1]]
        if come and target.id in tips:
            tip, last = tips[target.id], come[-1]
            rows.append(
                TipDay(target.id, last.day, tip, DayState.CLAIMED, due_at=last.at)
                if tip is not None
                else _skipped(target.id, last, Reason.NO_TIP)
            )
        elif come and come[-1].day not in due.ahead:
            reason = Reason.LATE if is_too_late(come[-1].at, now) else Reason.QUIET
            rows.append(_skipped(target.id, come[-1], reason))
        try:
            next_at = next_moment(target, next_day, self._zones)
        except SignpostError:
            log.exception("time zone unknown", target=target.id, zone=target.zone)
            next_at = now + _BAD_ZONE_AGAIN
        return Claim(appointment, tuple(rows), next_day, next_at)

    def _come(self, appointment: Appointment, now: datetime) -> list[DueDay]:
        try:
            return come(appointment.target, appointment.day, now, self._zones)
        except SignpostError:
            return []

    def _is_open(self, due: Due, last: DueDay, now: datetime) -> bool:
        """Whether a day that has come gets a tip: nobody left it out, it is not too late, and nobody wants quiet."""
        row = due.ahead.get(last.day)
        left_out = row is not None and row.state is not DayState.PLANNED
        return not (left_out or is_too_late(last.at, now) or is_quiet(due.appointment.target, now, self._zones))

    def _reckoned(self, before: Appointment) -> Appointment:
        try:
            due_at = next_moment(before.target, before.day, self._zones)
        except SignpostError:
            return before
        return Appointment(before.target, before.day, due_at, before.version, before.refused_since)


def _skipped(target: str, missed: DueDay, reason: Reason) -> TipDay:
    return TipDay(target, missed.day, None, DayState.SKIPPED, reason=reason, due_at=missed.at)
