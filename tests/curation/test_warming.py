"""The gate is ready by the time that a change is sent, and is never got ready for those who only ask."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.curation.revisions.knowledge import Knowledge
from bot.errors import SignpostError
from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.absent import OpenGate
from tests.curation.bench import Bench

_SECONDS = 10


class ColdGate(OpenGate):
    """A gate that says when it is got ready."""

    def __init__(self) -> None:
        super().__init__()
        self.prepared = threading.Event()

    def prepare(self, knowledge: Knowledge) -> None:
        self.prepared.set()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    database = await Database.open(tmp_path / "signpost.sqlite3", StillClock())
    bench = Bench(database, StillClock(), ColdGate())
    yield bench
    await bench.workshop.close()
    await database.close()


async def test_the_gate_gets_ready_while_somebody_opens_the_form_of_an_entry(bench: Bench) -> None:
    await bench.invoke("kb", "edit", entry="cook-rice")
    assert await asyncio.to_thread(_gate(bench).prepared.wait, _SECONDS)


async def test_the_gate_is_left_alone_while_people_only_ask(bench: Bench) -> None:
    await bench.answer("How do I cook rice?")
    with pytest.raises(SignpostError):
        await bench.draft("gil")
    assert not bench.workshop.turn.locked()
    assert not _gate(bench).prepared.is_set()


def _gate(bench: Bench) -> ColdGate:
    assert isinstance(bench.gate, ColdGate)
    return bench.gate
