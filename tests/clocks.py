"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class StillClock:
    """Tells the same moment until `move` is called."""

    def __init__(self, moment: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def move(self, by: timedelta) -> None:
        self._moment += by
