"""The database fixtures, and a kitchen: the desk of the learner over a database."""

import pytest

from bot.storage import Database
from tests.clocks import StillClock
from tests.learner.desk import Kitchen
from tests.storage.fixtures import clock, database, path

__all__ = ["clock", "database", "kitchen", "path"]


@pytest.fixture
def kitchen(database: Database, clock: StillClock) -> Kitchen:
    return Kitchen(database, clock)
