"""A memory that forgets when the process ends: for measuring, replaying and trying a pack."""

from dataclasses import replace
from datetime import datetime

from bot.mentor.events import Occasion
from bot.mentor.memory import Learner, Question, Recollection, Talk, Verdict


class ScratchMemory:
    """A real `Memory` in dictionaries, with the same promises as the one in the database."""

    def __init__(self) -> None:
        self._learners: dict[str, Learner] = {}
        self._talks: dict[str, Talk] = {}
        self._questions: dict[tuple[str, str], Question] = {}
        self._events: dict[str, Question] = {}
        self.verdicts: dict[tuple[str, str], tuple[Verdict, str]] = {}

    async def recall(self, occasion: Occasion) -> Recollection:
        speaker = occasion.speaker
        return Recollection(
            self._learners.get(speaker.person) or Learner(speaker.person, speaker.community),
            self._talks.get(occasion.conversation) or Talk(occasion.conversation),
            self._events.get(occasion.id),
        )

    async def record(self, question: Question, talk: Talk, learner: Learner) -> bool:
        if question.event_id in self._events:
            return False
        self._events[question.event_id] = question
        self._questions[question.community, question.id] = question
        self._talks[talk.conversation] = talk
        self._learners[learner.person] = learner
        return True

    async def question(self, community: str, id_: str) -> Question | None:
        return self._questions.get((community, id_))

    async def judge(self, question: Question, person: str, verdict: Verdict, reason: str, at: datetime) -> None:  # noqa: ARG002
        self.verdicts[question.id, person] = (verdict, reason)

    async def choose_role(self, learner: Learner, at: datetime) -> None:  # noqa: ARG002
        known = self._learners.get(learner.person, learner)
        self._learners[learner.person] = replace(known, chosen_role=learner.chosen_role)
