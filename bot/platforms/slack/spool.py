"""The spool: what Slack sends is kept here, written down and acknowledged, until Bolt opens it.

Events that arrive while one bundle is being written become the next, so a burst costs a handful of transactions.
Each is opened at least once: what a dead process leaves behind anyone picks up, and the door knows what it has seen
before. Opening makes way for acknowledging. Events come from `socket` and `web`; `routing` opens them.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

import orjson
import structlog

from bot.clock import Clock
from bot.errors import StorageError
from bot.platforms.slack.payload import Payload
from bot.tasks import Patience, Tasks

log = structlog.get_logger(__name__)

_DOOR = "slack"

Open = Callable[[Payload, datetime], Awaitable[None]]
"""Does what an event asks for, which arrived at that moment; raises where it is to be opened again."""


class SpooledEvents(Protocol):
    """Where bundles of events are written down; `bot.storage` provides it. Each call may raise `StorageError`."""

    async def append(self, door: str, at: datetime, bundle: str) -> int:
        """Write a bundle down, and return the number that it alone ever has."""
        ...

    async def remove(self, numbers: Collection[int]) -> None:
        """Remove bundles that were opened."""
        ...

    async def pending(self, door: str, before: datetime) -> tuple[int, ...]:
        """The numbers of the bundles that were written down before then, oldest first."""
        ...

    async def read(self, number: int) -> tuple[datetime, str] | None:
        """When a bundle was written down, and the bundle; None where it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class SpoolLimits:
    """Counts, and seconds throughout."""

    opened_together: int = 16
    held: int = 4000
    """Events kept in memory; bundles beyond are read from the database when their turn comes."""
    burst: int = 64
    """So many events within `soon` are a burst, which is acknowledged before any of it is opened,"""
    soon: float = 0.1
    arriving_first: float = 1.0
    """unless it goes on for so long."""
    swept_after: float = 1.0
    """What was opened lies for so long at most before it is taken away, together with others."""
    glance: float = 5.0
    """How often to look for what others left, which is"""
    left_behind: float = 15.0
    """what lies for so long."""
    expiry: float = 600.0
    """What is older goes unopened: nobody is waiting for an answer now."""


class Bundle:
    """Events that are written down together."""

    def __init__(self) -> None:
        self.events: list[Payload] = []
        self._is_settled = asyncio.Event()
        self._error: Exception | None = None

    async def written(self) -> None:
        """Returns once all of them are on disk, raises `StorageError` where they are not."""
        await self._is_settled.wait()
        if self._error is not None:
            raise StorageError("Events could not be written down, so Slack is asked to send them again.")

    def settle(self, error: Exception | None = None) -> None:
        """Tells all who wait."""
        self._error = error
        self._is_settled.set()


@dataclass(slots=True, eq=False)
class _Pending:
    """A bundle that is written down; `events` is None where they are still to be read."""

    number: int
    at: datetime | None = None
    events: Sequence[Payload] | None = None
    unopened: int = 0
    failed: list[Payload] = field(default_factory=list)
    failures: int = 0


class _Burst:
    """Whether so much comes in at this moment that all else makes way for it."""

    def __init__(self, limits: SpoolLimits) -> None:
        self._limits = limits
        self._latest: deque[float] = deque(maxlen=limits.burst)
        self._began = 0.0

    def grow(self) -> None:
        """Another event came."""
        now = monotonic()
        if not self._is_on(now):
            self._began = now
        self._latest.append(now)

    def wait(self) -> float:
        """Seconds after which to look again whether it is over; none where nothing has to make way for it."""
        now = monotonic()
        if not self._is_on(now) or now - self._began >= self._limits.arriving_first:
            return 0.0
        return min(self._latest[0] + self._limits.soon, self._began + self._limits.arriving_first) - now

    def _is_on(self, now: float) -> bool:
        return len(self._latest) == self._limits.burst and now - self._latest[0] < self._limits.soon


