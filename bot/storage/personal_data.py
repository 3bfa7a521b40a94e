"""What is kept about a person: given to them whole, or forgotten whole.

Does for every table what the table declares (`bot.storage.tables.base`), so that a new table joins by its
declaration alone. Several ids may be given at once: one person on several platforms.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select, update

from bot.clock import Clock
from bot.storage.lane import Lane
from bot.storage.tables import metadata
from bot.storage.tables.base import DocumentText, Forgetting, Personal, declared


class PersonalDataStore:
    """The personal data of everybody, one person at a time."""

    def __init__(self, reading: Lane, writing: Lane, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    async def export(self, *people: str) -> dict[str, Any]:
        """Everything kept about them, ready for `json.dumps`; every kind is there, empty or not."""
        kept = await self._reading.run(lambda connection: _export(connection, people))
        return {"exported_at": self._clock.now().isoformat(), "people": list(people), **kept}

    async def forget(self, *people: str) -> Mapping[str, int]:
        """Forget them in one transaction; the number of rows by kind.

        What was deleted is overwritten in the file and taken out of its log, as far as nobody is reading.
        """
        forgotten = await self._writing.run(lambda connection: _forget(connection, people))
        await self._writing.run_bare(_empty_log)
        return forgotten


def _personal_tables() -> Iterator[tuple[Table, Personal]]:
    for table in metadata.sorted_tables:
        for declaration in declared(table):
            yield table, declaration


def _export(connection: Connection, people: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    kept = {}
    for table, declaration in _personal_tables():
        columns = [column for column in table.columns if column.name not in declaration.withheld]
        rows = connection.execute(
            select(*columns).where(table.c[declaration.column].in_(people)).order_by(*table.primary_key)
        )
        kept[declaration.title] = [
            {column.name: _plain(column, value) for column, value in zip(columns, row, strict=True)} for row in rows
        ]
    return kept


def _forget(connection: Connection, people: Collection[str]) -> dict[str, int]:
    forgotten = {}
    # Those that point at others go first.
    for table, declaration in reversed(list(_personal_tables())):
        theirs = table.c[declaration.column].in_(people)
        statement = (
            delete(table).where(theirs)
            if declaration.forgetting is Forgetting.DELETE
            else update(table).where(theirs).values(dict.fromkeys(declaration.blanked))
        )
        forgotten[declaration.title] = connection.execute(statement).rowcount
    return forgotten


def _empty_log(driver: sqlite3.Connection) -> None:
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _plain(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, DocumentText) and value is not None:
        return json.loads(value)
    return value.isoformat() if isinstance(value, date) else value
