"""When more comes at once than can be answered at once: interactions first, nothing lost, nothing made for nothing."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.clock import SystemClock
from bot.platforms.discord.client import MentorClient, Pulse
from bot.platforms.discord.limits import HURRY_ABOVE
from bot.platforms.discord.playground import payloads
from bot.platforms.discord.playground.faults import Fault
from bot.platforms.discord.playground.world import Interaction
from bot.platforms.discord.turn import Turn
from tests.discord.house import House, words_of
from tests.discord.standin.strict import StrictDiscord

CALLBACKS = "POST /interactions/.*/callback"


@pytest.fixture
async def patient(tmp_path: Path) -> AsyncIterator[House]:
    """A house in which nobody but who is in a hurry defers."""
    house = House(tmp_path, SystemClock(), defer_after=60.0)
    await house.start()
    assert house.face is not None
    house.face._rescue.close()
    yield house
    await house.stop()
    faults = house.discord.verdict()
    assert not faults, "\n".join(faults)


def _is_thinking(asked: Interaction) -> bool:
    return asked.original is not None and asked.original.is_loading


async def test_of_many_at_once_those_too_many_are_deferred_at_once_and_all_are_answered(patient: House) -> None:
    hidden = [number % 2 == 0 for number in range(3 * HURRY_ABOVE)]
    asked = [
        patient.ann.use(patient.channel, "ask", {"question": f"slow {number}", "private": private})
        for number, private in enumerate(hidden)
    ]
    mention = patient.ben.say(patient.channel, "@bot among them")
    await patient.until(lambda: sum(map(_is_thinking, asked)) >= 2 * HURRY_ABOVE)
    assert not any(map(_is_thinking, asked[:HURRY_ABOVE]))
    patient.mentor.gate.set()
    for number, one in enumerate(asked):
        answer = await patient.response_to(one)
        assert f"slow {number}" in words_of(answer)
        assert answer.seen_by == (patient.ann.user.id if hidden[number] else None)
    assert "among them" in words_of(await patient.answer_to(mention))


@pytest.mark.parametrize(("status", "accepted"), [(502, True), (503, False), (429, False)])
async def test_a_hurried_deferral_that_failed_is_given_again(
    patient: House, monkeypatch: pytest.MonkeyPatch, status: int, accepted: bool
) -> None:
    monkeypatch.setattr("bot.platforms.discord.turns.HURRY_ABOVE", -1)
    patient.discord.faults.faults.append(Fault(CALLBACKS, status=status, after_effect=accepted, times=1))
    asked = patient.ann.use(patient.channel, "ask", {"question": "slow one"})
    await patient.until(lambda: _is_thinking(asked))
    patient.mentor.gate.set()
    assert "slow one" in words_of(await patient.response_to(asked))


async def test_completions_come_however_much_there_is_to_do(patient: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.discord.turns.HURRY_ABOVE", -1)
    typing = patient.ann.type_in(patient.channel, "role set", "role", "d")
    await patient.until(lambda: typing.choices)


class Hearing:
    """Takes what arrives, and is pressed when it is told to be."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.is_pressed = False

    async def on_said(self, message: discord.Message) -> None:
        self.heard.append(message.content)

    async def on_edited(self, message: discord.Message) -> None:
        self.heard.append(f"edited: {message.content}")

    def begin(self, _: discord.Interaction) -> Turn | None:
        return None

    async def on_turn(self, turn: Turn) -> None:
        raise AssertionError("no turn was begun")


class Wire:
    """The library's parsers with ours before them, fed with what the stand-in would send."""

    def __init__(self) -> None:
        self.discord = StrictDiscord()
        self.ann = self.discord.add_person("Ann")
        self.guild = self.discord.add_guild("Learners", self.ann)
        self.channel = self.discord.add_channel(self.guild, "general")
        self.hearing = Hearing()
        self.client = MentorClient(self.discord.settings(shard_count=1), self.hearing, Pulse())
        self.state: Any = self.client._connection
        bot = self.discord.world.bot
        self.state.user = discord.ClientUser(state=self.state, data=payloads.own_user_json(bot))  # type: ignore[arg-type]
        self.bring("GUILD_CREATE", payloads.guild_json(self.guild, bot))

    def bring(self, event: str, payload: dict[str, Any]) -> None:
        self.state.parsers[event](payload)

    def say(self, text: str, **changed: Any) -> None:
        message = self.ann.say(self.channel, text)
        payload = payloads.message_event(message, self.discord.world.bot, intents=0)
        self.bring("MESSAGE_CREATE", {**payload, "content": message.content.partition("> ")[2] or text, **changed})


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    await wire.client._async_setup_hook()
    yield wire
    await wire.client.close()


async def test_messages_wait_for_interactions_and_then_come_in_their_order(wire: Wire, house: House) -> None:
    wire.hearing.is_pressed = True
    for number in range(40):
        wire.say(f"@bot {number}")
    assert wire.hearing.heard == []
    wire.hearing.is_pressed = False
    wire.say("@bot 40")
    await house.until(lambda: len(wire.hearing.heard) == 41)
    assert wire.hearing.heard == [str(number) for number in range(41)]


async def test_messages_do_not_wait_for_ever(wire: Wire, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.discord.sorting._LONGEST_WAIT", 0.05)
    wire.hearing.is_pressed = True
    wire.say("@bot patience")
    await house.until(lambda: wire.hearing.heard == ["patience"])


async def test_what_waits_when_the_connection_ends_is_let_in(wire: Wire, house: House) -> None:
    wire.hearing.is_pressed = True
    wire.say("@bot at last")
    await wire.client.leave_gateway()
    await house.until(lambda: wire.hearing.heard == ["at last"])


async def test_a_message_that_cannot_be_read_does_not_keep_the_others_out(wire: Wire, house: House) -> None:
    wire.hearing.is_pressed = True
    wire.say("@bot broken", author={"id": "nobody"})
    wire.say("@bot whole")
    wire.hearing.is_pressed = False
    await house.until(lambda: wire.hearing.heard == ["whole"])


async def test_what_cannot_be_read_costs_nobody_the_connection(wire: Wire, house: House) -> None:
    wire.say("@bot broken", author={"id": "nobody"})
    wire.bring("INTERACTION_CREATE", {"id": "1", "type": 2})
    wire.say("@bot whole")
    await house.until(lambda: wire.hearing.heard == ["whole"])


async def test_nothing_is_made_of_messages_that_are_not_for_us(wire: Wire, house: House) -> None:
    wire.say("nobody is meant")
    wire.say("@bot from a bot", author=payloads.user_json(wire.discord.world.bot))
    wire.say("@bot from a hook", webhook_id="1")
    wire.say("@bot meant")
    await house.until(lambda: wire.hearing.heard)
    assert wire.hearing.heard == ["meant"]


async def test_a_part_of_a_message_is_let_go(wire: Wire, house: House) -> None:
    wire.bring("MESSAGE_UPDATE", {"id": "1", "channel_id": str(wire.channel.id), "edited_timestamp": "2026-01-01"})
    wire.say("@bot whole")
    await house.until(lambda: wire.hearing.heard)
    assert wire.hearing.heard == ["whole"]


async def test_limits_that_have_run_out_are_looked_for_now_and_then_and_not_for_every_thread(wire: Wire) -> None:
    swept: list[str] = []
    wire.client._sweep = lambda: swept.append("once")
    for thread in range(1000):
        wire.client.http.get_ratelimit(f"thread {thread}")
    assert swept == []
    wire.client._swept -= 61
    for thread in range(1000, 2000):
        wire.client.http.get_ratelimit(f"thread {thread}")
    assert swept == ["once"]
