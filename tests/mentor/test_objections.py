"""Who says in words that an answer was wrong is offered what its buttons offer."""

import pytest

from bot.knowledge.pack import Pack
from bot.knowledge.teaching import Social
from bot.mentor.reply import Decision
from tests.mentor.readings import reading
from tests.mentor.talking import Talk, choices, text_of

SAID = "Then I read you wrong."


@pytest.fixture
def talk(pack: Pack) -> Talk:
    objection = Social(kind="objection", reply=SAID, objects=True, examples=("that is wrong",) * 5)
    return Talk(pack.model_copy(update={"social": (*pack.social, objection)}))


async def test_an_objection_in_words_leads_on_from_the_last_answer(talk: Talk, pack: Pack) -> None:
    await talk.say(reading(("salt", 0.9), ("first-pan", 0.1)))
    await talk.say(reading(social=0.9, kind="thanks"))
    reply = await talk.say(reading(social=0.9, kind="objection"))
    assert reply.decision is Decision.SOCIAL
    assert SAID in text_of(reply)
    voice = pack.voice
    assert [choice.label for choice in choices(reply)] == [voice.not_helpful, voice.not_meant, voice.ask_people]
    near = await talk.pick(reply, voice.not_meant)
    assert pack.entries["first-pan"].question in [choice.label for choice in choices(near)]


async def test_an_objection_to_nothing_has_nothing_to_choose(talk: Talk) -> None:
    assert choices(await talk.say(reading(social=0.9, kind="objection"))) == []
