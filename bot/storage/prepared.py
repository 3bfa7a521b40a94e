"""Statements that run so often that SQLAlchemy's ceremony around each run would cost more than the run.

A statement is compiled once, with the types of its parameters, and then handed to SQLite's own connection, within
the transaction that the lane has begun. Used for the three writes of every letter, by `bot.storage.inbox`, of every
question, by `bot.storage.memory`, and for the two of every tip, by `bot.storage.daily`.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import Compiled
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import UpdateBase

from bot.storage.connecting import driver_of

_DIALECT = SQLiteDialect(paramstyle="named")


class Prepared:
    """One statement that changes rows; its parameters go by their names, and the columns in `also` by theirs."""

    def __init__(self, statement: UpdateBase, also: Sequence[str] = ()) -> None:
        self._statement = statement
        self._also = also

    def run(self, connection: Connection, values: Mapping[str, Any]) -> sqlite3.Cursor:
        """Run it with `values`; what they leave out is as the statement says."""
        bound = {**self._defaults, **values}
        for name, write in self._writers:
            bound[name] = write(bound[name])
        return driver_of(connection).execute(self._sql, bound)

    @cached_property
    def _compiled(self) -> Compiled:
        return self._statement.compile(dialect=_DIALECT, column_keys=self._also)

    @cached_property
    def _defaults(self) -> Mapping[str, Any]:
        return dict(self._compiled.params)

    @cached_property
    def _sql(self) -> str:
        return str(self._compiled)

    @cached_property
    def _writers(self) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
        """What makes of the value of a parameter what is stored, for those whose type asks for it."""
        # By name: one that a statement has twice is two parameters, and those without a name have no other way in.
        types = {name: one.type for one, name in cast("SQLCompiler", self._compiled).bind_names.items()}
        found = ((name, kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)) for name, kind in types.items())
        return tuple((name, write) for name, write in found if write is not None)
