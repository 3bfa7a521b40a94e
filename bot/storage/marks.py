"""Small facts that must outlive a restart: commands that were synced, what moderators were told.

A mark is a text under a scope and a name, such as (`discord`, `commands`). Nothing about a person belongs here.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.storage.lane import Lane
from bot.storage.tables import marks


class MarkStore:
    """Marks in the database."""

    def __init__(self, reading: Lane, writing: Lane, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    async def read(self, scope: str, name: str) -> str | None:
        """The mark, or None where there is none."""
        statement = select(marks.c.value).where(marks.c.scope == scope, marks.c.name == name)
        return await self._reading.run(lambda connection: connection.execute(statement).scalar())

    async def write(self, scope: str, name: str, value: str = "") -> None:
        """Set the mark, whatever it was before."""
        row = self._row(scope, name, value)
        await self._writing.run(lambda connection: connection.execute(_WRITE, row) and None)

    async def write_first(self, scope: str, name: str, value: str = "") -> bool:
        """Set the mark where there is none; True for exactly one of all who try, in any process."""
        row = self._row(scope, name, value)
        return await self._writing.run(lambda connection: connection.execute(_WRITE_FIRST, row).rowcount == 1)

    async def erase(self, scope: str, name: str) -> None:
        """Remove the mark, where there is one."""
        statement = delete(marks).where(marks.c.scope == scope, marks.c.name == name)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def forget(self, scope: str, before: datetime) -> None:
        """Remove the marks of a scope that were set before then."""
        statement = delete(marks).where(marks.c.scope == scope, marks.c.at < before)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    def _row(self, scope: str, name: str, value: str) -> dict[str, object]:
        return {"scope": scope, "name": name, "value": value, "at": self._clock.now()}


_WRITE_FIRST = insert(marks).on_conflict_do_nothing()
_WRITE = insert(marks)
_WRITE = _WRITE.on_conflict_do_update(
    index_elements=[marks.c.scope, marks.c.name], set_={"value": _WRITE.excluded.value, "at": _WRITE.excluded.at}
)
