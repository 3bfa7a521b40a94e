import asyncio
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from bot.tasks import Patience, Tasks
from tests.door.doors import until

AT_ONCE = Patience(first=0.001, longest=0.002)


async def test_a_task_can_be_awaited_and_gives_its_result() -> None:
    tasks = Tasks()

    async def answer() -> int:
        return 42

    assert await tasks.start("answer", answer()) == 42
    await tasks.close()


async def test_a_failure_nobody_waits_for_is_logged_with_its_name() -> None:
    tasks = Tasks()

    async def fail() -> None:
        raise LookupError("lost")

    with capture_logs() as logs:
        await asyncio.wait([tasks.start("search", fail())])
        await tasks.close()
    assert [(log["event"], log["task"]) for log in logs] == [("task failed", "search")]


async def test_kept_work_is_started_again_after_every_failure_until_it_returns() -> None:
    tasks = Tasks()
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs < 4:
            raise ConnectionError

    tasks.keep("work", work, AT_ONCE)
    await until(lambda: not tasks.health()["work"].is_running)
    health = tasks.health()["work"]
    assert (runs, health.failures, health.last_failure) == (4, 3, "ConnectionError")
    await tasks.close()


async def test_kept_work_that_waited_for_something_cancelled_is_started_again() -> None:
    tasks = Tasks()
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            other = asyncio.get_running_loop().create_future()
            other.cancel()
            await other

    tasks.keep("work", work, AT_ONCE)
    await until(lambda: not tasks.health()["work"].is_running)
    assert (runs, tasks.health()["work"].last_failure) == (2, "CancelledError")
    await tasks.close()


async def test_closing_ends_everything_and_waits_for_it() -> None:
    tasks = Tasks()
    ended: list[str] = []

    async def hang(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)

    tasks.start("once", hang("once"))
    tasks.keep("kept", lambda: hang("kept"))
    await asyncio.sleep(0)
    await tasks.close()
    await tasks.close()
    assert sorted(ended) == ["kept", "once"]
    assert not tasks.health()["kept"].is_running


async def test_a_task_that_does_not_end_is_named_and_not_waited_for_for_ever() -> None:
    tasks = Tasks()
    may_end = asyncio.Event()

    async def stubborn() -> None:
        while not may_end.is_set():
            with suppress(asyncio.CancelledError):
                await may_end.wait()

    stuck = tasks.start("stubborn", stubborn())
    await asyncio.sleep(0)
    with capture_logs() as logs:
        await tasks.close(0.01)
    assert [(log["event"], log["task"]) for log in logs] == [("task does not end", "stubborn")]
    may_end.set()
    await stuck


async def test_nothing_starts_after_closing() -> None:
    tasks = Tasks()
    await tasks.close()

    async def late() -> None:
        raise AssertionError("ran")

    with pytest.raises(RuntimeError, match="after everything was closed"):
        tasks.start("late", late())


@pytest.mark.parametrize(("failures", "seconds"), [(1, 1), (2, 2), (3, 4), (7, 60), (10_000, 60)])
def test_patience_doubles_up_to_a_limit(failures: int, seconds: float) -> None:
    assert Patience().after(failures) == seconds
