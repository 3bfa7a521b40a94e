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
class Cue:
    """Words of a message that spoke for a role."""

    words: str
    role: str


@dataclass(frozen=True, slots=True)
class Learner:
    """A person on one platform, as far as the mentor knows them.

    `chosen_role` overrides every belief. `evidence` is what was said over time: by role, a sum of
    log-likelihoods. `cues` are the latest words that spoke for a role, newest last.
    """

    person: str
    community: str
    chosen_role: str | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferedOption:
    """A choice that came with the mentor's question back."""

    label: str
    role: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation so far, kept as one document: what the next message is read against.

    `question` is the last question as it was read, scrubbed; `entry` and `role` are what it led to;
    `options` belong to the mentor's open question. `answered` holds `entry/role` of every answer given,
    so that none is repeated unasked.
    """

    conversation: str
    question: str = ""
    entry: str | None = None
    role: str | None = None
    options: tuple[OfferedOption, ...] = ()
    clarified_in_a_row: int = 0
    answered: tuple[str, ...] = ()
    latest: str = ""
    """The id of the question that was answered last."""


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
