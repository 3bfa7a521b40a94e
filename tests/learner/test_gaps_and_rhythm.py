"""Gaps, shapes, confidence; weeks; when a question comes back."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.knowledge.learner_tuning import ConfidenceTuning, ShapeTuning
from bot.mentor.learner.gaps import Confidence, Shape, confidence, gaps, needs, shape, widest
from bot.mentor.learner.record import CheckAnswer
from bot.mentor.learner.rhythm import WEEKS, weeks, weeks_away
from bot.mentor.learner.spacing import due, due_moments
from tests.learner.deeds import NOON
from tests.learner.desk import cooking_pack

SKILLS = cooking_pack().skills


def test_a_mix_needs_what_either_of_its_roles_needs() -> None:
    assert needs(SKILLS, ["line_cook", "pastry_chef"])["dough_sense"] == 9
    assert needs(SKILLS, ["line_cook", "pastry_chef"])["knife_work"] == 8
    assert needs(SKILLS, [])["knife_work"] == 0


def test_a_gap_is_what_is_missing_and_never_negative() -> None:
    found = {gap.skill.id: gap.size for gap in gaps(SKILLS, ["line_cook"], {"knife_work": 10, "heat_control": 3})}
    assert found["knife_work"] == 0
    assert found["heat_control"] == 5
    assert found["seasoning_sense"] == 7


def test_the_widest_gaps_come_first_and_a_full_profile_has_none() -> None:
    named = [gap.skill.id for gap in widest(gaps(SKILLS, ["pastry_chef"], {"dough_sense": 1}), 2)]
    assert named == ["dough_sense", "heat_control"]
    assert widest(gaps(SKILLS, ["pastry_chef"], dict.fromkeys(SKILLS, 10)), 3) == ()


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([], Shape.UNKNOWN),
        ([9, 9, 9, 9], Shape.UNKNOWN),
        ([0, 1, 2, 3, 4], Shape.STARTING),
        ([6, 6, 5, 7, 2], Shape.WIDE),
        ([9, 2, 1, 3, 2], Shape.DEEP),
        ([6, 5, 2, 2, 1, 1], Shape.MIXED),
        ([10, 10, 10, 10, 10], Shape.WIDE),
    ],
)
def test_the_shape_of_a_profile_is_named(ratings: list[int], expected: Shape) -> None:
    assert shape({str(index): value for index, value in enumerate(ratings)}, ShapeTuning()) is expected


@pytest.mark.parametrize(
    ("rating", "right", "expected"),
    [
        (8, 0, Confidence.AHEAD),
        (8, 1, Confidence.AHEAD),
        (5, 0, Confidence.AHEAD),
        (5, 1, Confidence.ALIKE),
        (3, 0, Confidence.ALIKE),
        (8, 2, Confidence.ALIKE),
        (3, 3, Confidence.BEHIND),
        (1, 2, Confidence.BEHIND),
        (7, 3, Confidence.ALIKE),
        (None, 3, Confidence.OPEN),
    ],
)
def test_answers_tell_whether_a_rating_runs_ahead_or_lags(rating: int | None, right: int, expected: Confidence) -> None:
    answers = {number: number < right for number in range(3)}
    assert confidence(rating, answers, ConfidenceTuning()) is expected


def test_until_all_three_are_answered_nothing_is_said() -> None:
    assert confidence(9, {0: False, 1: False}, ConfidenceTuning()) is Confidence.OPEN


def test_there_are_always_twelve_weeks_up_to_this_one() -> None:
    found = weeks([NOON, NOON, NOON - timedelta(weeks=2), NOON - timedelta(weeks=50)], NOON.date())
    assert len(found) == WEEKS
    assert found[-1].monday == date(2026, 11, 16)
    assert [week.done for week in found][-3:] == [1, 0, 2]


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (6, 0), (13, 1), (42, 5), (400, 56)])
def test_weeks_away_are_whole_weeks_without_anything(days: int, expected: int) -> None:
    assert weeks_away([NOON - timedelta(days=days)], NOON.date()) == expected


def test_somebody_new_was_never_away() -> None:
    assert weeks_away([], NOON.date()) == 0


def answers(*right: bool) -> list[CheckAnswer]:
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    found = []
    for is_right in right:
        found.append(CheckAnswer("x", is_right, at))
        at = due_moments(found)["x"]
    return found


def test_right_answers_come_back_at_growing_intervals() -> None:
    found = answers(True, True, True, True)
    gaps_between = [later.at - earlier.at for earlier, later in pairwise(found)]
    assert gaps_between == sorted(gaps_between)
    assert gaps_between[0] >= timedelta(days=1)
    assert gaps_between[-1] > 3 * gaps_between[0]


def test_a_wrong_answer_comes_back_sooner_than_a_right_one_and_not_the_same_hour() -> None:
    wrong, right = due_moments(answers(False))["x"], due_moments(answers(True))["x"]
    assert datetime(2026, 11, 2, tzinfo=UTC) <= wrong < right


def test_the_same_answers_give_the_same_day() -> None:
    assert due_moments(answers(True, False, True)) == due_moments(answers(True, False, True))


def test_only_what_is_due_comes_back_the_longest_due_first() -> None:
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    given = [CheckAnswer("late", True, at - timedelta(days=9)), CheckAnswer("early", True, at - timedelta(days=20))]
    given.append(CheckAnswer("fresh", True, at))
    assert due(sorted(given, key=lambda answer: answer.at), at) == ["early", "late"]
