"""The role finder's arithmetic: what an answer tells, what to ask next, when to stop."""

import math
import random

import pytest

from bot.knowledge.growth import FinderOption, FinderQuestion
from bot.knowledge.learner_tuning import FinderTuning
from bot.mentor.learner.belief import (
    Finding,
    entropy,
    expected_gain,
    finding,
    likelihoods,
    next_question,
    prior,
    ranked,
    updated,
    weights_for,
)

ROLES = ("a", "b", "c")
TUNING = FinderTuning(lapse=0.25, sure=0.9)


def question(id_: str, *weights: dict[str, float]) -> FinderQuestion:
    options = tuple(FinderOption(text=f"{id_} {n}", weights=w) for n, w in enumerate(weights))
    return FinderQuestion(id=id_, kind="day", text=f"{id_}?", options=options, why="a test")


TELLING = question("telling", {"a": 5, "b": 0, "c": 0}, {"a": 0, "b": 5, "c": 0}, {"a": 0, "b": 0, "c": 5})
VAGUE = question("vague", {"a": 1.2}, {"b": 1.2}, {"c": 1.2})
EMPTY = question("empty", {}, {})


def even() -> dict[str, float]:
    return dict.fromkeys(ROLES, 1 / 3)


def test_every_role_has_a_probability_for_every_option_and_none_is_ruled_out() -> None:
    for likely in likelihoods(TELLING, ROLES, 0.25).values():
        assert sum(likely) == pytest.approx(1)
        assert min(likely) > 0


def test_an_option_without_weights_at_all_is_answered_by_chance() -> None:
    nobody = question("nobody", {"a": 0}, {"a": 0})
    assert likelihoods(nobody, ["a"], 0.0)["a"] == (0.5, 0.5)


def test_an_answer_moves_the_belief_by_bayes() -> None:
    belief = updated(even(), TELLING, 0, 0.25)
    likely = likelihoods(TELLING, ROLES, 0.25)
    assert belief["a"] == pytest.approx(likely["a"][0] / sum(likely[role][0] for role in ROLES))
    assert sum(belief.values()) == pytest.approx(1)


@pytest.mark.parametrize("option", [None, -1, 99])
def test_a_skipped_or_impossible_answer_changes_nothing(option: int | None) -> None:
    assert updated(even(), TELLING, option, 0.25) == even()


def test_the_expected_gain_is_the_mutual_information() -> None:
    likely = likelihoods(TELLING, ROLES, 0.25)
    direct = sum(
        likely[role][option] / 3 * math.log2(likely[role][option] / (sum(likely[r][option] for r in ROLES) / 3))
        for role in ROLES
        for option in range(3)
    )
    assert expected_gain(even(), TELLING, 0.25) == pytest.approx(direct)


def test_no_question_is_expected_to_tell_less_than_nothing_or_more_than_there_is() -> None:
    dice = random.Random(1)
    for _ in range(200):
        asked = question("q", *({role: dice.uniform(0, 5) for role in ROLES} for _ in range(dice.randint(2, 5))))
        weights = [dice.uniform(0.01, 1) for _ in ROLES]
        belief = {role: weight / sum(weights) for role, weight in zip(ROLES, weights, strict=True)}
        assert -1e-9 <= expected_gain(belief, asked, 0.25) <= entropy(belief.values()) + 1e-9


def test_the_question_that_tells_most_comes_first() -> None:
    asked = next_question(even(), (EMPTY, VAGUE, TELLING), (), 0, TUNING)
    assert asked is TELLING


def test_it_stops_when_it_is_sure_but_not_before_three_answers() -> None:
    sure = {"a": 0.95, "b": 0.03, "c": 0.02}
    assert next_question(sure, (TELLING, VAGUE), (), 2, TUNING) is not None
    assert next_question(sure, (TELLING, VAGUE), ("x", "y", "z"), 3, TUNING) is None


def test_it_never_asks_more_than_seven_questions_and_none_twice() -> None:
    questions = tuple(question(f"q{n}", {"a": 2}, {"b": 2}, {"c": 2}) for n in range(20))
    belief, asked = even(), list[str]()
    while (following := next_question(belief, questions, asked, len(asked), TUNING)) is not None:
        asked.append(following.id)
    assert len(asked) == 7
    assert len(set(asked)) == 7


def test_skipping_everything_ends_too() -> None:
    questions = tuple(question(f"q{n}", {"a": 2}, {"b": 2}) for n in range(20))
    asked: list[str] = []
    while (following := next_question(even(), questions, asked, 0, TUNING)) is not None:
        asked.append(following.id)
    assert len(asked) == 7


def test_a_question_that_tells_nothing_is_not_asked_once_there_are_answers() -> None:
    assert next_question(even(), (EMPTY,), (), 3, TUNING) is None


def test_what_was_said_before_is_where_it_begins_and_rules_nothing_out() -> None:
    assert prior({}, ROLES, TUNING) == pytest.approx(even())
    said = prior({"a": 6.0, "b": -3.0, "c": -3.0}, ROLES, TUNING)
    assert said["a"] > 0.8
    assert min(said.values()) > 0.05


@pytest.mark.parametrize(
    ("belief", "answered", "expected"),
    [
        ({"a": 0.9, "b": 0.06, "c": 0.04}, 3, Finding.ONE),
        ({"a": 0.5, "b": 0.4, "c": 0.1}, 4, Finding.BETWEEN_TWO),
        ({"a": 0.4, "b": 0.3, "c": 0.3}, 4, Finding.OPEN),
        ({"a": 0.9, "b": 0.06, "c": 0.04}, 0, Finding.OPEN),
    ],
)
def test_the_result_is_said_as_sure_as_it_is(belief: dict[str, float], answered: int, expected: Finding) -> None:
    assert finding(belief, answered, TUNING) is expected


def test_the_answers_that_spoke_for_a_role_are_named_strongest_first() -> None:
    questions = {q.id: q for q in (TELLING, VAGUE, EMPTY)}
    found = weights_for("a", questions, [("vague", 0), ("telling", 0), ("empty", 0), ("gone", 1)], ROLES, 0.25)
    assert [weight.question for weight in found] == ["telling", "vague"]


def test_roles_are_ranked_likeliest_first() -> None:
    assert ranked({"a": 0.2, "b": 0.5, "c": 0.3}) == ["b", "c", "a"]
