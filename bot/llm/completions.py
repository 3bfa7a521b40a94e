"""What a language model is asked and answers, and the port that an endpoint fills.

An endpoint gives one answer or one `CompletionError`, which says what happened and whether it may cost money all the
same. `bot.llm.endpoint` reaches a real one; tests put a script behind the port.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel

CHARACTERS_A_TOKEN = 3
"""Fewer than English has, so that what is estimated is rather too much."""


class Failure(StrEnum):
    """Why there is no answer; the value is what is counted."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    LIMITED = "limited"
    """Status 429."""
    SERVER = "server"
    """Status 5xx."""
    DENIED = "denied"
    """Any other status: a wrong key, an unknown model, an endpoint that cannot give structured answers."""
    MALFORMED = "malformed"
    EMPTY = "empty"
    REFUSED = "refused"
    """The model would not."""
    ENDLESS = "endless"
    CUT = "cut"
    """The answer ended before its end."""
    RESTING = "resting"
    """Nothing was sent: the breaker is open, or the endpoint asked to be left alone for a while."""
    BUSY = "busy"
    """Nothing was sent: too many questions were under way until its time was over."""
    BROKEN = "broken"
    """A defect of ours."""


class CompletionError(Exception):
    """There is no answer.

    `retry_after` is how many seconds the endpoint asked us to wait, `is_charged` whether it may cost all the same.
    """

    def __init__(self, failure: Failure, *, retry_after: float | None = None, is_charged: bool = True) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.retry_after = retry_after
        self.is_charged = is_charged


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a model: our instructions, the data they are about, and the form of the answer.

    `instructions` are ours alone; everything that anybody else wrote stands in `data`, as JSON. Answers longer than
    `longest` characters are given up.
    """

    instructions: str
    data: str
    form: type[BaseModel]
    longest: int

    @property
    def tokens_in(self) -> int:
        """At most so many tokens are sent."""
        return (len(self.instructions) + len(self.data)) // CHARACTERS_A_TOKEN + 400

    @property
    def tokens_out(self) -> int:
        """At most so many tokens are wanted back."""
        return self.longest // CHARACTERS_A_TOKEN + 200


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole answer of a model, and how many tokens it says that it took; None where it does not say."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class Completions(Protocol):
    """A language model."""

    async def complete(self, ask: Ask) -> Completion:
        """The whole answer; raises `CompletionError`. It may take forever: whoever calls sets the time."""
        ...

    async def close(self) -> None:
        """Let go of connections; harmless when repeated."""
        ...
