"""What somebody gets who tells of their work and asks nothing."""

import pytest

from bot.knowledge.pack import Pack
from bot.mentor.reply import Decision
from bot.understanding.understanding import About, Understanding
from tests.mentor.readings import reading
from tests.mentor.talking import Talk, choices, text_of


async def test_who_tells_of_their_work_is_thanked_and_asked_what_they_want_to_know(talk: Talk, pack: Pack) -> None:
    told = reading(("sourdough", 0.02), scope=0.05, kind="other", kind_confidence=0.5, role="line_cook", introduces=0.9)
    reply = await talk.say(told)
    assert reply.decision is Decision.SOCIAL
    assert "the work of a line cook" in text_of(reply)
    asked_first = [pack.entries[e].question for e in ("need-school", "which-knife")]
    assert [c.label for c in choices(reply)] == [*asked_first, "More about this work"]
    assert "sharpen before each service" in text_of(await talk.pick(reply, pack.entries["which-knife"].question))
    assert "sharpen before each service" in text_of(await talk.say(reading(("which-knife", 0.9))))


async def test_who_tells_of_work_near_some_answers_is_asked_which_of_them_is_meant(talk: Talk, pack: Pack) -> None:
    told = reading(("salt", 0.2), ("first-pan", 0.15), ("sourdough", 0.01), role="line_cook", introduces=0.9)
    reply = await talk.say(told)
    assert reply.decision is Decision.CLARIFY
    near_then_first = [pack.entries[e].question for e in ("salt", "first-pan", "need-school")]
    assert [c.label for c in choices(reply)][:3] == near_then_first
    assert (await talk.say(reading(("salt", 0.9)))).decision is Decision.ANSWER, "it was named and not yet answered"


@pytest.mark.parametrize(("introduces", "is_believed"), [(0.9, True), (0.1, False)])
async def test_of_who_tells_of_their_work_the_likeliest_role_is_believed(
    talk: Talk, introduces: float, is_believed: bool
) -> None:
    told = reading(("salt", 0.2), role="line_cook", belief=0.3, introduces=introduces)
    assert ("line cook" in text_of(await talk.say(told)).lower()) is is_believed


async def test_who_tells_of_work_that_could_be_any_is_shown_the_roles(talk: Talk) -> None:
    reply = await talk.say(reading(scope=0.05, kind="other", kind_confidence=0.3, introduces=0.9))
    assert reply.decision is Decision.SOCIAL
    assert {"Home cook", "Line cook", "Pastry chef"} <= {c.label for c in choices(reply)}


@pytest.mark.parametrize(
    "told",
    [
        reading(scope=0.05, kind="other", kind_confidence=0.95, role="line_cook", introduces=0.9),
        reading(scope=0.05, kind="other", kind_confidence=0.5, role="line_cook", introduces=0.9, about=About.OTHER),
        reading(scope=0.05, kind="instructions", kind_confidence=0.5, introduces=0.9, attack=True),
    ],
    ids=["plainly something else", "somebody else", "an attack"],
)
async def test_what_is_no_introduction_is_declined(talk: Talk, told: Understanding) -> None:
    assert (await talk.say(told)).decision is Decision.DECLINE


async def test_a_plain_answer_comes_before_thanks_for_telling(talk: Talk) -> None:
    reply = await talk.say(reading(("which-knife", 0.9), role="line_cook", introduces=0.99))
    assert reply.decision is Decision.ANSWER
