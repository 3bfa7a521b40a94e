"""Events that were acknowledged and not looked into yet, in bundles, exactly as a platform sent them.

Implements `bot.platforms.slack.spool.SpooledEvents`. A bundle is here for seconds; then its events are letters in
the inbox, or nothing that anybody has to answer.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.storage.lane import Lane
from bot.storage.tables import unopened


class SpoolStore:
    """The bundles in the spool of every door."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def append(self, door: str, at: datetime, bundle: str) -> int:
        """Write a bundle down, and return the number that it alone ever has."""
        row = {"door": door, "at": at, "events": bundle}
        return await self._writing.run(lambda connection: connection.execute(_APPEND, row).scalar_one())

    async def remove(self, numbers: Collection[int]) -> None:
        """Remove bundles that were opened."""
        await self._writing.run(lambda connection: connection.execute(_REMOVE, {"numbers": list(numbers)}) and None)

    async def pending(self, door: str, before: datetime) -> tuple[int, ...]:
        """The numbers of the bundles that were written down before then, oldest first."""
        wanted = {"door": door, "before": before}
        return await self._reading.run(lambda connection: tuple(connection.execute(_PENDING, wanted).scalars()))

    async def read(self, number: int) -> tuple[datetime, str] | None:
        """When a bundle was written down, and the bundle; None where it is gone."""
        found = await self._reading.run(lambda connection: connection.execute(_READ, {"number": number}).first())
        return (found.at, found.events) if found else None

    async def forget(self, before: datetime) -> None:
        """Remove what was written down before then: what nobody opened by now, nobody will."""
        await self._writing.run(lambda connection: connection.execute(_FORGET, {"before": before}) and None)


_APPEND = insert(unopened).returning(unopened.c.number)
_REMOVE = delete(unopened).where(unopened.c.number.in_(bindparam("numbers", expanding=True)))
_FORGET = delete(unopened).where(unopened.c.at < bindparam("before"))
_PENDING = (
    select(unopened.c.number)
    .where(unopened.c.door == bindparam("door"), unopened.c.at <= bindparam("before"))
    .order_by(unopened.c.number)
)
_READ = select(unopened.c.at, unopened.c.events).where(unopened.c.number == bindparam("number"))
