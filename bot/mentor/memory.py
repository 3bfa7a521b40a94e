"""What the mentor remembers, and the port through which it does.

`Memory` is implemented by `bot.storage`. Recording is idempotent by the event's id: the same event
recorded twice leaves one question, so that an event may be worked on again after a crash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol

from bot.mentor.events import Occasion
from bot.mentor.reply import Decision


def question_id(event_id: str) -> str:
    """The id of the question an event asked: 16 hexadecimal digits, the same each time."""
    return blake2b(event_id.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Learner:
    """A person on one platform, as far as the mentor knows them.

    `chosen_role` overrides every belief. `evidence` is what was said over time: by role, a sum of
    log-likelihood ratios (0 where nothing was said).
    """

    person: str
    community: str
    chosen_role: str | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and what became of it, short enough to keep in the talk."""

    text: str
    decision: Decision
    entry: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation so far: the newest exchanges last, what was asked back, what was answered already."""

    conversation: str
    exchanges: tuple[Exchange, ...] = ()
    clarified_in_a_row: int = 0
    answered: tuple[str, ...] = ()
    """Entry and role of every answer given, as `entry/role`, so that none is repeated unasked."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its outcome; `text` is scrubbed of personal data before it gets here."""

    id: str
    event_id: str
    community: str
    person: str
    conversation: str
    place: str
    at: datetime
    text: str
    decision: Decision
    entry: str | None
    role: str | None
    confidence: float
    alternatives: tuple[str, ...] = ()
    kind: str | None = None
    """Which kind of out-of-scope or social message it was."""


class Verdict(StrEnum):
    """What the asker said of an answer; silence is none of these."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"
    NOT_MEANT = "not_meant"
    ASK_PEOPLE = "ask_people"


@dataclass(frozen=True, slots=True)
class Recollection:
    """Everything the mentor needs before it reads a message, fetched at once."""

    learner: Learner
    talk: Talk
    earlier: Question | None = None
    """The outcome of this very event, where it was worked on before."""


class Memory(Protocol):
    """Where learners, talks and questions are kept."""

    async def recall(self, occasion: Occasion) -> Recollection:
        """What is known of the speaker and the talk; new ones come back empty."""
        ...

    async def record(self, question: Question, talk: Talk, learner: Learner) -> bool:
        """Keep a question with its outcome, the talk and the learner in one transaction.

        Returns False, and changes nothing, where the event was recorded before.
        """
        ...

    async def question(self, community: str, id_: str) -> Question | None:
        """A question of this community, or None where there is none or it was forgotten."""
        ...

    async def judge(self, question: Question, person: str, verdict: Verdict, reason: str, at: datetime) -> None:
        """Keep what a person said of an answer; their last word on it counts."""
        ...

    async def choose_role(self, learner: Learner, at: datetime) -> None:
        """Keep the role that a learner chose, or that they chose none."""
        ...
