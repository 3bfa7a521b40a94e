"""The connection breaks in every way it can, and comes back by itself; nothing is lost and nobody is answered twice."""

import asyncio
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import PlatformError, SettingsError
from bot.platforms.discord.playground.faults import Fault
from bot.platforms.discord.settings import DiscordSettings
from tests.discord.house import House, words_of


async def _works(house: House, text: str = "still there?") -> None:
    answer = await house.answer_to(house.ann.say(house.channel, f"@bot {text}"))
    assert text in words_of(answer)


async def test_asked_to_reconnect_it_resumes_its_session(house: House) -> None:
    house.discord.gateway.ask_to_reconnect()
    await _works(house)
    assert len(house.discord.gateway.sessions) == 1


async def test_what_was_said_while_the_line_was_broken_is_answered_after_resuming(house: House) -> None:
    house.discord.gateway.accepts = False
    house.discord.gateway.abort_all()
    await house.until(lambda: not house.discord.gateway.live)
    questions = [house.ann.say(house.channel, f"@bot question {n}") for n in range(5)]
    house.discord.gateway.accepts = True
    for number, question in enumerate(questions):
        assert f"question {number}" in words_of(await house.answer_to(question))
        assert len(house.answers_to(question)) == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalidated_session_is_resumed_or_begun_anew(house: House, resumable: bool) -> None:
    house.discord.gateway.invalidate_all(resumable=resumable)
    if not resumable:
        await house.until(lambda: len(house.discord.gateway.sessions) == 2)
    await _works(house)
    assert house.database is not None
    assert house.discord.world.syncs == 1


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4007, 4009])
async def test_a_connection_that_is_closed_comes_back(house: House, code: int) -> None:
    await house.discord.gateway.close_all(code)
    await house.until(lambda: not house.discord.gateway.live)
    await house.until(lambda: house.discord.gateway.live)
    await _works(house)


