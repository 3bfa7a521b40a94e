"""Asks the model for what may be paid: sets money aside, asks, reads the answer, keeps what it came to.

Every call for somebody goes through here, so that none escapes the ceilings or the count; only the look of
`signpost doctor` (`bot.llm.examination`) is made and paid by whoever runs the mentor.
"""

import time
from collections import Counter
from dataclasses import dataclass
from uuid import uuid4

import structlog
from pydantic import BaseModel, ValidationError

from bot.clock import Clock
from bot.llm.breaker import Breaker
from bot.llm.completions import CHARACTERS_A_TOKEN, Ask, Completion, CompletionError, Failure
from bot.llm.ledger import CallBegun, CallEnded, Ceilings, ModelLedger, Price, Purpose

log = structlog.get_logger(__name__)

_FOR_THE_BOOKS = 0.1
"""Seconds of the time that is left which are kept for writing down what happened."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Which model is asked, what it costs and how much may be spent."""

    model: str
    price: Price
    ceilings: Ceilings


@dataclass(frozen=True, slots=True)
class Payer:
    """For whom a call is made: a person in a community, or the community itself."""

    community: str
    person: str | None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """A call that was answered and is not closed yet: what it came to so far."""

    call: CallBegun
    completion: Completion
    started: float


class Budget:
    """What may be spent on the model, and the way to spend it."""

    def __init__(self, breaker: Breaker, ledger: ModelLedger, clock: Clock, terms: Terms) -> None:
        self._breaker = breaker
        self._ledger = ledger
        self._clock = clock
        self.terms = terms
        self.counts: Counter[str] = Counter()
        """Calls since the start, by purpose and outcome."""

    async def ask(self, payer: Payer, purpose: Purpose, ask: Ask, until: float) -> tuple[BaseModel, Bill] | None:
        """The answer in its form and its bill, which the caller closes; None where there is no answer."""
        call = CallBegun(
            id=uuid4().hex,
            community=payer.community,
            person=payer.person,
            purpose=purpose,
            question=payer.question,
            model=self.terms.model,
            at=self._clock.now(),
            tokens_in=ask.tokens_in,
            tokens_out=ask.tokens_out,
            cost=self.terms.price.of(ask.tokens_in, ask.tokens_out),
        )
        ceiling = await self._ledger.begin(call, self.terms.ceilings)
        if ceiling is not None:
            self._count(purpose, f"ceiling:{ceiling.value}")
            return None
        started = time.perf_counter()
        try:
            completion = await self._breaker.ask(ask, until - _FOR_THE_BOOKS)
        except CompletionError as error:
            await self._end(call, f"failed:{error.failure.value}", started, is_charged=error.is_charged)
            return None
        bill = Bill(call, completion, started)
        try:
            return ask.form.model_validate_json(completion.text), bill
        except ValidationError:
            await self.close(bill, f"failed:{Failure.MALFORMED.value}")
            return None

    async def close(self, bill: Bill, outcome: str) -> None:
        """Keep what an answered call came to."""
        completion = bill.completion
        tokens_in = bill.call.tokens_in if completion.tokens_in is None else max(0, completion.tokens_in)
        estimated = len(completion.text) // CHARACTERS_A_TOKEN + 1
        tokens_out = estimated if completion.tokens_out is None else max(0, completion.tokens_out)
        await self._keep(bill.call, outcome, bill.started, tokens_in, tokens_out)

    async def _end(self, call: CallBegun, outcome: str, started: float, *, is_charged: bool) -> None:
        """Keep that a call failed; one that may be charged counts with the most that it can come to."""
        tokens = (call.tokens_in, call.tokens_out) if is_charged else (0, 0)
        await self._keep(call, outcome, started, *tokens)

    async def _keep(self, call: CallBegun, outcome: str, started: float, tokens_in: int, tokens_out: int) -> None:
        milliseconds = round((time.perf_counter() - started) * 1000)
        cost = self.terms.price.of(tokens_in, tokens_out)
        self._count(call.purpose, outcome)
        await self._ledger.end(CallEnded(call.id, outcome, tokens_in, tokens_out, cost, milliseconds))
        log.info(
            "language model",
            purpose=call.purpose.value,
            outcome=outcome,
            question=call.question,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost=cost,
            milliseconds=milliseconds,
        )

    def _count(self, purpose: Purpose, outcome: str) -> None:
        self.counts[f"{purpose.value}:{outcome}"] += 1
