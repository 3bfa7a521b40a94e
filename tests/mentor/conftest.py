"""The small pack about cooking, and a talk over it."""

from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.pack import Pack
from tests.mentor.talking import Talk

COOKING = Path(__file__).parents[1] / "packs" / "cooking"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(COOKING)


@pytest.fixture
def talk(pack: Pack) -> Talk:
    return Talk(pack)
