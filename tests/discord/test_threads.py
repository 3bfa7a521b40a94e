"""In a thread the talk goes on without being addressed, until people talk among themselves."""

import pytest

from bot.platforms.discord.following import Heard, Thread, judge
from bot.platforms.discord.playground.world import Channel, Message
from tests.discord.house import House, words_of

ANN, BEN = 1, 2


def heard(author: int = ANN, *, us: bool = False, others: bool = False, words: bool = True, talk: bool = True) -> Heard:
    return Heard(author, us, others, words, talk)


OTHER = heard(BEN, talk=False)


@pytest.mark.parametrize(
    ("name", "messages", "courses"),
    [
        ("the asker goes on", [heard(), heard()], "answer answer"),
        ("somebody else is let be", [OTHER], "ignore"),
        ("somebody else may ask", [heard(BEN, us=True, talk=False)], "answer"),
        ("two people in turn", [OTHER, heard()], "ignore leave"),
        ("one replies to the other", [heard(others=True)], "leave"),
        ("after that nothing is answered", [heard(others=True), heard()], "leave ignore"),
        ("until addressed", [heard(others=True), heard(us=True), heard()], "leave answer answer"),
        ("one person goes on alone", [OTHER, OTHER], "ignore ignore"),
        ("words that do not reach us", [heard(words=False)], "hint"),
        ("without words two people count too", [heard(words=False), OTHER], "hint leave"),
        ("addressing ends what came before", [OTHER, heard(us=True), OTHER, heard(BEN)], "ignore answer ignore answer"),
    ],
)
def test_the_rule_of_following(name: str, messages: list[Heard], courses: str) -> None:
    thread, found = Thread(), []
    for message in messages:
        course, thread = judge(thread, message)
        found.append(course.value)
    assert " ".join(found) == courses, name


async def _thread(house: House) -> tuple[Channel, Message]:
    answer = await house.answer_to(house.ann.say(house.channel, "@bot how much math?"))
    return answer.channel, answer


async def _bot_says(house: House, channel: Channel, times: int) -> Message:
    def found() -> Message | None:
        said = [m for m in channel.messages if m.author.id == house.discord.world.bot.id and not m.is_deleted]
        return said[times - 1] if len(said) >= times else None

    return await house.discord.world.until(found)


async def test_a_reply_to_the_mentor_goes_on_in_the_thread(house: House) -> None:
    thread, answer = await _thread(house)
    house.ann.say(thread, "and for linear algebra?", replies_to=answer)
    further = await _bot_says(house, thread, 2)
    assert "and for linear algebra?" in words_of(further)


async def test_words_that_reach_the_mentor_are_answered_without_a_mention(house: House) -> None:
    thread, _ = await _thread(house)
    for session in house.discord.gateway.sessions.values():
        session.intents |= 1 << 15
    house.ann.say(thread, "and for linear algebra?")
    assert "and for linear algebra?" in words_of(await _bot_says(house, thread, 2))
    assert {event.occasion.conversation for event in house.mentor.heard} == {f"discord:{thread.id}:{house.ann.user.id}"}


async def test_words_that_do_not_reach_the_mentor_get_a_hint_once_and_a_way_to_be_read(house: House) -> None:
    thread, _ = await _thread(house)
    house.ann.say(thread, "and for linear algebra?")
    hint = await _bot_says(house, thread, 2)
    assert "Press Reply" in words_of(hint)
    house.ann.say(thread, "hello?")
    opened = await house.modal_of(house.ann.press(hint, "Write to me"))
    answer = await house.response_to(house.ann.fill(opened, {"text": "and for linear algebra?"}))
    assert "and for linear algebra?" in words_of(answer)
    assert answer.seen_by is None
    assert len([m for m in thread.messages if "Press Reply" in m.text]) == 1


async def test_it_leaves_people_to_themselves_and_comes_back_when_asked(house: House) -> None:
    thread, answer = await _thread(house)
    for session in house.discord.gateway.sessions.values():
        session.intents |= 1 << 15
    ben = house.ben.say(thread, "I'd start with statistics")
    house.ann.say(thread, "really? why?", replies_to=ben)
    house.ann.say(thread, "I mean, in general")
    house.ann.say(thread, "@bot what do you think?")
    back = await _bot_says(house, thread, 2)
    assert "what do you think?" in words_of(back)
    assert len(house.mentor.heard) == 2
    assert answer.channel is thread


async def test_a_thread_that_was_left_stays_left_over_a_restart(house: House) -> None:
    thread, _ = await _thread(house)
    ben = house.ben.say(thread, "I'd start with statistics")
    house.ann.say(thread, "really?", replies_to=ben)
    database = house.database
    assert database is not None
    await house.until(lambda: database.marks.read("discord:left", str(thread.id)))
    await house.restart()
    for session in house.discord.gateway.sessions.values():
        session.intents |= 1 << 15
    house.ann.say(thread, "anyway")
    await house.answer_to(house.ann.say(house.channel, "@bot another question"))
    assert len(house.mentor.heard) == 2


async def test_a_thread_of_other_people_is_none_of_its_business(house: House) -> None:
    thread = house.discord.add_thread(house.ben.say(house.channel, "let's talk"), "talk", house.ben)
    for session in house.discord.gateway.sessions.values():
        session.intents |= 1 << 15
    house.ann.say(thread, "how much math do I need?")
    house.ann.say(thread, "@bot and what do you say?")
    answer = await _bot_says(house, thread, 1)
    assert "and what do you say?" in words_of(answer)
    house.ann.say(thread, "and for linear algebra?")
    assert "and for linear algebra?" in words_of(await _bot_says(house, thread, 2))
    assert len(house.mentor.heard) == 2
