"""Deeds are written once and come back whole, for every identity of a learner."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.mentor.learner.journal import Deed, Kind
from bot.mentor.learner.links import Link
from bot.mentor.memory import Learner
from bot.storage import Database
from tests.storage.samples import NOON, keep, occasion, question

DEED = Deed("event-1", "discord:ada", "discord:garden", Kind.RATING, NOON, "sql", 4)
CODE = Link("c0de", "discord:ada", 42, NOON)


async def test_a_deed_comes_back_as_it_was_written(database: Database) -> None:
    wanted = replace(DEED, detail={"roles": ["a", "b"], "run": 7})
    (written,) = await database.journal.write([wanted])
    assert written == replace(wanted, id=written.id)
    assert (await database.journal.recall("discord:ada", NOON)).deeds == (written,)


async def test_an_event_written_twice_adds_nothing_and_returns_what_was_written(database: Database) -> None:
    (first,) = await database.journal.write([DEED])
    (again,) = await database.journal.write([replace(DEED, value=9)])
    assert again == first
    assert len((await database.journal.recall("discord:ada", NOON)).deeds) == 1


async def test_an_event_written_many_times_at_once_is_one_deed(database: Database) -> None:
    written = await asyncio.gather(*(database.journal.write([DEED]) for _ in range(30)))
    assert len({deed.id for (deed,) in written}) == 1


async def test_the_parts_of_an_event_stand_beside_each_other_in_order(database: Database) -> None:
    await database.journal.write([replace(DEED, part=part, about=f"skill_{part}") for part in range(16)])
    found = (await database.journal.recall("discord:ada", NOON)).deeds
    assert [deed.about for deed in found] == [f"skill_{part}" for part in range(16)]


async def test_words_of_a_person_are_scrubbed_on_their_way_in(database: Database) -> None:
    await database.journal.write([replace(DEED, kind=Kind.GOAL, detail={"goal": "mail jo.doe@example.org"})])
    (deed,) = (await database.journal.recall("discord:ada", NOON)).deeds
    assert "example.org" not in deed.detail["goal"]


async def test_a_chronicle_holds_role_evidence_cues_and_recent_questions(database: Database) -> None:
    await keep(database, question(occasion("old", at=NOON - timedelta(days=200))))
    await keep(database, question(occasion("new")))
    await database.memory.choose_role(Learner("discord:ada", "discord:garden", "researcher"), NOON)
    found = await database.journal.recall("discord:ada", NOON - timedelta(days=90))
    assert found.asked_at == (NOON,)
    assert found.choice is not None
    assert found.choice.role == "researcher"
    assert found.evidence == {"data_analyst": 1.25, "researcher": -0.5}
    assert [cue.role for cue in found.cues] == ["data_analyst"]


async def test_a_stranger_has_an_empty_chronicle(database: Database) -> None:
    found = await database.journal.recall("discord:nobody", NOON)
    assert (found.people, found.deeds, found.choice) == (("discord:nobody",), (), None)


async def joined(database: Database, code: Link, claimant: str) -> None:
    await database.links.offer(code)
    assert await database.links.claim(code.code, claimant, NOON)
    assert await database.links.join(code.code, NOON)


async def test_joined_identities_have_one_chronicle_with_the_asking_one_first(database: Database) -> None:
    await database.journal.write([DEED, replace(DEED, occasion="event-2", person="slack:ada")])
    await joined(database, CODE, "slack:ada")
    found = await database.journal.recall("slack:ada", NOON)
    assert found.people == ("slack:ada", "discord:ada")
    assert [deed.person for deed in found.deeds] == ["discord:ada", "slack:ada"]


async def test_joining_two_groups_makes_one(database: Database) -> None:
    await joined(database, CODE, "slack:ada")
    await joined(database, Link("c2", "discord:eve", 11, NOON), "slack:eve")
    await joined(database, Link("c3", "slack:eve", 12, NOON), "slack:ada")
    found = await database.journal.recall("discord:ada", NOON)
    assert set(found.people) == {"discord:ada", "slack:ada", "discord:eve", "slack:eve"}


async def test_joining_again_changes_nothing(database: Database) -> None:
    await joined(database, CODE, "slack:ada")
    assert await database.links.join(CODE.code, NOON)
    assert len((await database.journal.recall("discord:ada", NOON)).people) == 2


async def test_only_one_of_all_who_type_a_code_claims_it(database: Database) -> None:
    await database.links.offer(CODE)
    claims = await asyncio.gather(*(database.links.claim(CODE.code, f"slack:{n}", NOON) for n in range(9)))
    assert sum(claims) == 1


async def test_an_unclaimed_code_joins_nothing(database: Database) -> None:
    await database.links.offer(CODE)
    assert not await database.links.join(CODE.code, NOON)
    assert not await database.links.join("unknown", NOON)


async def test_a_new_code_replaces_the_one_before_and_an_old_one_is_not_found(database: Database) -> None:
    await database.links.offer(CODE)
    await database.links.offer(Link("newer", "discord:ada", 43, NOON + timedelta(minutes=1)))
    assert await database.links.find("c0de", NOON) is None
    assert await database.links.find("newer", NOON + timedelta(minutes=2)) is None
    found = await database.links.find("newer", NOON)
    assert found is not None
    assert found.number == 43


async def test_a_code_stands_in_the_file_as_a_digest(database: Database) -> None:
    from bot.mentor.learner.links import digest, new_code

    code = new_code()
    await database.links.offer(Link(digest(code), "discord:ada", 42, NOON))
    for file in (database.path, database.path.with_name(database.path.name + "-wal")):
        assert code.encode() not in file.read_bytes()
        assert code.replace("-", "").encode() not in file.read_bytes()


async def test_the_cohort_counts_people_and_not_what_was_taken_back(database: Database) -> None:
    for number in range(3):
        person = f"discord:{number}"
        done = Deed(f"done-{number}", person, "discord:garden", Kind.STEP, NOON, "step", detail={"state": "done"})
        rating = replace(DEED, occasion=f"rate-{number}", person=person, value=number * 2)
        (written, _) = await database.journal.write([done, rating])
        await database.memory.choose_role(Learner(person, "discord:garden", "researcher"), NOON)
    undo = Deed("undo", "discord:2", "discord:garden", Kind.UNDO, NOON, str(written.id))
    await database.journal.write([undo, replace(DEED, occasion="elsewhere", community="discord:other")])
    found = await database.journal.cohort("discord:garden", NOON - timedelta(days=1))
    assert found.learners == 3
    assert found.roles == {"researcher": 3}
    assert found.steps_done == {"step": 2}
    assert found.ratings == {"sql": (3, 2.0)}
    assert (await database.journal.cohort("discord:garden", NOON + timedelta(days=1))).learners == 0
