"""What stands is what the deeds add up to."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.mentor.learner.journal import Kind, RoleChoice
from bot.mentor.learner.record import StepState
from tests.learner.deeds import NOON, Diary


def test_nothing_done_is_an_empty_record() -> None:
    record = Diary().record()
    assert record.role is None
    assert record.rated == {}
    assert record.goal is None
    assert record.state_of("any") is StepState.OPEN


def test_the_last_rating_counts_and_the_first_is_remembered() -> None:
    diary = Diary()
    diary.rate("sql", 3)
    diary.rate("sql", 6)
    record = diary.record()
    assert record.rated == {"sql": 6}
    assert [rated.value for rated in record.ratings["sql"]] == [3, 6]


def test_a_rating_that_was_taken_out_is_none() -> None:
    diary = Diary()
    diary.rate("sql", 3)
    diary.rate("sql", None)
    assert diary.record().rated == {}


def test_taking_back_one_rating_of_a_form_takes_back_the_whole_form() -> None:
    diary = Diary()
    diary.rate("sql", 1)
    first = diary.rate("sql", 5, occasion="form", part=0)
    diary.rate("python", 7, occasion="form", part=1)
    diary.undo(first)
    assert diary.record().rated == {"sql": 1}


def test_taking_back_an_older_mark_leaves_a_newer_one_standing() -> None:
    diary = Diary()
    started = diary.mark("step", "started")
    diary.mark("step", "done")
    diary.undo(started)
    assert diary.record().state_of("step") is StepState.DONE


def test_taking_back_twice_is_the_same_as_once() -> None:
    diary = Diary()
    diary.mark("step", "started")
    done = diary.mark("step", "done")
    diary.undo(done)
    diary.undo(done)
    assert diary.record().state_of("step") is StepState.STARTED


def test_a_mix_counts_until_a_role_is_chosen_after_it() -> None:
    diary = Diary()
    diary.note(Kind.MIX, detail={"roles": ["a", "b"]})
    assert diary.record().roles == ("a", "b")
    assert diary.record(RoleChoice("c", NOON - timedelta(hours=1))).roles == ("a", "b")
    assert diary.record(RoleChoice("c", NOON + timedelta(hours=1))).roles == ("c",)
    assert diary.record(RoleChoice(None, NOON + timedelta(hours=1))).roles == ()


def test_the_first_answer_to_a_question_of_a_run_counts() -> None:
    diary = Diary()
    start = diary.note(Kind.FINDER_START)
    diary.note(Kind.FINDER_ANSWER, "q", 0, {"run": start.id})
    diary.note(Kind.FINDER_ANSWER, "q", 1, {"run": start.id})
    diary.note(Kind.FINDER_ANSWER, "other", None, {"run": start.id})
    assert [(a.question, a.option) for a in diary.record().run.answers] == [("q", 0), ("other", None)]


def test_a_new_run_begins_without_the_answers_of_the_one_before() -> None:
    diary = Diary()
    start = diary.note(Kind.FINDER_START)
    diary.note(Kind.FINDER_ANSWER, "q", 0, {"run": start.id})
    diary.note(Kind.FINDER_END, str(start.id))
    assert diary.record().run.is_ended
    diary.note(Kind.FINDER_START)
    assert diary.record().run.answers == ()
    assert not diary.record().run.is_ended


def test_a_self_check_counts_once_a_sitting_and_the_last_sitting_stands() -> None:
    diary = Diary()
    for sitting, value in (("one", 1), ("one", 0), ("two", 0)):
        diary.note(Kind.SELF_CHECK, "sql", value, {"question": 0, "option": value, "sitting": sitting})
    assert diary.record().self_checks["sql"].right == {0: False}
    diary.deeds.pop()
    assert diary.record().self_checks["sql"].right == {0: True}


def test_a_quick_check_answered_twice_in_a_round_counts_once() -> None:
    diary = Diary()
    start = diary.note(Kind.QUIZ_START, "topic", detail={"checks": ["x"]})
    diary.note(Kind.QUIZ_ANSWER, "x", 1, {"round": start.id, "option": 2})
    diary.note(Kind.QUIZ_ANSWER, "x", 0, {"round": start.id, "option": 0})
    record = diary.record()
    assert record.rounds[start.id].answers == {"x": 2}
    assert [answer.is_right for answer in record.checks] == [True]


def test_a_goal_stands_until_it_is_reached_or_let_go() -> None:
    diary = Diary()
    diary.note(Kind.GOAL, detail={"goal": "ship it", "if": "it rains", "then": "I write"})
    goal = diary.record().goal
    assert goal is not None
    assert (goal.goal, goal.cue, goal.plan) == ("ship it", "it rains", "I write")
    diary.note(Kind.GOAL, value=1)
    assert diary.record().goal is None
    assert diary.record().goals_reached == 1


def test_a_tip_tried_twice_is_one_tip() -> None:
    diary = Diary()
    diary.note(Kind.TIP_TRIED, "tip")
    diary.note(Kind.TIP_TRIED, "tip")
    assert diary.record().tips_tried == 1


def test_a_form_with_many_ratings_is_one_thing_done() -> None:
    diary = Diary()
    diary.rate("sql", 1, occasion="form", part=0)
    diary.rate("python", 2, occasion="form", part=1)
    assert len(diary.record().active_at) == 1


def test_questions_asked_are_part_of_being_active() -> None:
    diary = Diary()
    diary.rate("sql", 1)
    assert diary.record(asked_at=(NOON - timedelta(days=9),)).active_at == (NOON - timedelta(days=9), NOON)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(list(StepState)), st.booleans()), max_size=20))
def test_a_step_stands_as_the_last_mark_that_was_not_taken_back(
    marks: list[tuple[str, StepState, bool]],
) -> None:
    diary = Diary()
    made = [(diary.mark(step, state.value), step, state, is_undone) for step, state, is_undone in marks]
    for deed, _, _, is_undone in made:
        if is_undone:
            diary.undo(deed)
    record = diary.record()
    for step in "xyz":
        left = [state for _, name, state, is_undone in made if name == step and not is_undone]
        assert record.state_of(step) is (left[-1] if left else StepState.OPEN)
