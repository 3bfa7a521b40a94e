"""How a connection to the file is made: the pragmas, and when a transaction begins.

Every connection that anybody opens on our file comes from here, so all of them agree.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import NullPool

from bot.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

BUSY_SECONDS = 5.0
"""How long one process waits for another one's transaction."""

_AGAIN_SECONDS = 0.02

_SETTINGS = (
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    # What is deleted is overwritten, so that forgetting a person leaves nothing in the file.
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)


def writing_engine(path: Path) -> Engine:
    """An engine whose transactions take the write lock at once, so that none fails half way for want of it."""
    return _engine(path, "BEGIN IMMEDIATE", ())


def reading_engine(path: Path) -> Engine:
    """An engine that cannot write."""
    return _engine(path, "BEGIN", ("PRAGMA query_only=ON",))


def lending_engine(path: Path) -> "AsyncEngine":
    """An asyncio engine for libraries that bring their own SQL; our own stores go through lanes."""
    # Loaded here: most processes lend nothing, and it costs a tenth of a second.
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=1, max_overflow=0)
    _agree(engine.sync_engine, (), lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def driver_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection under `connection`."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _engine(path: Path, begin: str, extra: tuple[str, ...]) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    # On the driver itself, which takes a third of the time.
    _agree(engine, extra, lambda connection: driver_of(connection).execute(begin))
    return engine


def _agree(engine: Engine, extra: tuple[str, ...], begin: Callable[[Connection], object]) -> None:
    """Bring every connection of `engine` to the state that everything here relies on."""

    def on_connect(driver: DBAPIConnection, _record: object) -> None:
        # Transactions begin where we say, not where the driver guesses.
        driver.isolation_level = None
        cursor = driver.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        _write_ahead(cursor)
        for pragma in (*_SETTINGS, *extra):
            cursor.execute(pragma)
        cursor.close()

    def on_begin(connection: Connection) -> None:
        begin(connection)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself for another process that is doing it too."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            ((mode,),) = cursor.fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_AGAIN_SECONDS)
            continue
        if mode != "wal":
            raise StorageError(
                "The database lies on a drive that can't share it safely, such as a network folder. "
                "Move it to a local one."
            )
        return
