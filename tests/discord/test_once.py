"""Every event is answered once: however often it is delivered, whatever fails on the way, whoever else is there."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.platforms.discord.playground.faults import Fault, Limit
from bot.platforms.discord.playground.world import Interaction, Message
from tests.discord.house import House, words_of

POSTS = r"POST /channels/\d+/messages$"
THREADS = r"POST /channels/\d+/messages/\d+/threads"
CALLBACKS = r"POST /interactions/"
ORIGINALS = r"PATCH /webhooks/.*@original"


@pytest.fixture
async def quick_doubt(house: House) -> AsyncIterator[House]:
    """A house in which the library's own waits between attempts are short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("discord.http.asyncio", _Hasty())
        patch.setattr("discord.webhook.async_.asyncio", _Hasty())
        yield house
        await house.until(lambda: house.face is not None and house.face._door.health().held == 0)


class _Hasty:
    """asyncio for the library, which waits for seconds between attempts."""

    def __getattr__(self, name: str) -> object:
        import asyncio

        if name == "sleep":
            return lambda seconds: asyncio.sleep(min(seconds, 0.05))
        return getattr(asyncio, name)


def _answers(house: House, question: Message) -> list[Message]:
    return house.answers_to(question)


async def _all_done(house: House, questions: list[Message], asked: list[Interaction]) -> None:
    for question in questions:
        await house.answer_to(question)
    for interaction in asked:
        await house.response_to(interaction)


async def test_every_event_delivered_three_times_in_any_order_is_answered_once(house: House) -> None:
    gateway = house.discord.gateway
    gateway.repeats, gateway.holds = 3, True
    questions = [house.ann.say(house.channel, f"@bot question {n}") for n in range(8)]
    asked = [house.ben.use(house.channel, "ask", {"question": f"command {n}"}) for n in range(8)]
    held = gateway.release()
    random.Random(7).shuffle(held)
    gateway.redeliver(held)
    await _all_done(house, questions, asked)
    await house.until(lambda: house.face is not None and house.face._door.health().held == 0)
    assert [len(_answers(house, question)) for question in questions] == [1] * 8
    assert [len(interaction.follow_ups) for interaction in asked] == [0] * 8
    assert set(house.mentor.times().values()) == {1}


async def test_presses_and_forms_delivered_three_times_are_answered_once(house: House) -> None:
    answer = await house.answer_to(house.ann.say(house.channel, "@bot a question"))
    house.discord.gateway.repeats = 3
    await house.response_to(house.ann.press(answer, "Again"))
    opened = await house.modal_of(house.ann.press(answer, "Form"))
    await house.response_to(house.ann.fill(opened, {"reason": "once"}))
    await house.until(lambda: len(house.mentor.heard) == 4)
    assert len([m for m in answer.channel.messages if "filled in once" in m.text]) == 1


async def test_an_edit_delivered_three_times_changes_the_answer_once(house: House) -> None:
    question = house.ann.say(house.channel, "@bot how much meth?")
    answer = await house.answer_to(question)
    house.ann.edit(question, "@bot how much math?")
    for _ in range(2):
        house.discord.world.tell("message_update", question, question.channel)
    await house.until(lambda: "how much math?" in answer.text)
    await house.answer_to(house.ann.say(house.channel, "@bot another"))
    assert len(house.mentor.heard) == 3


async def test_two_processes_with_the_same_events_answer_once(house: House, tmp_path: Path) -> None:
    second = House(tmp_path, SystemClock(), beside=house)
    await second.start_bot()
    try:
        await house.until(lambda: len(house.discord.gateway.live) == 2)
        questions = [house.ann.say(house.channel, f"@bot question {n}") for n in range(6)]
        asked = [house.ann.use(house.channel, "ask", {"question": f"command {n}"}) for n in range(6)]
        await _all_done(house, questions, asked)
        assert [len(_answers(house, question)) for question in questions] == [1] * 6
        answer = await house.answer_to(questions[0])
        await house.response_to(house.ann.press(answer, "Again"))
        assert len(house.mentor.heard) + len(second.mentor.heard) == 13
    finally:
        await second.stop_process()


