"""The one owner of tasks: every task has a name, is held, is looked after and is ended.

Nobody else calls `create_task`. What is `start`ed runs once and its failure is logged; what is `keep`t running is
started again, later each time, for as long as it fails. After `close` nothing runs any more.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before work that failed is tried again, in seconds: twice as long each time."""

    first: float = 1.0
    longest: float = 60.0

    def after(self, failures: int) -> float:
        """The wait after so many failures in a row."""
        return min(self.longest, self.first * 2.0 ** min(failures - 1, 30))


@dataclass(slots=True)
class TaskHealth:
    """How a kept task is doing."""

    is_running: bool = True
    failures_in_a_row: int = 0
    failures: int = 0
    last_failure: str = ""


class Tasks:
    """A group of tasks that end together."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self._kept: dict[str, TaskHealth] = {}
        self._is_closed = False

    def start(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run `work` once; it may be awaited, and a failure is logged whether it is or not."""
        if self._is_closed:
            work.close()
            raise RuntimeError(f"{name} was started after everything was closed")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def keep(self, name: str, work: Callable[[], Awaitable[None]], patience: Patience | None = None) -> None:
        """Run `work` and start it again whenever it fails; once it returns it is done."""
        health = self._kept[name] = TaskHealth()
        self.start(name, _kept_running(name, work, patience or Patience(), health))

    def health(self) -> Mapping[str, TaskHealth]:
        """How the kept tasks are doing, by name."""
        return dict(self._kept)

    async def close(self, seconds: float = 5.0) -> None:
        """Cancel what is still running and wait until all of it has ended; harmless when repeated.

        A task that does not end within `seconds` of being cancelled is named in the log and left.
        """
        self._is_closed = True
        running = {task for task in self._running if task is not asyncio.current_task()}
        for task in running:
            task.cancel()
        if running:
            _, stuck = await asyncio.wait(running, timeout=seconds)
            for task in stuck:
                log.error("task does not end", task=task.get_name())
        for health in self._kept.values():
            health.is_running = False

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task failed", task=task.get_name(), exc_info=error)


async def left_behind(name: str, work: Callable[[], T]) -> T:
    """What `work` returns, in a thread that ends with the process: whoever leaves does not wait for it."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(how: Callable[[Any], None], what: object) -> None:
        if not future.done():
            how(what)

    def run() -> None:
        outcome: tuple[Callable[[Any], None], object]
        try:
            outcome = future.set_result, work()
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
            outcome = future.set_exception, error
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, *outcome)

    Thread(target=run, name=name, daemon=True).start()
    return await future


async def _kept_running(name: str, work: Callable[[], Awaitable[None]], patience: Patience, health: TaskHealth) -> None:
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            await work()
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and _is_wanted_to_end():
                raise
            if loop.time() - started > patience.longest:
                health.failures_in_a_row = 0
            health.failures += 1
            health.failures_in_a_row += 1
            health.last_failure = type(error).__name__
            wait = patience.after(health.failures_in_a_row)
            log.exception("task failed, starting it again", task=name, again_in_seconds=wait)
            await asyncio.sleep(wait)
        else:
            health.is_running = False
            return


def _is_wanted_to_end() -> bool:
    """Whether this task was cancelled itself, and not something that it waited for."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
