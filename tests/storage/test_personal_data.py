import json
import re

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, Text, insert

from bot.door.inbox import LetterState
from bot.mentor.memory import Learner, Verdict
from bot.storage import Database
from bot.storage.tables import (
    curation_audit,
    fitted_words,
    identities,
    journal,
    kept_words,
    link_codes,
    metadata,
    model_calls,
    notices,
    review_items,
    revision_saves,
    revisions,
    tip_days,
    tip_reactions,
    tip_targets,
)
from bot.storage.tables.base import Forgetting, declared, people_in
from tests.storage.samples import NOON, keep, letter, occasion, question

LOOKS_LIKE_A_PERSON = re.compile(
    r"person|people|user|author|asker|owner|member|learner_id|approver|reviewer|moderator$|^by$|_by$|^who$"
)


def undeclared(tables: MetaData) -> list[str]:
    """What is wrong with how tables declare the people in them."""
    faults = []
    for table in tables.tables.values():
        people = set(people_in(table))
        suspects = {column.name for column in table.columns if LOOKS_LIKE_A_PERSON.search(column.name)}
        faults += [f"{table.name}.{name} names a person: give it the type PersonId" for name in suspects - people]
        covered = {declaration.column for declaration in declared(table)}
        faults += [f"{table.name}.{name} has no export and no delete: declare it personal" for name in people - covered]
        for declaration in declared(table):
            if declaration.forgetting is Forgetting.BLANK and declaration.column not in declaration.blanked:
                faults.append(f"{table.name}.{declaration.column} stays when its person is forgotten")
            faults += [
                f"{table.name} has no column {name}"
                for name in (declaration.column, *declaration.blanked, *declaration.withheld)
                if name not in table.columns
            ]
            faults += [
                f"{table.name}.{name} cannot be blanked"
                for name in declaration.blanked
                if not table.columns[name].nullable
            ]
    return faults


def test_every_table_with_a_person_in_it_says_how_it_is_exported_and_forgotten() -> None:
    assert undeclared(metadata) == []


def test_every_kind_of_personal_data_has_a_title_of_its_own() -> None:
    titles = [declaration.title for table in metadata.sorted_tables for declaration in declared(table)]
    assert len(titles) == len(set(titles))


def test_a_table_that_forgets_to_declare_its_people_is_found() -> None:
    tables = MetaData()
    Table("notes", tables, Column("author", Text), Column("note", Text))
    assert undeclared(tables) == ["notes.author names a person: give it the type PersonId"]


async def live_a_little(database: Database, person: str, event: str) -> None:
    """Leave a trace in every table there is."""
    asked = question(occasion(event, person, conversation=f"discord:thread:{person}"), text=f"the words of {person}")
    await keep(database, asked)
    await database.memory.choose_role(Learner(person, "discord:garden", "researcher"), NOON)
    await database.memory.judge(asked, person, Verdict.NOT_HELPFUL, f"said {person}", NOON)
    await database.inbox.receive("discord", letter(f"pending-{event}", person=person, conversation=person), None)
    await database.writing.run(lambda connection: leave_traces_of_learning(connection, person))
    await database.writing.run(lambda connection: leave_traces_of_tips(connection, person))
    await database.writing.run(lambda connection: leave_traces_of_curation(connection, person))
    await database.writing.run(lambda connection: leave_traces_of_review(connection, person))
    await database.writing.run(lambda connection: leave_traces_of_assistance(connection, person))


def leave_traces_of_learning(connection: Connection, person: str) -> None:
    code = {"number": 42, "made_at": NOON}
    line = {"part": 0, "community": "discord:garden", "kind": "rating", "about": "sql", "value": 4, "at": NOON}
    connection.execute(insert(journal).values(occasion=f"rating-{person}", person=person, **line))
    connection.execute(insert(identities).values(person=person, learner=f"learner-{person}", at=NOON))
    connection.execute(insert(link_codes).values(code=f"made-{person}", person=person, **code))
    connection.execute(insert(link_codes).values(code=f"used-{person}", person="slack:third", claimant=person, **code))


def leave_traces_of_tips(connection: Connection, person: str) -> None:
    target = {
        "id": f"target-{person}", "platform": "discord", "kind": "person", "community": "discord:garden", "place": "",
        "person": person, "at": "09:00", "zone": "UTC", "days": [0], "roles": [], "level": 3, "state": "active",
        "version": 1, "saved_at": NOON,
    }  # fmt: skip
    day = {"target": f"target-{person}", "day": NOON.date(), "key": f"key-{person}", "state": "sent"}
    reaction = {"community": "discord:garden", "tip": "read-a-loss-curve", "reaction": "tried", "at": NOON}
    connection.execute(insert(tip_targets).values(target))
    connection.execute(insert(tip_days).values(day | {"person": person, "origin": "chosen", "tries": 1}))
    connection.execute(insert(tip_reactions).values(reaction | {"person": person}))


