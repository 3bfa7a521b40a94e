"""A path is ordered by what pays soonest, builds first, leaves out what is known, and is always the same."""

import random
from datetime import date

import pytest

from bot.knowledge.growth import Path, Resource, Step
from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.mentor.learner.gaps import needs
from bot.mentor.learner.journal import Kind
from bot.mentor.learner.planning import Plan, difference, levels, plan, steps_of
from bot.mentor.learner.record import StepState
from tests.learner.deeds import Diary

DAY = date(2026, 11, 21)
NEED = {"sql": 6, "python": 6, "math": 4}


def step(id_: str, phase: str = "foundation", hours: int = 10, *, after: tuple[str, ...] = (), **gains: int) -> Step:
    return Step(
        id=id_, title=id_, phase=phase, why="because", hours=hours, gains=gains, after=after,
        resources=(Resource(title="a book", author="someone", free=True),), done_when="it is done",
    )  # fmt: skip


def lay(*steps: Step, diary: Diary | None = None, hours: int | None = None, need: dict[str, int] | None = None) -> Plan:
    paths = {"role": Path(role="role", intro="a way", steps=steps)}
    record = (diary or Diary()).record()
    return plan(paths, ("role",), need or NEED, record, day=DAY, hours_a_week=hours)


def ids(found: Plan) -> list[str]:
    return [planned.step.id for planned in found.left]


def test_building_comes_in_its_order_and_theory_after_it() -> None:
    steps = [step(phase, phase) for phase in ("job", "theory", "deploy", "finetune", "pretrained", "goal")]
    assert ids(lay(*steps)) == ["goal", "pretrained", "finetune", "deploy", "theory", "job"]


def test_what_a_step_stands_on_is_pulled_in_before_it() -> None:
    found = lay(
        step("ship", "deploy", after=("python",)), step("theory", "theory"), step("python"), step("goal", "goal")
    )
    assert ids(found) == ["goal", "python", "ship", "theory"]


def test_within_a_phase_the_step_that_closes_most_an_hour_comes_first() -> None:
    found = lay(step("long", hours=30, sql=6), step("short", hours=5, math=4), step("middle", hours=10, python=6))
    assert ids(found) == ["short", "middle", "long"]
    assert [planned.closes for planned in found.left] == [4, 6, 6]


def test_what_an_earlier_step_gave_is_not_counted_again() -> None:
    found = lay(step("first", hours=5, sql=6), step("second", hours=5, sql=6), step("third", hours=5, math=1))
    assert ids(found) == ["first", "third", "second"]
    assert [planned.closes for planned in found.left] == [6, 1, 0]


def test_gains_above_what_is_needed_close_no_gap() -> None:
    (planned,) = lay(step("deep", math=9)).left
    assert planned.closes == 4


def test_what_is_known_is_left_out_with_its_ground() -> None:
    diary = Diary()
    diary.rate("sql", 7)
    found = lay(step("sql-basics", sql=5), step("both", sql=5, python=5), diary=diary)
    assert ids(found) == ["both"]
    assert found.known[0].step.id == "sql-basics"
    assert found.known[0].grounds == (("sql", 7, 5),)


def test_enough_for_the_role_is_enough() -> None:
    diary = Diary()
    diary.rate("math", 4)
    assert lay(step("proofs", math=9), diary=diary).known[0].grounds == (("math", 4, 4),)


@pytest.mark.parametrize("state", ["started", "kept"])
def test_a_known_step_stays_when_it_is_under_way_or_wanted(state: str) -> None:
    diary = Diary()
    diary.rate("sql", 7)
    diary.mark("sql-basics", state)
    assert ids(lay(step("sql-basics", sql=5), diary=diary)) == ["sql-basics"]


def test_done_and_skipped_steps_are_behind() -> None:
    diary = Diary()
    diary.mark("a", "done")
    diary.mark("b", "skipped")
    found = lay(step("a"), step("b"), step("c"), diary=diary)
    assert (ids(found), [s.id for s in found.done], [s.id for s in found.skipped]) == (["c"], ["a"], ["b"])


def test_a_step_under_way_comes_next() -> None:
    diary = Diary()
    diary.mark("late", "started")
    assert ids(lay(step("goal", "goal"), step("late", "job"), diary=diary)) == ["late", "goal"]


def test_a_done_step_raises_the_level_unless_it_was_rated_since() -> None:
    steps = (step("a", sql=5, math=3),)
    diary = Diary()
    diary.rate("sql", 2)
    diary.mark("a", "done")
    assert levels(diary.record(), steps) == {"sql": 5, "math": 3}
    diary.rate("sql", 4)
    assert levels(diary.record(), steps) == {"sql": 4, "math": 3}


def test_hours_a_week_give_dates() -> None:
    found = lay(step("a", "goal", 5), step("b", "deploy", 10), hours=5)
    assert [planned.done_by for planned in found.left] == [date(2026, 11, 28), date(2026, 12, 12)]
    assert found.done_by == date(2026, 12, 12)
    assert lay(step("a")).done_by is None


def test_steps_that_wait_for_each_other_still_end() -> None:
    assert sorted(ids(lay(step("a", after=("b",)), step("b", after=("a",))))) == ["a", "b"]


def test_a_step_that_waits_for_a_known_one_does_not_wait() -> None:
    diary = Diary()
    diary.rate("sql", 9)
    assert ids(lay(step("known", sql=5), step("next", after=("known",)), diary=diary)) == ["next"]


def test_steps_of_two_paths_stand_once() -> None:
    paths = {
        "a": Path(role="a", intro="x", steps=(step("shared"), step("mine"))),
        "b": Path(role="b", intro="x", steps=(step("shared"), step("other"))),
    }
    assert [s.id for s in steps_of(paths, ("a", "b"))] == ["shared", "mine", "other"]


def test_a_difference_names_what_is_new_gone_and_the_same() -> None:
    found = difference(lay(step("x"), step("y")), lay(step("y"), step("z")))
    assert [s.id for s in found.only_mine] == ["x"]
    assert [s.id for s in found.only_other] == ["z"]
    assert [s.id for s in found.shared] == ["y"]


@pytest.fixture(scope="module")
def shipped() -> Pack:
    return load(shipped_folder())


def test_every_shipped_path_is_ordered_soundly_for_any_profile(shipped: Pack) -> None:
    dice = random.Random(1)
    for _ in range(150):
        roles = tuple(dice.sample(list(shipped.paths), dice.choice([1, 2])))
        steps = steps_of(shipped.paths, roles)
        diary = Diary()
        for skill in shipped.skills:
            if dice.random() < 0.7:
                diary.rate(skill, dice.randint(0, 10))
        for one in steps:
            if dice.random() < 0.3:
                diary.mark(one.id, dice.choice(list(StepState)).value)
        diary.note(Kind.HOURS, value=dice.randint(1, 40))
        record, need = diary.record(), needs(shipped.skills, roles)
        found = plan(shipped.paths, roles, need, record, day=DAY, hours_a_week=record.hours)
        assert found == plan(shipped.paths, roles, need, record, day=DAY, hours_a_week=record.hours)
        place = {planned.step.id: index for index, planned in enumerate(found.left)}
        parts = (len(found.left), len(found.known), len(found.done), len(found.skipped))
        assert sum(parts) == len(steps)
        for planned in found.left:
            assert all(place[before] < place[planned.step.id] for before in planned.step.after if before in place)
        dates = [planned.done_by for planned in found.left if planned.done_by]
        assert dates == sorted(dates)
