"""What comes in is made readable, what goes out is escaped, and what a choice carries comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mentor.actions import MAX_ENCODED, Action, StaleActionError
from bot.mentor.cleaning import clean, has_words
from bot.mentor.events import MAX_READ
from bot.mentor.reply import literal

_PART = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("  how   much\tmath?  ", "how much math?"),
        ("<@123456789012345678> how much math?", "how much math?"),
        ("<@!123> <@&5> <#99> <!here> <!subteam^S1|x> @everyone hello", "hello"),
        ("<:blob:123456> hi <a:wave:1>", "hi"),
        ("ma\u200bth\u202e?\u2066", "math?"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\u00a0math\u3000now\u2028then", "math now then"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("e\u0301", "\u00e9"),
        ("<@1>" * 10_000, ""),
        ("", ""),
    ],
)
def test_a_message_is_reduced_to_its_words(raw: str, words: str) -> None:
    assert clean(raw).words == words


def test_a_long_message_is_cut_and_said_to_be() -> None:
    assert clean("a" * MAX_READ).was_cut is False
    long = clean("a" * (MAX_READ + 1))
    assert (len(long.words), long.was_cut) == (MAX_READ, True)


@given(st.text(max_size=6000))
def test_any_text_becomes_readable_words_and_stays_so(text: str) -> None:
    once = clean(text).words
    assert len(once) <= MAX_READ
    assert not any(ord(character) < 32 and character != "\n" for character in once)
    assert clean(once).words == once


@pytest.mark.parametrize(("text", "readable"), [("??? !!!", False), ("🙂🙂", False), ("a", True), ("数学", True)])
def test_punctuation_and_pictures_alone_are_no_words(text: str, readable: bool) -> None:
    assert has_words(text) is readable


@given(_PART, st.lists(_PART, max_size=4))
def test_an_action_survives_the_way_through_a_platform(verb: str, arguments: list[str]) -> None:
    action = Action(verb, tuple(arguments))
    assert len(action.encode()) <= MAX_ENCODED
    assert Action.decode(action.encode()) == action


@pytest.mark.parametrize("state", ["", "1", "1:", "0:role:x", "2:role:x", "role:x", "1:" + "x" * 200, "garbage"])
def test_a_state_we_did_not_make_is_told_to_be_old(state: str) -> None:
    with pytest.raises(StaleActionError, match="older conversation"):
        Action.decode(state)


def test_an_action_that_no_platform_could_carry_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match="at most 100"):
        Action("show", ("x" * 100,))
    with pytest.raises(ValueError, match="no ':'"):
        Action("show", ("a:b",))


@pytest.mark.parametrize(
    "text", ["@everyone", "[x](https://evil.example)", "**bold**", "<@1>", "`code`", "# big", "a_b"]
)
def test_words_of_a_person_mean_nothing_but_themselves(text: str) -> None:
    escaped = literal(text)
    assert escaped.replace("\\", "") == text
    assert not any(mark in escaped.replace("\\" + mark, "") for mark in "@[]()*<>`#_")
