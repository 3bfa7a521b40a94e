"""The tip of the day: thousands due in one minute, and a simulated year with everything that can go wrong.

    python -m benchmarks.daily [--targets 5000] [--history 60] [--year] [--channels 500] [--days 366] [--seed 20261121]

`burst` lets so many channels of a third as many communities be due in the same minute, each with a past, over a
real database; the platform takes every tip at once, so what is measured is the scheduler's own work. A hold is how
long one turn of the event loop keeps it, on the clock and on the processor, for others share the machine.
`--year` runs what `tests/daily/test_year.py` does, as long and with as many channels as asked for.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import insert

from bot.clock import SystemClock
from bot.daily.bell import Bell
from bot.daily.choosing import Chooser
from bot.daily.ledger import DayState, TipDay
from bot.daily.limits import DailyLimits
from bot.daily.schedule import Appointment
from bot.daily.scheduler import Scheduler
from bot.daily.targets import Target, TargetKind, channel_target_id
from bot.garbage_collection import keep_for_good
from bot.mentor.delivery import Post
from bot.storage import Database
from bot.storage.daily_rows import day_row, target_row
from bot.storage.tables import tip_days, tip_targets
from bot.tasks import Tasks
from tests.daily.decks import editions_with
from tests.daily.year import DECK, NoBearings, Year

CHANNELS_EACH = 3
UNHURRIED = DailyLimits(posts_a_second=1e6)
"""As it is, but without the pace that the platforms ask for."""


class Platform:
    """Takes everything at once."""

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}
        self.twice = 0

    def is_ready(self) -> bool:
        return True

    async def post(self, post: Post) -> str:
        await asyncio.sleep(0)
        self.twice += post.key in self.taken
        return self.taken.setdefault(post.key, f"message-{len(self.taken)}")

    async def find(self, post: Post) -> str | None:
        return self.taken.get(post.key)

    async def tell(self, post: Post) -> None:
        self.taken[post.key] = "told"


class Holds:
    """The longest turns of the event loop, in seconds."""

    def __init__(self) -> None:
        self.clock: list[float] = []
        self.processor: list[float] = []
        self.most, self.longest = 0.0, ""
        """What kept the processor longest."""

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Times every callback that the loop of this thread runs."""
        handle: Any = asyncio.Handle
        run = handle._run  # noqa: SLF001 - the only place that every turn of a loop passes

        def timed(self_: Any) -> None:
            began, worked = time.perf_counter(), time.thread_time()
            run(self_)
            self.clock.append(time.perf_counter() - began)
            took = time.thread_time() - worked
            if took > self.most:
                self.most, self.longest = took, repr(self_)
            self.processor.append(took)

        handle._run = timed  # noqa: SLF001
        try:
            yield
        finally:
            handle._run = run  # noqa: SLF001


def main() -> None:
    arguments = _arguments()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if arguments.year:
        asyncio.run(_year(arguments))
    else:
        asyncio.run(_burst(arguments.targets, arguments.history))


async def _burst(targets: int, history: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "tips.sqlite3", SystemClock())
        due_at = datetime.now(UTC).replace(second=0, microsecond=0)
        await _settle_in(database, targets, history, due_at)
        platform, holds, tasks = Platform(), Holds(), Tasks()
        chooser = Chooser(editions_with(DECK), database.reactions, NoBearings())
        scheduler = Scheduler(database.ledger, chooser, {"discord": platform}, SystemClock(), Bell(), limits=UNHURRIED)
        keep_for_good()
        began, worked, here = time.perf_counter(), time.process_time(), time.thread_time()
        with holds.watched():
            tasks.keep("tips", scheduler.run)
            while scheduler.health().sent < targets:  # noqa: ASYNC110 - it tells of no change
                await asyncio.sleep(0.02)
        seconds = time.perf_counter() - began
        print("| due in one minute | rows of the past | sent once | clock | processor, all threads | loop's thread |")
        print("|---|---|---|---|---|---|")
        once = "all" if len(platform.taken) == targets and not platform.twice else f"{len(platform.taken)} of {targets}"
        print(
            f"| {targets} | {targets * history} | {once} | {seconds:.2f} s | {time.process_time() - worked:.2f} s "
            f"| {time.thread_time() - here:.2f} s |\n"
        )
        print(f"Longest hold of the loop: {max(holds.clock) * 1000:.1f} ms on the clock, ", end="")
        print(f"{max(holds.processor) * 1000:.1f} ms on the processor, of {len(holds.clock)} turns.")
        print(f"That was {holds.longest[:160]}.")
        await tasks.close()
        await database.close()


async def _settle_in(database: Database, targets: int, history: int, due_at: datetime) -> None:
    """Channels that are due at `due_at` and have had a tip a day for so many days."""
    channels = [_channel(number, due_at) for number in range(targets)]
    await database.writing.run(
        lambda connection: (
            connection.execute(
                insert(tip_targets),
                [target_row(each) | {"version": 1, "saved_at": due_at} for each in channels],
            )
            and None
        )
    )
    for ahead in range(history, 0, -1):
        day = due_at.date() - timedelta(days=ahead)
        rows = [_past(each.target, day, ahead) for each in channels]
        await database.writing.run(lambda connection, rows=rows: connection.execute(insert(tip_days), rows) and None)  # type: ignore[misc]


def _channel(number: int, due_at: datetime) -> Appointment:
    place = f"discord:{number}"
    target = Target(
        channel_target_id(place), TargetKind.CHANNEL, f"discord:guild-{number // CHANNELS_EACH}", place, None,
        due_at.time(), "UTC",
    )  # fmt: skip
    return Appointment(target, due_at.date(), due_at)


def _past(target: Target, day: date, ahead: int) -> dict[str, Any]:
    at = datetime.combine(day, target.at, UTC)
    row = TipDay(target.id, day, f"tip-{ahead}", DayState.SENT, due_at=at)
    return day_row(replace(row, message="m"), None) | {"settled_at": at}


async def _year(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = datetime(2026, 11, 22, tzinfo=UTC)
        year = Year(Path(folder) / "year.sqlite3", arguments.seed, arguments.channels, start)
        began = time.perf_counter()
        await year.run(arguments.days)
        faults = await year.verdict()
        print(f"{arguments.channels} channels, {arguments.days} days, seed {arguments.seed}: ", end="")
        print(f"{len(faults)} faults, {time.perf_counter() - began:.0f} s.")
        print(*faults[:20], sep="\n")
        print(", ".join(f"{what} {number}" for what, number in sorted(year.counts.items())))
        await year.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, default=5000)
    parser.add_argument("--history", type=int, default=60)
    parser.add_argument("--year", action="store_true")
    parser.add_argument("--channels", type=int, default=500)
    parser.add_argument("--days", type=int, default=366)
    parser.add_argument("--seed", type=int, default=20261121)
    return parser.parse_args()


if __name__ == "__main__":
    main()
