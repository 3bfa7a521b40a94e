"""The rhythm of learning, week by week: a week with something in it counts, a week off costs nothing. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

WEEKS = 12
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from its Monday on, and how many things were done in it."""

    monday: date
    done: int


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def weeks(moments: Iterable[datetime], day: date, number: int = WEEKS) -> tuple[Week, ...]:
    """The last `number` weeks up to the one of `day`, the oldest first; days are those of UTC."""
    counts = Counter(monday_of(moment.date()) for moment in moments)
    this = monday_of(day)
    mondays = [this - _WEEK * back for back in reversed(range(number))]
    return tuple(Week(monday, counts[monday]) for monday in mondays)


def weeks_away(moments: Iterable[datetime], day: date) -> int:
    """Whole weeks without anything between the last moment and the week of `day`; 0 where there never was one."""
    last = max((monday_of(moment.date()) for moment in moments), default=None)
    if last is None:
        return 0
    return max(0, (monday_of(day) - last) // _WEEK - 1)
