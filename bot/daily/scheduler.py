"""The scheduler: wakes when the next tip is due, takes what is due, and has it sent, fairly and not too fast.

A loop of our own over the ledger and the clock, kept running by `bot.serving`; everything it must remember is in the
ledger, so that it may end at any point and any number of them may run at once.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

import structlog

from bot.clock import Clock
from bot.daily.bell import Bell
from bot.daily.choosing import Chooser
from bot.daily.ledger import Errand, Ledger
from bot.daily.limits import DailyLimits
from bot.daily.messenger import Messenger
from bot.daily.rounds import Rounds
from bot.daily.schedule import Zones
from bot.daily.wall_clock import zone_of
from bot.mentor.delivery import Carrier
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

_BREATH = 0.01
_STILL_TURNS = 4
"""A loop that has not turned for so many glances is dead."""


@dataclass(frozen=True, slots=True)
class DailyHealth:
    """How the scheduler is doing: seconds since it last looked, and since when the oldest due tip waits for it."""

    last_look_age: float | None
    overdue: float
    in_hand: int
    sent: int
    last_sent_at: str | None
    is_well: bool


class Scheduler:
    """Sends what is due on the platforms that it has carriers for."""

    def __init__(
        self,
        ledger: Ledger,
        chooser: Chooser,
        carriers: Mapping[str, Carrier],
        clock: Clock,
        bell: Bell,
        *,
        limits: DailyLimits = DailyLimits(),  # noqa: B008 - immutable
        zones: Zones = zone_of,
    ) -> None:
        keeper = uuid4().hex
        self.rounds = Rounds(keeper, ledger, chooser, clock, limits=limits, zones=zones)
        self.messenger = Messenger(keeper, ledger, chooser, carriers, clock, limits=limits, zones=zones)
        self._ledger = ledger
        self._carriers = carriers
        self._clock = clock
        self._bell = bell
        self._limits = limits
        self._pace = {platform: _Pace(1 / limits.posts_a_second) for platform in carriers}
        self._waiting: list[Errand] = []
        self._in_lane = Counter[str]()
        self._in_hand = 0
        self._sent = 0
        self._last_sent: datetime | None = None
        self._telling: asyncio.Task[None] | None = None
        self._looked_at: float | None = None
        self._overdue = timedelta()

    async def run(self) -> None:
        """Work until cancelled; what is in hand then is settled by the next one that looks."""
        tasks = Tasks()
        try:
            await self.rounds.reckon_anew(tuple(self._carriers))
            while True:
                is_more = await self._turn(tasks)
                if not is_more:
                    self._tell_of_parked(tasks)
                if not (is_more and self._has_room()):
                    await self._rest(is_more=is_more)
        finally:
            await self._finish()
            await tasks.close()

    def health(self) -> DailyHealth:
        """How it is doing at this moment."""
        age = None if self._looked_at is None else monotonic() - self._looked_at
        is_alive = age is not None and age < _STILL_TURNS * self._limits.glance
        return DailyHealth(
            last_look_age=age,
            overdue=self._overdue.total_seconds(),
            in_hand=self._in_hand,
            sent=self._sent,
            last_sent_at=self._last_sent.isoformat() if self._last_sent else None,
            is_well=is_alive and self._overdue < self._limits.overdue,
        )

    async def _turn(self, tasks: Tasks) -> bool:
        """Take what there is room for and set it going; True where more may be due."""
        is_more = False
        if self._has_room():
            room = self._limits.at_once - self._in_hand - len(self._waiting)
            takings = await self.rounds.take(self._ready(), room)
            self._waiting += takings.errands
            is_more = takings.is_more
        for errand in self._whose_turn_it_is():
            tasks.start(f"tip {errand.day.key}", self._carry(errand))
        self._looked_at = monotonic()
        return is_more

    async def _finish(self) -> None:
        """Let what is in hand come to its end, within the time that one is given at the end."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._limits.finishing
        while self._in_hand and (left := end - loop.time()) > 0:
            await self._bell.wait(left)

    def _has_room(self) -> bool:
        """Whether there is room for so many errands that looking for them pays."""
        return 2 * (self._in_hand + len(self._waiting)) <= self._limits.at_once

    def _ready(self) -> tuple[str, ...]:
        return tuple(platform for platform, carrier in self._carriers.items() if carrier.is_ready())

    def _whose_turn_it_is(self) -> list[Errand]:
        """Errands that may leave now; those of a lane that is full wait."""
        leaving, waiting = [], []
        for errand in self._waiting:
            lane = errand.target.lane
            if self._in_lane[lane] < self._limits.at_once_in_a_lane:
                self._in_lane[lane] += 1
                self._in_hand += 1
                leaving.append(errand)
            else:
                waiting.append(errand)
        self._waiting = waiting
        return leaving

    async def _carry(self, errand: Errand) -> None:
        try:
            await self._pace[errand.target.platform].turn()
            if await self.messenger.run(errand):
                self._sent += 1
                self._last_sent = self._clock.now()
        finally:
            self._in_hand -= 1
            self._in_lane[errand.target.lane] -= 1
            self._in_lane += Counter()
            self._bell.ring()

    def _tell_of_parked(self, tasks: Tasks) -> None:
        """Tell moderators of channels that take no tips, beside the tips of all others."""
        if self._telling is None or self._telling.done():
            self._telling = tasks.start("tells of parked channels", self._tell_all_parked())

    async def _tell_all_parked(self) -> None:
        for parked in await self._ledger.parked_untold(self._ready()):
            await self.messenger.tell_parked(parked)

    async def _rest(self, *, is_more: bool) -> None:
        """Sleep until the next moment at which there is something to do, or until the bell is rung."""
        ready = self._ready()
        wait = self._limits.glance
        now = self._clock.now()
        upcoming = await self._ledger.next_moment(ready)
        everywhere = upcoming if len(ready) == len(self._carriers) else await self._ledger.next_moment(self._carriers)
        self._overdue = max(now - everywhere, timedelta()) if everywhere is not None else timedelta()
        if upcoming is not None and not is_more:
            wait = min(wait, max((upcoming - now).total_seconds(), _BREATH))
        await self._bell.wait(wait)


class _Pace:
    """Hands out turns, evenly."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    async def turn(self) -> None:
        """Return when it is the caller's turn."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next)
        self._next = at + self._seconds
        if at > now:
            await asyncio.sleep(at - now)
