"""A circuit breaker before the model: two tries within the time that is left, and rest for one that keeps failing.

An endpoint that says when to come back is not asked before, by no question. After some failures in a row the breaker
is open and nothing is sent, for longer each time; then it lets one question through to see. Nothing here waits longer
than its caller may.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from bot.llm.completions import Ask, Completion, CompletionError, Completions, Failure

log = structlog.get_logger(__name__)

_AGAIN = frozenset({Failure.LIMITED, Failure.SERVER, Failure.UNREACHABLE})
_TRIES = 2
_WORTH_TRYING = 0.5
"""Seconds; with less left no answer would come in time."""


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """Seconds, and counts."""

    jitter: tuple[float, float] = (0.2, 0.7)
    at_once: int = 8
    failures: int = 5
    """So many in a row and it opens."""
    rest: float = 30.0
    """For how long, at first."""
    longest_rest: float = 600.0
    longest_hold: float = 3600.0
    """An endpoint cannot send us away for longer."""


@dataclass(frozen=True, slots=True)
class BreakerHealth:
    """How the endpoint is doing: seconds for which the breaker is still open, and what failed last."""

    resting: float = 0.0
    failures_in_a_row: int = 0
    answered: int = 0
    failed: int = 0
    last_failure: str = ""


class Breaker:
    """Asks one endpoint, a few questions at a time."""

    def __init__(
        self,
        endpoint: Completions,
        limits: BreakerLimits = BreakerLimits(),
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._limits = limits
        self._now = now
        self._sleep = sleep
        self._room = asyncio.Semaphore(limits.at_once)
        self._closed_until = 0.0
        self._rests = 0
        self._is_probing = False
        self._health = BreakerHealth()

    async def ask(self, ask: Ask, until: float) -> Completion:
        """The answer before `until`, a moment of its own clock; raises `CompletionError`."""
        self._turn_away_while_resting()
        try:
            async with asyncio.timeout(until - self._now()):
                await self._room.acquire()
        except TimeoutError:
            raise CompletionError(Failure.BUSY, is_charged=False) from None
        try:
            return await self._asked(ask, until)
        finally:
            self._room.release()

    def health(self) -> BreakerHealth:
        """How it is doing at this moment."""
        return replace(self._health, resting=max(0.0, round(self._closed_until - self._now(), 1)))

    async def close(self) -> None:
        """Let go of the endpoint."""
        await self._endpoint.close()

    async def _asked(self, ask: Ask, until: float) -> Completion:
        # It may have opened while this question waited for room.
        self._turn_away_while_resting()
        is_probe = self._is_probing = self._rests > 0
        try:
            async with asyncio.timeout(until - self._now()):
                completion = await self._tried(ask, until)
        except TimeoutError:
            raise self._failed(CompletionError(Failure.TIMEOUT), is_probe=is_probe) from None
        except CompletionError as error:
            raise self._failed(error, is_probe=is_probe) from error
        except Exception as error:
            log.exception("the endpoint broke")
            raise self._failed(CompletionError(Failure.BROKEN), is_probe=is_probe) from error
        finally:
            if is_probe:
                self._is_probing = False
        self._rests = 0
        self._health = replace(self._health, failures_in_a_row=0, answered=self._health.answered + 1)
        return completion

    async def _tried(self, ask: Ask, until: float) -> Completion:
        for tries_left in reversed(range(_TRIES)):
            try:
                return await self._endpoint.complete(ask)
            except CompletionError as error:
                wait = random.uniform(*self._limits.jitter)  # noqa: S311 - no secret
                if error.retry_after is not None:
                    wait += error.retry_after
                    # At once, so that no other question is sent before then either.
                    hold = min(error.retry_after, self._limits.longest_hold)
                    self._closed_until = max(self._closed_until, self._now() + hold)
                is_too_late = self._now() + wait + _WORTH_TRYING > until
                if error.failure not in _AGAIN or not tries_left or is_too_late:
                    raise
                log.info("asking the language model again", failure=error.failure.value, in_seconds=round(wait, 2))
                await self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _turn_away_while_resting(self) -> None:
        """Raises while it is open, or while another question sees whether it works again."""
        if self._now() < self._closed_until or self._is_probing:
            raise CompletionError(Failure.RESTING, is_charged=False)

    def _failed(self, error: CompletionError, *, is_probe: bool) -> CompletionError:
        if error.failure is Failure.REFUSED:
            # A model that will not say something is in order.
            in_a_row = self._rests = 0
        else:
            in_a_row = self._health.failures_in_a_row + 1
        # Questions that were under way when the rest began failed for the same reason: they make it no longer.
        if (is_probe and in_a_row) or (in_a_row >= self._limits.failures and not self._rests):
            rest = min(self._limits.rest * 2**self._rests, self._limits.longest_rest)
            self._closed_until = max(self._closed_until, self._now() + rest)
            self._rests += 1
            log.warning("the language model rests", failure=error.failure.value, seconds=rest)
        self._health = replace(
            self._health,
            failures_in_a_row=in_a_row,
            failed=self._health.failed + 1,
            last_failure=error.failure.value,
        )
        return error
