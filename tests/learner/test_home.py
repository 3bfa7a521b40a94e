"""The home page says of somebody's role what their answers say of it."""

from dataclasses import replace
from pathlib import Path

from bot.app import House
from bot.mentor.events import Invoked, Occasion, Said, Speaker
from bot.mentor.memory import Cue, question_id
from bot.mentor.reply import Paragraph
from tests.clocks import StillClock
from tests.scenarios.house import OpenHouse


async def test_the_role_that_answers_take_for_theirs_is_named_with_the_words_it_rests_on(tmp_path: Path) -> None:
    open_house = OpenHouse(tmp_path, StillClock())
    house = await open_house.start()
    try:
        asked = _occasion(house, "asked")
        await house.desk.handle(Said(asked, "how do I cook rice?"))
        assert "I don't know yet" in await _head(house, "before")
        await _believe(house, asked, {"line_cook": 0.2})
        assert "I don't know yet" in await _head(house, "doubtful")
        await _believe(house, asked, {"line_cook": 6.0, "home_cook": -3.0, "pastry_chef": -3.0})
        assert "work as a line cook, because of “two hundred covers”" in await _head(house, "after")
    finally:
        await open_house.stop()


def _occasion(house: House, id_: str) -> Occasion:
    return Occasion(id_, house.clock.now(), Speaker("discord:1", "discord:ann"), "discord:talk")


async def _head(house: House, id_: str) -> str:
    reply = await house.desk.handle(Invoked(_occasion(house, id_), ("home",)))
    return next(block.text for block in reply.blocks if isinstance(block, Paragraph))


async def _believe(house: House, asked: Occasion, evidence: dict[str, float]) -> None:
    memory = house.database.memory
    known, question = await memory.recall(asked), await memory.question("discord:1", question_id(asked.id))
    assert question is not None
    learner = replace(known.learner, evidence=evidence, cues=(Cue("two hundred covers", "line_cook"),))
    about = f"{asked.id}-{len(evidence)}"
    await memory.record(replace(question, id=question_id(about), event_id=about), known.talk, learner)
