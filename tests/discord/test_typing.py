"""Who writes a message and waits for its answer sees the mentor typing; who is answered at once does not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.platforms.discord import typing_signs
from bot.platforms.discord.playground import access
from bot.platforms.discord.playground.faults import Fault
from bot.platforms.discord.playground.world import Channel, Overwrite
from tests.discord.house import House, words_of


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(typing_signs, "_GLANCE", 0.02)
    house = House(tmp_path, SystemClock())
    await house.discord.start()
    await house.start_bot(type_after=0.05)
    await house.until(lambda: house.discord.gateway.live)
    yield house
    await house.stop()
    faults = house.discord.verdict()
    assert not faults, "\n".join(faults)


def typed(house: House, channel: Channel) -> int:
    path = f"/channels/{channel.id}/typing"
    return sum(request.path == path for request in house.discord.rest.requests)


async def test_who_waits_sees_the_mentor_typing_until_the_answer_is_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_signs, "_LASTS", 0.05)
    question = house.ann.say(house.channel, "@bot slow one")
    await house.until(lambda: typed(house, house.channel) >= 3)
    house.mentor.gate.set()
    assert "slow one" in words_of(await house.answer_to(question))
    shown = typed(house, house.channel)
    later = house.ann.say(house.channel, "@bot quick one")
    assert "quick one" in words_of(await house.answer_to(later))
    assert typed(house, house.channel) <= shown + 1, "one may have been on its way"


async def test_a_channel_shows_one_sign_however_many_are_asked_in_it(house: House) -> None:
    questions = [house.ann.say(house.channel, f"@bot slow {number}") for number in range(5)]
    elsewhere = house.ben.say(house.discord.direct(house.ben), "slow too")
    await house.until(lambda: typed(house, house.channel) and typed(house, elsewhere.channel))
    house.mentor.gate.set()
    for question in (*questions, elsewhere):
        await house.answer_to(question)
    assert (typed(house, house.channel), typed(house, elsewhere.channel)) == (1, 1)


async def test_where_it_may_not_write_it_does_not_type(house: House) -> None:
    closed = house.discord.add_channel(house.guild, "closed")
    closed.overwrites.append(Overwrite(house.guild.id, is_member=False, deny=access.SEND_MESSAGES))
    house.discord.change_channel(closed)
    house.ann.say(closed, "@bot slow one")
    question = house.ann.say(house.channel, "@bot slow one")
    await house.until(lambda: typed(house, house.channel))
    house.mentor.gate.set()
    await house.answer_to(question)
    assert typed(house, closed) == 0


async def test_a_sign_that_cannot_be_shown_keeps_no_answer_back(house: House) -> None:
    house.discord.faults.faults.append(Fault("POST /channels/.*/typing", status=403, times=1))
    question = house.ann.say(house.channel, "@bot slow one")
    await house.until(lambda: typed(house, house.channel))
    house.mentor.gate.set()
    assert "slow one" in words_of(await house.answer_to(question))
