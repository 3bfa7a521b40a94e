"""A reader taught by the small pack about cooking, made once for all tests here."""

from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.pack import Pack
from bot.understanding import Encoder, Reader, learn

COOKING = Path(__file__).parents[1] / "packs" / "cooking"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load(COOKING)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learned")


@pytest.fixture(scope="session")
def reader(pack: Pack, encoder: Encoder, cache: Path) -> Reader:
    return learn(pack, encoder, cache)
