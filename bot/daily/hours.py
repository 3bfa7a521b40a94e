"""Hours, days and quiet hours as people write them, and back. Pure; names of days come from the pack."""

import re
from collections.abc import Sequence
from datetime import time

from bot.daily.targets import EVERY_DAY, WEEKDAYS, Quiet

_TIME = re.compile(r"^(?:at\s+)?(\d{1,2})(?:[:.h]?(\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?(?:\s*(?:o'clock|h|uhr))?$")
_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*")
_HALF_DAY = 12
_FEWEST_LETTERS = 2
WEEKEND = EVERY_DAY - WEEKDAYS


def read_time(text: str) -> time | None:
    """The hour in `text`, such as `9`, `at 09:00`, `9.30 pm` or `noon`; None where there is none."""
    words = " ".join(text.lower().split())
    named = _NAMED_TIMES.get(words.removeprefix("at "))
    if named is not None:
        return named
    match = _TIME.match(words)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def read_days(text: str, names: Sequence[str]) -> frozenset[int] | None:
    """The days of the week in `text`, such as `weekdays`, `mon-thu` or `Tuesday, Friday`; 0 is `names[0]`, Monday."""
    words = " ".join(text.lower().split())
    known = {"every day": EVERY_DAY, "daily": EVERY_DAY, "weekdays": WEEKDAYS, "weekends": WEEKEND, "weekend": WEEKEND}
    if words in known:
        return known[words]
    days: set[int] = set()
    for part in re.split(r"[,;/&]|\band\b", words):
        ends = [_day(end, names) for end in _RANGE.split(part.strip())] if part.strip() else []
        if None in ends:
            days_of_part = [_day(word, names) for word in part.split()]
        elif len(ends) == 2:  # noqa: PLR2004 - from one day to another
            first, last = ends[0] or 0, ends[1] or 0
            days_of_part = [(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)]
        else:
            days_of_part = list(ends)
        if None in days_of_part:
            return None
        days |= {day for day in days_of_part if day is not None}
    return frozenset(days) or None


def read_quiet(text: str) -> Quiet | None:
    """Quiet hours such as `22:00-07:00` or `10 pm to 7 am`; None where there are none in `text`."""
    ends = [read_time(end) for end in _RANGE.split(text.lower().strip().removeprefix("from "))]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] == ends[1]:  # noqa: PLR2004 - from and to
        return None
    return Quiet(ends[0], ends[1])


def say_time(at: time) -> str:
    """An hour as it is read everywhere: `09:00`."""
    return f"{at:%H:%M}"


def say_days(days: frozenset[int], names: Sequence[str], *, every_day: str, weekdays: str, weekend: str) -> str:
    """Days of the week in words."""
    in_words = {EVERY_DAY: every_day, WEEKDAYS: weekdays, WEEKEND: weekend}
    return in_words.get(days) or ", ".join(names[day] for day in sorted(days))


def _day(word: str, names: Sequence[str]) -> int | None:
    """The day that a word names, by its first letters at least."""
    short = word.strip().rstrip(".")
    for day, name in enumerate(names):
        if len(short) >= _FEWEST_LETTERS and (name.lower().startswith(short) or short == f"{name.lower()}s"):
            return day
    return None
