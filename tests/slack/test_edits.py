"""Questions that people edit are answered anew in the same place, for two minutes; in Socket Mode and over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.slack.playground.faults import Failing, Fault
from bot.platforms.slack.playground.reading import words_of
from bot.platforms.slack.settings import SlackMode
from tests.slack.house import ADA, GENERAL, House, slack_house


@pytest.fixture(params=[SlackMode.SOCKET, SlackMode.HTTP], ids=["socket", "http"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, request.param) as house:
        yield house


async def test_an_edited_question_is_answered_anew_in_the_same_message(house: House) -> None:
    said = await house.people.mention(ADA, GENERAL, "how much mth?")
    (answer,) = await house.answers()
    await house.people.edit(said, "<@U0MENTOR> how much math?")
    await house.space.until(lambda: answer.edits == 1)
    await house.settled()
    assert house.space.said_by_bot() == [answer]
    assert words_of(answer.blocks).startswith("You asked: how much math?")
    again = house.mentor.heard[-1]
    assert (again.text, again.instead_of) == ("how much math?", house.mentor.heard[0].occasion.id)


async def test_each_later_wording_takes_the_place_of_the_one_before(house: House) -> None:
    said = await house.people.say(ADA, house.space.direct(ADA).id, "one")
    (answer,) = await house.answers()
    for seconds, words in ((5.0, "two"), (9.0, "three"), (7.0, "too late, three stands")):
        await house.people.edit(said, words, seconds)
        await house.settled()
    assert [heard.text for heard in house.mentor.heard] == ["one", "two", "three"]
    assert words_of(answer.blocks).startswith("You asked: three")
    assert house.space.said_by_bot() == [answer]


async def test_an_edit_that_is_told_three_times_is_answered_once(house: House) -> None:
    said = await house.people.say(ADA, house.space.direct(ADA).id, "one")
    (answer,) = await house.answers()
    for _ in range(3):
        await house.people.edit(said, "two")
        said.text = "one"
    await house.settled()
    assert [heard.text for heard in house.mentor.heard] == ["one", "two"]
    assert answer.edits == 1


async def test_a_shorter_answer_leaves_nothing_of_a_longer_one(house: House) -> None:
    said = await house.people.mention(ADA, GENERAL, "a long story")
    await house.settled()
    assert len(house.space.said_by_bot()) > 2
    await house.people.edit(said, "<@U0MENTOR> in short?")
    await house.settled()
    (answer,) = house.space.said_by_bot()
    assert words_of(answer.blocks).startswith("You asked: in short?")


async def test_a_longer_answer_goes_on_below_the_first_message(house: House) -> None:
    said = await house.people.mention(ADA, GENERAL, "in short?")
    (answer,) = await house.answers()
    await house.people.edit(said, "<@U0MENTOR> a long story")
    await house.settled()
    first, *rest = house.space.said_by_bot()
    assert first is answer
    assert len(rest) > 1


@pytest.mark.parametrize("edit", ["too late", "same words"])
async def test_what_is_edited_late_or_only_unfurled_is_left_as_it_was_answered(house: House, edit: str) -> None:
    said = await house.people.mention(ADA, GENERAL, "how much math?")
    (answer,) = await house.answers()
    words = said.text if edit == "same words" else "<@U0MENTOR> something else"
    await house.people.edit(said, words, 121.0 if edit == "too late" else 5.0)
    await house.settled()
    assert (len(house.mentor.heard), answer.edits) == (1, 0)


async def test_an_edit_of_what_was_never_for_the_mentor_is_nobodys_business(house: House) -> None:
    said = await house.people.say(ADA, GENERAL, "hello all")
    await house.people.edit(said, "hello everybody")
    await house.settled()
    assert house.mentor.heard == []


async def test_an_edit_in_doubt_ends_in_the_same_message(house: House) -> None:
    said = await house.people.mention(ADA, GENERAL, "how much mth?")
    (answer,) = await house.answers()
    house.play.faults.add("chat.update", Fault(Failing.BROKEN_AFTER), Fault(Failing.BROKEN))
    await house.people.edit(said, "<@U0MENTOR> how much math?")
    await house.settled()
    assert house.space.said_by_bot() == [answer]
    assert words_of(answer.blocks).startswith("You asked: how much math?")


async def test_an_edit_after_a_restart_still_finds_its_answer(tmp_path: Path) -> None:
    async with slack_house(tmp_path) as house:
        play = house.play
        said = await house.people.mention(ADA, GENERAL, "how much mth?")
        (answer,) = await house.answers()
        await house.settled()
        await house.face.close()
        await house.running
        await house.database.close()
        async with slack_house(tmp_path, play=play) as again:
            await again.people.edit(said, "<@U0MENTOR> how much math?")
            await again.space.until(lambda: answer.edits == 1)
            assert again.space.said_by_bot() == [answer]
