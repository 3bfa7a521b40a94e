"""An item of the inbox is drafted by a language model, on every face: marked, reviewed like any other, or by hand."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.llm.completions import CompletionError, Failure
from tests.clocks import StillClock
from tests.llm.models import DraftingModel
from tests.scenarios.cautious_house import CautiousHouse
from tests.scenarios.miso import ANSWER, MISO, WRITTEN
from tests.scenarios.stage import Seen, Stage, flat
from tests.scenarios.stages import STAGES

SUMMARY = "They ask how long miso keeps."
DRAFT = {
    "summary": SUMMARY,
    "question": "How long does miso keep?",
    "answer": ANSWER,
    "next_steps": ["Write the day you opened it on the lid."],
    "phrasings": ["does miso go bad", "miso shelf life"],
    "sources": ["house-notes"],
}


@pytest.fixture
def model() -> DraftingModel:
    return DraftingModel()


@pytest.fixture
def kitchen(tmp_path: Path, clock: StillClock, model: DraftingModel) -> CautiousHouse:
    return CautiousHouse(tmp_path, clock, model)


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, kitchen: CautiousHouse) -> AsyncIterator[Stage]:
    async with STAGES[request.param](kitchen) as open_stage:
        await open_stage.invoke("ask", {"question": MISO}, "gil")
        yield open_stage


async def drafted(stage: Stage) -> Seen:
    await stage.invoke("kb inbox", person="mona")
    return await stage.pick("Draft it for me", "mona")


async def test_a_draft_for_an_item_is_marked_and_reviewed_like_any_other(stage: Stage, model: DraftingModel) -> None:
    model.enqueue(DRAFT)
    page = await drafted(stage)
    assert "Drafted by a language model" in flat(page)
    assert ANSWER in flat(page)
    assert page.is_private
    asked = json.loads(model.asked[0].data)
    assert asked["questions"] == [MISO]
    opened = await stage.pick("Open it as a new entry", "mona")
    assert opened.form is not None
    await stage.fill(WRITTEN, "mona")
    assert "Somebody else approves it" in flat(await stage.pick("Send to review", "mona"))
    assert "Drafted by a language model" in flat(await stage.invoke("kb review", person="max"))
    assert "It is live" in flat(await stage.pick("Approve", "max"))
    assert "Nothing waits here" in flat(await stage.invoke("kb inbox", person="mona"))


async def test_what_was_summed_up_stands_in_the_inbox_and_is_asked_for_once(stage: Stage, model: DraftingModel) -> None:
    model.enqueue(DRAFT)
    await drafted(stage)
    assert f"A language model sums it up: {SUMMARY}" in flat(await stage.invoke("kb inbox", person="max"))
    assert ANSWER in flat(await stage.pick("Draft it for me", "max"))
    assert len(model.asked) == 1


async def test_its_phrasings_open_in_the_form_of_the_nearest_entry(stage: Stage, model: DraftingModel) -> None:
    model.enqueue(DRAFT)
    page = await drafted(stage)
    label = next(label for label in page.choices if label.startswith("Add the phrasings to: "))
    opened = await stage.pick(label, "mona")
    assert opened.form == ("phrasings", "reason")


async def test_where_the_model_fails_the_empty_form_is_one_press_away(stage: Stage, model: DraftingModel) -> None:
    model.enqueue(CompletionError(Failure.REFUSED))
    assert "gave me no draft this time" in flat(await drafted(stage))
    opened = await stage.pick("Write an answer", "mona")
    assert opened.form is not None
    assert "answer" in opened.form


async def test_where_the_community_switched_it_off_nothing_is_offered(stage: Stage, kitchen: CautiousHouse) -> None:
    for community in await kitchen.house.database.review.communities():
        await kitchen.house.database.communities.change(community, {"language_model": False})
    page = await stage.invoke("kb inbox", person="mona")
    assert "Write an answer" in page.choices
    assert "Draft it for me" not in page.choices
