"""What went wrong comes to the inbox, those that ask the same together, and goes when somebody has settled it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.curation.gate.remembering import RememberingEncoder
from bot.curation.inbox.items import ItemKind
from bot.curation.inbox.sorting import Sorter
from bot.mentor.editions import Edition, OneEdition
from bot.mentor.memory import Verdict
from bot.mentor.reply import Decision
from bot.storage import Database
from bot.understanding import Encoder
from tests.clocks import StillClock
from tests.curation.asked import BAKERY, KITCHEN, NOON, ask, judge
from tests.scenarios.house import cooking


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def database(tmp_path: Path, clock: StillClock) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    yield database
    await database.close()


@pytest.fixture
def sorter(database: Database, clock: StillClock) -> Sorter:
    editions = OneEdition(Edition.of(*cooking()))
    return Sorter(database.review, editions, RememberingEncoder(Encoder()), clock)


async def test_a_question_that_was_handed_over_comes_to_the_inbox(database: Database, sorter: Sorter) -> None:
    await ask(database, "how long does miso keep?")
    assert await sorter.sort(KITCHEN) == 1
    (item,) = await database.review.items(KITCHEN)
    assert (item.kind, item.text, item.people) == (ItemKind.UNANSWERED, "how long does miso keep?", 1)


async def test_those_who_ask_the_same_are_one_item_and_each_person_counts_once(
    database: Database, sorter: Sorter
) -> None:
    for person, text in (
        ("discord:ann", "how long does miso keep in the fridge?"),
        ("discord:ben", "how long can I keep miso in my fridge"),
        ("discord:ben", "how long does miso keep in a fridge?"),
        ("discord:cay", "can I sharpen a knife on a plate?"),
    ):
        await ask(database, text, person=person, at=NOON + timedelta(minutes=len(text)))
    await sorter.sort(KITCHEN)
    assert sorted(item.people for item in await database.review.items(KITCHEN)) == [1, 2]


async def test_what_was_answered_well_never_comes_to_the_inbox(database: Database, sorter: Sorter) -> None:
    await ask(database, "how do I cook rice?", decision=Decision.ANSWER, entry="cook-rice", confidence=0.9)
    await ask(database, "hello", decision=Decision.SOCIAL, confidence=0.9)
    await ask(database, "who wins the cup?", decision=Decision.DECLINE, confidence=0.9)
    assert await sorter.sort(KITCHEN) == 0


@pytest.mark.parametrize(
    ("verdict", "confidence", "kind"),
    [
        (Verdict.NOT_MEANT, 0.9, ItemKind.DOUBTFUL),
        (Verdict.NOT_HELPFUL, 0.9, ItemKind.CONTRADICTED),
        (Verdict.ASK_PEOPLE, 0.9, ItemKind.UNANSWERED),
        (None, 0.2, ItemKind.DOUBTFUL),
        (Verdict.HELPFUL, 0.2, None),
        (None, 0.9, None),
    ],
)
async def test_why_an_answer_waits_follows_from_what_was_said_of_it(
    database: Database, sorter: Sorter, verdict: Verdict | None, confidence: float, kind: ItemKind | None
) -> None:
    asked = await ask(database, "which salt?", decision=Decision.ANSWER, entry="salt", confidence=confidence)
    if verdict is not None:
        await judge(database, asked, verdict, "too short")
    await sorter.sort(KITCHEN)
    items = await database.review.items(KITCHEN)
    assert [item.kind for item in items] == ([kind] if kind else [])
    assert [item.reasons for item in items] == ([("too short",)] if kind and verdict else [()] * len(items))


async def test_a_change_of_mind_moves_a_question(database: Database, sorter: Sorter) -> None:
    asked = await ask(database, "which salt?", decision=Decision.ANSWER, entry="salt", confidence=0.9)
    await judge(database, asked, Verdict.NOT_MEANT)
    await sorter.sort(KITCHEN)
    await judge(database, asked, Verdict.NOT_HELPFUL, "I meant rock salt")
    await sorter.sort(KITCHEN)
    (item,) = await database.review.items(KITCHEN)
    assert item.kind is ItemKind.CONTRADICTED


@pytest.mark.parametrize("is_answered_first", [True, False])
async def test_the_same_question_is_one_item_whether_it_was_answered_with_doubt_or_not_at_all(
    database: Database, sorter: Sorter, *, is_answered_first: bool
) -> None:
    for is_answered in (is_answered_first, not is_answered_first):
        if is_answered:
            text = "how long does miso keep in a fridge?"
            await ask(database, text, person="discord:ben", decision=Decision.ANSWER, entry="salt", confidence=0.2)
        else:
            await ask(database, "how long does miso keep in the fridge?")
        await sorter.sort(KITCHEN)
    (item,) = await database.review.items(KITCHEN)
    assert (item.kind, item.people) == (ItemKind.UNANSWERED, 2)
    assert {case.kind for case in item.cases} == {ItemKind.UNANSWERED, ItemKind.DOUBTFUL}
    assert await sorter.sort(KITCHEN) == 0
    assert await database.review.items(KITCHEN) == (item,)


async def test_who_wants_a_person_after_a_doubt_was_left_is_seen_again(database: Database, sorter: Sorter) -> None:
    asked = await ask(database, "which salt?", decision=Decision.ANSWER, entry="salt", confidence=0.2)
    await sorter.sort(KITCHEN)
    (item,) = await database.review.items(KITCHEN)
    await database.review.leave(KITCHEN, item.id, "discord:mod", NOON)
    await judge(database, asked, Verdict.ASK_PEOPLE)
    await sorter.sort(KITCHEN)
    assert [item.kind for item in await database.review.items(KITCHEN)] == [ItemKind.UNANSWERED]


async def test_what_did_not_help_is_one_item_for_each_answer(database: Database, sorter: Sorter) -> None:
    for text, entry in (("which salt?", "salt"), ("when do I season a stew", "salt"), ("is rice hard?", "cook-rice")):
        asked = await ask(database, text, decision=Decision.ANSWER, entry=entry, confidence=0.9)
        await judge(database, asked, Verdict.NOT_HELPFUL)
    await sorter.sort(KITCHEN)
    assert sorted(item.entry or "" for item in await database.review.items(KITCHEN)) == ["cook-rice", "salt"]


async def test_an_item_that_is_left_goes_and_comes_back_when_that_is_taken_back(
    database: Database, sorter: Sorter
) -> None:
    await ask(database, "how long does miso keep?")
    await sorter.sort(KITCHEN)
    (item,) = await database.review.items(KITCHEN)
    await database.review.leave(KITCHEN, item.id, "discord:mod", NOON)
    assert await database.review.items(KITCHEN) == ()
    assert await sorter.sort(KITCHEN) == 0
    await database.review.take_back(KITCHEN, item.id)
    assert await database.review.items(KITCHEN) == (item,)


async def test_who_asks_again_after_an_item_was_left_begins_a_new_one(database: Database, sorter: Sorter) -> None:
    await ask(database, "how long does miso keep?")
    await sorter.sort(KITCHEN)
    (item,) = await database.review.items(KITCHEN)
    await database.review.leave(KITCHEN, item.id, "discord:mod", NOON)
    await ask(database, "how long does miso keep?", person="discord:ben")
    assert await sorter.sort(KITCHEN) == 1


async def test_forgotten_words_and_forgotten_people_leave_the_inbox(database: Database, sorter: Sorter) -> None:
    await ask(database, "how long does miso keep?")
    await ask(database, "can I sharpen a knife on a plate?", person="discord:ben", at=NOON + timedelta(days=1))
    await sorter.sort(KITCHEN)
    await database.retention.forget_old_text(NOON + timedelta(hours=1))
    assert [item.text for item in await database.review.items(KITCHEN)] == ["can I sharpen a knife on a plate?"]
    await database.personal_data.forget("discord:ben")
    assert await database.review.items(KITCHEN) == ()


async def test_the_same_words_in_two_communities_are_two_items(database: Database, sorter: Sorter) -> None:
    for community in (KITCHEN, BAKERY):
        await ask(database, "how long does miso keep?", community=community)
        await sorter.sort(community)
    (kitchen,), (bakery,) = await database.review.items(KITCHEN), await database.review.items(BAKERY)
    assert kitchen.id != bakery.id
    assert await database.review.item(BAKERY, kitchen.id) is None
