"""How many tips leave at once, how fast, and how long is waited."""

from dataclasses import dataclass
from datetime import timedelta

from bot.tasks import Patience

_RETRY = Patience(60.0, 1800.0)
_LOOK_BACK = Patience(30.0, 900.0)


@dataclass(frozen=True, slots=True)
class DailyLimits:
    """Counts, and seconds where nothing else is said."""

    at_once: int = 48
    at_once_in_a_lane: int = 4
    """Of one community; a slow one cannot make the others wait."""
    posts_a_second: float = 20.0
    """On one platform: Discord takes fifty requests a second of a bot in all, and answers come first."""
    posting: float = 60.0
    hold: timedelta = timedelta(minutes=3)
    """A process that has not settled what it claimed by then loses it; longer than anything it waits for."""
    retry: Patience = _RETRY
    look_back: Patience = _LOOK_BACK
    """Before it is looked whether something in doubt arrived: what is on its way must have time to."""
    parks_after: timedelta = timedelta(days=3)
    glance: float = 60.0
    """How long the scheduler sleeps at most, since another process may have written something meanwhile."""
    finishing: float = 4.0
    """How long what is in hand may take once the scheduler is told to end."""
    overdue: timedelta = timedelta(minutes=10)
    """A tip that nobody has claimed for so long shows that nobody is there to do so."""
