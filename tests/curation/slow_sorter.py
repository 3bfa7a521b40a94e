"""A process that sorts a community's questions, and waits with each one that it has read until it is told to go on.

Run by `test_sorting`: `python -m tests.curation.slow_sorter FOLDER COMMUNITY`. It finds all questions alike.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.curation.inbox.likeness import Vectors
from bot.curation.inbox.sorting import Sorter
from bot.mentor.editions import Edition, OneEdition
from bot.storage import Database
from bot.understanding.encoder import DIMENSION
from tests.clocks import StillClock
from tests.curation.kitchen import cautious


class WaitingEncoder:
    """Finds all texts alike, each time once somebody has said "go on"."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        sys.stdout.write("read\n")
        sys.stdout.flush()
        sys.stdin.readline()
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        vectors[:, 0] = 1
        return vectors


async def sort(folder: Path, community: str) -> None:
    clock = StillClock()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    try:
        await Sorter(database.review, OneEdition(Edition.of(*cautious())), WaitingEncoder(), clock).sort(community)
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(sort(Path(sys.argv[1]), sys.argv[2]))
