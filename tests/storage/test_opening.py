import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage import Database, connecting
from tests.clocks import StillClock
from tests.storage.samples import keep, occasion, question

NOBODY = 65534


async def refusal(path: Path) -> str:
    """The sentence with which opening is refused."""
    with pytest.raises(StorageError) as refused:
        await Database.open(path, StillClock())
    return str(refused.value)


async def test_a_new_file_is_made_with_its_folder_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "signpost.sqlite3"
    database = await Database.open(path, StillClock())
    try:
        assert await keep(database, question())
    finally:
        await database.close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_the_log_is_folded_into_the_file_at_the_end(database: Database) -> None:
    await keep(database, question())
    await database.close()
    assert [file.name for file in database.path.parent.iterdir()] == ["signpost.sqlite3"]


async def test_many_may_open_a_new_file_at_once(path: Path) -> None:
    opened = await asyncio.gather(*(Database.open(path, StillClock()) for _ in range(4)))
    try:
        kept = await asyncio.gather(
            *(keep(database, question(occasion(f"event-{n}"))) for n, database in enumerate(opened))
        )
        assert all(kept)
    finally:
        for database in opened:
            await database.close()


@pytest.mark.parametrize(
    "content", [b"no database at all, only words\n" * 100, b"SQLite format 3\x00" + b"\xff" * 4000]
)
async def test_a_file_that_is_no_database_is_refused_with_a_way_out(path: Path, content: bytes) -> None:
    write(path, content)
    sentence = await refusal(path)
    assert "backup" in sentence
    assert str(path) in sentence
    assert holds(path, content)


async def test_a_page_that_is_damaged_is_reported_when_read_and_when_examined(database: Database) -> None:
    for n in range(1000):
        await keep(database, question(occasion(f"event-{n}", conversation=f"discord:thread-{n}")))
    assert await database.examine() == ()
    await database.close()
    scribble_over(database.path)
    damaged = await Database.open(database.path, StillClock())
    try:
        with pytest.raises(StorageError, match="damaged"):
            await damaged.personal_data.export("discord:ada")
        assert await damaged.examine() != ()
    finally:
        await damaged.close()


async def test_a_file_of_a_newer_version_is_left_alone(database: Database) -> None:
    await database.close()
    with sqlite3.connect(database.path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "newer version" in await refusal(database.path)


async def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    assert "another program" in await refusal(path)


async def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: object, _version: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("bot.storage.migrations._take_steps", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            await Database.open(path, StillClock())
    database = await Database.open(path, StillClock())
    await database.close()


async def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in await refusal(tmp_path)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert str(tmp_path / "file") in await refusal(tmp_path / "file" / "signpost.sqlite3")


async def test_a_file_that_another_program_holds_is_waited_for_and_then_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await Database.open(path, StillClock())).close()
    monkeypatch.setattr(connecting, "BUSY_SECONDS", 0.1)
    with sqlite3.connect(path, isolation_level=None) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert "Another program" in await refusal(path)
        holder.execute("ROLLBACK")
    holder.close()


async def test_a_file_that_may_not_be_written_is_refused() -> None:
    with open_to_all() as folder:
        path = folder / "signpost.sqlite3"
        await (await Database.open(path, StillClock())).close()
        path.chmod(0o444)
        with unprivileged():
            assert "right to it" in await refusal(path)


async def test_a_folder_that_may_not_be_written_is_refused() -> None:
    with open_to_all() as folder:
        path = folder / "signpost.sqlite3"
        await (await Database.open(path, StillClock())).close()
        path.chmod(0o666)
        folder.chmod(0o555)
        with unprivileged():
            assert "Give the account I run as the right" in await refusal(path) or "may write there" in await refusal(
                path
            )


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def holds(path: Path, content: bytes) -> bool:
    return path.read_bytes() == content


def scribble_over(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xa5" * (size // 4))


@contextmanager
def open_to_all() -> Iterator[Path]:
    """A folder that every account may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def unprivileged() -> Iterator[None]:
    """No rights beyond an ordinary account's, also where the tests run as root, who may write anything."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)
