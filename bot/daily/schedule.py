"""When a target's next tip is due, and which days have come meanwhile. Pure.

Local days are handled in order, each once: what lies before `Appointment.day` is settled or claimed for ever, whatever
becomes of the hour, the zone or the rules of the zone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.daily.targets import Target, TargetState
from bot.daily.wall_clock import local_day, moment_of, zone_of

LATE = timedelta(hours=4)
"""A tip that is later than this is not sent any more."""

Zones = Callable[[str], ZoneInfo]
"""The zone of a name; raises `SignpostError` where there is none."""

_NOON = time(12)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A target, the first of its local days that is not handled yet, and when its next tip is due.

    `due_at` is None while nothing is wanted. `version` counts changes of the target. `refused_since` is the first
    of the refusals in a row that its place has answered with.
    """

    target: Target
    day: date
    due_at: datetime | None
    version: int = 0
    refused_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueDay:
    """A local day on which a tip is wanted, and the moment at which it is due."""

    day: date
    at: datetime


def due_days(target: Target, first: date, zones: Zones = zone_of) -> Iterator[DueDay]:
    """The days of an active target from `first` on, without end; those that its calendar leaves out are left out."""
    zone = zones(target.zone)
    day = first if target.snoozed_until is None else max(first, target.snoozed_until)
    while True:
        if day.weekday() in target.days:
            at = moment_of(day, target.at, zone)
            if local_day(at, zone) == day or _exists(day, zone):
                yield DueDay(day, at)
        day += _A_DAY


def come(target: Target, first: date, now: datetime, zones: Zones = zone_of) -> list[DueDay]:
    """The days of an active target, from `first` on, whose moment has come; the oldest first."""
    return list(takewhile(lambda due: due.at <= now, due_days(target, first, zones)))


def next_moment(target: Target, first: date, zones: Zones = zone_of) -> datetime | None:
    """When the next tip is due, none before the local day `first`; None where the target wants none."""
    return next(due_days(target, first, zones)).at if target.state is TargetState.ACTIVE else None


def begun(target: Target, now: datetime, zones: Zones = zone_of) -> Appointment:
    """The first appointment of a new target; where today's hour has passed it begins tomorrow."""
    today = local_day(now, zones(target.zone))
    first = _after(come(target, today, now, zones), today)
    return Appointment(target, first, next_moment(target, first, zones))


def changed(
    before: Appointment, target: Target, now: datetime, zones: Zones = zone_of
) -> tuple[Appointment, list[date]]:
    """The appointment of a target that was changed, and the days that fall away by it.

    A day that was handled stays handled. A wanted day falls away where the new hour or zone has it behind already,
    or where it came while nobody was there to send its tip.
    """
    old = come(before.target, before.day, now, zones) if before.target.state is TargetState.ACTIVE else []
    new = come(target, before.day, now, zones) if target.state is TargetState.ACTIVE else []
    fallen = sorted({due.day for due in (*old, *new) if before.target.wants(due.day)})
    first = max(_after(old, before.day), _after(new, before.day))
    return Appointment(target, first, next_moment(target, first, zones), before.version), fallen


def is_too_late(due_at: datetime, now: datetime) -> bool:
    """Whether a tip that was due then is not sent any more."""
    return now - due_at > LATE


def is_quiet(target: Target, now: datetime, zones: Zones = zone_of) -> bool:
    """Whether nothing may arrive at the target now."""
    return target.quiet is not None and target.quiet.holds(now.astimezone(zones(target.zone)).time())


def _after(days: list[DueDay], otherwise: date) -> date:
    return days[-1].day + _A_DAY if days else otherwise


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the calendar of the zone has this day; Samoa left one out in 2011 when it moved over the date line."""
    return local_day(moment_of(day, _NOON, zone), zone) == day
