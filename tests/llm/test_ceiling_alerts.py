"""Moderators are told of a reached ceiling once, whatever fails on the way."""

from datetime import timedelta

import pytest

from bot.llm.ceiling_alerts import CeilingAlerts
from bot.llm.ledger import CallBegun, Ceilings, Purpose
from bot.mentor.delivery import Post, RefusedError
from bot.storage import Database
from tests.clocks import StillClock
from tests.llm.house import text_of
from tests.scenarios.house import cooking

CEILINGS = Ceilings(person_day=50_000, community_month=10_000_000)


class Listening:
    """A carrier that takes what moderators are told, or does not."""

    def __init__(self, *failures: Exception, ready: bool = True) -> None:
        self.failures = list(failures)
        self.ready = ready
        self.told: list[Post] = []

    def is_ready(self) -> bool:
        return self.ready

    async def post(self, post: Post) -> str:
        raise AssertionError

    async def find(self, post: Post) -> str | None:
        raise AssertionError

    async def tell(self, post: Post) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.told.append(post)


async def reach(database: Database, clock: StillClock, person: str = "discord:ann", cost: int = 60_000) -> None:
    """Ask for more than one person may have in a day, or than the community may have in a month."""
    call = CallBegun(f"c-{person}-{cost}", "discord:garden", person, Purpose.FIT, None, "m", clock.now(), 1, 1, cost)
    assert await database.assistance.begin(call, CEILINGS) is not None


def alerts(database: Database, clock: StillClock, carrier: Listening) -> CeilingAlerts:
    voice = cooking()[0].assistant_voice
    return CeilingAlerts(database.assistance, {"discord": carrier}, lambda _: voice, clock, CEILINGS)


async def test_moderators_are_told_once_a_month_of_each_ceiling(database: Database, clock: StillClock) -> None:
    carrier = Listening()
    for person in ("discord:ann", "discord:bob"):
        await reach(database, clock, person)
    await reach(database, clock, cost=11_000_000)
    for _ in range(3):
        await alerts(database, clock, carrier).tell_all()
    assert len(carrier.told) == 2
    words = "".join(text_of(post.reply) for post in carrier.told)
    assert "$0.05 a person" in words
    assert "($10.00)" in words
    assert "November 2026" in words
    assert "ann" not in words
    clock.move(timedelta(days=20))
    await reach(database, clock)
    await alerts(database, clock, carrier).tell_all()
    assert len(carrier.told) == 3
    assert len({post.key for post in carrier.told}) == 3


async def test_what_could_not_be_told_is_told_later(database: Database, clock: StillClock) -> None:
    carrier = Listening(OSError("away"))
    await reach(database, clock)
    await alerts(database, clock, carrier).tell_all()
    assert carrier.told == []
    await alerts(database, clock, carrier).tell_all()
    assert len(carrier.told) == 1


@pytest.mark.parametrize("carrier", [Listening(RefusedError("no channel")), Listening(ready=False)])
async def test_where_nobody_can_be_told_nothing_breaks(
    database: Database, clock: StillClock, carrier: Listening
) -> None:
    await reach(database, clock)
    await alerts(database, clock, carrier).tell_all()
    assert carrier.told == []
    assert bool(await database.assistance.untold()) is not carrier.ready
