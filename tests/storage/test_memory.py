import asyncio
from datetime import timedelta

import pytest

from bot.mentor.memory import Learner, Talk, Verdict
from bot.storage import Database
from tests.clocks import StillClock
from tests.storage.samples import NOON, keep, learner, occasion, question, talk


async def test_a_stranger_is_recalled_empty(database: Database) -> None:
    recollection = await database.memory.recall(occasion())
    assert recollection.learner == Learner("discord:ada", "discord:garden")
    assert recollection.talk == Talk("discord:thread-1")
    assert recollection.earlier is None


async def test_what_was_recorded_is_recalled_whole(database: Database) -> None:
    asked = question(kind="near")
    assert await keep(database, asked)
    recollection = await database.memory.recall(occasion())
    assert recollection.learner == learner(asked)
    assert recollection.talk == talk(asked)
    assert recollection.earlier == asked


async def test_recording_an_event_twice_changes_nothing(database: Database) -> None:
    asked = question()
    assert await keep(database, asked)
    again = question(entry="calculus")
    assert not await database.memory.record(again, talk(again), learner(again, evidence={"researcher": 9.0}))
    recollection = await database.memory.recall(occasion())
    assert recollection.earlier == asked
    assert recollection.talk == talk(asked)
    assert recollection.learner == learner(asked)


async def test_of_many_who_record_one_event_one_succeeds(database: Database) -> None:
    kept = await asyncio.gather(*(keep(database, question()) for _ in range(20)))
    assert sum(kept) == 1


async def test_a_question_is_not_found_from_another_community(database: Database) -> None:
    asked = question()
    await keep(database, asked)
    assert await database.memory.question("discord:garden", asked.id) == asked
    assert await database.memory.question("discord:other", asked.id) is None
    assert await database.memory.question("discord:garden", "0" * 16) is None


async def test_the_latest_choice_of_a_role_counts_and_can_be_taken_back(database: Database) -> None:
    person = Learner("discord:ada", "discord:garden", "researcher")
    await database.memory.choose_role(person, NOON)
    assert (await database.memory.recall(occasion())).learner.chosen_role == "researcher"
    await database.memory.choose_role(
        Learner("discord:ada", "discord:garden", "data_engineer"), NOON + timedelta(seconds=2)
    )
    await database.memory.choose_role(person, NOON + timedelta(seconds=1))
    assert (await database.memory.recall(occasion())).learner.chosen_role == "data_engineer"
    await database.memory.choose_role(Learner("discord:ada", "discord:garden"), NOON + timedelta(seconds=3))
    assert (await database.memory.recall(occasion())).learner.chosen_role is None


async def test_a_choice_made_while_a_question_was_answered_stands(database: Database) -> None:
    asked = question()
    recalled = (await database.memory.recall(occasion())).learner
    await database.memory.choose_role(Learner("discord:ada", "discord:garden", "researcher"), NOON)
    await database.memory.record(asked, talk(asked), recalled)
    assert (await database.memory.recall(occasion())).learner.chosen_role == "researcher"


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([(Verdict.HELPFUL, 0)], "helpful"),
        ([(Verdict.HELPFUL, 0), (Verdict.NOT_HELPFUL, 1)], "not_helpful"),
        ([(Verdict.NOT_HELPFUL, 1), (Verdict.HELPFUL, 0)], "not_helpful"),
    ],
)
async def test_the_last_word_on_an_answer_counts(
    database: Database, verdicts: list[tuple[Verdict, int]], expected: str
) -> None:
    asked = question()
    await keep(database, asked)
    for verdict, second in verdicts:
        at = NOON + timedelta(seconds=second)
        await database.memory.judge(asked, asked.person, verdict, "write me at ada@example.org", at)
    kept = (await database.personal_data.export(asked.person))["verdicts"]
    assert [row["verdict"] for row in kept] == [expected]
    assert kept[0]["reason"] == "write me at [email]"


async def test_a_verdict_on_a_forgotten_question_is_no_error(database: Database) -> None:
    asked = question()
    await database.memory.judge(asked, asked.person, Verdict.HELPFUL, "", NOON)
    assert (await database.personal_data.export(asked.person))["verdicts"] == []


async def test_no_text_is_kept_unscrubbed(database: Database) -> None:
    secret = "my mail is ada@example.org, call +44 20 7946 0958"
    asked = question(text=secret)
    await database.memory.record(asked, talk(asked), learner(asked, cues=()))
    recollection = await database.memory.recall(occasion())
    assert recollection.earlier is not None
    for kept in (recollection.earlier.text, recollection.talk.question):
        assert kept == "my mail is [email], call [phone]"


async def test_memory_survives_closing_and_opening(database: Database, clock: StillClock) -> None:
    asked = question(text="Ünïcode 🦉 \u202e and a \x00 zero")
    await keep(database, asked)
    await database.close()
    again = await Database.open(database.path, clock)
    try:
        assert (await again.memory.recall(occasion())).earlier == asked
    finally:
        await again.close()