async def test_a_gateway_that_falls_silent_is_left_for_a_new_connection(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    house.discord.gateway.heartbeat_seconds = 0.2
    house.silence = 0.6
    await house.start()
    house.discord.gateway.fall_silent()
    before = set(house.discord.gateway.connections)
    await house.until(lambda: house.discord.gateway.live and not before & house.discord.gateway.connections)
    await _works(house)
    await house.stop()
    assert house.discord.verdict() == []


async def test_five_storms_of_reconnects_lose_nothing_and_double_nothing(house: House) -> None:
    questions = []
    for storm in range(5):
        for gust in range(4):
            questions.append(house.ann.say(house.channel, f"@bot storm {storm} gust {gust}"))
            if gust % 2:
                house.discord.gateway.abort_all()
            else:
                house.discord.gateway.ask_to_reconnect()
            await asyncio.sleep(0)
        await house.until(lambda: house.discord.gateway.live)
    for question in questions:
        await house.answer_to(question)
    await house.until(lambda: all(len(house.answers_to(question)) == 1 for question in questions))


async def test_a_gateway_that_does_not_take_us_yet_is_asked_again(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    house.discord.faults.faults.append(Fault("GET /gateway/bot", status=503, times=1))
    await house.start()
    await _works(house)
    await house.stop()
    assert house.discord.verdict() == []


async def test_a_refused_token_ends_it_with_a_sentence(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    await house.discord.start()
    house.discord.rest.token = "another"
    await house.open_bot()
    assert house.face is not None
    with pytest.raises(PlatformError, match="Set DISCORD_TOKEN"):
        await house.face.run()
    await house.stop()


async def test_refused_intents_end_it_with_a_sentence(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    await house.discord.start()
    await house.open_bot()
    assert house.face is not None
    running = asyncio.ensure_future(house.face.run())
    await house.discord.world.until(lambda: house.discord.gateway.live)
    await house.discord.gateway.close_all(4014)
    with pytest.raises(PlatformError, match="intents"):
        await running
    await house.stop()


async def test_with_hardly_any_sessions_left_it_waits_instead_of_spending_them(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    house.discord.gateway.remaining_sessions = 2
    await house.discord.start()
    await house.start_bot()
    await house.until(lambda: sum(str(r) == "GET /gateway/bot" for r in house.discord.rest.requests) >= 1)
    assert house.discord.gateway.identifies == []
    house.discord.gateway.remaining_sessions = 1000
    await house.discord.world.until(lambda: house.discord.gateway.live)
    await house.stop()


async def test_commands_are_synced_only_when_they_have_changed(house: House) -> None:
    await house.restart()
    await house.restart()
    assert house.discord.world.syncs == 1
    house.desk._commands.pop(("hours",))
    await house.restart()
    await house.until(lambda: house.discord.world.syncs == 2)
    assert "hours" not in [command["name"] for command in house.discord.world.commands]


async def test_commands_that_discord_does_not_take_stop_nothing_and_are_tried_again(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    house.discord.faults.faults.append(Fault("PUT /applications", status=400, times=1))
    await house.start()
    await _works(house)
    assert house.discord.world.syncs == 0
    await house.restart()
    await house.until(lambda: house.discord.world.syncs == 1)
    await house.stop()


async def test_two_processes_share_the_shards_and_each_answers_its_own(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    # Snowflakes of one moment fall into one shard; these lie milliseconds apart.
    ids = [house.discord.world.new_id() + (n << 22) for n in range(4)]
    others = [house.discord.add_guild(f"Server {n}", house.ann, id_=id_) for n, id_ in enumerate(ids)]
    channels = [house.discord.add_channel(guild, "general") for guild in others]
    await house.discord.start()
    await house.start_bot(shard_count=2, shard_ids=(0,))
    await house.discord.world.until(lambda: len(house.discord.gateway.live) == 1 or None)
    second = House(tmp_path, SystemClock(), beside=house)
    await second.start_bot(shard_count=2, shard_ids=(1,))
    await house.discord.world.until(lambda: len(house.discord.gateway.live) == 2 or None)
    questions = [house.ann.say(channel, "@bot who are you?") for channel in [*channels, house.channel]]
    for question in questions:
        await house.answer_to(question)
        assert len(house.answers_to(question)) == 1
    await second.stop_process()
    await house.stop()
    assert house.discord.verdict() == []


async def test_several_shards_in_one_process_each_identify_when_they_may(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    await house.discord.start()
    await house.start_bot(shard_count=4)
    await house.discord.world.until(lambda: len(house.discord.gateway.live) == 4 or None)
    await house.until(lambda: house.face is not None and house.face.health().is_well)
    await _works(house)
    await house.stop()
    assert house.discord.verdict() == []


async def test_health_tells_of_the_connection(house: House) -> None:
    assert house.face is not None
    await _works(house)
    well = house.face.health()
    assert well.is_well
    assert well.guilds == 1
    assert well.last_event_age is not None
    house.discord.gateway.accepts = False
    house.discord.gateway.abort_all()
    await house.until(lambda: house.face is not None and not house.face.health().is_well)
    house.discord.gateway.accepts = True
    await house.until(lambda: house.face is not None and house.face.health().is_well)
    assert house.face.health().reconnects >= 1


async def test_stopping_finishes_what_is_under_way_and_takes_in_nothing_more(house: House) -> None:
    question = house.ann.say(house.channel, "@bot slow question")
    await house.until(lambda: house.mentor.heard)
    assert house.face is not None
    closing = asyncio.ensure_future(house.face.close())
    await house.until(lambda: not house.discord.gateway.live)
    late = house.ann.say(house.channel, "@bot too late?")
    house.mentor.gate.set()
    await closing
    assert len(house.answers_to(question)) == 1
    assert house.answers_to(late) == []


def test_shard_ids_need_their_number_and_lie_below_it() -> None:
    with pytest.raises(SettingsError, match="DISCORD_SHARD_COUNT"):
        DiscordSettings("token", shard_ids=(0,))
    with pytest.raises(SettingsError, match="between 0 and 1"):
        DiscordSettings("token", shard_count=2, shard_ids=(2,))


def test_the_token_shows_nowhere() -> None:
    assert "secret" not in repr(DiscordSettings("secret"))
