"""Code and its output are judged without running either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.growth import ExpectedNumbers
from bot.knowledge.loader import load, shipped_folder
from bot.mentor.learner.verdict_on_code import difference, judge, numbers_in, without_comments
from tests.learner.desk import cooking_pack

SCALE = cooking_pack().exercises["scale-a-recipe"]
RIGHT = "for x in [400, 2, 10]:\n    print(x * 6 / 4)  # six people\n"


def test_right_code_with_right_numbers_is_right() -> None:
    verdict = judge(SCALE, RIGHT, "600.0\n3.0\n15.0")
    assert verdict.is_right
    assert (verdict.met, verdict.marks, verdict.lines, verdict.is_long) == (3, 3, 2, False)


def test_numbers_are_found_among_other_words() -> None:
    assert judge(SCALE, RIGHT, "scaled for 6: 600 g, 3 eggs, 15 g of salt").is_right


def test_the_first_number_that_differs_is_named() -> None:
    found = judge(SCALE, RIGHT, "600 3 14").numbers[0].difference
    assert found is not None
    assert (found.number, found.expected, found.found) == (3, 15, 14)


def test_numbers_that_end_too_soon_are_named() -> None:
    found = judge(SCALE, RIGHT, "600").numbers[0].difference
    assert found is not None
    assert (found.number, found.expected, found.found) == (2, 3, None)


def test_a_comment_is_no_sign_of_anything() -> None:
    assert not judge(SCALE, "# 6 / 4\nfor x in y: pass", "").signs[0][1]


def test_a_hash_in_a_text_is_no_comment() -> None:
    assert without_comments("x = '# 6 / 4'  # seven\n") == "x = '# 6 / 4'  \n"


def test_code_that_does_not_read_as_python_says_where() -> None:
    verdict = judge(SCALE, "for x in [1]:\n  print(x\n", "")
    assert verdict.problem is not None
    assert verdict.problem[0] == 2
    assert not verdict.is_right


def test_longer_than_it_needs_to_be_is_said_and_still_right() -> None:
    verdict = judge(SCALE, RIGHT + "print()\n" * 9, "600 3 15")
    assert verdict.is_right
    assert verdict.is_long


@pytest.mark.parametrize("code", ["", "   \n", "# only a comment"])
def test_nothing_is_nothing(code: str) -> None:
    verdict = judge(SCALE, code, "")
    assert not verdict.has_code
    assert not verdict.has_output


@pytest.mark.parametrize(
    "code",
    ["(" * 6000, "-" * 6000 + "1", "[" * 3000 + "]" * 3000, "x=" * 3000, "\0", "if 1:\n" * 800, "lambda:" * 900 + "1"],
)
def test_hostile_code_comes_to_an_end_and_breaks_nothing(code: str) -> None:
    judge(SCALE, code, "1 " * 3000)


@given(st.text(max_size=500), st.text(max_size=500))
def test_no_text_breaks_it(code: str, output: str) -> None:
    judge(SCALE, code, output)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[0.02 0.98 1. .5]", [0.02, 0.98, 1.0, 0.5]),
        ("1e-3, -2.5", [0.001, -2.5]),
        ("x1 y2z v3.1", []),
        ("[[0.1]\n [0.9]]", [0.1, 0.9]),
    ],
)
def test_numbers_are_read_as_programs_print_them(text: str, expected: list[float]) -> None:
    assert numbers_in(text) == expected


def test_numbers_agree_within_their_tolerance() -> None:
    wanted = ExpectedNumbers(label="x", values=(0.0, 1.0), tolerance=0.1, hint="look")
    assert difference(wanted, [0.1, 0.9]) is None
    assert difference(wanted, [0.2, 0.9]) is not None


def test_every_shipped_exercise_asks_for_signs_and_numbers() -> None:
    for exercise in load(shipped_folder()).exercises.values():
        assert exercise.signs
        assert exercise.numbers
        assert not judge(exercise, "print(1)", "1").is_right
