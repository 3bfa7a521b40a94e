"""The mentor: hears a message, understands it, decides, remembers, answers.

Everything is written down before the reply leaves; an event that was answered before gets the same
outcome again and leaves no second trace. Called by the front desk only.
"""

import asyncio
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.clock import Clock
from bot.knowledge.pack import Pack
from bot.mentor.approving import approved_answer
from bot.mentor.assistance import Assistant, Plea
from bot.mentor.cleaning import clean, has_words
from bot.mentor.editions import Edition, Editions
from bot.mentor.events import Occasion, Said
from bot.mentor.manners import (
    ALTERNATIVES,
    Outcome,
    context_of,
    decide,
    learner_after,
    outcome_of,
    talk_after,
)
from bot.mentor.memory import Memory, Question, Recollection, question_id
from bot.mentor.reply import Audience, Decision, Reply
from bot.mentor.rewording import reworded
from bot.mentor.scrub import scrub
from bot.mentor.second_opinion import offers_where_unsure, with_chosen
from bot.understanding import Understanding

log = structlog.get_logger(__name__)

_REMEMBERED_TEXT = 1000


class Mentor:
    """The mentor of every community."""

    def __init__(
        self,
        editions: Editions,
        memory: Memory,
        clock: Clock,
        assistant: Assistant | None = None,
        without_people: Collection[str] = (),
    ) -> None:
        """`without_people` are communities that nobody looks after, such as direct messages."""
        self.editions = editions
        self.without_people = frozenset(without_people)
        self._memory = memory
        self._assistant = assistant
        # One thread: reading keeps a core busy, and more of it at once only keeps the loop from its turn.
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._clock = clock

    async def listen(self, said: Said) -> Reply:
        """The reply to a message."""
        edition = self.editions.of(said.occasion.speaker.community)
        text = clean(said.text)
        if not has_words(text.words):
            return edition.composer.empty()
        recollection = await self._memory.recall(said.occasion)
        # The words of somebody else are never put before an assistant.
        plea = self._plea(said.occasion, text.words) if said.author is None else None
        outcome = await self._outcome(edition, said.occasion, text.words, recollection, plea)
        question, day = question_id(said.occasion.id), self._clock.now().date()
        reply = edition.composer.compose(
            outcome,
            question,
            day,
            was_cut=text.was_cut,
            audience=audience_of(said.occasion),
            has_people=said.occasion.speaker.community not in self.without_people,
        )
        return await self._reworded(edition.pack, outcome, reply, plea)

    async def is_in_talk(self, occasion: Occasion) -> bool:
        """Whether the mentor has answered somebody in this conversation before."""
        return bool((await self._memory.recall(occasion)).talk.answered)

    async def weigh(self, occasion: Occasion, text: str) -> tuple[Outcome, Understanding | None]:
        """The outcome of a message, kept, but not put into words; for measuring and replaying."""
        words = clean(text).words
        if not has_words(words):
            return Outcome(Decision.SOCIAL), None
        recollection = await self._memory.recall(occasion)
        edition = self.editions.of(occasion.speaker.community)
        return await self._decide_and_keep(edition, occasion, words, recollection, self._plea(occasion, words))

    async def _outcome(
        self, edition: Edition, occasion: Occasion, words: str, recollection: Recollection, plea: Plea | None
    ) -> Outcome:
        if recollection.earlier is not None:
            return outcome_of(recollection.earlier, edition.pack, recollection.talk)
        outcome, _ = await self._decide_and_keep(edition, occasion, words, recollection, plea)
        return outcome

    def _plea(self, occasion: Occasion, words: str) -> Plea | None:
        """A plea for help with a message, where there is anybody to help."""
        if self._assistant is None:
            return None
        speaker = occasion.speaker
        return Plea.begun_now(question_id(occasion.id), speaker.community, speaker.person, scrub(words))

    async def _made_sure(self, edition: Edition, understanding: Understanding, plea: Plea | None) -> Understanding:
        """The understanding after a second opinion, where one is needed and can be had."""
        if self._assistant is None or plea is None:
            return understanding
        offers = offers_where_unsure(understanding, edition.pack)
        chosen = await self._assistant.choose(plea, offers) if offers else None
        return with_chosen(understanding, chosen, edition.pack) if chosen is not None else understanding

    async def _reworded(self, pack: Pack, outcome: Outcome, reply: Reply, plea: Plea | None) -> Reply:
        """The reply in the terms of the message, where that can be had."""
        if self._assistant is None or plea is None:
            return reply
        approved = approved_answer(outcome, pack, self._clock.now().date())
        fitted = await self._assistant.fit(plea, approved) if approved is not None else None
        if approved is None or fitted is None:
            return reply
        return reworded(reply, approved, fitted, pack.assistant_voice, plea.question)

    async def _decide_and_keep(
        self, edition: Edition, occasion: Occasion, words: str, recollection: Recollection, plea: Plea | None
    ) -> tuple[Outcome, Understanding]:
        started = time.perf_counter()
        talk, learner = recollection.talk, recollection.learner
        loop, context = asyncio.get_running_loop(), context_of(talk, learner)
        understanding = await loop.run_in_executor(self._reading, edition.reader.read, words, context)
        understanding = await self._made_sure(edition, understanding, plea)
        outcome = decide(understanding, edition.pack, talk, learner)
        cue = scrub(understanding.role.cue) if understanding.role.cue else None
        remembered = scrub(understanding.read_as)[:_REMEMBERED_TEXT]
        await self._memory.record(
            self._question(occasion, words, outcome),
            talk_after(outcome, talk, remembered, question_id(occasion.id)),
            learner_after(understanding, learner, edition.pack, cue),
        )
        log.info(
            "heard",
            question=question_id(occasion.id),
            decision=outcome.decision.value,
            entry=outcome.entry,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )
        return outcome, understanding

    def _question(self, occasion: Occasion, words: str, outcome: Outcome) -> Question:
        return Question(
            id=question_id(occasion.id),
            event_id=occasion.id,
            community=occasion.speaker.community,
            person=occasion.speaker.person,
            conversation=occasion.conversation,
            place=occasion.place,
            at=occasion.at,
            text=scrub(words),
            decision=outcome.decision,
            entry=outcome.entry,
            role=outcome.view.role,
            confidence=round(outcome.confidence, 4),
            alternatives=tuple(entry for entry, _ in outcome.alternatives[:ALTERNATIVES]),
            kind=outcome.kind,
        )


def audience_of(occasion: Occasion) -> Audience:
    """Answers go where the question was asked: to the room, or to the asker alone."""
    return Audience.ASKER if occasion.private else Audience.ROOM