class Spool:
    """All events that came in and were not opened yet."""

    def __init__(self, store: SpooledEvents, open_: Open, clock: Clock, limits: SpoolLimits | None = None) -> None:
        self._store = store
        self._open = open_
        self._clock = clock
        self._limits = limits or SpoolLimits()
        self._patience = Patience(0.5, 60.0)
        self._tasks = Tasks()
        self._arriving = Bundle()
        self._burst = _Burst(self._limits)
        self._is_arrived = asyncio.Event()
        self._calm = asyncio.Event()
        self._line: deque[_Pending] = deque()
        self._is_line_new = asyncio.Event()
        self._turns = asyncio.Semaphore(self._limits.opened_together)
        self._in_hand: dict[int, _Pending] = {}
        self._held = 0
        self._opened: set[int] = set()
        self._is_opened = asyncio.Event()
        self._resting = asyncio.Event()
        self._calm.set()
        self._resting.set()

    def start(self) -> None:
        """Begins to write down what arrives, and to open what is here."""
        self._tasks.keep("slack spool writes", self._keep_writing)
        self._tasks.keep("slack spool opens", self._keep_opening)
        self._tasks.keep("slack spool is swept", self._keep_sweeping)
        self._tasks.keep("slack spool looks for what others left", self._keep_looking)

    def add(self, event: Payload) -> Bundle:
        """Takes an event in; it may be acknowledged once its bundle is written."""
        self._calm.clear()
        self._burst.grow()
        self._arriving.events.append(event)
        self._is_arrived.set()
        return self._arriving

    @property
    def unopened(self) -> int:
        """How many bundles are here, one that is being written among them."""
        return len(self._in_hand) + (not self._calm.is_set())

    async def close(self, seconds: float = 5.0) -> None:
        """Opens what is here for at most `seconds`; the rest is opened after the next start."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._calm.wait()
                await self._resting.wait()
        if self._in_hand:
            log.warning("events left for the next start", bundles=len(self._in_hand))
        await self._tasks.close()
        with suppress(StorageError):
            await self._sweep()

    # writing down

    async def _keep_writing(self) -> None:
        while True:
            await self._is_arrived.wait()
            self._is_arrived.clear()
            bundle, self._arriving = self._arriving, Bundle()
            at = self._clock.now()
            try:
                number = await self._store.append(_DOOR, at, orjson.dumps(bundle.events).decode())
            except Exception as error:
                log.exception("events not written down", events=len(bundle.events))
                bundle.settle(error)
            else:
                bundle.settle()
                self._take_in_hand(_Pending(number, at, bundle.events))
            if not self._is_arrived.is_set():
                self._calm.set()

    # opening

    def _take_in_hand(self, pending: _Pending) -> None:
        if pending.number in self._in_hand or pending.number in self._opened:
            return  # it was looked at between its transaction and this moment, so it is in hand already
        self._in_hand[pending.number] = pending
        self._line_up(pending)

    def _line_up(self, pending: _Pending) -> None:
        if self._held > self._limits.held:
            pending.events = None
        self._held += len(pending.events or ())
        self._line.append(pending)
        self._resting.clear()
        self._is_line_new.set()

    async def _keep_opening(self) -> None:
        while True:
            while not self._line:
                self._is_line_new.clear()
                await self._is_line_new.wait()
            pending = self._line[0]
            if pending.events is None:
                await self._read(pending)
            self._line.popleft()
            await self._open_all(pending, pending.events or ())

    async def _read(self, pending: _Pending) -> None:
        found = await self._store.read(pending.number)
        pending.at, pending.events = (found[0], orjson.loads(found[1])) if found else (None, ())
        self._held += len(pending.events)

    async def _open_all(self, pending: _Pending, events: Sequence[Payload]) -> None:
        at = pending.at
        if at is None or not events or self._is_too_old(at):
            log.warning("events go unopened", events=len(events), is_gone=at is None)
            self._finish(pending)
            return
        pending.unopened = len(events)
        for event in events:
            await self._turns.acquire()
            await self._make_way()
            self._tasks.start("slack opens an event", self._open_one(pending, event, at))

    async def _make_way(self) -> None:
        await asyncio.sleep(0)  # so that what came over the wire meanwhile is read first
        while (wait := self._burst.wait()) > 0:  # noqa: ASYNC110 - it is over when nothing comes, of which nothing tells
            await asyncio.sleep(wait)

    async def _open_one(self, pending: _Pending, event: Payload, at: datetime) -> None:
        try:
            await self._open(event, at)
        except Exception as error:  # noqa: BLE001 - whatever it is, the event is still here and is opened again
            log.warning("event not opened", reason=type(error).__name__)
            pending.failed.append(event)
        finally:
            self._turns.release()
        pending.unopened -= 1
        if pending.unopened:
            return
        if pending.failed:
            self._open_again_later(pending)
        else:
            self._finish(pending)

    def _open_again_later(self, pending: _Pending) -> None:
        self._held -= len(pending.events or ())
        pending.events, pending.failed = pending.failed, []
        pending.failures += 1
        asyncio.get_running_loop().call_later(self._patience.after(pending.failures), self._line_up, pending)

    def _finish(self, pending: _Pending) -> None:
        self._held -= len(pending.events or ())
        del self._in_hand[pending.number]
        self._opened.add(pending.number)
        self._is_opened.set()
        if not self._in_hand:
            self._resting.set()

    # what was opened, and what others left

    async def _keep_sweeping(self) -> None:
        while True:
            await self._is_opened.wait()
            await asyncio.sleep(self._limits.swept_after)
            self._is_opened.clear()
            await self._sweep()

    async def _sweep(self) -> None:
        opened = tuple(self._opened)
        if opened:
            await self._store.remove(opened)
            self._opened.difference_update(opened)

    async def _keep_looking(self) -> None:
        before = self._clock.now()
        while True:
            for number in await self._store.pending(_DOOR, before):
                self._take_in_hand(_Pending(number))
            await asyncio.sleep(self._limits.glance)
            before = self._clock.now() - timedelta(seconds=self._limits.left_behind)

    def _is_too_old(self, at: datetime) -> bool:
        return self._clock.now() - at > timedelta(seconds=self._limits.expiry)