def leave_traces_of_curation(connection: Connection, person: str) -> None:
    revision = {
        "community": "discord:garden", "kind": "entry", "subject": "rice", "state": "draft", "content": {"entry": {}},
        "base_number": 0, "version": 1, "reason": "", "begun_at": NOON, "changed_at": NOON,
    }  # fmt: skip
    words = {"community": "discord:garden", "place": "", "link": "", "name": "", "words": "", "state": "asked"}
    act = {"community": "discord:garden", "standing": "owner", "act": "published", "subject": "rice", "detail": ""}
    connection.execute(insert(revisions).values(id=f"written-{person}", person=person, **revision))
    connection.execute(insert(revisions).values(id=f"approved-{person}", approver=person, **revision))
    save = {"revision": f"written-{person}", "version": 1, "content": {}, "at": NOON}
    connection.execute(insert(revision_saves).values(save | {"person": person}))
    connection.execute(insert(curation_audit).values(occasion=f"act-{person}", person=person, at=NOON, **act))
    connection.execute(insert(kept_words).values(id=f"kept-{person}", person=person, at=NOON, **words))
    wanted = {"id": f"wanted-{person}", "person": "slack:third", "keeper": person, "at": NOON}
    connection.execute(insert(kept_words).values(wanted | words))


def leave_traces_of_review(connection: Connection, person: str) -> None:
    item = {"community": "discord:garden", "kind": "unanswered", "opened_at": NOON, "left_at": NOON}
    wish = {"kind": "answer", "platform": "discord", "community": "discord:garden", "detail": {}, "made_at": NOON}
    connection.execute(insert(review_items).values(id=f"left-{person}", left_by=person, **item))
    connection.execute(insert(notices).values(key=f"wish-{person}", person=person, state="wished", tries=0, **wish))


def leave_traces_of_assistance(connection: Connection, person: str) -> None:
    place = {"community": "discord:garden", "person": person, "at": NOON}
    call = {"purpose": "fit", "question": "q", "model": "m", "tokens_in": 1, "tokens_out": 1, "cost": 1}
    connection.execute(insert(model_calls).values(id=f"call-{person}", day=NOON.date(), **place, **call))
    words = {"entry": "rice", "paragraphs": ["Rinse it."]}
    connection.execute(insert(fitted_words).values(key=f"words-{person}", **place, **words))


async def test_an_export_holds_everything_and_only_what_is_theirs(database: Database) -> None:
    await live_a_little(database, "discord:ada", "event-1")
    await live_a_little(database, "discord:bob", "event-2")
    export = await database.personal_data.export("discord:ada")
    titles = {declaration.title for table in metadata.sorted_tables for declaration in declared(table)}
    assert {title for title, rows in export.items() if isinstance(rows, list) and len(rows) == 1} == titles | {"people"}
    written = json.dumps(export)
    assert "the words of discord:ada" in written
    assert "bob" not in written
    assert "interaction-token" not in written
    assert export["questions"][0]["at"] == NOON.isoformat()
    assert export["profile"][0]["cues"] == [{"words": "I make dashboards", "role": "data_analyst"}]


async def test_the_forgotten_are_nowhere_and_the_others_untouched(database: Database) -> None:
    await live_a_little(database, "discord:ada", "event-1")
    await live_a_little(database, "discord:bob", "event-2")
    before = await database.personal_data.export("discord:bob")
    counts = await database.personal_data.forget("discord:ada")
    assert set(counts.values()) == {1}
    after = await database.personal_data.export("discord:ada")
    assert all(rows == [] for title, rows in after.items() if title not in {"people", "exported_at"})
    assert await database.personal_data.export("discord:bob") == before


async def test_one_person_on_two_platforms_is_exported_and_forgotten_as_one(database: Database) -> None:
    await live_a_little(database, "discord:ada", "event-1")
    await live_a_little(database, "slack:ada", "event-2")
    export = await database.personal_data.export("discord:ada", "slack:ada")
    assert len(export["questions"]) == 2
    await database.personal_data.forget("discord:ada", "slack:ada")
    assert (await database.personal_data.export("discord:ada", "slack:ada"))["questions"] == []


async def test_forgetting_a_stranger_is_no_error(database: Database) -> None:
    assert set((await database.personal_data.forget("discord:nobody")).values()) == {0}


async def test_what_others_said_of_a_forgotten_question_goes_with_it(database: Database) -> None:
    asked = question()
    await keep(database, asked)
    await database.memory.judge(asked, "discord:bob", Verdict.HELPFUL, "", NOON)
    await database.personal_data.forget("discord:ada")
    assert (await database.personal_data.export("discord:bob"))["verdicts"] == []


@pytest.mark.parametrize("person", ["discord:ada", "slack:T1:U2", "terminal:me", "odd ' name"])
async def test_nothing_of_the_forgotten_is_left_in_the_files(database: Database, person: str) -> None:
    words = "a sentence that only this person ever wrote"
    for n in range(30):
        await keep(database, question(occasion(f"event-{n}", person, conversation=f"{person}:{n}"), text=words * 40))
    await database.inbox.stay_alive("me", NOON)
    await database.inbox.receive("discord", letter("1", words, person=person), "me")
    await database.inbox.settle("me", "1", LetterState.SENT, "x")
    files = [database.path, database.path.with_name(database.path.name + "-wal")]
    assert any(words.encode() in file.read_bytes() for file in files)
    await database.personal_data.forget(person)
    for file in files:
        assert words.encode() not in file.read_bytes()
        assert person.encode() not in file.read_bytes()
