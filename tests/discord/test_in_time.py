"""Every interaction is answered in time and every failure says a sentence and a reference, whatever happens."""

import re
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.door import Letter
from bot.errors import StorageError
from bot.platforms.discord.deferring import defer
from bot.platforms.discord.playground.faults import Fault
from bot.platforms.discord.playground.world import Interaction, Message
from bot.platforms.discord.rescue import Rescue
from bot.platforms.discord.turn import Turn
from tests.discord.house import House, words_of
from tests.discord.standin.apart import apart

REFERENCE = re.compile(r"reference: ?[0-9a-f]{8}", re.IGNORECASE)
SOON = 0.15


@pytest.fixture
async def hasty(tmp_path: Path) -> AsyncIterator[House]:
    """A house that defers after a moment, so that tests need not wait for the true time."""
    house = House(tmp_path, SystemClock(), defer_after=SOON)
    await house.start()
    yield house
    await house.stop()
    faults = house.discord.verdict()
    assert not faults, "\n".join(faults)


async def _thinking(house: House, interaction: Interaction) -> None:
    await house.until(lambda: interaction.original is not None and interaction.original.is_loading)


async def test_a_slow_command_is_deferred_and_then_answered_in_the_same_place(hasty: House) -> None:
    asked = hasty.ann.use(hasty.channel, "ask", {"question": "slow one"})
    await _thinking(hasty, asked)
    hasty.mentor.gate.set()
    answer = await hasty.response_to(asked)
    assert "slow one" in words_of(answer)
    assert answer.seen_by is None
    assert asked.follow_ups == []


async def test_a_slow_private_command_is_deferred_in_private(hasty: House) -> None:
    asked = hasty.ann.use(hasty.channel, "ask", {"question": "slow one", "private": True})
    await _thinking(hasty, asked)
    hasty.mentor.gate.set()
    assert (await hasty.response_to(asked)).seen_by == hasty.ann.user.id


async def test_a_slow_question_about_a_message_is_deferred_in_private(hasty: House) -> None:
    asked = hasty.ann.ask_about(hasty.ben.say(hasty.channel, "slow, is it not?"))
    await _thinking(hasty, asked)
    hasty.mentor.gate.set()
    assert (await hasty.response_to(asked)).seen_by == hasty.ann.user.id


async def test_a_slow_public_command_that_ends_in_something_personal_keeps_it_personal(hasty: House) -> None:
    asked = hasty.ann.use(hasty.channel, "ask", {"question": "slowly something personal"})
    await _thinking(hasty, asked)
    hasty.mentor.gate.set()
    answer = await hasty.response_to(asked)
    assert "personal" in words_of(answer)
    assert answer.seen_by == hasty.ann.user.id
    assert not [m for m in hasty.channel.messages if "personal" in m.text and m.seen_by is None]


async def _press_slow(house: House, label: str) -> tuple[Message, Interaction]:
    answer = await house.answer_to(house.ann.say(house.channel, "@bot a question"))
    pressed = house.ann.press(answer, label)
    await _thinking(house, pressed)
    house.mentor.gate.set()
    return answer, pressed


async def test_a_slow_press_on_a_public_message_is_deferred_in_private_and_answered_in_public(hasty: House) -> None:
    answer, pressed = await _press_slow(hasty, "Slow")
    found = await hasty.discord.world.until(
        lambda: next((m for m in answer.channel.messages if "picked s" in m.text and m.seen_by is None), None)
    )
    assert found.channel is answer.channel
    await hasty.until(lambda: pressed.original is not None and pressed.original.is_deleted)


async def test_a_slow_press_that_replaces_changes_the_message_all_the_same(hasty: House) -> None:
    answer, pressed = await _press_slow(hasty, "Slowly")
    await hasty.until(lambda: "in its place" in answer.text)
    await hasty.until(lambda: pressed.original is not None and pressed.original.is_deleted)


