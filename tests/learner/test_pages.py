"""What the pages say: to somebody new, to somebody with everything, to a mix, where a picture cannot be drawn."""

from datetime import timedelta

import pytest

from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.mentor.actions import MAX_ENCODED, Action
from bot.mentor.events import Standing
from bot.mentor.learner.drawings import ProgressDrawing, SkillsDrawing
from bot.mentor.memory import Learner
from bot.mentor.reply import Attachment, Audience, Gauges, Picture, Reply
from tests.learner.desk import Blackboard, Kitchen, Visitor, labels, text

PAGES = (
    "home",
    "role find",
    "skills show",
    "path show",
    "path compare",
    "progress show",
    "exercise show",
    "privacy show",
)
SHAMING = ("failed", "only ", "lost", "streak", "missed", "behind schedule", "should have", "!")


async def rate_all(ann: Visitor, rating: int, pack: Pack) -> None:
    for skill in pack.skills.values():
        await ann.use("skills rate", skill=skill.id, rating=str(rating))


def fits(reply: Reply) -> None:
    """Every choice and field is within what the tightest face takes."""
    for group in reply.choices:
        for choice in group.options:
            assert 0 < len(choice.label) <= 75, choice.label
            assert len(choice.hint) <= 100
            assert len(choice.action.encode()) <= MAX_ENCODED
    if reply.form is not None:
        assert len(reply.form.title) <= 24
        assert 1 <= len(reply.form.fields) <= 5
        for field in reply.form.fields:
            assert len(field.label) <= 45
            assert len(field.placeholder) <= 100
            assert len(field.value) <= field.max_length <= 3000
    for block in reply.blocks:
        if isinstance(block, Picture):
            assert len(block.alt) <= 1000


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load(shipped_folder())


@pytest.mark.parametrize("rating", [None, 0, 10])
async def test_every_page_of_the_shipped_pack_fits_and_shames_nobody(
    kitchen: Kitchen, shipped: Pack, rating: int | None
) -> None:
    kitchen.pack = shipped
    for role in shipped.roles:
        ann = kitchen.person(f"discord:{role}")
        await ann.do_again(Action("aim", (role, "path")))
        if rating is not None:
            await rate_all(ann, rating, shipped)
        for page in (*PAGES, "skills rate", "skills check", "quiz start", "progress goal", "path hours"):
            reply = await ann.use(page)
            fits(reply)
            assert reply.audience is Audience.ASKER
            assert "went wrong" not in text(reply)
            assert not [word for word in SHAMING if word in text(reply).lower()], page
        for step in shipped.paths[role].steps:
            fits(await ann.do_again(Action("step", (step.id,))))
        for check in shipped.checks:
            fits(await ann.do_again(Action("quiz", (shipped.checks[check].topic,))))


async def test_an_empty_profile_gets_a_next_step_on_every_page(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    for page in PAGES:
        assert labels(await ann.use(page)), page


async def test_a_gap_of_ten_is_room_to_grow(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("pastry_chef", "skills")))
    await rate_all(ann, 0, kitchen.pack)
    assert "Most room to grow: Doughs (toward 9)" in text(await ann.use("skills show"))
    assert "everyone in the field has been there" in text(ann.reply)


async def test_a_full_profile_has_no_gap_and_a_path_that_says_why_it_is_short(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("home_cook", "skills")))
    await rate_all(ann, 10, kitchen.pack)
    assert "Everything that is enough to start is there" in text(await ann.use("skills show"))
    path = text(await ann.use("path show"))
    assert "you rated Knife work 10, and it brings people to 3" in path
    assert "Every step of this path is behind you" in path


async def test_where_no_picture_can_be_drawn_the_rows_stand_there(kitchen: Kitchen) -> None:
    kitchen.board = Blackboard(png=None)
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("home_cook", "skills")))
    await rate_all(ann, 4, kitchen.pack)
    for page in ("skills show", "progress show"):
        reply = await ann.use(page)
        assert any(isinstance(block, Gauges) for block in reply.blocks)
        assert not any(isinstance(block, Picture) for block in reply.blocks)


async def test_the_picture_says_in_words_what_it_shows(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("home_cook", "skills")))
    await ann.use("skills rate", skill="knife_work", rating="1")
    reply = await ann.use("skills show")
    (picture,) = [block for block in reply.blocks if isinstance(block, Picture)]
    assert "Knife work: you 1, enough 3, 2 to go" in picture.alt
    assert picture.instead
    (drawing,) = kitchen.board.drawn
    assert isinstance(drawing, SkillsDrawing)
    assert next(row.have for group in drawing.groups for row in group.rows) == 1


async def test_then_and_now_are_said_and_drawn(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("home_cook", "skills")))
    await ann.use("skills rate", skill="knife_work", rating="2")
    kitchen.clock.move(timedelta(days=60))
    await ann.use("skills rate", skill="knife_work", rating="6")
    assert "Knife work: 2 on November 21, 2026, 6 now" in text(await ann.use("skills show"))
    drawing = kitchen.board.drawn[-1]
    assert isinstance(drawing, SkillsDrawing)
    assert drawing.groups[0].rows[0].before == 2


async def test_the_progress_picture_has_twelve_weeks_and_the_hours_of_the_way(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("home_cook", "path")))
    await ann.pick("Done")
    await ann.pick("I've started")
    await ann.use("progress show")
    drawing = kitchen.board.drawn[-1]
    assert isinstance(drawing, ProgressDrawing)
    assert len(drawing.weeks) == 12
    assert (drawing.done[1], drawing.under_way[1], drawing.left[1]) == (1, 4, 8)


