"""A real database in a temporary file, closed at the end, for every test that stores something."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage import Database
from tests.clocks import StillClock


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "signpost.sqlite3"


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is made once, for those who copy it many times."""

    async def make(path: Path) -> Path:
        await (await Database.open(path, StillClock())).close()
        return path

    return asyncio.run(make(tmp_path_factory.mktemp("empty") / "signpost.sqlite3"))


@pytest.fixture
async def database(path: Path, clock: StillClock) -> AsyncIterator[Database]:
    database = await Database.open(path, clock)
    yield database
    await database.close()
