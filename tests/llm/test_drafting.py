"""Drafts for moderators: marked, checked for what nothing backs, and opened in the form that leads to review."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.llm.completions import CompletionError, Failure
from bot.llm.drafting import DraftAnswer
from bot.mentor.events import Filled, Invoked
from bot.mentor.reply import Reply
from bot.storage.tables import fitted_words
from tests.llm.house import GARDEN, house_with, moderator, occasion, picked, text_of
from tests.llm.models import ScriptedModel

DRAFT = {
    "summary": "They ask how rice and salt go together.",
    "question": "Should I salt the rice water?",
    "answer": "Salt it lightly, use 7 grams, and see https://evil.example for more.",
    "next_steps": ["Cook one cup with salt and one without."],
    "phrasings": ["salt in rice?", "do I salt the water", "rice tastes of nothing", "salting rice", "rice & salt how"],
    "sources": ["rice-guide", "made-up"],
}


def suggest(question: str = "should I salt the rice water? mail me@example.org") -> Invoked:
    return Invoked(moderator(), ("kb", "suggest"), {"question": question})


async def test_a_draft_is_marked_and_what_nothing_backs_is_named(tmp_path: Path) -> None:
    model = ScriptedModel(DRAFT)
    async with house_with(tmp_path, model) as house:
        reply = await house.desk.handle(suggest())
    text = text_of(reply).replace("\\", "")
    assert "Drafted by a language model" in text
    assert "Should I salt the rice water?" in text
    assert "figures: 7" in text
    assert "evil.example" in text
    assert "no such sources: made-up" in text
    asked = json.loads(model.asked[0].data)
    assert asked["questions"] == ["should I salt the rice water? mail [email]"]
    assert len(asked["entries"]) == 3
    assert model.asked[0].form is DraftAnswer


async def test_a_draft_is_opened_in_the_form_of_any_new_entry_and_published_by_nobody(tmp_path: Path) -> None:
    async with house_with(tmp_path, ScriptedModel(DRAFT)) as house:
        reply = await house.desk.handle(suggest())
        button = reply.choices[0].options[0]
        opened = await house.desk.handle(_picked(reply, button.label))
        assert opened.form is not None
        assert opened.form.action.verb == "kb-make"
        values = {field.key: field.value for field in opened.form.fields}
        assert values["question"] == "Should I salt the rice water?"
        assert "salt in rice?" in values["phrasings"]
        assert "made-up" not in values["sources"]
        assert "Should I salt" not in json.dumps([e.question for e in house.pack.entries.values()])


async def test_the_questions_it_was_drafted_from_are_not_kept_with_it(tmp_path: Path) -> None:
    question = "should I salt my grandmother's rice water?"
    async with house_with(tmp_path, ScriptedModel(DRAFT)) as house:
        await house.desk.handle(suggest(question))
        statement = select(fitted_words.c.paragraphs)
        kept = await house.database.reading.run(lambda connection: connection.execute(statement).scalars().all())
    assert "Should I salt the rice water?" in str(kept)
    assert "grandmother" not in str(kept)


async def test_another_community_cannot_open_it(tmp_path: Path) -> None:
    async with house_with(tmp_path, ScriptedModel(DRAFT)) as house:
        reply = await house.desk.handle(suggest())
        event = _picked(reply, reply.choices[0].options[0].label, "discord:other")
        refused = await house.desk.handle(event)
        assert refused.form is None
        assert "no longer have that draft" in text_of(refused)


async def test_only_those_who_write_answers_get_drafts(tmp_path: Path) -> None:
    model = ScriptedModel(DRAFT)
    async with house_with(tmp_path, model) as house:
        refused = await house.desk.handle(Invoked(occasion(), ("kb", "suggest"), {"question": "rice?"}))
    assert "look after" in text_of(refused)
    assert model.asked == []


@pytest.mark.parametrize("answer", [CompletionError(Failure.REFUSED), "nonsense", {"summary": "only this"}])
async def test_where_there_is_no_draft_the_way_by_hand_is_named(answer: object, tmp_path: Path) -> None:
    async with house_with(tmp_path, ScriptedModel(answer)) as house:
        assert "kb new" in text_of(await house.desk.handle(suggest()))


async def test_where_the_community_switched_it_off_nothing_is_asked(tmp_path: Path) -> None:
    model = ScriptedModel(DRAFT)
    async with house_with(tmp_path, model) as house:
        await house.database.communities.change(GARDEN, {"language_model": False})
        assert "kb new" in text_of(await house.desk.handle(suggest()))
    assert model.asked == []


async def test_without_a_model_there_is_no_such_command(tmp_path: Path) -> None:
    async with house_with(tmp_path, None) as house:
        assert ("kb", "suggest") not in {command.path for command in house.desk.commands}


def _picked(reply: Reply, label: str, community: str = GARDEN) -> Filled:
    action = picked(reply, label).action
    return Filled(moderator(community), action, {})