async def test_a_form_that_comes_too_late_is_said_in_words(hasty: House) -> None:
    async def slow_form(event: object) -> object:
        await hasty.mentor.gate.wait()
        return await hasty.mentor._form(event)  # type: ignore[arg-type]

    hasty.desk._verbs = {**hasty.desk._verbs, "again": slow_form}  # type: ignore[dict-item]
    answer = await hasty.answer_to(hasty.ann.say(hasty.channel, "@bot a question"))
    pressed = hasty.ann.press(answer, "Again")
    await _thinking(hasty, pressed)
    hasty.mentor.gate.set()
    assert "use the command or the button again" in words_of(await hasty.response_to(pressed))


async def test_slow_completions_are_answered_with_none_in_time(hasty: House) -> None:
    typing = hasty.ann.type_in(hasty.channel, "role set", "role", "slow")
    await hasty.until(lambda: typing.response)
    assert typing.choices == []


async def test_a_handler_that_holds_the_loop_up_is_deferred_by_another_thread(tmp_path: Path) -> None:
    with apart() as elsewhere:
        house = await elsewhere.call(lambda: House(tmp_path, SystemClock()))
        await elsewhere.run(house.discord.start())
        await house.start_bot()
        await elsewhere.run(house.discord.world.until(lambda: house.discord.gateway.live))
        house.mentor.stuck_seconds = 2.0
        asked = await elsewhere.call(lambda: house.ann.use(house.channel, "ask", {"question": "stuck here"}))
        answer = await elsewhere.run(house.response_to(asked))
        assert "stuck here" in words_of(answer)
        assert asked.responded_after is not None
        assert asked.responded_after < 1.5
        await house.stop_process()
        await elsewhere.run(house.discord.stop())
        assert house.discord.verdict() == []


async def test_what_was_long_on_its_way_is_deferred_all_the_sooner(house: House) -> None:
    await house.response_to(house.ann.use(house.channel, "ask", {"question": "a quick one"}))
    house.discord.gateway.holds = True
    asked = house.ann.use(house.channel, "ask", {"question": "slow one"})
    await house.until(lambda: monotonic() - asked.began > 1.0)
    house.discord.gateway.redeliver(house.discord.gateway.release())
    await _thinking(house, asked)
    house.mentor.gate.set()
    assert "slow one" in words_of(await house.response_to(asked))
    assert asked.responded_after is not None
    assert asked.responded_after < 1.5


async def test_however_many_are_late_few_threads_defer_them(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = house.ann.use(house.channel, "ask", {"question": "a quick one"})
    await house.response_to(asked)
    assert house.face is not None
    begun = house.face._turns.get(asked.id)
    assert begun is not None
    deferred: list[str] = []
    may_go_on = threading.Event()

    def defer(_: object, turn: Turn) -> None:
        deferred.append(threading.current_thread().name)
        may_go_on.wait(5)
        turn.settle()

    monkeypatch.setattr("bot.platforms.discord.rescue._Line.defer", defer)
    rescue = Rescue(after=0.0)
    turns = [Turn(begun.interaction, is_private=True) for _ in range(40)]
    for number, turn in enumerate(turns):
        rescue._watched[number] = turn
    rescue.watch(Turn(begun.interaction, is_private=True))
    await house.until(lambda: len(deferred) == 4)
    assert sum(thread.name == "discord-rescue-helper" for thread in threading.enumerate()) == 4
    may_go_on.set()
    await house.until(lambda: all(turn.settled.is_set() for turn in turns))
    assert len(deferred) == 41
    rescue.close()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("command", REFERENCE),
        ("context menu", REFERENCE),
        ("button", REFERENCE),
        ("select", REFERENCE),
        ("modal", REFERENCE),
        ("mention", REFERENCE),
    ],
)
async def test_a_defect_is_told_with_a_reference(house: House, act: str, expected: re.Pattern[str]) -> None:
    async def broken(_: object) -> None:
        raise RuntimeError("a defect")

    house.desk._verbs = {**house.desk._verbs, "again": broken}  # type: ignore[dict-item]
    if act == "mention":
        told = await house.answer_to(house.ann.say(house.channel, "@bot broken"))
    elif act == "command":
        told = await house.response_to(house.ann.use(house.channel, "ask", {"question": "broken"}))
    elif act == "context menu":
        told = await house.response_to(house.ann.ask_about(house.ben.say(house.channel, "broken")))
    elif act == "modal":
        opened = await house.modal_of(house.ann.use(house.channel, "form"))
        house.desk._verbs = {**house.desk._verbs, "form": broken}  # type: ignore[dict-item]
        told = await house.response_to(house.ann.fill(opened, {"reason": "x"}))
    else:
        answer = await house.answer_to(house.ann.say(house.channel, "@bot a question"))
        told = await house.response_to(house.ann.press(answer, "Again" if act == "button" else "One"))
    assert expected.search(words_of(told))
    assert "defect" not in words_of(told)


