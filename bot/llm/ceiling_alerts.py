"""Tells moderators, once, that the language model has used what was set aside for it.

A reached ceiling is a row before anybody is told, so that a crash loses none; the message carries a key by which the
platform's face knows it again. Kept running by `bot.serving`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.clock import Clock
from bot.knowledge.voice_llm import AssistantVoice
from bot.llm.ledger import MILLION, CeilingKind, Ceilings, ModelLedger, Reached
from bot.mentor.delivery import Carrier, Post, told
from bot.mentor.reply import Paragraph, Reply

_EVERY_SECONDS = 60.0
_TELLING = 60.0
"""Seconds that one message may take."""


class CeilingAlerts:
    """Tells of ceilings by the carriers of all faces."""

    def __init__(
        self,
        ledger: ModelLedger,
        carriers: Mapping[str, Carrier],
        voice_of: Callable[[str], AssistantVoice],
        clock: Clock,
        ceilings: Ceilings,
    ) -> None:
        self._ledger = ledger
        self._carriers = carriers
        self._voice_of = voice_of
        self._clock = clock
        self._ceilings = ceilings

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look and tell until cancelled."""
        while True:
            await self.tell_all()
            await sleep(_EVERY_SECONDS)

    async def tell_all(self) -> None:
        """Tell of every reached ceiling of which nobody was told, as far as its platform can be reached."""
        for reached in await self._ledger.untold():
            carrier = self._carriers.get(reached.community.partition(":")[0])
            if carrier is not None and carrier.is_ready():
                await self._tell(carrier, reached)

    async def _tell(self, carrier: Carrier, reached: Reached) -> None:
        key = f"model-ceiling:{reached.community}:{reached.month}:{reached.kind.value}"
        post = Post(key, reached.community, "", None, self._words(reached), reached.at)
        if await told(carrier, post, _TELLING):
            await self._ledger.told(reached, self._clock.now())

    def _words(self, reached: Reached) -> Reply:
        voice = self._voice_of(reached.community)
        is_whole = reached.kind is CeilingKind.COMMUNITY
        sentence = voice.ceiling_community if is_whole else voice.ceiling_person
        ceiling = self._ceilings.community_month if is_whole else self._ceilings.person_day
        month = f"{datetime.strptime(reached.month, '%Y-%m'):%B %Y}"  # noqa: DTZ007 - a month has no zone
        return Reply((Paragraph(sentence.format(ceiling=f"${ceiling / MILLION:,.2f}", month=month)),))
