"""How a connection to the file is made: the pragmas, and when a transaction begins.

Every connection that anybody opens on our file comes from here, so all of them agree.
"""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from bot.errors import StorageError

BUSY_SECONDS = 5.0
"""How long one process waits for another one's transaction."""

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


def prepare(driver: sqlite3.Connection, extra: Iterable[str] = ()) -> None:
    """Bring a fresh connection to the state that everything here relies on."""
    # Transactions begin where we say, not where the driver guesses.
    driver.isolation_level = None
    driver.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    _write_ahead(driver)
    for pragma in (*_SETTINGS, *extra):
        driver.execute(pragma)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection under `connection`."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _engine(path: Path, begin: str, extra: tuple[str, ...]) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"check_same_thread": True, "timeout": BUSY_SECONDS}
    )

    def on_connect(driver: sqlite3.Connection, _record: object) -> None:
        prepare(driver, extra)

    def on_begin(connection: Connection) -> None:
        driver_of(connection).execute(begin)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def _write_ahead(driver: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself for another process that is doing it too."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            (mode,) = driver.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
            continue
        if mode != "wal":
            raise StorageError(
                "The database lies on a drive that can't share it safely, such as a network folder. "
                "Move it to a local one."
            )
        return
