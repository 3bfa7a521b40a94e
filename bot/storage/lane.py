"""A lane into the database: a few threads, each with one connection, doing one piece of work after another.

A piece of work is a plain function over a connection; it is done in a transaction, begun and ended in its thread.
So it costs one hop between threads, nothing can come between its statements, and a task that is cancelled half way
leaves either all of it or nothing. Used by `bot.storage.database` and, through it, by every store.
"""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from itertools import groupby
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.errors import StorageError
from bot.storage.connecting import driver_of
from bot.storage.faults import explained

T = TypeVar("T")


class Lane:
    """Work of one kind, on `threads` threads; one thread makes a strict order.

    Work that waits while other work is done shares a transaction with up to `together` others, which makes a burst
    several times faster. Nobody hears of success before the transaction is over, and where one of them fails, each
    is done again by itself: so work changes nothing but the database. Only a lane of one thread may do that.
    """

    def __init__(self, name: str, engine: Engine, threads: int = 1, together: int = 1) -> None:
        self._engine = engine
        self._together = together
        self._waiting: SimpleQueue[_Work | None] = SimpleQueue()
        self._is_closed = False
        # Daemons, so that a program that forgets to close still ends.
        self._threads = [Thread(target=self._serve, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in a transaction; raises `StorageError` where the file does not allow it."""
        return await self._hand_in(work, is_bare=False)

    async def run_bare(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` on the driver's connection, outside a transaction; for what SQLite allows only there."""
        return await self._hand_in(lambda connection: work(driver_of(connection)), is_bare=True)

    async def close(self) -> None:
        """Finish what was handed in, then end the threads; harmless when repeated."""
        if not self._is_closed:
            self._is_closed = True
            for _ in self._threads:
                self._waiting.put(None)
        await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in self._threads))

    async def _hand_in(self, function: Callable[[Connection], T], *, is_bare: bool) -> T:
        if self._is_closed:
            raise StorageError("I'm closing down and can't look anything up. Please try again in a minute.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put(_Work(future, function, is_bare))
        return await future

    def _serve(self) -> None:
        connection: Connection | None = None
        is_open = True
        while is_open:
            batch = self._next_batch()
            is_open = None not in batch
            wanted = [work for work in batch if work is not None and not work.future.cancelled()]
            try:
                connection = connection or self._engine.connect()
            except Exception as error:  # noqa: BLE001 - it belongs to those who wait
                _tell((work, work.future.set_exception, explained(error)) for work in wanted)
                continue
            for is_bare, group in groupby(wanted, key=lambda work: work.is_bare):
                _do(connection, list(group), is_bare=is_bare)
        if connection is not None:
            connection.close()

    def _next_batch(self) -> list["_Work | None"]:
        """The next piece of work, once there is one, and what waits behind it; None where the lane ends."""
        batch = [self._waiting.get()]
        with suppress(Empty):
            while len(batch) < self._together:
                batch.append(self._waiting.get_nowait())
        return batch


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """A function on its way to a thread and the future that waits for its result."""

    future: asyncio.Future[Any]
    function: Callable[[Connection], Any]
    is_bare: bool


_Outcome = tuple[_Work, Callable[[Any], None], Any]


def _do(connection: Connection, works: list[_Work], *, is_bare: bool) -> None:
    if len(works) > 1 and not is_bare:
        try:
            with connection.begin():
                results = [work.function(connection) for work in works]
        except Exception:  # noqa: BLE001, S110 - whose it is shows when each is done by itself
            pass
        else:
            _tell((work, work.future.set_result, result) for work, result in zip(works, results, strict=True))
            return
    for work in works:
        _tell([_outcome(connection, work)])


def _outcome(connection: Connection, work: _Work) -> _Outcome:
    try:
        with nullcontext() if work.is_bare else connection.begin():
            return work, work.future.set_result, work.function(connection)
    except BaseException as error:  # noqa: BLE001 - it belongs to the caller, who waits for it
        return work, work.future.set_exception, explained(error)


def _tell(outcomes: Iterable[_Outcome]) -> None:
    """Settle the futures, each in its own loop, unless the caller gave up or the loop is gone."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_loop[outcome[0].future.get_loop()].append(outcome)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, theirs)


def _settle(outcomes: list[_Outcome]) -> None:
    for work, settle, outcome in outcomes:
        if not work.future.done():
            settle(outcome)
