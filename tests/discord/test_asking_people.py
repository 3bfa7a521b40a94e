"""Direct messages stay between a person and the mentor, until they take a question to people they choose."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.curation.notices.notifier import Notifier
from bot.platforms.discord.playground.people import words_of
from bot.platforms.discord.playground.world import Message
from bot.platforms.discord.tips import DiscordTips
from tests.clocks import StillClock
from tests.discord.stage import DiscordStage
from tests.scenarios.cautious_house import CautiousHouse
from tests.scenarios.stage import flat

MISO = "how long does miso keep in the fridge?"
ANSWER = "Miso keeps for a year in a closed jar in the fridge."


@pytest.fixture
def kitchen(tmp_path: Path) -> CautiousHouse:
    return CautiousHouse(tmp_path, StillClock())


@pytest.fixture
async def stage(kitchen: CautiousHouse) -> AsyncIterator[DiscordStage]:
    stage = DiscordStage(kitchen)
    await stage.start()
    yield stage
    await stage.stop()


def direct_messages(stage: DiscordStage, person: str) -> list[Message]:
    user = stage.person(person).user.id
    (channel,) = [c for c in stage.world.channels.values() if c.recipient is not None and c.recipient.id == user]
    return channel.messages


async def test_what_nobody_could_answer_is_read_by_nobody_until_it_is_taken_somewhere(stage: DiscordStage) -> None:
    handed = await stage.say(MISO, "gil")
    assert "What you write here stays between us" in flat(handed)
    assert "list for the people" not in flat(handed)
    assert "Nothing waits here" in flat(await stage.invoke("kb inbox", person="mona"))
    whom = await stage.pick("Ask a person", "gil")
    assert MISO in flat(whom)
    assert whom.choices == ("Kitchen",)
    assert "look after Kitchen" in flat(await stage.pick("Kitchen", "gil"))
    page = flat(await stage.invoke("kb inbox", person="mona"))
    assert MISO in page
    assert "Asked by 1 person" in page
    assert "gil" not in page.lower()


async def test_taken_twice_it_is_one_question(stage: DiscordStage) -> None:
    await stage.say(MISO, "gil")
    await stage.pick("Ask a person", "gil")
    gil = stage.person("gil")
    (whom,) = [message for message in direct_messages(stage, "gil") if "Kitchen" in message.labels()]
    pressed = [gil.press(whom, "Kitchen"), gil.press(whom, "Kitchen")]
    await stage.world.until(lambda: all(one.response is not None for one in pressed) and "Kitchen" not in whom.labels())
    page = flat(await stage.invoke("kb inbox", person="mona"))
    assert "One thing waits" in page
    assert "Others put it this way" not in page


async def test_an_answered_question_can_be_taken_to_people_as_well(stage: DiscordStage) -> None:
    await stage.say("How do I cook rice?", "gil")
    await stage.pick("Ask a person", "gil")
    await stage.pick("Kitchen", "gil")
    assert "wanted to ask a person as well" in flat(await stage.invoke("kb inbox", person="mona"))


async def test_who_shares_no_server_is_told_what_to_do(stage: DiscordStage) -> None:
    await stage.say(MISO, "ann")
    assert "I found no server that we are both in" in flat(await stage.pick("Ask a person", "ann"))


async def test_whoever_left_the_server_meanwhile_takes_nothing_there(stage: DiscordStage) -> None:
    await stage.say(MISO, "gil")
    await stage.pick("Ask a person", "gil")
    assert stage.square.guild is not None
    del stage.square.guild.members[stage.person("gil").user.id]
    assert "your question stayed here" in flat(await stage.pick("Kitchen", "gil"))
    assert "Nothing waits here" in flat(await stage.invoke("kb inbox", person="mona"))


async def test_who_wanted_to_know_is_told_in_their_direct_messages(stage: DiscordStage, kitchen: CautiousHouse) -> None:
    await stage.say(MISO, "gil")
    await stage.pick("Ask a person", "gil")
    await stage.pick("Kitchen", "gil")
    assert "I'll write to you directly" in flat(await stage.pick("Tell me when there's an answer", "gil"))
    await stage.invoke("kb inbox", person="mona")
    await stage.pick("Write an answer", "mona")
    filled = {
        "question": "How long does miso keep?", "answer": ANSWER, "phrasings": MISO,
        "next_steps": "Write the day you opened it on the lid.", "sources": "house-notes",
    }  # fmt: skip
    await stage.fill(filled, "mona")
    await stage.pick("Send to review", "mona")
    await stage.invoke("kb review", person="max")
    await stage.pick("Approve", "max")
    house, face = kitchen.house, stage.face
    courier = face.courier
    tips = DiscordTips(
        courier.rooms, courier.telling, courier.approved, house.clock, lambda: face.health().is_connected
    )
    notifier = Notifier(house.database.notices, house.watch, {"discord": tips}, house.clock)
    for _ in range(3):
        await notifier.turn()
    said = [words_of(message) for message in direct_messages(stage, "gil")]
    assert len([words for words in said if ANSWER in words and "There's an answer now" in words]) == 1
    seen_by_all = [message for message in stage.square.messages if message.seen_by is None]
    assert all(ANSWER not in words_of(message) for message in seen_by_all)
