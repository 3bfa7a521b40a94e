"""kill -9 at each step of telling who asked: told exactly once, on the stand-ins of Discord and Slack."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.curation.notices.notices import NoticeState
from bot.curation.notices.notifier import Notifier
from bot.curation.notices.telling import wish_of
from bot.mentor.delivery import Carrier, LateCarrier
from bot.platforms.discord.playground.people import words_of
from bot.platforms.discord.tips import DiscordTips
from bot.platforms.slack.playground.reading import words_of as words_in_slack
from bot.platforms.slack.playground.server import PlaySlack
from bot.storage import Database
from bot.storage.tables import notices
from bot.tasks import Tasks
from tests.curation.asked import ask
from tests.curation.dying import LEFT_SOON, watch_over
from tests.daily.dying import STEPS
from tests.discord.house import House as DiscordHouse
from tests.door.doors import until
from tests.slack.house import GENERAL, schema_faults, slack_house

RICE = "is there a trick to rice that does not stick?"
TOLD = "There's an answer now"
EACH_STEP = [pytest.param(step, marks=[] if step == "posted" else pytest.mark.slow) for step in STEPS]


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.close()


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[DiscordHouse]:
    house = DiscordHouse(tmp_path, SystemClock())
    await house.discord.start()
    yield house
    await house.stop()
    faults = house.discord.verdict()
    assert not faults, "\n".join(faults)


async def answered(database: Database, community: str, person: str, place: str) -> None:
    """Somebody asked, wants to know, and now there is an answer."""
    now = datetime.now(UTC)
    question = await ask(database, RICE, person=person, community=community, at=now)
    wish = wish_of(question, person, place, now, private=False)
    assert await database.notices.wish(wish)
    await database.notices.fulfil(wish.key, {"entry": "cook-rice"}, now)


async def killed(platform: str, step: str, folder: Path, *address: str) -> None:
    """Let a process tell of it until it dies at a step."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.curation.dying", platform, step, str(folder), *address
    )
    async with asyncio.timeout(60):
        assert await program.wait() == -signal.SIGKILL


def keep_telling(tasks: Tasks, database: Database, folder: Path, platform: str, carrier: Carrier) -> None:
    notifier = Notifier(database.notices, watch_over(database, folder), {platform: carrier}, SystemClock(), LEFT_SOON)
    tasks.keep("notifier", notifier.run)


async def is_settled(database: Database) -> bool:
    statement = select(notices.c.state)
    states = await database.reading.run(lambda connection: connection.execute(statement).scalars().all())
    assert NoticeState.DROPPED.value not in states
    return list(states) == [NoticeState.SENT.value]


@pytest.mark.parametrize("nonces", [True, False], ids=["nonces are remembered", "nonces are forgotten"])
@pytest.mark.parametrize("step", EACH_STEP)
async def test_killed_at_any_step_who_asked_in_discord_is_told_once(
    discord: DiscordHouse, tasks: Tasks, tmp_path: Path, step: str, nonces: bool
) -> None:
    await discord.open_bot()
    assert discord.database is not None
    community, person = f"discord:{discord.guild.id}", f"discord:{discord.ann.user.id}"
    await answered(discord.database, community, person, f"discord:{discord.channel.id}")
    settings = discord.discord.settings()
    await killed("discord", step, tmp_path, str(settings.api_url), str(settings.gateway_url))
    discord.discord.posts.remembers_nonces = nonces
    await discord.stop_bot()
    await discord.start_bot()
    face, database = discord.face, discord.database
    assert face is not None
    assert database is not None
    courier = face.courier
    tips = DiscordTips(
        courier.rooms, courier.telling, courier.approved, discord.clock, lambda: face.health().is_connected
    )
    keep_telling(tasks, database, tmp_path, "discord", tips)
    await discord.until(lambda: is_settled(database))
    await tasks.close()
    said = [words_of(message) for message in discord.channel.messages if not message.is_deleted]
    assert len([words for words in said if TOLD in words]) == 1


@pytest.mark.parametrize("step", EACH_STEP)
async def test_killed_at_any_step_who_asked_in_slack_is_told_once(tmp_path: Path, tasks: Tasks, step: str) -> None:
    play = PlaySlack()
    play.api.checks.append(schema_faults)
    await play.start()
    try:
        team = play.home.team
        database = await Database.open(tmp_path / "signpost.sqlite3", SystemClock())
        await answered(database, f"slack:{team}", f"slack:{team}:UADA", f"slack:{team}:{GENERAL}")
        await database.close()
        await killed("slack", step, tmp_path, play.url)
        async with slack_house(tmp_path, play=play) as house:
            carrier = LateCarrier(lambda: house.face.tips)
            keep_telling(tasks, house.database, tmp_path, "slack", carrier)
            await until(lambda: is_settled(house.database))
            await tasks.close()
            said = [words_in_slack(message.blocks) for message in house.space.said_by_bot(GENERAL)]
        assert len([words for words in said if TOLD in words]) == 1
    finally:
        await play.stop()
