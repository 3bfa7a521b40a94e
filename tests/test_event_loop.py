"""The loop that serves: the fast one, and left as clean as asyncio's own."""

import asyncio
import os
import signal
import sys

from bot.event_loop import run


def test_serving_runs_on_uvloop_where_there_is_one() -> None:
    async def loop() -> str:
        return type(asyncio.get_running_loop()).__module__

    assert (run(loop()) == "uvloop") is (sys.platform != "win32")


def test_a_signal_and_a_child_process_are_heard() -> None:
    async def interrupted() -> int | None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", "raise SystemExit(7)")
        code = await child.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(5):
            await stop.wait()
        return code

    assert run(interrupted()) == 7


def test_what_is_left_running_is_cancelled_at_the_end() -> None:
    ended: list[str] = []

    async def lasts() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    async def main() -> None:
        held.append(asyncio.get_running_loop().create_task(lasts()))
        await asyncio.sleep(0)

    held: list[asyncio.Task[None]] = []
    run(main())
    assert ended == ["cancelled"]
