"""What a stand-in Slack can do wrong on request, one method call at a time."""

from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum


class Failing(StrEnum):
    """How a call goes wrong."""

    REFUSED = "refused"
    """`ok: false` with an error code; nothing was done."""
    LIMITED = "limited"
    """429 with `Retry-After`; nothing was done."""
    BROKEN = "broken"
    """An HTTP status of 500 or more; nothing was done."""
    BROKEN_AFTER = "broken_after"
    """The work was done, then an HTTP status of 500 or more."""
    SILENT = "silent"
    """Nothing was done and no answer comes."""
    SILENT_AFTER = "silent_after"
    """The work was done and no answer comes."""
    HUNG_UP = "hung_up"
    """The work was done and the connection is cut."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to go wrong; `seconds` is `Retry-After` or how long the silence lasts."""

    how: Failing
    error: str = "internal_error"
    status: int = 502
    seconds: float = 1.0


class Faults:
    """The faults that are still to come, by method."""

    def __init__(self) -> None:
        self._coming: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, *faults: Fault) -> None:
        """The next calls of `method` go wrong like this, in this order."""
        self._coming[method].extend(faults)

    def take(self, method: str) -> Fault | None:
        """The fault of this call, if one was asked for."""
        coming = self._coming.get(method)
        return coming.popleft() if coming else None
