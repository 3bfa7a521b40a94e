"""What a learner can do, on every face: find a role, rate skills, walk a path, keep progress, own their data."""

import re
from datetime import timedelta

import pytest

from tests.clocks import StillClock
from tests.scenarios.stage import Stage, flat


async def as_home_cook(stage: Stage, person: str = "ann") -> None:
    await stage.invoke("role set", {"role": "home_cook"}, person)


async def test_the_role_finder_asks_a_few_questions_and_says_why(stage: Stage) -> None:
    asked = await stage.invoke("role find")
    for _ in range(7):
        answers = {"Feed my family", "One good pan", "We laugh and order pizza", "A handful is a measure"}
        wanted = next((label for label in asked.choices if label in answers or label.startswith("Neither")), None)
        if wanted is None:
            break
        asked = await stage.pick(wanted)
    assert "closest to the work of a home cook" in flat(asked)
    assert "points to a home cook" in asked.text
    assert {"Home cook", "Line cook", "Pastry chef"} <= set(asked.choices)
    assert asked.is_private
    chosen = await stage.pick("Choose Home cook")
    assert "a home cook" in chosen.text
    assert "a home cook" in (await stage.invoke("role show")).text


async def test_what_a_role_is_like_can_be_read_page_by_page(stage: Stage) -> None:
    seen = await stage.invoke("role about", {"role": "line_cook"})
    assert "two hundred times a night" in seen.text
    assert "Food on the table" in seen.text
    assert "Ratios now and then" in (await stage.pick("What the math looks like")).text
    start = await stage.pick("How to begin")
    assert "Cook one dish three times" in start.text
    assert "Practice does" in start.text
    await stage.pick("Choose Line cook")
    assert "a line cook" in (await stage.invoke("role show")).text


async def test_a_role_to_look_at_can_be_picked(stage: Stage) -> None:
    offered = await stage.invoke("role about", {"role": "king"})
    assert "Which kind of work" in offered.text
    assert "two hundred times a night" in (await stage.pick("Line cook")).text


async def test_a_finder_question_can_be_skipped_taken_back_and_ended(stage: Stage) -> None:
    first = await stage.invoke("role find")
    second = await stage.pick(first.choices[0])
    assert "Question 2" in second.text
    back = await stage.pick("Back")
    assert "Question 1" in back.text
    assert "Question 2" in (await stage.pick("Skip")).text
    third = await stage.pick((await stage.invoke("role find")).choices[0])
    ended = await stage.pick("Show what you have")
    assert "Question 3" in third.text
    assert "How close each one is" in ended.text


async def test_two_roles_can_be_kept_as_a_mix(stage: Stage) -> None:
    first = await stage.invoke("role find")
    await stage.pick(first.choices[0])
    ended = await stage.pick("Show what you have")
    await stage.pick(next(label for label in ended.choices if label.startswith("Keep a mix")))
    assert " and a" in (await stage.invoke("path show")).text


async def test_skills_are_rated_in_one_form_and_what_cannot_be_read_is_said(stage: Stage) -> None:
    await as_home_cook(stage)
    opened = await stage.invoke("skills rate")
    assert opened.form == ("hands", "taste", "order")
    kept = await stage.fill(
        {"hands": "Knife work: 3\nHeat control 5/10\njuggling: 4", "taste": "", "order": "planning: 12"}
    )
    assert "Knife work: 3" in flat(kept)
    assert "Heat control: 5" in flat(kept)
    assert "juggling" in kept.text
    assert "from 0 to 10" in kept.text
    seen = await stage.invoke("skills show")
    assert "Planning (toward 5)" in flat(seen)
    text = await stage.pick("Show as text")
    assert "you 3, enough 3" in flat(text)


