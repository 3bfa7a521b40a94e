"""The record of what moderators did: added to, never changed, but for names and words that have to go."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.curation.revisions.revision import Deed
from bot.storage import Database
from tests.clocks import StillClock


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    file = tmp_path / "signpost.sqlite3"
    database = await Database.open(file, StillClock())
    deed = Deed(
        "test:1",
        "discord:garden",
        "discord:gil",
        "curator",
        "published",
        "salt",
        StillClock().now(),
        "r1",
        "It was off.",
    )
    await database.curation.record(deed)
    await database.close()
    return file


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM curation_audit",
        "UPDATE curation_audit SET act = 'retired'",
        "UPDATE curation_audit SET person = 'discord:eve'",
        "UPDATE curation_audit SET detail = 'It was fine.'",
    ],
)
def test_the_record_of_acts_is_never_changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="record of acts"):
        connection.execute(statement)


def test_a_name_and_the_words_given_may_be_taken_out_of_the_record(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE curation_audit SET person = NULL, detail = ''")
        assert connection.execute("SELECT person, detail, act FROM curation_audit").fetchall() == [
            (None, "", "published")
        ]
