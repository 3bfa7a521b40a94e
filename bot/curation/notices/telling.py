"""“Tell me when there's an answer”: a wish under what nobody could answer, kept until it is fulfilled or taken back."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.clock import Clock
from bot.curation.notices.notices import Notice, NoticeKind, Notices, notice_key
from bot.errors import SignpostError
from bot.knowledge.voice_inbox import InboxVoice
from bot.mentor.actions import Action
from bot.mentor.circles import beside
from bot.mentor.commands import Feature, VerbHandler
from bot.mentor.editions import Editions
from bot.mentor.events import Filled, Picked
from bot.mentor.memory import Memory, Question
from bot.mentor.reply import Choice, Choices, Paragraph, Reply


class Telling(Feature):
    """Takes the wish to be told. `carried` are the platforms on which people can be written to unasked."""

    def __init__(
        self, editions: Editions, memory: Memory, notices: Notices, clock: Clock, carried: Collection[str]
    ) -> None:
        self._editions = editions
        self._memory = memory
        self._notices = notices
        self._clock = clock
        self._carried = carried

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"tell-me": self._tell_me, "tell-me-not": self._tell_me_not}

    async def _tell_me(self, event: Picked | Filled) -> Reply:
        voice, question = await self._question(event)
        occasion = event.occasion
        notice = wish_of(question, occasion.speaker.person, occasion.place, self._clock.now(), private=occasion.private)
        if notice.platform not in self._carried:
            return Reply((Paragraph(voice.tell_me_nowhere),))
        await self._notices.wish(notice)
        # What only the asker sees may stand in a channel; the answer comes directly then, and not there.
        sentence = voice.tell_me_done if notice.place else voice.tell_me_done_directly
        never_mind = Choice(voice.tell_me_taken_back, Action("tell-me-not", event.action.arguments))
        return Reply((Paragraph(sentence),), (Choices((never_mind,)),))

    async def _tell_me_not(self, event: Picked | Filled) -> Reply:
        voice, question = await self._question(event)
        person = event.occasion.speaker.person
        await self._notices.unwish(notice_key(NoticeKind.ANSWER, question.id, person), person)
        return Reply((Paragraph(voice.tell_me_undone),), replaces=True)

    async def _question(self, event: Picked | Filled) -> tuple[InboxVoice, Question]:
        """The question that the action names; in another community than this one only where it is their own."""
        speaker, elsewhere = event.occasion.speaker, event.action.argument(1)
        pack = self._editions.of(speaker.community).pack
        community = beside(speaker.community, elsewhere) if elsewhere else speaker.community
        question = await self._memory.question(community, event.action.argument(0))
        if question is None or (elsewhere and question.person != speaker.person):
            raise SignpostError(pack.voice.expired_question)
        return pack.inbox_voice, question


def wish_of(question: Question, person: str, place: str, at: datetime, *, private: bool) -> Notice:
    """The wish of somebody to be told where they asked: where all read along, or directly.

    Whoever joins in somebody else's question is told directly, so that nothing is said twice in one place.
    """
    is_said_to_all = not private and person == question.person
    return Notice(
        notice_key(NoticeKind.ANSWER, question.id, person),
        NoticeKind.ANSWER,
        question.community,
        at,
        question=question.id,
        person=person,
        place=place if is_said_to_all else None,
    )
