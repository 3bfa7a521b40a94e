"""Questions are edited and deleted, answers too."""

from datetime import timedelta

from bot.mentor.events import Said
from bot.platforms.discord.playground.world import moment
from tests.discord.house import House, words_of


async def test_an_edited_question_is_answered_anew_in_the_same_place(house: House) -> None:
    question = house.ann.say(house.channel, "@bot how much meth?")
    answer = await house.answer_to(question)
    house.ann.edit(question, "@bot how much math?")
    await house.until(lambda: "how much math?" in answer.text)
    assert house.answers_to(question) == [answer]
    last = house.mentor.heard[-1]
    assert isinstance(last, Said)
    assert last.instead_of == f"discord:message:{question.id}"


async def test_a_question_edited_before_it_is_answered_is_answered_once_with_its_last_words(house: House) -> None:
    question = house.ann.say(house.channel, "@bot slow question")
    await house.until(lambda: house.mentor.heard)
    house.ann.edit(question, "@bot a quick question")
    house.mentor.gate.set()
    await house.until(lambda: any("a quick question" in m.text for m in house.answers_to(question)))
    assert len(house.answers_to(question)) == 1


async def test_an_edit_that_grows_the_answer_adds_pages_and_one_that_shrinks_it_takes_them_away(house: House) -> None:
    question = house.ann.say(house.channel, "@bot short")
    await house.answer_to(question)
    house.ann.edit(question, "@bot long now")
    await house.until(lambda: "Part 5" in "".join(m.text for m in house.answers_to(question)))
    assert len(house.answers_to(question)) > 1
    house.ann.edit(question, "@bot short again")
    await house.until(lambda: [("short again" in m.text) for m in house.answers_to(question)] == [True])


async def test_a_further_page_that_somebody_deleted_is_gone_and_the_answer_stays_one(house: House) -> None:
    question = house.ann.say(house.channel, "@bot long now")
    await house.until(lambda: "Part 5" in "".join(m.text for m in house.answers_to(question)))
    *_, last = house.answers_to(question)
    house.discord.posts.delete(last)
    house.ann.edit(question, "@bot short again")
    await house.until(lambda: [("short again" in m.text) for m in house.answers_to(question)] == [True])
    house.ann.edit(question, "@bot shorter still")
    await house.until(lambda: [("shorter still" in m.text) for m in house.answers_to(question)] == [True])


async def test_an_edit_after_two_minutes_changes_nothing(house: House) -> None:
    question = house.ann.say(house.channel, "@bot how much meth?")
    await house.answer_to(question)
    question.content = question.content.replace("meth", "math")
    question.edited_at = moment(question.id) + timedelta(minutes=3)
    house.discord.world.tell("message_update", question, question.channel)
    await house.answer_to(house.ann.say(house.channel, "@bot another"))
    assert len(house.mentor.heard) == 2


async def test_a_mention_that_is_added_by_an_edit_is_answered(house: House) -> None:
    question = house.ann.say(house.channel, "how much math?")
    house.ann.edit(question, "@bot how much math?")
    assert "how much math?" in words_of(await house.answer_to(question))


async def test_an_edit_of_something_that_was_never_asked_changes_nothing(house: House) -> None:
    other = house.ben.say(house.channel, "hello all")
    house.ben.edit(other, "hello everybody")
    await house.answer_to(house.ann.say(house.channel, "@bot a question"))
    assert len(house.mentor.heard) == 1


async def test_an_answer_that_was_deleted_stays_deleted(house: House) -> None:
    question = house.ann.say(house.channel, "@bot how much meth?")
    answer = await house.answer_to(question)
    house.discord.posts.delete(answer)
    house.ann.edit(question, "@bot how much math?")
    await house.until(lambda: len(house.mentor.heard) == 2)
    await house.answer_to(house.ann.say(house.channel, "@bot another"))
    assert house.answers_to(question) == []


async def test_a_question_that_is_deleted_before_the_answer_gets_none(house: House) -> None:
    question = house.ann.say(house.channel, "@bot slow question")
    await house.until(lambda: house.mentor.heard)
    house.ann.delete(question)
    house.mentor.gate.set()
    await house.answer_to(house.ann.say(house.channel, "@bot another"))
    assert house.answers_to(question) == []
