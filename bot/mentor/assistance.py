"""What the mentor asks of a language model, where it has one: to fit approved words, to choose among entries.

`Assistant` is implemented by `bot.llm`. It never answers by itself and never raises: whatever goes wrong, it has
nothing to offer, and the approved words stand. Everything it is told of a person stands in a `Plea`.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

PATIENCE = 6.0
"""Seconds that one message may wait for the assistant, whatever it asks of it."""


@dataclass(frozen=True, slots=True)
class Plea:
    """One message that may get help: whose, its words, and until when anybody waits.

    `message` is the newest message of the asker alone, scrubbed of personal data: what was said before in the talk
    may be another person's. `until` is a moment of `time.monotonic`.
    """

    question: str
    community: str
    person: str
    message: str
    until: float

    @classmethod
    def begun_now(cls, question: str, community: str, person: str, message: str) -> "Plea":
        """A plea whose waiting begins at this moment."""
        return cls(question, community, person, message, time.monotonic() + PATIENCE)


@dataclass(frozen=True, slots=True)
class ApprovedSentence:
    """One sentence of an approved answer, as it may be said today.

    `leans` says that it refers to the sentence before it and must follow it; `part` counts the texts that the
    sentences come from.
    """

    number: int
    text: str
    part: int = 0
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """What would be said without a language model, sentence by sentence and as the `texts` they come from.

    `role` is the asker's, as it stands in a sentence: "a data analyst".
    """

    entry: str
    question: str
    role: str | None
    sentences: tuple[ApprovedSentence, ...]
    texts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All of it as one text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Fitted:
    """An approved answer in other words, as paragraphs; each sentence was checked against the approved ones."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry that a message may be asking for, as its question and the known phrasing that is nearest."""

    entry: str
    question: str
    phrasing: str


class Assistant(Protocol):
    """Help from a language model; None from any of it means that there is none."""

    async def choose(self, plea: Plea, offers: Sequence[Offer]) -> str | None:
        """The entry among `offers` that the message asks for, or None."""
        ...

    async def fit(self, plea: Plea, approved: Approved) -> Fitted | None:
        """The approved answer in the terms of the message, checked; or None."""
        ...
