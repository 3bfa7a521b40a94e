"""The way of an event through the house: written down, answered once, in order, fairly.

A face calls `receive` for every event and `run` with itself as the courier; everything else happens here. A letter
is on disk before `receive` returns, so a face may acknowledge it then. It costs three small transactions: received
(and claimed at once), sending, sent. What a dead process leaves behind, any other one takes over.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.door.courier import Courier
from bot.door.errand import Errand
from bot.door.fair_queue import FairQueue
from bot.door.inbox import Arrival, ClaimedLetter, Inbox
from bot.door.letter import Letter
from bot.door.limits import DoorLimits
from bot.errors import StorageError
from bot.mentor.commands import Handler
from bot.tasks import Patience, Tasks

log = structlog.get_logger(__name__)

Acknowledge = Callable[[], Awaitable[None]]
"""What a face says once a letter is on disk; it sees to its own failures."""

_CLAIMED_AT_ONCE = 200
"""So that new letters do not wait long behind a look at a backlog."""


@dataclass(frozen=True, slots=True)
class DoorHealth:
    """How a door is doing: letters held in memory, those being answered, and the age of the oldest."""

    is_open: bool
    held: int
    in_hand: int
    oldest_seconds: float


class Door:
    """One face's door; `name` is the face's, so that each face gets back its own letters."""

    def __init__(
        self, name: str, inbox: Inbox, handle: Handler, clock: Clock, limits: DoorLimits | None = None
    ) -> None:
        self._name = name
        self._inbox = inbox
        self._handle = handle
        self._clock = clock
        self._limits = limits or DoorLimits()
        self._keeper = secrets.token_hex(8)
        self._queue = FairQueue(self._limits.workers_per_community)
        self._tasks = Tasks()
        self._errand: Errand | None = None
        self._is_open = False
        self._is_shut = False
        self._has_backlog = False
        self._arriving = 0
        self._claiming = 0
        self._acknowledging = 0
        self._arriving_since = 0.0
        self._glance = asyncio.Event()
        self._resting = asyncio.Event()
        self._drained = asyncio.Event()

    async def receive(self, letter: Letter, acknowledge: Acknowledge | None = None) -> bool:
        """Write the letter down and see to it that it is answered; False where it was received before.

        `acknowledge` is what the face says first, once the letter is on disk; answers wait until it is said.
        Raises `StorageError` where it could not be written: then it must not be acknowledged. While the door is
        not open yet, or not any more, the letter waits on disk for the next one who opens it.
        """
        if self._is_shut:
            return await self._inbox.receive(self._name, letter, None) is not Arrival.DUPLICATE
        # Its own task: a face that is cancelled here must not leave a letter claimed and forgotten.
        return await asyncio.shield(self._tasks.start(f"{self._name} receives", self._take_in(letter, acknowledge)))

    async def run(self, courier: Courier) -> None:
        """Answer letters until drained, those first that a crash left behind."""
        self._errand = Errand(self._keeper, self._inbox, self._handle, courier, self._clock, limits=self._limits)
        await self._show_life()
        self._is_open = True
        patience = Patience(self._limits.first_wait, self._limits.longest_wait)
        self._tasks.keep(f"{self._name} shows life", self._keep_showing_life, patience)
        self._tasks.keep(f"{self._name} looks through the inbox", self._keep_looking, patience)
        await self._drained.wait()

    async def drain(self, seconds: float = 10.0) -> None:
        """Finish what is held for at most `seconds`; the rest is answered after the next start."""
        if self._is_shut:
            await self._drained.wait()
            return
        self._is_open = False
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rest()
        if self._queue.held:
            log.warning("letters left for the next start", door=self._name, letters=self._queue.held)
        self._is_shut = True
        self._errand = None
        await self._tasks.close()
        self._queue = FairQueue(self._limits.workers_per_community)
        try:
            await self._inbox.leave(self._keeper)
        except StorageError as error:
            # The claims run out by themselves.
            log.warning("could not give letters back", door=self._name, reason=str(error))
        self._drained.set()

    async def delivered(self, key: str) -> str | None:
        """The id of the message that answered the letter with this key, for a few days after it was sent."""
        return await self._inbox.answer_to(key)

    def health(self) -> DoorHealth:
        """How many letters are waiting and being answered, and for how long."""
        now = self._clock.now()
        oldest = max((now - claimed.letter.received_at for claimed in self._queue), default=timedelta())
        return DoorHealth(self._is_open, self._queue.held, self._queue.in_hand, oldest.total_seconds())

    async def _take_in(self, letter: Letter, acknowledge: Acknowledge | None) -> bool:
        if not self._arriving:
            self._arriving_since = asyncio.get_running_loop().time()
        self._arriving += 1
        try:
            arrival = await self._inbox.receive(self._name, letter, self._keeper if self._has_room() else None)
            match arrival:
                case Arrival.CLAIMED:
                    self._queue.add(ClaimedLetter(letter))
                case Arrival.WAITING:
                    self._has_backlog = True
                    self._glance.set()
            if acknowledge is not None and arrival is not Arrival.DUPLICATE:
                await self._acknowledge(acknowledge)
            return arrival is not Arrival.DUPLICATE
        finally:
            self._arriving -= 1
            self._see_whether_resting()
            self._hand_out()

    async def _acknowledge(self, acknowledge: Acknowledge) -> None:
        self._acknowledging += 1
        try:
            await acknowledge()
        finally:
            self._acknowledging -= 1

    def _has_room(self) -> bool:
        # While letters wait on disk, new ones go behind them.
        return (
            self._is_open
            and not self._has_backlog
            and self._queue.held + self._arriving + self._claiming <= self._limits.held
        )

    def _hand_out(self) -> None:
        if self._arriving and self._is_burst_new():
            return  # the last of those that arrive comes by here again
        while self._errand and self._queue.in_hand < self._limits.workers and (claimed := self._queue.take()):
            self._tasks.start(f"{self._name} answers", self._answer(self._errand, claimed))

    def _is_burst_new(self) -> bool:
        first = self._limits.acknowledged_first if self._acknowledging else self._limits.arriving_first
        return asyncio.get_running_loop().time() - self._arriving_since < first

    async def _answer(self, errand: Errand, claimed: ClaimedLetter) -> None:
        try:
            await errand.run(claimed)
        finally:
            self._queue.finish(claimed)
            if self._has_backlog and self._queue.held <= self._limits.held // 2:
                self._glance.set()
            self._see_whether_resting()
        self._hand_out()

    async def _keep_looking(self) -> None:
        while self._is_open:
            self._glance.clear()
            room = min(self._limits.held - self._queue.held - self._arriving, _CLAIMED_AT_ONCE)
            if room > 0:
                await self._claim(room)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._limits.glance):
                    await self._glance.wait()

    async def _claim(self, room: int) -> None:
        self._claiming += room
        try:
            claimed = await self._inbox.claim(self._name, self._keeper, room)
            for one in claimed:
                self._queue.add(one)
        finally:
            self._claiming -= room
            self._see_whether_resting()
        self._has_backlog = len(claimed) == room
        if self._has_backlog:
            self._glance.set()
        self._hand_out()

    async def _keep_showing_life(self) -> None:
        while True:
            await asyncio.sleep(self._limits.visibility / 3)
            await self._show_life()

    async def _show_life(self) -> None:
        until = self._clock.now() + timedelta(seconds=self._limits.visibility)
        await self._inbox.stay_alive(self._keeper, until)

    async def _rest(self) -> None:
        self._see_whether_resting()
        await self._resting.wait()

    def _see_whether_resting(self) -> None:
        if self._queue.held or self._arriving or self._claiming:
            self._resting.clear()
        else:
            self._resting.set()
