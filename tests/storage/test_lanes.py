import asyncio
import itertools
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.errors import StorageError
from bot.storage import Database
from tests.clocks import StillClock
from tests.door.doors import until
from tests.storage.samples import keep, letter, occasion, question

SETTINGS = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")


def count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM questions")).scalar_one())


async def test_closing_finishes_what_was_handed_in(database: Database, clock: StillClock) -> None:
    handed_in = [asyncio.ensure_future(keep(database, question(occasion(f"event-{n}")))) for n in range(50)]
    await asyncio.sleep(0)
    await database.close()
    assert all(await asyncio.gather(*handed_in))
    again = await Database.open(database.path, clock)
    assert await again.reading.run(count) == 50
    await again.close()


async def test_after_closing_every_call_says_so_and_closing_again_is_harmless(database: Database) -> None:
    await database.close()
    await database.close()
    with pytest.raises(StorageError, match="closing down"):
        await database.memory.recall(occasion())


async def test_closing_leaves_no_thread_behind(path: Path) -> None:
    before = set(threading.enumerate())
    database = await Database.open(path, StillClock())
    await keep(database, question())
    await database.memory.recall(occasion())
    mine = {thread for thread in threading.enumerate() if thread.name.startswith(("reading", "writing"))} - before
    assert mine
    await database.close()
    assert not mine & set(threading.enumerate())


def test_a_program_that_forgets_to_close_still_ends(path: Path) -> None:
    program = (
        "import asyncio, pathlib, sys\n"
        "from bot.clock import SystemClock\n"
        "from bot.storage import Database\n"
        "held = asyncio.run(Database.open(pathlib.Path(sys.argv[1]), SystemClock()))\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, timeout=30)


async def test_a_transaction_whose_caller_gave_up_is_whole_or_not_at_all(database: Database) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        connection.execute(text("INSERT INTO marks VALUES ('s', 'first', '', 0)"))
        begun.set()
        may_go_on.wait(10)
        connection.execute(text("INSERT INTO marks VALUES ('s', 'second', '', 0)"))

    running = asyncio.ensure_future(database.writing.run(slow))
    await asyncio.to_thread(begun.wait, 10)
    queued = asyncio.ensure_future(database.marks.write("s", "third"))
    await asyncio.sleep(0)
    running.cancel()
    queued.cancel()
    await asyncio.gather(running, queued, return_exceptions=True)
    assert await database.marks.read("s", "first") is None
    may_go_on.set()
    await database.marks.write("s", "last")
    assert [await database.marks.read("s", name) for name in ("first", "second", "third")] == ["", "", None]


async def test_a_failing_transaction_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO marks VALUES ('s', 'half', '', 0)"))
        raise LookupError("half way")

    with pytest.raises(LookupError):
        await database.writing.run(fail)
    assert await database.marks.read("s", "half") is None
    await database.marks.write("s", "half", "whole")
    assert await database.marks.read("s", "half") == "whole"


async def test_work_that_shares_a_transaction_with_a_failure_is_done_all_the_same(database: Database) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO marks VALUES ('s', 'half', '', 0)"))
        raise LookupError("half way")

    outcomes = await asyncio.gather(
        *(database.marks.write_first("s", str(n)) for n in range(10)),
        database.writing.run(fail),
        *(database.marks.write_first("s", str(n)) for n in range(5, 15)),
        return_exceptions=True,
    )
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == [outcomes[10]]
    assert outcomes.count(True) == 15
    assert outcomes.count(False) == 5
    assert await database.marks.read("s", "half") is None


async def test_reading_lanes_cannot_write(database: Database) -> None:
    def write(connection: Connection) -> None:
        connection.execute(text("DELETE FROM questions"))

    with pytest.raises(StorageError, match="not written"):
        await database.reading.run(write)


async def test_readers_do_not_wait_for_the_writer(database: Database) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def hold(connection: Connection) -> None:
        connection.execute(text("INSERT INTO marks VALUES ('s', 'held', '', 0)"))
        begun.set()
        may_go_on.wait(10)

    writing = asyncio.ensure_future(database.writing.run(hold))
    await asyncio.to_thread(begun.wait, 10)
    async with asyncio.timeout(5):
        assert (await database.memory.recall(occasion())).earlier is None
    may_go_on.set()
    await writing


async def fill_with_questions(database: Database, kept: list[int]) -> None:
    for n in itertools.count():
        await keep(database, question(occasion(f"event-{n}"), text="long " * 300))
        kept.append(n)


async def fill_with_letters(database: Database) -> None:
    for n in itertools.count():
        await database.inbox.receive("discord", letter(f"discord:{n}", "long " * 2000), "me")


async def test_an_engine_lent_to_a_library_agrees_with_ours_and_ends_with_the_database(path: Path) -> None:
    database = await Database.open(path, StillClock())
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE lent (value)"))
        settings = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in SETTINGS]
    assert settings == await database.writing.run(
        lambda connection: [connection.execute(text(f"PRAGMA {name}")).scalar() for name in SETTINGS]
    )
    assert await keep(database, question())
    await database.close()
    await until(lambda: not any("connection_worker" in thread.name for thread in threading.enumerate()))


async def test_a_full_disk_is_said_and_loses_nothing_that_was_acknowledged(database: Database) -> None:
    await database.writing.run_bare(lambda driver: driver.execute("PRAGMA max_page_count=120").fetchall())
    acknowledged: list[int] = []
    with pytest.raises(StorageError, match="disk is full"):
        await fill_with_questions(database, acknowledged)
    assert len(acknowledged) > 10
    with pytest.raises(StorageError, match="disk is full"):
        await fill_with_letters(database)
    assert await database.reading.run(count) == len(acknowledged)
    assert await database.examine() == ()
    await database.writing.run_bare(lambda driver: driver.execute("PRAGMA max_page_count=100000").fetchall())
    assert await keep(database, question(occasion("after"), text="long " * 300))
