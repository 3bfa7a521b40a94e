"""Questions that ask the same are one item, however many processes sort them at once."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.asked import KITCHEN, NOON, ask


async def _begun(folder: Path) -> asyncio.subprocess.Process:
    """A process that has read what is to be sorted, and holds it."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.curation.slow_sorter", str(folder), KITCHEN,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await _has_read(program)
    return program


async def _has_read(program: asyncio.subprocess.Process) -> None:
    assert program.stdout is not None
    async with asyncio.timeout(60):
        assert await program.stdout.readline() == b"read\n"


async def _go_on(program: asyncio.subprocess.Process) -> None:
    assert program.stdin is not None
    program.stdin.write(b"go on\n")
    await program.stdin.drain()


async def _finish(program: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(60):
        await program.communicate(b"go on\n" * 9)
    assert program.returncode == 0


async def test_two_processes_that_sort_at_once_open_one_item(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "signpost.sqlite3", StillClock())
    try:
        await ask(database, "how long does miso keep?", at=NOON)
        first = await _begun(tmp_path)
        # It was asked before and kept after, so that the second process would begin the item with another question.
        await ask(database, "does miso go bad?", at=NOON - timedelta(seconds=1))
        second = await _begun(tmp_path)
        # The first puts away what it read, and holds what it reads then, so that the second comes in between.
        await _go_on(first)
        await _has_read(first)
        await _finish(second)
        await _finish(first)
        (item,) = await database.review.items(KITCHEN)
        assert len(item.cases) == 2
    finally:
        await database.close()
