"""Every event is answered once, however often and in whatever way it is delivered."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.settings import SlackMode
from tests.slack.house import ADA, GENERAL, House, schema_faults, slack_house


@pytest.fixture(params=[SlackMode.SOCKET, SlackMode.HTTP], ids=["socket", "http"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, request.param) as house:
        yield house


async def deliver(house: House, *envelopes: object) -> None:
    for envelope in envelopes:
        await house.play.send(envelope)  # type: ignore[arg-type]
        await envelope.acknowledged.wait()  # type: ignore[attr-defined]


async def test_redelivered_with_the_retry_header(house: House) -> None:
    said = house.people.write(ADA, GENERAL, "<@U0MENTOR> how much math?")
    first = house.people.event(said, kind="app_mention", event_id="Ev1")
    again = [house.people.event(said, kind="app_mention", event_id="Ev1") for _ in range(3)]
    for attempt, envelope in enumerate(again, 1):
        envelope.attempt, envelope.reason = attempt, "http_timeout"
    await deliver(house, first, *again)
    await house.settled()
    assert len(house.space.said_by_bot()) == 1


async def test_redelivered_with_new_event_ids(house: House) -> None:
    said = house.people.write(ADA, GENERAL, "<@U0MENTOR> how much math?")
    await deliver(house, *(house.people.event(said, kind="app_mention") for _ in range(11)))
    await house.settled()
    assert len(house.space.said_by_bot()) == 1


async def test_the_twin_of_a_mention_comes_first_or_last(house: House) -> None:
    for text in ("<@U0MENTOR> first", "<@U0MENTOR> second"):
        said = house.people.write(ADA, GENERAL, text)
        twins = [house.people.event(said, kind="app_mention"), house.people.event(said)]
        await deliver(house, *(twins if "first" in text else reversed(twins)))
    await house.settled()
    assert len(house.space.said_by_bot()) == 2


async def test_a_mention_in_a_direct_message_is_one_question(house: House) -> None:
    said = house.people.write(ADA, house.space.direct(ADA).id, "<@U0MENTOR> how much math?")
    await deliver(house, house.people.event(said), house.people.event(said, kind="app_mention"))
    await house.settled()
    assert len(house.space.said_by_bot()) == 1


async def test_a_click_that_comes_twice_counts_once(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "how much math?")
    (answer,) = await house.answers()
    click = house.people.picked(ADA, answer, "Helpful")
    await deliver(house, click, type(click)(click.kind, click.payload, click.takes_answer))
    await house.settled()
    assert len(house.mentor.acted) == 1


async def test_redelivered_on_a_second_socket_after_the_first_broke(tmp_path: Path) -> None:
    async with slack_house(tmp_path) as house:
        said = house.people.write(ADA, GENERAL, "<@U0MENTOR> how much math?")
        envelope = house.people.event(said, kind="app_mention")
        await house.play.send(envelope)
        await house.play.socket.drop()
        await house.play.send(house.people.event(said, kind="app_mention", event_id=envelope.payload["event_id"]))
        await house.settled()
        assert len(house.space.said_by_bot()) == 1


@pytest.mark.parametrize(
    "step",
    [
        "written",
        "unopened",
        pytest.param("received", marks=pytest.mark.slow),
        pytest.param("acknowledged", marks=pytest.mark.slow),
        pytest.param("posted", marks=pytest.mark.slow),
    ],
)
async def test_killed_at_any_step_between_arrival_and_answer_it_is_answered_once_after_restart(
    tmp_path: Path, step: str
) -> None:
    play = PlaySlack()
    play.api.checks.append(schema_faults)
    await play.start()
    try:
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.slack.dying", play.url, str(tmp_path), step
        )
        await play.socket.until_connected(30)
        said = await play.people[play.home.team].mention(ADA, GENERAL, "how much math?")
        async with asyncio.timeout(30):
            assert await program.wait() == -signal.SIGKILL
        first = next(iter(play.socket.envelopes.values()))
        assert first.acknowledged.is_set() == (step != "written")
        before = len(play.home.said_by_bot())
        assert before == (1 if step == "posted" else 0)
        async with slack_house(tmp_path, play=play) as house:
            await house.answers(seconds=20)
            await house.settled()
            (answer,) = house.space.said_by_bot()
            assert answer.thread_ts == said.ts
    finally:
        await play.stop()


async def test_what_cannot_be_written_down_is_not_acknowledged(tmp_path: Path) -> None:
    async with slack_house(tmp_path) as house:
        database = house.database
        await database.writing.close()
        said = house.people.write(ADA, GENERAL, "<@U0MENTOR> how much math?")
        envelope = await house.play.send(house.people.event(said, kind="app_mention"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(envelope.acknowledged.wait(), 0.5)
