"""What can go wrong at Discord, to be switched on: rate limits, failing and slow answers, lost responses.

Each fault says which requests it strikes and how often; without any the stand-in is a quiet day.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong, `times` times, for requests whose `METHOD /path` matches `route`."""

    route: str
    status: int = 0
    after_effect: bool = False
    """Whether the request is carried out before it is said to have failed."""
    delay: float = 0.0
    times: int = 1_000_000

    def strikes(self, request: str) -> bool:
        """Whether it strikes this request; counts down if so."""
        if self.times <= 0 or not re.search(self.route, request):
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Limit:
    """At most `requests` in `seconds`, for each bucket of the requests that match `route`, or for all of them."""

    requests: int
    seconds: float
    route: str = ""
    is_global: bool = False
    used: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def take(self, request: str, bucket: str) -> tuple[int, float] | None:
        """How many are left and seconds until more are; None where it says nothing about this request."""
        if not re.search(self.route, request):
            return None
        now, used = monotonic(), self.used["" if self.is_global else bucket]
        used[:] = [moment for moment in used if now - moment < self.seconds]
        used.append(now)
        return self.requests - len(used), self.seconds - (now - used[0])

    def give_back(self, bucket: str) -> None:
        """A refused request does not count."""
        self.used["" if self.is_global else bucket].pop()


@dataclass(slots=True)
class Faults:
    """Everything that is switched on."""

    faults: list[Fault] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    latency: Callable[[], float] | None = None
    """Seconds that every request takes longer."""

    def strike(self, request: str) -> Fault | None:
        """The first fault that strikes a request."""
        return next((fault for fault in self.faults if fault.strikes(request)), None)

    def clear(self) -> None:
        """A quiet day again."""
        self.faults.clear()
        self.limits.clear()
        self.latency = None