async def test_what_was_said_in_conversation_counts_in_the_finder(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await keep_evidence(kitchen, "discord:ann", {"pastry_chef": 6.0, "home_cook": -3.0, "line_cook": -3.0})
    await ann.use("role find")
    await ann.pick("Skip")
    reply = await ann.do_again(Action("find-end", (ann.reply.choices[0].options[0].action.argument(0),)))
    (shares,) = [block for block in reply.blocks if isinstance(block, Gauges)]
    assert shares.rows[0].label == "Pastry chef"


async def keep_evidence(kitchen: Kitchen, person: str, evidence: dict[str, float]) -> None:
    from dataclasses import replace

    from tests.storage.samples import learner, occasion, question, talk

    asked = question(occasion("said", person))
    known: Learner = replace(learner(asked), evidence=evidence, cues=())
    await kitchen.database.memory.record(asked, talk(asked), known)


async def test_a_mix_needs_the_higher_of_both_and_walks_both_paths(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("mix", ("home_cook", "pastry_chef")))
    assert "a home cook and a pastry chef" in text(ann.reply)
    path = text(await ann.use("path show"))
    assert "Bake ten loaves" in path
    assert "Cook dinner for six" in path
    assert "Doughs: not rated, enough 9" in text(await ann.use("skills show"))


async def test_choosing_one_role_after_a_mix_ends_the_mix(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("mix", ("home_cook", "pastry_chef")))
    kitchen.clock.move(timedelta(seconds=1))
    await ann.do_again(Action("aim", ("line_cook", "path")))
    assert "Bake ten loaves" not in text(await ann.use("path show"))


async def test_an_export_is_one_file_with_everything(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("home_cook", "path")))
    await ann.use("progress goal")
    await ann.fill(goal="a cake with my own hands")
    reply = await ann.use("privacy export")
    (file,) = [block for block in reply.blocks if isinstance(block, Attachment)]
    assert file.name == "my-data-2026-11-21.json"
    assert b"a cake with my own hands" in file.content
    assert b'"home_cook"' in file.content


async def test_a_goal_is_kept_without_the_address_in_it(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.use("progress goal")
    await ann.fill(goal="write to jo.doe@example.org")
    assert "example.org" not in text(await ann.use("progress show"))


async def test_words_of_a_person_never_come_alive(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.do_again(Action("aim", ("home_cook", "path")))
    await ann.use("skills rate")
    await ann.fill(hands="**@everyone** [x](https://evil.example): 99")
    assert "**@everyone**" not in text(ann.reply)
    assert "everyone" in text(ann.reply)


async def test_moderators_see_numbers_only_from_five_people_up(kitchen: Kitchen) -> None:
    moderator = kitchen.person("discord:mod", Standing.MODERATOR)
    for number in range(4):
        await cook(kitchen, f"discord:{number}")
    assert "fewer than 5 people" in text(await moderator.use("cohort"))
    await cook(kitchen, "discord:4")
    await cook(kitchen, "discord:5", role="line_cook")
    seen = text(await moderator.use("cohort"))
    assert "At least 5 people" in seen
    assert "Home cook: 5 or more" in seen
    assert "Choose one dish you like: 5 or more" in seen
    assert "Line cook" not in seen
    assert "discord:" not in seen


async def cook(kitchen: Kitchen, person: str, role: str = "home_cook") -> None:
    visitor = kitchen.person(person)
    await visitor.do_again(Action("aim", (role, "path")))
    await visitor.use("skills rate", skill="knife_work", rating="4")
    await visitor.do_again(Action("mark", ("done", "choose-a-dish")))


async def test_the_cohort_of_one_community_holds_nobody_of_another(kitchen: Kitchen) -> None:
    for number in range(6):
        await cook(kitchen, f"discord:{number}")
    elsewhere = kitchen.person("discord:mod", Standing.MODERATOR, community="discord:2")
    assert "fewer than 5 people" in text(await elsewhere.use("cohort"))


async def test_the_cohort_is_for_moderators(kitchen: Kitchen) -> None:
    assert "look after this community" in text(await kitchen.person().use("cohort"))


async def test_no_more_than_three_questions_come_back_in_a_day(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    for topic in ("basics", "flavour"):
        reply = await ann.use("quiz start", topic=topic)
        while any(choice.action.verb == "quizzed" for group in reply.choices for choice in group.options):
            reply = await ann.pick(labels(reply)[0])
    await ann.use("quiz repeat", on="yes")
    kitchen.clock.move(timedelta(days=90))
    reply = await ann.use("quiz start")
    for _ in range(3):
        assert any(choice.action.verb == "quizzed" for group in reply.choices for choice in group.options)
        reply = await ann.pick(labels(reply)[0])
    assert "of 3 right" in text(reply)
    assert "Questions that came back" not in str(labels(await ann.do_again(Action("page", ("quiz",)))))
    kitchen.clock.move(timedelta(days=1))
    assert "Questions that came back" in str(labels(await ann.do_again(Action("page", ("quiz",)))))


async def test_nothing_comes_back_for_those_who_did_not_ask_for_it(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    reply = await ann.use("quiz start", topic="basics")
    for _ in range(3):
        reply = await ann.pick(labels(reply)[0])
    kitchen.clock.move(timedelta(days=90))
    assert "came back" not in str(labels(await ann.do_again(Action("page", ("quiz",)))))


async def test_the_picture_of_somebody_without_a_role_names_none(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.use("skills rate", skill="knife_work", rating="1")
    reply = await ann.use("progress show")
    (picture,) = [block for block in reply.blocks if isinstance(block, Picture)]
    way = kitchen.pack.learner_voice
    assert f"{way.way_open}: " in picture.alt
    assert way.way_title.format(role="") not in picture.alt
