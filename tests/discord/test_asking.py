"""People ask by mention, directly, by command and by the context menu."""

import pytest

from bot.platforms.discord.playground import access
from bot.platforms.discord.playground.world import ChannelType, Overwrite
from tests.discord.house import House, words_of


async def test_a_mention_is_answered_in_a_thread_under_it(house: House) -> None:
    question = house.ann.say(house.channel, "@bot how much math do I need?")
    answer = await house.answer_to(question)
    assert answer.channel.is_thread
    assert answer.channel.name == "how much math do I need?"
    assert "You said: how much math do I need?" in words_of(answer)
    assert len(house.channel.messages) == 1


async def test_where_threads_are_not_allowed_the_answer_is_a_reply_in_place(house: House) -> None:
    house.channel.overwrites.append(Overwrite(house.guild.id, is_member=False, deny=access.CREATE_THREADS))
    house.discord.change_channel(house.channel)
    question = house.ann.say(house.channel, "@bot where do I start?")
    answer = await house.answer_to(question)
    assert answer.channel is house.channel
    assert answer.replies_to is question


async def test_in_a_voice_channel_the_answer_is_a_reply_in_place(house: House) -> None:
    voice = house.discord.add_channel(house.guild, "study hall", ChannelType.VOICE)
    question = house.ann.say(voice, "@bot where do I start?")
    assert (await house.answer_to(question)).channel is voice


async def test_a_direct_message_is_answered_there(house: House) -> None:
    question = house.ann.say(house.discord.direct(house.ann), "where do I start?")
    answer = await house.answer_to(question)
    assert answer.channel.recipient is house.ann.user
    assert answer.replies_to is None


async def test_nobody_is_answered_unasked(house: House) -> None:
    house.ann.say(house.channel, "does anybody know how much math I need?")
    house.ann.say(house.channel, "@everyone hello")
    question = house.ann.say(house.channel, "@bot and you?")
    await house.answer_to(question)
    assert len(house.mentor.heard) == 1


async def test_ask_is_public_unless_it_is_asked_in_private(house: House) -> None:
    public = await house.response_to(house.ann.use(house.channel, "ask", {"question": "a first one"}))
    private = await house.response_to(house.ann.use(house.channel, "ask", {"question": "a second", "private": True}))
    assert public.seen_by is None
    assert private.seen_by == house.ann.user.id
    assert "a first one" in words_of(public)


async def test_a_private_answer_can_be_shown_to_everybody_once(house: House) -> None:
    private = await house.response_to(house.ann.use(house.channel, "ask", {"question": "math", "private": True}))
    assert "Show everyone" in private.labels()
    shown = await house.response_to(house.ann.press(private, "Show everyone"))
    again = await house.response_to(house.ann.press(private, "Show everyone"))
    assert shown.seen_by is None
    assert "Shown by Ann" in words_of(shown)
    assert "You said: math" in words_of(shown)
    assert shown.labels() == []
    assert again.seen_by == house.ann.user.id


async def test_a_personal_answer_is_the_persons_alone_and_offers_no_sharing(house: House) -> None:
    answer = await house.response_to(house.ann.use(house.channel, "role show"))
    assert answer.seen_by == house.ann.user.id
    assert "Show everyone" not in answer.labels()


async def test_anybodys_message_can_be_asked_about(house: House) -> None:
    other = house.ben.say(house.channel, "is a degree needed?")
    answer = await house.response_to(house.ann.ask_about(other))
    assert "is a degree needed?" in words_of(answer)
    assert answer.seen_by == house.ann.user.id
    said = house.mentor.heard[0]
    assert getattr(said, "author", None) == f"discord:{house.ben.user.id}"


async def test_a_picture_is_sent_along_with_words_for_those_who_cannot_see_it(house: House) -> None:
    answer = await house.answer_to(house.ann.say(house.channel, "@bot picture please"))
    assert answer.attachments[0]["filename"] == "then-and-now.png"
    gallery = next(c for c in answer.components if c["type"] == 12)
    assert gallery["items"][0]["description"] == "A line that rises"


async def test_where_pictures_are_not_allowed_their_words_stand_for_them(house: House) -> None:
    house.channel.overwrites.append(Overwrite(house.guild.id, is_member=False, deny=access.ATTACH_FILES))
    house.discord.change_channel(house.channel)
    answer = await house.answer_to(house.ann.say(house.channel, "@bot picture please"))
    assert "A line that rises" in words_of(answer)


async def test_a_long_answer_goes_on_in_further_messages_in_order(house: House) -> None:
    question = house.ann.say(house.channel, "@bot long please")
    await house.until(lambda: "Part 5" in "".join(m.text for m in house.answers_to(question)))
    text = "".join(message.text for message in house.answers_to(question))
    assert [f"Part {n}" in text for n in range(6)] == [True] * 6
    assert text.index("Part 1") < text.index("Part 4")


async def test_a_long_private_answer_goes_on_in_private(house: House) -> None:
    asked = house.ann.use(house.channel, "ask", {"question": "long please", "private": True})
    await house.response_to(asked)
    await house.until(lambda: any("Part 5" in m.text for m in asked.follow_ups))
    assert {message.seen_by for message in asked.follow_ups} == {house.ann.user.id}


@pytest.mark.parametrize("text", ["@bot", "@bot   ", "@bot \u202e\u200b", "@bot " + "<@1> " * 300])
async def test_a_mention_without_words_gets_an_answer_all_the_same(house: House, text: str) -> None:
    answer = await house.answer_to(house.ann.say(house.channel, text))
    assert answer.channel.name


async def test_an_echoed_mention_mentions_nobody_and_a_foreign_link_leads_nowhere(house: House) -> None:
    answer = await house.answer_to(
        house.ann.say(house.channel, "@bot @everyone <@&5> [here](https://evil.example) https://evil.example/x")
    )
    assert "@everyone" not in answer.text
    assert "https://evil.example" not in answer.text
    assert "](<https://example.org/book>)" in answer.text


async def test_nobody_else_answers_in_the_name_of_a_person(house: House) -> None:
    robot = house.discord.add_person("Robot", house.guild)
    robot.user.is_bot = True
    robot.say(house.channel, "@bot are you there?")
    await house.answer_to(house.ann.say(house.channel, "@bot are you there?"))
    assert len(house.mentor.heard) == 1
