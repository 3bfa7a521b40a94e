"""The parts below the reader: sentences, spelling, grams, names of roles and what is said of them."""

import numpy as np
import pytest

from bot.knowledge.pack import Pack
from bot.understanding.lexicon import Lexicon, words
from bot.understanding.mentions import Phrases, RoleNames
from bot.understanding.role_cues import RoleCues, Stance
from bot.understanding.sentences import MAX_PIECES, sentences
from bot.understanding.spelling import Spelling


def test_words_keep_plus_signs_and_apostrophes() -> None:
    assert words("Don't use C++, please!") == ["don't", "use", "c++", "please"]


def test_a_text_without_an_end_mark_is_one_sentence() -> None:
    assert sentences("how do I cook rice") == ["how do I cook rice"]


def test_marks_alone_are_no_sentence() -> None:
    assert sentences("Rice? !!! ...\n\n- Pan?") == ["Rice?", "- Pan?"]


def test_of_a_long_post_the_first_lines_the_questions_and_the_end_are_kept() -> None:
    lines = [f"Line {n} tells a story." for n in range(40)]
    lines[20] = "Which pan do I buy?"
    kept = sentences("\n".join(lines))
    assert len(kept) == MAX_PIECES
    assert kept[0] == lines[0]
    assert "Which pan do I buy?" in kept
    assert kept[-1] == lines[-1]


def test_a_misspelled_word_is_nearer_to_the_right_one_than_another_word() -> None:
    lexicon = Lexicon.of(["statistics", "kitchen", "algebra"])
    right, typo, other = lexicon.vectors(["statistics", "statistcs", "kitchen"])
    assert right @ typo > 2 * (right @ other)


def test_a_text_without_words_has_an_empty_vector() -> None:
    assert not Lexicon.of(["rice"]).vectors(["?!"]).any()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("how to cok rice", "how to cook rice"),
        ("how to coook rice", "how to cook rice"),
        ("how to coko rice", "how to cook rice"),
        ("how to cook Rcie?", "how to cook rice?"),
        ("which wok to buy", "which wok to buy"),
        ("how to zzzz rice", "how to zzzz rice"),
        ("İİ wok to cok", "İİ wok to cook"),
    ],
)
def test_one_slip_is_put_right_and_nothing_else(written: str, meant: str) -> None:
    spelling = Spelling({"cook": 90, "rice": 70}, {"cook", "rice", "which", "wok", "to", "how", "buy"}.__contains__)
    assert spelling.corrected(written) == meant


def test_the_longest_name_wins() -> None:
    phrases = Phrases([("chef", 1), ("pastry chef", 2)])
    assert [(found.meaning, found.start) for found in phrases.find(words("I am a pastry chef, no chef"))] == [
        (2, 3),
        (1, 6),
    ]


def _stances(pack: Pack, text: str) -> dict[str, Stance]:
    cues = RoleCues(RoleNames(pack.roles), pack.tuning.cues)
    return {cue.role: cue.stance for cue in cues.find(cues.spoken(text))}


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("I'm a line cook and want to become a pastry chef", {"line_cook": Stance.HELD, "pastry_chef": Stance.WANTED}),
        ("from line cook to pastry chef", {"line_cook": Stance.LEFT, "pastry_chef": Stance.WANTED}),
        ("line cook -> pastry chef", {"line_cook": Stance.LEFT, "pastry_chef": Stance.WANTED}),
        ("line cook by day, pastry chef at heart", {"line_cook": Stance.LEFT, "pastry_chef": Stance.WANTED}),
        ("I don't want to become a pastry chef", {"pastry_chef": Stance.REFUSED}),
        ("what does a pastry chef do", {"pastry_chef": Stance.NAMED}),
        ("a line cook, not a pastry chef", {"line_cook": Stance.NAMED, "pastry_chef": Stance.REFUSED}),
        ("which pan is best", {}),
    ],
)
def test_a_role_is_wanted_held_left_named_or_refused(pack: Pack, text: str, stances: dict[str, Stance]) -> None:
    assert _stances(pack, text) == stances


@pytest.mark.parametrize(
    ("text", "weighs"),
    [
        ("line cook or pastry chef, which is better for me?", True),
        ("Should I become a line cook or rather a pastry chef?", True),
        ("pastry chef vs line cook", True),
        ("I want to become a home cook. Is that nearer to a line cook or a pastry chef?", False),
        ("I'm a line cook and want to become a pastry chef", False),
        ("line cook or not, I want to become a pastry chef", False),
        ("not a line cook or pastry chef", False),
        ("pastry chef or something else", False),
    ],
)
def test_who_weighs_two_roles_has_chosen_neither(pack: Pack, text: str, weighs: bool) -> None:
    cues = RoleCues(RoleNames(pack.roles), pack.tuning.cues)
    assert cues.hear(text).weighs is weighs


def test_a_role_that_is_held_does_not_count_beside_one_that_is_wanted(pack: Pack) -> None:
    cues = RoleCues(RoleNames(pack.roles), pack.tuning.cues)
    both, wanted = cues.vectors(["I'm a line cook and want to become a pastry chef", "I want to become a pastry chef"])
    roles = len(pack.roles)
    assert np.array_equal(both[: 2 * len(Stance) * roles], wanted[: 2 * len(Stance) * roles])
