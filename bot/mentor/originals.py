"""The approved words of an answer that was given in fitted ones: brought back by one press, for whoever asks."""

from collections.abc import Mapping
from dataclasses import replace

from bot.clock import Clock
from bot.errors import SignpostError
from bot.mentor.commands import Feature, VerbHandler
from bot.mentor.editions import Editions
from bot.mentor.events import Filled, Picked
from bot.mentor.manners import outcome_of
from bot.mentor.memory import Memory, Talk
from bot.mentor.mentor import audience_of
from bot.mentor.reply import Audience, Reply


class Originals(Feature):
    """Brings back the approved words of an answer."""

    def __init__(self, editions: Editions, memory: Memory, clock: Clock) -> None:
        self._editions = editions
        self._memory = memory
        self._clock = clock

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"original": self._original}

    async def _original(self, event: Picked | Filled) -> Reply:
        community = event.occasion.speaker.community
        edition = self._editions.of(community)
        question = await self._memory.question(community, event.action.argument(0))
        if question is None or question.entry not in edition.pack.entries:
            raise SignpostError(edition.pack.voice.expired_question)
        own = event.occasion.speaker.person == question.person
        audience = audience_of(event.occasion) if own else Audience.ASKER
        day = self._clock.now().date()
        reply = edition.composer.compose(
            outcome_of(question, edition.pack, Talk(question.conversation)), question.id, day, audience=audience
        )
        return replace(reply, replaces=own)
