"""“Ask a person”: puts a question before those who look after a community, and says before whom.

Asked in a community, it is theirs already. Asked in direct messages that belong to none, it stays there until the
learner chooses one of the communities they share with the mentor. Then this one question goes there, as a question of
its own: in its words, without a name, and nothing else of the talk.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.clock import Clock
from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.circles import Circle, KnownCircles, beside
from bot.mentor.commands import Feature, VerbHandler
from bot.mentor.editions import Edition, Editions
from bot.mentor.events import Filled, Picked
from bot.mentor.memory import Memory, Question, Verdict, question_id
from bot.mentor.reply import Choice, Choices, Note, Paragraph, Reply, literal, shortened

_OFFERED = 25


class AskingPeople(Feature):
    """Takes a question to people."""

    def __init__(self, editions: Editions, memory: Memory, clock: Clock, circles: KnownCircles) -> None:
        self._editions = editions
        self._memory = memory
        self._clock = clock
        self._circles = circles

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"people": self._ask, "people-in": self._ask_in}

    async def _ask(self, event: Picked | Filled) -> Reply:
        """The people of the community it was asked in; or, where it has none, a choice of those that have."""
        edition, question = await self._question(event)
        if question.community in self._circles.without_people:
            return _whom(await self._circles.shared_with(event.occasion.speaker.person), question, edition)
        await self._judge(event, question)
        return Reply((Paragraph(edition.pack.voice.ask_people_done),), (edition.composer.tell_me(question.id),))

    async def _ask_in(self, event: Picked | Filled) -> Reply:
        """The people of a community that the learner chose, if they are still in it."""
        edition, question = await self._question(event)
        speaker, voice = event.occasion.speaker, edition.pack.inbox_voice
        if question.person != speaker.person or not question.text:
            raise SignpostError(edition.pack.voice.expired_question)
        circle = await self._circles.share(speaker.person, beside(speaker.community, event.action.argument(1)))
        if circle is None:
            raise SignpostError(voice.shared_no_more)
        taken = await self._taken_to(event, question, circle)
        sentence = voice.taken_to.format(place=literal(circle.name))
        return Reply((Paragraph(sentence),), (edition.composer.tell_me(taken.id, circle.number),), replaces=True)

    async def _taken_to(self, event: Picked | Filled, question: Question, circle: Circle) -> Question:
        """The same question as one of the community's own; taken there twice it is one all the same."""
        event_id = f"{question.id}@{circle.community}"
        speaker = replace(event.occasion.speaker, community=circle.community, standing=frozenset(), groups=frozenset())
        conversation = f"{question.conversation}@{circle.community}"
        occasion = replace(event.occasion, id=event_id, speaker=speaker, conversation=conversation)
        known = await self._memory.recall(occasion)
        taken = replace(
            question,
            id=question_id(event_id),
            event_id=event_id,
            community=circle.community,
            conversation=conversation,
            at=self._clock.now(),
        )
        await self._memory.record(taken, known.talk, known.learner)
        await self._judge(event, taken)
        return taken

    async def _question(self, event: Picked | Filled) -> tuple[Edition, Question]:
        community = event.occasion.speaker.community
        edition = self._editions.of(community)
        question = await self._memory.question(community, event.action.argument(0))
        if question is None:
            raise SignpostError(edition.pack.voice.expired_question)
        return edition, question

    async def _judge(self, event: Picked | Filled, question: Question) -> None:
        person = event.occasion.speaker.person
        await self._memory.judge(question, person, Verdict.ASK_PEOPLE, "", self._clock.now())


def _whom(circles: tuple[Circle, ...], question: Question, edition: Edition) -> Reply:
    """The question as people would read it, and whose people may."""
    voice = edition.pack.inbox_voice
    if not circles or not question.text:
        return Reply((Paragraph(voice.nobody_to_ask),))
    picks = tuple(
        Choice(shortened(circle.name), Action("people-in", (question.id, circle.number)))
        for circle in circles[:_OFFERED]
    )
    return Reply(
        (Paragraph(voice.whom_to_ask), Note(literal(question.text))), (Choices(picks, voice.whom_menu, as_menu=True),)
    )
