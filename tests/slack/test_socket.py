"""Socket Mode heals itself, leaves no gap, and never spins."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.door import Letter
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.socket import SocketHealth, SocketState
from tests.slack.house import ADA, GENERAL, House, slack_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path) as house:
        yield house


def health(house: House) -> SocketHealth:
    socket = house.face.health().socket
    assert socket is not None
    return socket


async def until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - the face tells of no change
            await asyncio.sleep(0.01)


async def test_a_refresh_opens_the_new_socket_before_the_old_one_goes(house: House) -> None:
    (old,) = house.play.socket.sockets
    await house.play.socket.disconnect("refresh_requested")
    await until(lambda: old not in house.play.socket.sockets and len(house.play.socket.sockets) == 1)
    assert house.play.socket.fewest == 1
    await house.people.mention(ADA, GENERAL, "still there?")
    await house.answers()


async def test_what_is_in_hand_is_acknowledged_before_the_socket_closes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, is_writing, may_write = house.door.receive, asyncio.Event(), asyncio.Event()

    async def slow(letter: Letter) -> bool:
        is_writing.set()
        await may_write.wait()
        return await receive(letter)

    monkeypatch.setattr(house.door, "receive", slow)
    envelope = await house.people.slash(ADA, GENERAL, "role show")
    await is_writing.wait()
    closing = asyncio.create_task(house.face.close())
    await asyncio.sleep(0)
    may_write.set()
    await closing
    await house.running
    assert envelope.acknowledged.is_set()


async def test_nothing_is_lost_while_sockets_are_refreshed_again_and_again(house: House) -> None:
    for number in range(10):
        await house.people.mention(ADA, GENERAL, f"question {number}")
        await house.play.socket.disconnect("warning")
    await house.answers(10, seconds=30)
    await house.settled()
    assert len(house.space.said_by_bot()) == 10


async def test_a_server_that_was_killed_and_started_again_finds_the_bot_back_by_itself(house: House) -> None:
    await house.play.stop()
    await until(lambda: not house.face.health().is_listening)
    assert health(house).state is SocketState.CONNECTING
    await house.play.start()
    await house.play.socket.until_connected()
    await house.people.mention(ADA, GENERAL, "back?")
    await house.answers()
    await until(lambda: health(house).state is SocketState.CONNECTED)


async def test_attempts_grow_apart_and_do_not_spin(house: House) -> None:
    house.play.is_socket_mode_enabled = False
    await house.play.socket.disconnect("link_disabled")
    await house.play.socket.drop()
    await until(lambda: health(house).failures_in_a_row >= 3)
    assert health(house).state is SocketState.SWITCHED_OFF
    calls = house.play.api.called("apps.connections.open")
    gaps = [later.at - earlier.at for earlier, later in pairwise(calls[1:])]
    assert gaps == sorted(gaps)
    assert min(gaps) > 0.3
    house.play.is_socket_mode_enabled = True
    await house.play.socket.until_connected(20)


async def test_a_server_that_hangs_up_at_once_is_not_called_in_a_loop(house: House) -> None:
    house.play.socket.closes_at_once = True
    await house.play.socket.drop()
    await until(lambda: health(house).failures_in_a_row >= 3)
    assert len(house.play.api.called("apps.connections.open")) <= 6


async def test_a_socket_that_never_greets_is_not_taken_for_a_connection(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.slack.socket._GREETED_WITHIN", 0.2)
    house.play.socket.hello_wanted = False
    await house.play.socket.drop()
    await until(lambda: health(house).failures_in_a_row >= 2)
    assert health(house).opened == 1
    house.play.socket.hello_wanted = True
    await until(lambda: health(house).opened == 2)


async def test_a_socket_that_is_open_and_silent_is_replaced(tmp_path: Path) -> None:
    async with slack_house(tmp_path, refresh_when_silent_for=0.4) as house:
        await until(lambda: house.play.socket.connections >= 2)
        assert house.play.socket.fewest == 1


async def test_health_tells_the_age_of_the_last_envelope(house: House) -> None:
    assert health(house).seconds_since_envelope is None
    await house.people.mention(ADA, GENERAL, "hello?")
    await house.answers()
    age = health(house).seconds_since_envelope
    assert age is not None
    assert 0 <= age < 5
    assert (health(house).state, health(house).connections) == (SocketState.CONNECTED, 1)


async def test_a_wrong_app_token_shows_in_health(tmp_path: Path) -> None:
    play = PlaySlack()
    await play.start()
    try:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2), slack_house(tmp_path, play=play, app_token="xapp-wrong") as house:
                raise AssertionError(house)
        assert len(play.api.called("apps.connections.open")) <= 4
    finally:
        await play.stop()


async def test_secrets_of_another_program_in_the_environment_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "SLACK_SCOPES"):
        monkeypatch.setenv(name, "other")
    async with slack_house(tmp_path) as house:
        await house.people.mention(ADA, GENERAL, "hello?")
        await house.answers()
        assert {call.token for call in house.play.api.called("chat.postMessage")} == {"xoxb-play"}
