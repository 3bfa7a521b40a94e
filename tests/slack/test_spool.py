"""Events are acknowledged once they are written down and opened after that; none is lost, and none stays."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from bot.errors import StorageError
from bot.platforms.slack.payload import Payload
from bot.platforms.slack.settings import SlackMode
from bot.platforms.slack.spool import Spool, SpoolLimits
from bot.storage import Database
from bot.storage.spool import SpoolStore
from tests.clocks import StillClock
from tests.slack.house import ADA, GENERAL, slack_house

QUICK = SpoolLimits(swept_after=0.01, glance=0.02)


@dataclass
class Opened:
    """Opens events, and fails those it is told to, so often."""

    numbers: list[int] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    failing: dict[int, int] = field(default_factory=dict)

    async def __call__(self, event: Payload, at: datetime) -> None:
        number = event["number"]
        if self.failing.get(number, 0):
            self.failing[number] -= 1
            raise StorageError("not now")
        self.numbers.append(number)
        self.moments.append(at)


class CountingStore(SpoolStore):
    """Counts transactions."""

    written = 0

    async def append(self, door: str, at: datetime, bundle: str) -> int:
        self.written += 1
        return await super().append(door, at, bundle)


class HesitantStore(SpoolStore):
    """Writes a bundle down, and says so only when it is let go."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.reading, database.writing)
        self.let_go = asyncio.Event()

    async def append(self, door: str, at: datetime, bundle: str) -> int:
        number = await super().append(door, at, bundle)
        await self.let_go.wait()
        return number


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def database(tmp_path: Path, clock: StillClock) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    yield database
    await database.close()


@asynccontextmanager
async def spool_on(
    database: Database,
    opened: Opened,
    clock: StillClock,
    limits: SpoolLimits = QUICK,
    store: SpoolStore | None = None,
) -> AsyncIterator[Spool]:
    spool = Spool(store or database.spool, opened, clock, limits)
    spool.start()
    try:
        yield spool
    finally:
        await spool.close(0.1)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - the spool tells of no change
            await asyncio.sleep(0.005)


async def pending(database: Database) -> int:
    return await database.reading.run(
        lambda connection: connection.execute(text("SELECT count(*) FROM unopened")).scalar_one()
    )


async def leave_pending(database: Database, at: datetime, *numbers: int) -> None:
    """What a process that died had written down."""
    events = ",".join(f'{{"number":{number}}}' for number in numbers)
    await database.spool.append("slack", at, f"[{events}]")


async def test_a_burst_is_written_down_in_a_few_transactions_and_opened_in_order(
    database: Database, clock: StillClock
) -> None:
    opened, store = Opened(), CountingStore(database.reading, database.writing)
    async with spool_on(database, opened, clock, store=store) as spool:
        bundles = [spool.add({"number": number}) for number in range(500)]
        await bundles[-1].written()
        assert (store.written, opened.numbers) == (1, [])
        await until(lambda: len(opened.numbers) == 500)
    assert opened.numbers == list(range(500))


async def test_nothing_that_was_opened_stays(database: Database, clock: StillClock) -> None:
    opened = Opened()
    async with spool_on(database, opened, clock) as spool:
        await spool.add({"number": 1}).written()
        await until(lambda: opened.numbers == [1])
        async with asyncio.timeout(5):
            while await pending(database):  # noqa: ASYNC110 - a database tells of no change
                await asyncio.sleep(0.005)


async def test_what_cannot_be_opened_is_opened_again_and_the_rest_of_its_bundle_is_not(
    database: Database, clock: StillClock
) -> None:
    opened = Opened(failing={2: 1})
    async with spool_on(database, opened, clock) as spool:
        for number in range(4):
            spool.add({"number": number})
        await until(lambda: len(opened.numbers) == 4)
        await until(lambda: spool.unopened == 0)
    assert opened.numbers == [0, 1, 3, 2]
    assert await pending(database) == 0


async def test_what_could_not_be_opened_before_the_end_is_opened_after_the_next_start(
    database: Database, clock: StillClock
) -> None:
    async with spool_on(database, Opened(failing={1: 99}), clock) as spool:
        await spool.add({"number": 1}).written()
    assert await pending(database) == 1
    opened = Opened()
    async with spool_on(database, opened, clock):
        await until(lambda: opened.numbers == [1])
    assert await pending(database) == 0


