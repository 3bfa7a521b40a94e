"""A lane into the database: a few threads, each with one connection, doing one piece of work after another.

A piece of work is a plain function over a connection and runs as one transaction, begun and ended in its
thread. So it costs one hop between threads, nothing can come between its statements, and a task that is
cancelled half way leaves either all of it or nothing. Used by `bot.storage.database` only.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine

from bot.errors import StorageError
from bot.storage.faults import explained

T = TypeVar("T")


class Lane:
    """Work of one kind, on `threads` threads; one thread makes a strict order."""

    def __init__(self, name: str, engine: Engine, threads: int = 1) -> None:
        self._engine = engine
        self._waiting: SimpleQueue[_Work | None] = SimpleQueue()
        self._is_closed = False
        # Daemons, so that a program that forgets to close still ends.
        self._threads = [Thread(target=self._serve, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in a transaction of its own; raises `StorageError` where the file does not allow it."""
        return await self._hand_in(lambda connection: _in_transaction(connection, work))

    async def run_bare(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the driver's connection, outside a transaction; for what SQLite allows only there."""
        return await self._hand_in(lambda connection: work(_driver(connection)))

    async def close(self) -> None:
        """Finish what was handed in, then end the threads; harmless when repeated."""
        if not self._is_closed:
            self._is_closed = True
            for _ in self._threads:
                self._waiting.put(None)
        await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in self._threads))

    async def _hand_in(self, work: Callable[[Connection], T]) -> T:
        if self._is_closed:
            raise StorageError("I'm closing down and can't look anything up. Please try again in a minute.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put(_Work(future, work))
        return await future

    def _serve(self) -> None:
        connection: Connection | None = None
        while (work := self._waiting.get()) is not None:
            if work.future.cancelled():
                continue
            try:
                if connection is None:
                    connection = self._engine.connect()
                result = work.function(connection)
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller, who waits for it
                work.answer(work.future.set_exception, explained(error))
            else:
                work.answer(work.future.set_result, result)
            del work
        if connection is not None:
            connection.close()


class _Work:
    """A function on its way to a thread and the future that waits for its result."""

    __slots__ = ("function", "future")

    def __init__(self, future: asyncio.Future[T], function: Callable[[Connection], T]) -> None:
        self.future: asyncio.Future[Any] = future
        self.function: Callable[[Connection], Any] = function

    def answer(self, settle: Callable[[Any], None], outcome: object) -> None:
        """Settle the future in its own loop, unless its caller gave up or the loop is gone."""
        future = self.future

        def settled() -> None:
            if not future.done():
                settle(outcome)

        with suppress(RuntimeError):
            future.get_loop().call_soon_threadsafe(settled)


def _in_transaction(connection: Connection, work: Callable[[Connection], T]) -> T:
    with connection.begin():
        return work(connection)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)