@pytest.mark.parametrize("act", ["completion", "form", "share"])
async def test_a_response_that_discord_does_not_take_leaves_nobody_waiting(house: House, act: str) -> None:
    hidden = await house.response_to(house.ann.use(house.channel, "ask", {"question": "mine", "private": True}))
    thread = (await house.answer_to(house.ann.say(house.channel, "@bot a question"))).channel
    house.ann.say(thread, "words that do not reach it")
    hint = await house.discord.world.until(
        lambda: next((message for message in thread.messages if "Write to me" in message.labels()), None)
    )
    assert house.face is not None
    reception = house.face._reception
    await house.until(lambda: not reception._arriving)
    fault = Fault("POST /interactions/.*/callback", status=404, after_effect=True, times=10)
    house.discord.faults.faults.append(fault)
    if act == "completion":
        house.ann.type_in(house.channel, "role set", "role", "d")
    elif act == "share":
        house.ann.press(hidden, "Show everyone")
    else:
        house.ann.press(hint, "Write to me")
    await house.until(lambda: fault.times < 10 and not reception._arriving)


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError(), ConnectionResetError()])
async def test_a_connection_that_breaks_over_a_deferral_is_no_failure_of_the_question(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def broken(_: Turn) -> None:
        raise error

    asked = house.ann.use(house.channel, "ask", {"question": "a quick one"})
    await house.response_to(asked)
    assert house.face is not None
    turn = house.face._turns.get(asked.id)
    assert turn is not None
    monkeypatch.setattr("bot.platforms.discord.deferring._by_library", broken)
    await defer(turn)


async def test_a_defect_in_completing_is_told_as_a_completion(house: House) -> None:
    typing = house.ann.type_in(house.channel, "role set", "role", "broken")
    await house.until(lambda: typing.response)
    assert typing.choices is not None
    assert REFERENCE.search(typing.choices[0]["name"])


async def test_a_refusal_is_told_in_its_own_words(house: House) -> None:
    told = await house.response_to(house.ann.use(house.channel, "ask", {"question": "refuse"}))
    assert "here is what you can do instead" in words_of(told)
    assert told.seen_by == house.ann.user.id


@pytest.mark.parametrize("act", ["command", "button", "mention", "completion"])
async def test_a_failure_before_the_mentor_is_asked_is_told_as_well(
    house: House, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await house.answer_to(house.ann.say(house.channel, "@bot a question"))
    assert house.face is not None

    async def no_room(_: Letter, __: object = None) -> bool:
        raise StorageError("The disk is full, so I can't take anything in.")

    async def no_speaker(_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(house.face._door, "receive", no_room)
    if act == "mention":
        told = words_of(await house.answer_to(house.ann.say(house.channel, "@bot another")))
    elif act == "completion":
        monkeypatch.setattr(type(house.face._reception._calls), "speaker", no_speaker)
        typing = house.ann.type_in(house.channel, "role set", "role", "d")
        await house.until(lambda: typing.response)
        assert typing.choices is not None
        told = typing.choices[0]["name"]
        assert REFERENCE.search(told)
        return
    elif act == "command":
        told = words_of(await house.response_to(house.ann.use(house.channel, "role show")))
    else:
        told = words_of(await house.response_to(house.ann.press(answer, "Again")))
    assert "The disk is full" in told


async def test_completions_are_at_most_25_of_100_characters(house: House) -> None:
    typing = house.ann.type_in(house.channel, "role set", "role", "many")
    await house.until(lambda: typing.response)
    assert typing.choices is not None
    assert len(typing.choices) == 25
    assert max(len(choice["name"]) for choice in typing.choices) == 100
