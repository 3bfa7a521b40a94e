"""What is said only to be set aside says nothing about what its speaker wants."""

import pytest

from bot.knowledge.loader import load
from bot.knowledge.tuning import Cues
from bot.understanding.set_aside import SetAside
from tests.scenarios.house import COOKING

CUES = {
    "preferring": ("rather", "more", "prefer"),
    "preferred_to": ("than", "over"),
    "declining": ("i hate", "i don't want to", "instead of"),
    "declining_until": ("but", "and i"),
}


@pytest.fixture
def set_aside() -> SetAside:
    return SetAside(load(COOKING).tuning.cues.model_copy(update=CUES))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I like baking more than frying", "I like baking more"),
        ("I'd rather bake bread than read about it, every day.", "I'd rather bake bread , every day."),
        ("Rather than fry, I bake", "Rather , I bake"),
        ("I prefer soups over salads. What now?", "I prefer soups . What now?"),
        ("I hate frying but I love soups", "but I love soups"),
        ("I don’t want to fry and I never did", "and I never did"),
        ("I bake instead of frying!", "I bake !"),
    ],
)
def test_what_is_liked_less_or_not_at_all_is_left_out(set_aside: SetAside, text: str, kept: str) -> None:
    assert set_aside.without(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "I have cooked for more than 5 years",
        "I hate frying",
        "How do I cook rice?",
        "It’s more. Than what?",
        "whatever",
    ],
)
def test_the_rest_stays_as_it_is(set_aside: SetAside, text: str) -> None:
    assert set_aside.without(text) == text


def test_a_pack_without_such_turns_of_phrase_leaves_nothing_out() -> None:
    bare: Cues = load(COOKING).tuning.cues.model_copy(update=dict.fromkeys(CUES, ()))
    assert SetAside(bare).without("I like baking more than frying") == "I like baking more than frying"