async def test_a_rating_can_be_given_in_one_line_and_taken_back(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("skills rate", {"skill": "knife_work", "rating": "2"})
    await stage.invoke("skills rate", {"skill": "knife_work", "rating": "7"})
    seen = await stage.pick("Undo")
    assert "Taken back" in seen.text
    assert "you 2, enough 3" in flat(await stage.pick("Show as text"))


async def test_three_questions_stand_beside_a_rating(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("skills rate", {"skill": "knife_work", "rating": "8"})
    await stage.invoke("skills check", {"skill": "knife_work"})
    assert "Not this one" in (await stage.pick("A heavier knife")).text
    await stage.pick("A blunt one")
    result = await stage.pick("It lets go")
    assert "0 of 3 right" in flat(result)
    assert "run a little ahead" in flat(result)


async def test_a_path_leads_on_step_by_step_and_every_mark_can_be_taken_back(stage: Stage) -> None:
    await as_home_cook(stage)
    path = await stage.invoke("path show")
    assert "Next: Choose one dish you like" in flat(path)
    assert "under way" in (await stage.pick("I've started")).text
    done = await stage.pick("Done")
    assert "“Choose one dish you like” is done" in flat(done)
    assert "Next: Cook it twice in a week" in flat(done)
    undone = await stage.pick("Undo")
    assert "Taken back" in undone.text
    assert "Next: Choose one dish you like" in flat(undone)


async def test_a_step_that_was_done_says_so_when_it_is_done_again(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("path show")
    await stage.pick("Choose one dish you like")
    await stage.pick("Done")
    await stage.invoke("path show")
    await stage.pick("Choose one dish you like")
    opened = await stage.pick("Open it again")
    assert "is open again" in opened.text


async def test_what_is_known_is_left_out_with_a_reason(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("skills rate", {"skill": "knife_work", "rating": "9"})
    assert "you rated Knife work 9" in flat(await stage.invoke("path show"))


async def test_hours_a_week_give_dates_and_another_role_is_laid_beside(stage: Stage) -> None:
    await as_home_cook(stage)
    dated = await stage.invoke("path hours", {"hours": "2"})
    assert "With 2 hours a week" in flat(dated)
    assert "2026" in dated.text
    compared = await stage.invoke("path compare", {"role": "pastry_chef", "hours": "10"})
    assert "Bake ten loaves of one bread" in compared.text
    assert "Cook dinner for six" in compared.text
    assert "With 10 hours a week" in flat(compared)
    assert "couldn't read" in (await stage.invoke("path hours", {"hours": "200"})).text


async def test_progress_shows_a_goal_the_counts_and_one_next_step(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("path show")
    await stage.pick("Done")
    assert (await stage.invoke("progress goal")).form == ("goal", "if", "then")
    kept = await stage.fill({"goal": "cook for my aunt", "if": "it is Sunday", "then": "I invite her"})
    assert "If it is Sunday, then I invite her" in flat(kept)
    seen = await stage.invoke("progress show")
    assert "Steps done: 1" in flat(seen)
    assert "cook for my aunt" in seen.text
    assert "Cook it twice in a week" in seen.text
    assert "You did it" in (await stage.pick("Goal reached")).text


async def test_six_weeks_away_end_with_a_welcome_and_a_next_step(stage: Stage, clock: StillClock) -> None:
    await as_home_cook(stage)
    await stage.invoke("path show")
    await stage.pick("Done")
    clock.move(timedelta(weeks=6))
    seen = await stage.invoke("progress show")
    assert "Good to see you" in seen.text
    assert "Cook it twice in a week" in seen.text
    assert not re.search(r"\b(lost|missed|streak|only)\b", seen.text)


async def test_somebody_new_gets_a_next_step_on_every_page(stage: Stage) -> None:
    for page in ("home", "progress show", "skills show", "path show"):
        seen = await stage.invoke(page)
        assert "Find my role" in seen.choices, page


async def test_an_exercise_is_judged_without_running_it(stage: Stage) -> None:
    task = await stage.invoke("exercise show")
    assert "from four to six people" in task.text
    assert "The factor is the same" in (await stage.pick("Hint 1")).text
    await stage.invoke("exercise show")
    assert (await stage.pick("Look at my code")).form == ("code", "output")
    half = await stage.fill({"code": "for x in [400, 2, 10]:\n    print(x)", "output": "400 2 10"})
    assert "I don't see it" in half.text
    assert "should be near 600" in flat(half)
    await stage.pick("Look at my code")
    right = await stage.fill({"code": "for x in [400, 2, 10]:\n    print(x * 6 / 4)", "output": "600.0\n3.0\n15.0"})
    assert "is right" in right.text


async def test_quick_checks_are_explained_and_come_back_for_those_who_want_it(stage: Stage, clock: StillClock) -> None:
    asked = await stage.invoke("quiz start", {"topic": "basics"})
    for _ in range(3):
        asked = await stage.pick(asked.choices[0])
    assert "of 3 right" in flat(asked)
    assert "at most 3 a day" in (await stage.pick("Ask me again later")).text
    clock.move(timedelta(days=40))
    assert "Question 1 of 3" in (await stage.invoke("quiz start")).text


async def test_everything_that_is_kept_can_be_seen_taken_along_and_deleted(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("path show")
    await stage.pick("Done")
    assert "Steps begun, done or skipped: 1" in flat(await stage.invoke("privacy show"))
    assert "one file" in (await stage.pick("Get it as a file")).text
    asked = await stage.invoke("privacy delete")
    assert "can't be taken back" in asked.text
    assert "Everything is deleted" in (await stage.pick("Yes, delete everything")).text
    assert "Next: Choose one dish" not in (await stage.invoke("path show")).text
    assert "Find my role" in (await stage.invoke("home")).choices


async def test_an_old_button_deletes_nothing(stage: Stage, clock: StillClock) -> None:
    await as_home_cook(stage)
    await stage.invoke("privacy delete")
    clock.move(timedelta(minutes=11))
    assert "nothing was deleted" in (await stage.pick("Yes, delete everything")).text
    assert "a home cook" in (await stage.invoke("role show")).text


async def test_two_accounts_become_one_when_both_sides_confirm(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("path show")
    await stage.pick("Done")
    made = await stage.invoke("link start")
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", made.text)
    assert code
    assert "your code" in (await stage.invoke("link confirm", {"code": code[0]})).text
    await stage.invoke("link start")
    assert "doesn't work" in (await stage.invoke("link confirm", {"code": code[0]}, "ben")).text
    made = await stage.invoke("link start")
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", made.text)
    assert code
    await stage.invoke("link confirm", {"code": code[0].lower()}, "ben")
    assert "Find my role" in (await stage.invoke("home", person="ben")).choices
    await stage.invoke("link confirm", {"code": code[0]}, "ben")
    number = re.search(r"\b\d\d\b", (await stage.pick("Yes, that's me", "ben")).text)
    assert number
    assert number[0] in (await stage.pick("I've typed it there")).text
    assert "one person" in (await stage.pick(f"Yes, it shows {number[0]}")).text
    assert "a home cook" in (await stage.invoke("home", person="ben")).text
    await stage.invoke("link part", person="ben")
    assert "a home cook" not in (await stage.invoke("home", person="ben")).text


async def test_everything_outlives_a_restart(stage: Stage) -> None:
    await as_home_cook(stage)
    await stage.invoke("path show")
    await stage.restart()
    done = await stage.pick("Done")
    assert "is done" in done.text


@pytest.mark.parametrize("path", ["skills show", "path show", "progress show", "home", "privacy show", "link start"])
async def test_what_concerns_one_person_is_seen_by_nobody_else(stage: Stage, path: str) -> None:
    await as_home_cook(stage)
    assert (await stage.invoke(path)).is_private
