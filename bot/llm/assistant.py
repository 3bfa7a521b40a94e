"""The assistant: fits approved words and chooses among entries, by asking the model and checking what comes back.

Implements `bot.mentor.assistance.Assistant`. It never raises and never outlasts a plea: whatever happens, the answer
is None and the mentor says what was approved.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import TypeVar, cast

import structlog

from bot.clock import Clock
from bot.knowledge.pack import Pack
from bot.llm.breaker import Breaker, BreakerHealth
from bot.llm.budget import Budget, Payer
from bot.llm.ledger import KeptWords, ModelLedger, Purpose
from bot.llm.lexis import Lexis
from bot.llm.prompts import EDITION, choose_ask, chosen_of, fit_ask
from bot.llm.verification import FitAnswer, Verifier
from bot.mentor.assistance import Approved, Fitted, Offer, Plea
from bot.mentor.community import Communities

log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """How the language model is doing since the start; it is never a reason to be unwell, for nothing needs it."""

    model: str
    provider: str
    breaker: BreakerHealth
    calls: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelAssistant:
    """Help from one model for every community that did not switch it off."""

    breaker: Breaker
    budget: Budget
    ledger: ModelLedger
    communities: Communities
    pack_of: Callable[[str], Pack]
    clock: Clock
    provider: str
    """Whose model it is, as people are told."""

    async def choose(self, plea: Plea, offers: Sequence[Offer]) -> str | None:
        """The entry among `offers` that the message asks for, or None."""
        return await self._in_time(plea, self._choose(plea, offers))

    async def fit(self, plea: Plea, approved: Approved) -> Fitted | None:
        """The approved answer in the terms of the message, checked; or None."""
        return await self._in_time(plea, self._fit(plea, approved))

    def health(self) -> ModelHealth:
        """How it is doing at this moment."""
        return ModelHealth(self.budget.terms.model, self.provider, self.breaker.health(), dict(self.budget.counts))

    async def close(self) -> None:
        """Let go of the endpoint."""
        await self.breaker.close()

    async def _in_time(self, plea: Plea, help_: Awaitable[T | None]) -> T | None:
        """Whatever help there is before the plea's time is over, and nothing where it failed."""
        try:
            async with asyncio.timeout(plea.until - time.monotonic()):
                return await help_
        except TimeoutError:
            log.warning("no help in time", question=plea.question)
        except Exception:
            log.exception("no help", question=plea.question)
        return None

    async def _choose(self, plea: Plea, offers: Sequence[Offer]) -> str | None:
        if not offers or not await self._is_welcome(plea.community):
            return None
        answered = await self.budget.ask(_payer(plea), Purpose.CHOOSE, choose_ask(plea.message, offers), plea.until)
        if answered is None:
            return None
        answer, bill = answered
        chosen = chosen_of(answer)
        await self.budget.close(bill, "kept" if chosen else "none")
        return chosen if any(offer.entry == chosen for offer in offers) else None

    async def _fit(self, plea: Plea, approved: Approved) -> Fitted | None:
        if not await self._is_welcome(plea.community):
            return None
        key = situation_key(plea, approved, self.budget.terms.model)
        kept = await self.ledger.fitted(key)
        if kept is not None:
            self.budget.counts["fit:from the cache"] += 1
            return Fitted(kept)
        pack = self.pack_of(plea.community)
        ask = fit_ask(plea.message, approved, pack.assistance)
        answered = await self.budget.ask(_payer(plea), Purpose.FIT, ask, plea.until)
        if answered is None:
            return None
        answer, bill = answered
        # The answer is in the form that was asked for, or there was none.
        written = cast("FitAnswer", answer)
        checked = Verifier(Lexis(pack.assistance), pack.rules).checked(written, approved, plea.message)
        if checked.fitted is None:
            await self.budget.close(bill, f"rejected:{checked.refused[-1].reason.value}")
            return None
        await self.budget.close(bill, f"mended:{checked.refused[0].reason.value}" if checked.refused else "kept")
        words = KeptWords(key, plea.community, plea.person, approved.entry, checked.fitted.paragraphs, self.clock.now())
        await self.ledger.keep_fitted(words)
        return checked.fitted

    async def _is_welcome(self, community: str) -> bool:
        return (await self.communities.settings(community)).language_model


def situation_key(plea: Plea, approved: Approved, model: str) -> str:
    """The key of a fitted answer: the entry as it stands today, for whom, and the words that were asked."""
    message = " ".join(plea.message.casefold().split())
    parts = (EDITION, model, plea.community, repr(asdict(approved)), message)
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _payer(plea: Plea) -> Payer:
    return Payer(plea.community, plea.person, plea.question)
