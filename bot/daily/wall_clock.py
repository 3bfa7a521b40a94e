"""When a wall clock shows an hour: the moment in UTC, on both days of the year when clocks change too.

An hour that does not exist fires right after the gap; one that comes twice fires the first time (PEP 495).
Rules of zones are read once by each process; what was reckoned with older ones is reckoned anew when it starts.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import SignpostError


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone called `name`; raises `SignpostError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SignpostError("I don't know that time zone. Type the name of a large city near you.") from error


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which the clock of `zone` shows `at` on `day`; right after the gap if it never does."""
    wanted = datetime.combine(day, at, zone)
    moment = wanted.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return moment
    return _end_of_gap(wanted, zone)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day that the calendar in `zone` shows at `moment`."""
    return moment.astimezone(zone).date()


def _end_of_gap(missing: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks jumped over `missing`, found to the second by halving."""
    middle = missing.replace(fold=0).astimezone(UTC)
    before, after = middle - timedelta(hours=26), middle + timedelta(hours=26)
    offset_before = _offset_just_before(missing, zone)
    while after - before > timedelta(seconds=1):
        half = before + (after - before) / 2
        if half.astimezone(zone).utcoffset() == offset_before:
            before = half
        else:
            after = half
    return after.replace(microsecond=0)


def _offset_just_before(missing: datetime, zone: ZoneInfo) -> timedelta | None:
    # With fold=0 a time inside a gap has the offset that was in force before it.
    return missing.replace(fold=0, tzinfo=zone).utcoffset()