@pytest.mark.parametrize("status", [500, 502, 504])
@pytest.mark.parametrize("route", [POSTS, THREADS, CALLBACKS])
@pytest.mark.parametrize("accepted", [True, False])
async def test_a_request_that_fails_is_repeated_without_harm(
    quick_doubt: House, status: int, route: str, accepted: bool
) -> None:
    house = quick_doubt
    house.discord.faults.faults.append(Fault(route, status=status, after_effect=accepted, times=2))
    if route == CALLBACKS:
        interaction = house.ann.use(house.channel, "ask", {"question": "math"})
        await house.response_to(interaction)
        assert interaction.follow_ups == []
        return
    question = house.ann.say(house.channel, "@bot math")
    await house.answer_to(question)
    await house.until(lambda: house.face is not None and house.face._door.health().held == 0)
    assert len(_answers(house, question)) == 1


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_post_whose_every_attempt_fails_is_settled_by_reading_back(quick_doubt: House, accepted: bool) -> None:
    house = quick_doubt
    house.discord.posts.remembers_nonces = False
    house.discord.faults.faults.append(Fault(POSTS, status=503, after_effect=accepted, times=1))
    question = house.ann.say(house.channel, "@bot math")
    await house.answer_to(question)
    await house.until(lambda: house.face is not None and house.face._door.health().held == 0)
    assert len(_answers(house, question)) == 1


async def test_a_deferral_whose_response_was_lost_is_filled_in_once(quick_doubt: House) -> None:
    house = quick_doubt
    house.discord.faults.faults.append(Fault(CALLBACKS, status=502, after_effect=True, times=1))
    house.discord.faults.faults.append(Fault(ORIGINALS, status=502, after_effect=True, times=1))
    asked = house.ann.use(house.channel, "ask", {"question": "slow math"})
    await house.until(lambda: asked.response)
    house.mentor.gate.set()
    assert "slow math" in words_of(await house.response_to(asked))
    assert asked.follow_ups == []


async def test_an_interaction_that_discord_lost_is_answered_directly(quick_doubt: House) -> None:
    house = quick_doubt
    house.discord.faults.faults.append(Fault(CALLBACKS, status=503, times=20))
    asked = house.ann.use(house.channel, "ask", {"question": "math", "private": True})
    house.discord.abandon(asked)
    direct = house.discord.direct(house.ann)
    await house.until(lambda: direct.messages)
    assert "You said: math" in words_of(direct.messages[0])
    await house.until(lambda: house.face is not None and house.face._door.health().held == 0)
    assert len(direct.messages) == 1


@pytest.mark.parametrize("is_global", [True, False])
async def test_rate_limits_slow_it_down_and_lose_nothing(house: House, is_global: bool) -> None:
    limit = Limit(3, 0.3, route=r"/channels/\d+/messages", is_global=is_global)
    house.discord.faults.limits.append(limit)
    questions = [house.ann.say(house.discord.direct(house.ann), f"question {n}") for n in range(10)]
    await house.until(lambda: len(house.mentor.heard) == 10)
    direct = house.discord.direct(house.ann)
    await house.until(lambda: sum(m.author.is_bot for m in direct.messages) == 10)
    assert len(questions) == 10


async def test_a_slow_discord_is_waited_for(house: House) -> None:
    house.discord.faults.latency = lambda: 0.3
    question = house.ann.say(house.channel, "@bot math")
    asked = house.ann.use(house.channel, "ask", {"question": "math"})
    await house.response_to(asked)
    await house.answer_to(question)
    assert asked.responded_after is not None
    assert asked.responded_after < 1.5


async def test_what_was_left_by_a_process_that_stopped_is_answered_by_the_next(house: House) -> None:
    question = house.ann.say(house.channel, "@bot slow math")
    asked = house.ann.use(house.channel, "ask", {"question": "slow math"})
    await house.until(lambda: len(house.mentor.heard) == 2)
    assert house.face is not None
    assert house.database is not None
    await house.until(lambda: asked.response)
    await house.face.close(0.1)
    await house.database.close()
    house.mentor.gate.set()
    await house.start_bot()
    await house.answer_to(question)
    assert "slow math" in words_of(await house.response_to(asked))
    assert len(_answers(house, question)) == 1
