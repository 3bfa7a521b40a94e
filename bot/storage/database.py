"""The one file in which everything is kept: opened, migrated, read from, written to, closed.

`Database` owns every connection; the stores hanging on it hold the statements. One lane writes, so that no two
writers of this process ever wait for each other; another one reads beside it. Built by `bot.app`.
"""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.clock import Clock
from bot.errors import StorageError
from bot.storage.assistance import AssistanceStore
from bot.storage.communities import CommunityStore
from bot.storage.connecting import lending_engine, reading_engine, writing_engine
from bot.storage.curation import CurationStore
from bot.storage.daily import LedgerStore
from bot.storage.daily_register import ReactionStore, RegisterStore
from bot.storage.inbox import InboxStore
from bot.storage.lane import Lane
from bot.storage.learning import JournalStore, LinkStore
from bot.storage.lending import LendingStore
from bot.storage.marks import MarkStore
from bot.storage.memory import MemoryStore
from bot.storage.migrations import bring_up_to_date
from bot.storage.notices import NoticeStore
from bot.storage.personal_data import PersonalDataStore
from bot.storage.retention import RetentionStore
from bot.storage.review import ReviewStore
from bot.storage.spool import SpoolStore
from bot.storage.tally import TallyStore

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_READERS = 2
_TOGETHER = 64
_FAULTS_SHOWN = 20


class Database:
    """An open database and its stores."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._engine: AsyncEngine | None = None
        self.writing = Lane("writing", writing_engine(path), together=_TOGETHER)
        self.reading = Lane("reading", reading_engine(path), _READERS)
        lanes = self.reading, self.writing
        self.memory = MemoryStore(*lanes)
        self.communities = CommunityStore(*lanes, clock)
        self.inbox = InboxStore(*lanes, clock)
        self.spool = SpoolStore(*lanes)
        self.marks = MarkStore(*lanes, clock)
        self.journal = JournalStore(*lanes)
        self.links = LinkStore(*lanes)
        self.ledger = LedgerStore(*lanes, clock)
        self.register = RegisterStore(*lanes)
        self.reactions = ReactionStore(*lanes)
        self.assistance = AssistanceStore(*lanes)
        self.review = ReviewStore(*lanes, clock)
        self.notices = NoticeStore(*lanes)
        self.tally = TallyStore(self.reading)
        self.curation = CurationStore(*lanes)
        self.lending = LendingStore(*lanes)
        self.personal_data = PersonalDataStore(*lanes, clock)
        self.retention = RetentionStore(self.writing)

    @classmethod
    async def open(cls, path: Path, clock: Clock) -> Self:
        """Open or create the file at `path`, and its folder, and bring it up to date.

        Raises `StorageError` with a sentence for people where the file is corrupt, read-only, newer than
        this program, another program's or in use, or where its folder cannot be made.
        """
        _find_or_create(path)
        database = cls(path, clock)
        try:
            await database.writing.run(bring_up_to_date)
        except BaseException as error:
            await database.close()
            if isinstance(error, StorageError):
                raise StorageError(f"{error} (The database is {path}.)") from error
            raise
        return database

    @property
    def engine(self) -> "AsyncEngine":
        """An engine on the same file, for libraries that bring their own SQL; it is ours to close."""
        if self._engine is None:
            self._engine = lending_engine(self.path)
        return self._engine

    async def close(self) -> None:
        """Finish what was handed in, then close; harmless when repeated."""
        if self._engine is not None:
            await self._engine.dispose()
        await self.reading.close()
        await self.writing.close()

    async def examine(self) -> tuple[str, ...]:
        """What is wrong with the file, page by page; empty for a sound one. Takes a while for a large file."""

        def faults(driver: sqlite3.Connection) -> tuple[str, ...]:
            found = [row[0] for row in driver.execute(f"PRAGMA integrity_check({_FAULTS_SHOWN})") if row[0] != "ok"]
            found += [f"a row of {row[0]} points at nothing" for row in driver.execute("PRAGMA foreign_key_check")]
            return tuple(found[:_FAULTS_SHOWN])

        return await self.reading.run_bare(faults)


def _find_or_create(path: Path) -> None:
    if path.is_dir():
        raise StorageError(f"{path} is a folder. Name a file in it for the database.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} for the database does not exist and can't be made. "
            "Make it for the account I run as, or choose another one."
        ) from error
    try:
        # What people ask is theirs: no other account of the machine reads it.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except PermissionError as error:
        raise StorageError(
            f"I may not write to {path}. Give the account I run as the right to it and its folder."
        ) from error
    except OSError as error:
        raise StorageError(f"The database {path} can't be opened: {error.strerror}.") from error
