"""The gate is ready by the time that a change is sent, and is never got ready for those who only ask."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.curation.revisions.knowledge import Knowledge
from bot.curation.revisions.revision import State
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.proposals import Proposals
from bot.errors import SignpostError
from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.absent import OpenGate
from tests.curation.asked import KITCHEN
from tests.curation.bench import GARDEN, Bench
from tests.curation.kitchen import Kitchen

_SECONDS = 10


class ColdGate(OpenGate):
    """A gate that says when it is got ready."""

    def __init__(self) -> None:
        super().__init__()
        self.prepared = threading.Event()

    def prepare(self, knowledge: Knowledge) -> None:
        self.prepared.set()


class SlowGate(OpenGate):
    """A gate that is not ready until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def prepare(self, knowledge: Knowledge) -> None:
        assert self.go_on.wait(_SECONDS)


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


async def test_the_gate_gets_ready_while_somebody_looks_into_the_inbox(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "signpost.sqlite3", StillClock())
    kitchen = Kitchen(database, StillClock())
    await kitchen.invoke("kb", "inbox")
    assert kitchen.changes.ready == [KITCHEN]
    await kitchen.invoke("kb", "recheck")
    assert kitchen.changes.ready == [KITCHEN, KITCHEN]
    await database.close()


async def test_a_change_by_a_click_is_put_off_while_the_gate_is_still_getting_ready(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "signpost.sqlite3", StillClock())
    gate = SlowGate()
    bench = Bench(database, StillClock(), gate)
    bench.workshop = replace(bench.workshop, patience=0.05)
    proposals = Proposals(bench.workshop, Curators(bench.workshop))
    taught = bench.workshop.pack(GARDEN).entries["cook-rice"]
    taught = taught.model_copy(update={"phrasings": (*taught.phrasings, "rice in a pot, how")})
    with pytest.raises(SignpostError, match="getting ready"):
        await proposals.propose(bench.event(), taught, "asked so", "")
    assert await database.curation.in_state(GARDEN, set(State)) == ()
    gate.go_on.set()
    await bench.workshop.warm(GARDEN)
    proposed = await proposals.propose(bench.event(), taught, "asked so", "")
    assert not proposed.is_live
    await bench.workshop.close()
    await database.close()


async def test_the_gate_is_left_alone_while_people_only_ask(bench: Bench) -> None:
    await bench.answer("How do I cook rice?")
    with pytest.raises(SignpostError):
        await bench.draft("gil")
    assert not bench.workshop.turn.locked()
    assert not _gate(bench).prepared.is_set()


def _gate(bench: Bench) -> ColdGate:
    assert isinstance(bench.gate, ColdGate)
    return bench.gate
