"""The one file in which everything is kept: opened, migrated, read from, written to, closed.

`Database` owns every connection; the stores hanging on it hold the statements. Built by `bot.app`.
"""

from pathlib import Path
from typing import Self

from bot.clock import Clock


class Database:
    """An open database and its stores: `memory`, `communities`, `inbox`, `personal_data`."""

    @classmethod
    async def open(cls, path: Path, clock: Clock) -> Self:
        """Open or create the file at `path` and bring it up to date.

        Raises `StorageError` with a sentence for people where the file is corrupt, read-only, newer than
        this program, another program's or in use, or where its folder is missing.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Finish what was handed in, then close; harmless when repeated."""
        raise NotImplementedError
