"""Double clicks, two devices at once, stale buttons, repeated events: harmless and explained."""

import asyncio

from bot.mentor.actions import Action
from bot.mentor.events import Occasion, Picked
from bot.mentor.learner.journal import Kind
from tests.learner.desk import Kitchen, Visitor, labels, text

LONG_AGO = Action("find", ("1", "evening", "0"))


async def kinds(kitchen: Kitchen, person: str = "discord:ann") -> list[Kind]:
    chronicle = await kitchen.database.journal.recall(person, kitchen.clock.now())
    return [deed.kind for deed in chronicle.deeds]


async def as_home_cook(ann: Visitor) -> None:
    await ann.do_again(Action("aim", ("home_cook", "path")))


async def test_the_same_event_worked_on_twice_leaves_one_deed_and_says_the_same(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    done, event = ann.action("Done"), ann.occasion()
    first = await ann.do_again(done, event)
    again = await ann.do_again(done, event)
    assert await kinds(kitchen) == [Kind.STEP]
    assert text(again) == text(first)


async def test_a_second_click_on_done_says_it_was_done(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    done = ann.action("Done")
    await ann.do_again(done)
    second = await ann.do_again(done)
    assert "is done already, since November 21, 2026. Nothing changed" in text(second)
    assert await kinds(kitchen) == [Kind.STEP]


async def test_two_devices_at_once_end_in_one_state(kitchen: Kitchen) -> None:
    phone, desk = kitchen.person(), kitchen.person()
    await as_home_cook(phone)
    done = phone.action("Done")
    await asyncio.gather(phone.do_again(done), desk.do_again(done), phone.do_again(done))
    assert "Cook it twice" in text(await phone.use("path show"))


async def test_undo_pressed_twice_says_so_and_leaves_the_state(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    await ann.pick("Done")
    undo = ann.action("Undo")
    assert "Taken back." in text(await ann.do_again(undo))
    assert "taken back before" in text(await ann.do_again(undo))


async def test_the_undo_of_an_event_worked_on_twice_is_not_called_old(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    await ann.pick("Done")
    undo, event = ann.action("Undo"), ann.occasion()
    first = await ann.do_again(undo, event)
    assert text(await ann.do_again(undo, event)) == text(first)


async def test_a_stale_undo_takes_back_its_own_deed_and_no_newer_one(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    await ann.pick("I've started")
    stale = ann.action("Undo")
    await ann.pick("Done")
    await ann.do_again(stale)
    assert "Cook it twice" in text(await ann.use("path show"))


async def test_nobody_takes_back_what_another_did(kitchen: Kitchen) -> None:
    ann, ben = kitchen.person(), kitchen.person("discord:ben")
    await as_home_cook(ann)
    await ann.pick("Done")
    assert "can't take that back" in text(await ben.do_again(ann.action("Undo")))
    assert await kinds(kitchen) == [Kind.STEP]


async def test_an_answer_of_an_earlier_round_shows_where_one_is_now(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.use("role find")
    stale = next(c.action for c in ann.reply.choices[0].options)
    await ann.do_again(Action("find-again"))
    assert "from an earlier round" in text(await ann.do_again(stale))
    assert (await kinds(kitchen)).count(Kind.FINDER_ANSWER) == 0


async def test_a_question_answered_twice_keeps_the_first_answer_and_says_so(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.use("role find")
    first, other = (choice.action for choice in ann.reply.choices[0].options[:2])
    await ann.do_again(first)
    said = text(await ann.do_again(other))
    assert "You answered that one before" in said
    assert "Question 2" in said
    assert (await kinds(kitchen)).count(Kind.FINDER_ANSWER) == 1


async def test_the_same_answer_twice_goes_on_without_a_word(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.use("role find")
    first = ann.reply.choices[0].options[0].action
    await ann.do_again(first)
    assert "before" not in text(await ann.do_again(first))


async def test_a_check_question_answered_twice_counts_the_first_time(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    await ann.use("skills rate", skill="knife_work", rating="8")
    await ann.use("skills check", skill="knife_work")
    wrong, right = ann.action("A heavier knife"), ann.action("A damp cloth")
    await ann.do_again(wrong)
    assert "Not this one" in text(await ann.do_again(right))
    assert (await kinds(kitchen)).count(Kind.SELF_CHECK) == 1


async def test_a_quick_check_answered_twice_counts_the_first_time(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.use("quiz start", topic="flavour")
    wrong, right = ann.action("Only at the table"), ann.action("A little at each stage")
    await ann.do_again(wrong)
    assert "0 of 1 right" in text(await ann.do_again(right))


async def test_a_form_sent_twice_changes_nothing_the_second_time(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    form = await ann.use("skills rate")
    await ann.fill(hands="Knife work: 4")
    ann.reply = form
    assert "Nothing changed" in text(await ann.fill(hands="Knife work: 4"))
    assert await kinds(kitchen) == [Kind.RATING]


async def test_a_goal_reached_twice_is_one_goal(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await ann.use("progress goal")
    await ann.fill(goal="bake")
    await ann.use("progress show")
    reached = ann.action("Goal reached")
    await ann.do_again(reached)
    assert "no open goal" in text(await ann.do_again(reached))


async def test_buttons_of_content_that_is_gone_are_explained(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    gone = [
        Action("mark", ("done", "no-such-step")),
        Action("mark", ("boiled", "choose-a-dish")),
        Action("step", ("no-such-step",)),
        Action("checked", ("no_skill", "x", "0", "0")),
        Action("checked", ("knife_work", "x", "7", "0")),
        Action("checked", ("knife_work", "x", "0", "9")),
        Action("quizzed", ("77", "water-for-rice", "0")),
        Action("aim", ("king", "path")),
        Action("mix", ("king", "queen")),
        Action("page", ("no-such-page",)),
        Action("undo", ("99",)),
        Action("hint", ("no-such-exercise", "0")),
        Action("code", ("no-such-exercise",)),
        Action("look", ("king",)),
        Action("link-join", ("0" * 16,)),
        Action("link-check", ("0" * 16,)),
        Action("link-claim", ("0" * 16,)),
        LONG_AGO,
    ]
    for action in gone:
        reply = await ann.do_again(action)
        assert text(reply), action
        assert "went wrong" not in text(reply), action
    assert await kinds(kitchen) == []


async def test_deeds_are_written_before_they_are_confirmed(kitchen: Kitchen) -> None:
    ann = kitchen.person()
    await as_home_cook(ann)
    done = ann.action("Done")
    await kitchen.database.writing.close()
    reply = await ann.do_again(done)
    assert "is done" not in text(reply)


async def test_an_event_repeated_by_another_process_is_the_same_deed(kitchen: Kitchen) -> None:
    here, there = kitchen.person(), kitchen.person()
    await as_home_cook(here)
    done, event = here.action("Done"), here.occasion()
    replies = await asyncio.gather(here.do_again(done, event), there.do_again(done, event))
    assert await kinds(kitchen) == [Kind.STEP]
    assert all("is done" in text(reply) for reply in replies)


async def test_a_finder_answer_of_another_person_is_not_theirs(kitchen: Kitchen) -> None:
    ann, ben = kitchen.person(), kitchen.person("discord:ben")
    await ann.use("role find")
    theirs: Occasion = ben.occasion()
    await ben.desk.handle(Picked(theirs, ann.reply.choices[0].options[0].action))
    assert (await kinds(kitchen)).count(Kind.FINDER_ANSWER) == 0
    assert labels(await ann.use("role find"))
