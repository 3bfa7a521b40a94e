"""Ratings are read as people write them, and what cannot be read is never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mentor.learner.rating_lines import Unreadable, read_ratings, written
from tests.learner.desk import cooking_pack

SKILLS = tuple(cooking_pack().skills.values())
TITLES = [skill.title for skill in SKILLS]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Knife work: 6", {"knife_work": 6}),
        ("knife work 6", {"knife_work": 6}),
        ("KNIFE WORK = 6/10", {"knife_work": 6}),
        ("Knife work - 6", {"knife_work": 6}),
        ("Knife work -6", {"knife_work": 6}),
        ("knife_work: 6", {"knife_work": 6}),
        ("Knife work: six", {"knife_work": 6}),
        ("Knife work: six out of ten", {"knife_work": 6}),
        ("Knife work: 6 (out of 10)", {"knife_work": 6}),
        ("Knife work: about 6", {"knife_work": 6}),
        ("Knife work: 60%", {"knife_work": 6}),
        ("6 knife work", {"knife_work": 6}),
        ("I'm 6 at knife work", {"knife_work": 6}),
        ("nife work: 6", {"knife_work": 6}),
        ("heat: 4", {"heat_control": 4}),
        ("Knife work: 10", {"knife_work": 10}),
        ("Knife work: 0", {"knife_work": 0}),
        ("Knife work:", {"knife_work": None}),
        ("Knife work: ?", {"knife_work": None}),
        ("Knife work: skip", {"knife_work": None}),
        ("Knife work 3, Heat control 4, doughs five", {"knife_work": 3, "heat_control": 4, "dough_sense": 5}),
        ("Knife work: 3; Doughs: 7", {"knife_work": 3, "dough_sense": 7}),
        ("Knife work: 3\n\n  Doughs: 7\n", {"knife_work": 3, "dough_sense": 7}),
        ("Knife work: 3\nKnife work: 4", {"knife_work": 4}),
        ("Knife work: 3\nKnife work:", {"knife_work": 3}),
        ("", {}),
    ],
)
def test_a_rating_is_read_however_it_is_written(line: str, expected: dict[str, int | None]) -> None:
    read = read_ratings(line, SKILLS)
    assert read.ratings == expected
    assert not read.unread


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("juggling: 6", Unreadable.NAME),
        ("7", Unreadable.NAME),
        ("Knife work: eleven hundred", Unreadable.NUMBER),
        ("Knife work", None),
        ("Knife work: 11", Unreadable.RANGE),
        ("Knife work: -3", Unreadable.RANGE),
        ("Knife work: 4 or 5", Unreadable.SEVERAL),
        ("Knife work: 4-5", Unreadable.SEVERAL),
    ],
)
def test_what_cannot_be_read_comes_back_with_a_reason(line: str, why: Unreadable | None) -> None:
    read = read_ratings(line, SKILLS)
    assert [unread.why for unread in read.unread] == ([why] if why else [])
    assert [unread.line for unread in read.unread] == ([line] if why else [])


def test_a_half_is_rounded_and_said_so() -> None:
    read = read_ratings("Knife work: 6.5\nDoughs: 4,4\nSeasoning: 5", SKILLS)
    assert read.ratings == {"knife_work": 7, "dough_sense": 4, "seasoning_sense": 5}
    assert read.rounded == ("knife_work", "dough_sense")


def test_a_near_miss_names_the_skill_that_may_be_meant() -> None:
    assert [unread.near for unread in read_ratings("cleaning: 4 and 5\ncleaning goes", SKILLS).unread] == [
        "Cleaning as you go",
        "Cleaning as you go",
    ]


def test_a_form_sent_back_as_it_was_changes_nothing() -> None:
    rated = {"knife_work": 4, "dough_sense": 0}
    read = read_ratings(written(SKILLS, rated), SKILLS)
    assert {skill: value for skill, value in read.ratings.items() if value is not None} == rated
    assert not read.unread


@given(st.dictionaries(st.sampled_from(TITLES), st.integers(0, 10)))
def test_every_line_of_name_and_number_is_read(wanted: dict[str, int]) -> None:
    read = read_ratings("\n".join(f"{title}: {rating}" for title, rating in wanted.items()), SKILLS)
    by_title = {skill.title: skill.id for skill in SKILLS}
    assert read.ratings == {by_title[title]: rating for title, rating in wanted.items()}


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_every_number_is_in_range(text: str) -> None:
    read = read_ratings(text, SKILLS)
    assert all(value is None or 0 <= value <= 10 for value in read.ratings.values())
