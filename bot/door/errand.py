"""The way of one letter to its answer: handle, mark as sending, deliver, mark as sent.

What is sent is never sent again without a look whether it arrived. Called by `bot.door.door` for each letter.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import TypeVar

import structlog

from bot.clock import Clock
from bot.door.courier import Courier, UndeliverableError
from bot.door.inbox import ClaimedLetter, Inbox, LetterState
from bot.door.letter import Letter
from bot.door.limits import DoorLimits
from bot.errors import PlatformError, StorageError
from bot.mentor.commands import Handler
from bot.mentor.desk import failure, new_reference
from bot.mentor.reply import Reply
from bot.tasks import Patience

log = structlog.get_logger(__name__)

T = TypeVar("T")

_AWAY = (OSError, TimeoutError, PlatformError)
"""What says that the platform cannot be reached, and nothing about the reply: tried again until the letter expires."""


class Errand:
    """Answers letters, any number at a time, in the name of one keeper."""

    def __init__(
        self, keeper: str, inbox: Inbox, handle: Handler, courier: Courier, clock: Clock, *, limits: DoorLimits
    ) -> None:
        self._keeper = keeper
        self._inbox = inbox
        self._handle = handle
        self._courier = courier
        self._clock = clock
        self._limits = limits
        self._patience = Patience(limits.first_wait, limits.longest_wait)

    async def run(self, claimed: ClaimedLetter) -> None:
        """See a letter through to its end; returns early only where the claim was lost."""
        try:
            state, answer = await self._outcome(claimed)
        except _ClaimLostError:
            log.warning("letter taken over by another process", key=claimed.letter.key)
            return
        except Exception:
            log.exception("letter failed", key=claimed.letter.key, reference=new_reference())
            state, answer = LetterState.FAILED, None
        if state is not LetterState.SENT:
            log.warning("letter not answered", key=claimed.letter.key, state=state.value)
        await self._surely(lambda: self._inbox.settle(self._keeper, claimed.letter.key, state, answer))

    async def _outcome(self, claimed: ClaimedLetter) -> tuple[LetterState, str | None]:
        letter = claimed.letter
        if self._is_too_old(letter):
            return LetterState.EXPIRED, None
        if claimed.in_doubt:
            is_settled, answer = await self._look(letter)
            if answer is not None:
                return LetterState.SENT, answer
            if not is_settled:
                return LetterState.FAILED, None
        reply = await self._reply_to(letter)
        if not await self._surely(lambda: self._inbox.begin_sending(self._keeper, letter.key)):
            raise _ClaimLostError
        return await self._deliver(letter, reply)

    async def _reply_to(self, letter: Letter) -> Reply:
        try:
            async with asyncio.timeout(self._limits.handling):
                return await self._handle(letter.event)
        except Exception:
            reference = new_reference()
            log.exception("handling failed", key=letter.key, reference=reference)
            return failure(reference)

    async def _deliver(self, letter: Letter, reply: Reply) -> tuple[LetterState, str | None]:
        faults = 0
        for attempt in count(1):
            try:
                async with asyncio.timeout(self._limits.delivering):
                    return LetterState.SENT, await self._courier.deliver(letter, reply)
            except UndeliverableError as error:
                log.warning("undeliverable", key=letter.key, reason=str(error))
                return LetterState.FAILED, None
            except _AWAY as error:
                # Known, and said for each letter that waits: where it comes from tells nothing more.
                log.warning("platform away", key=letter.key, attempt=attempt, reason=_reason(error))
            except Exception:
                faults += 1
                reference = new_reference()
                log.exception("delivery in doubt", key=letter.key, attempt=attempt, reference=reference)
                if faults == self._limits.attempts:
                    # It may be this reply that cannot be sent; nobody is to be left in silence for it.
                    reply = failure(reference)
            await self._wait(attempt)
            is_settled, answer = await self._look(letter)
            if answer is not None:
                return LetterState.SENT, answer
            if not is_settled or faults == 2 * self._limits.attempts:
                break
        return LetterState.FAILED, None

    async def _look(self, letter: Letter) -> tuple[bool, str | None]:
        """Whether it could be told if the answer arrived while there was time, and the id of the answer that did."""
        failures = 0
        while not self._is_too_old(letter):
            try:
                async with asyncio.timeout(self._limits.delivering):
                    return True, await self._courier.find_delivered(letter)
            except UndeliverableError:
                return False, None
            except _AWAY as error:
                failures += 1
                log.warning("can't look for an answer yet", key=letter.key, attempt=failures, reason=_reason(error))
            except Exception:
                failures += 1
                log.exception("can't tell whether an answer arrived", key=letter.key, attempt=failures)
            await self._wait(failures)
        return False, None

    async def _surely(self, write: Callable[[], Awaitable[T]]) -> T:
        """What `write` returns, tried again until the disk takes it: what was sent must be known as sent."""
        failures = 0
        while True:
            try:
                return await write()
            except StorageError as error:
                failures += 1
                log.warning("can't write down how far a letter is", reason=str(error), attempt=failures)
            await self._wait(failures)

    async def _wait(self, failures: int) -> None:
        await asyncio.sleep(self._patience.after(failures) * random.uniform(0.75, 1.25))  # noqa: S311 - no secret

    def _is_too_old(self, letter: Letter) -> bool:
        return self._clock.now() - letter.received_at > timedelta(seconds=self._limits.expiry)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class _ClaimLostError(Exception):
    """Another process took the letter over; what becomes of it is no longer ours to say."""