async def test_an_event_keeps_the_moment_at_which_it_reached_us(database: Database, clock: StillClock) -> None:
    arrived = clock.now() - timedelta(minutes=9)
    await leave_pending(database, arrived, 1)
    opened = Opened()
    async with spool_on(database, opened, clock):
        await until(lambda: opened.moments == [arrived])


async def test_what_is_too_old_goes_unopened_and_does_not_stay(database: Database, clock: StillClock) -> None:
    await leave_pending(database, clock.now() - timedelta(minutes=11), 1)
    await leave_pending(database, clock.now(), 2)
    opened = Opened()
    async with spool_on(database, opened, clock):
        await until(lambda: opened.numbers == [2])
    assert opened.numbers == [2]
    assert await pending(database) == 0


async def test_what_another_process_leaves_pending_is_picked_up_after_a_while(
    database: Database, clock: StillClock
) -> None:
    opened = Opened()
    async with spool_on(database, opened, clock) as spool:
        await spool.add({"number": 1}).written()
        await until(lambda: opened.numbers == [1])
        await leave_pending(database, clock.now() - timedelta(seconds=16), 2)
        await until(lambda: opened.numbers == [1, 2])
        await leave_pending(database, clock.now(), 3)
        await leave_pending(database, clock.now() - timedelta(seconds=16), 4)
        await until(lambda: 4 in opened.numbers)
    assert 3 not in opened.numbers, "another process is at it"


async def test_what_is_seen_before_its_writer_knows_is_opened_once(database: Database, clock: StillClock) -> None:
    opened, store = Opened(), HesitantStore(database)
    limits = SpoolLimits(glance=0.01, left_behind=0.0)
    async with spool_on(database, opened, clock, limits, store) as spool:
        bundle = spool.add({"number": 1})
        await until(lambda: opened.numbers == [1])
        store.let_go.set()
        await bundle.written()
        await spool.add({"number": 2}).written()
        await until(lambda: spool.unopened == 0)
    assert opened.numbers == [1, 2]
    assert await pending(database) == 0


async def test_what_memory_does_not_hold_is_read_from_the_database(database: Database, clock: StillClock) -> None:
    opened = Opened(failing={0: 1})
    async with spool_on(database, opened, clock, SpoolLimits(held=0, swept_after=0.01)) as spool:
        for number in range(5):
            await spool.add({"number": number}).written()
        await until(lambda: sorted(opened.numbers) == [0, 1, 2, 3, 4])
    assert await pending(database) == 0


async def test_over_http_what_cannot_be_written_down_is_not_acknowledged(tmp_path: Path) -> None:
    async with slack_house(tmp_path, SlackMode.HTTP) as house:
        await house.database.writing.close()
        said = house.people.write(ADA, GENERAL, "<@U0MENTOR> how much math?")
        assert not await house.play.http.try_once(house.people.event(said, kind="app_mention"))
        assert house.play.http.statuses == [500]


async def test_over_http_an_event_that_slack_did_not_sign_is_not_written_down(tmp_path: Path) -> None:
    async with slack_house(tmp_path, SlackMode.HTTP) as house:
        body = '{"type":"event_callback","team_id":"T0HOME","event":{"type":"app_mention"}}'
        forged = house.play.http.signature(body) | {"X-Slack-Signature": "v0=" + "0" * 64}
        headers = {"Content-Type": "application/json", **forged}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{house.url}/slack/events", data=body, headers=headers) as response,
        ):
            assert response.status == 401
        assert house.face.health().unopened == 0
        assert await pending(house.database) == 0


async def test_a_burst_is_acknowledged_before_any_of_it_is_opened_but_for_no_longer_than_that(
    database: Database, clock: StillClock
) -> None:
    opened = Opened()
    limits = SpoolLimits(burst=3, soon=60.0, arriving_first=1.5)
    async with spool_on(database, opened, clock, limits) as spool:
        for number in range(2):
            await spool.add({"number": number}).written()
        await until(lambda: opened.numbers == [0, 1])
        for number in range(2, 6):
            await spool.add({"number": number}).written()
        assert opened.numbers == [0, 1]
        await until(lambda: opened.numbers == list(range(6)))
