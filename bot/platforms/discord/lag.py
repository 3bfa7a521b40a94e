"""How much later than usual Discord's events reach us, whatever the two clocks say.

A snowflake tells when something happened by Discord's clock. The least age seen lately is what the way and the
clocks make of it; what is more than that is time that an event has waited, here or on its way.
"""

from collections.abc import Callable
from time import monotonic, time

_WINDOW = 600.0


class Lag:
    """The least age of events in the last ten to twenty minutes, and how far others lie above it."""

    def __init__(self, now: Callable[[], float] = time, monotonic: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._monotonic = monotonic
        self._since = monotonic()
        self._least_before = self._least = float("inf")

    def of(self, happened: float) -> float:
        """Seconds that something which happened at this Unix time was late by; never negative."""
        age = self._now() - happened
        if self._monotonic() - self._since > _WINDOW:
            self._since = self._monotonic()
            self._least_before, self._least = self._least, age
        self._least = min(self._least, age)
        return age - min(self._least, self._least_before)
