"""What the language model may cost and did cost, and the port through which it is kept.

`ModelLedger` is implemented by `bot.storage.assistance`. The most that a call can cost is set aside before it leaves,
in one transaction with the look at the ceilings, so that no number of processes together goes beyond them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

MILLION = 1_000_000


class Purpose(StrEnum):
    """What the model is asked for; the value is what is stored and counted."""

    FIT = "fit"
    CHOOSE = "choose"
    DRAFT = "draft"


class CeilingKind(StrEnum):
    """Whose ceiling it is; the value is what is stored."""

    PERSON = "person"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens, in and out."""

    tokens_in: float
    tokens_out: float

    def of(self, tokens_in: int, tokens_out: int) -> int:
        """The cost in millionths of a US dollar, rounded up."""
        exact = tokens_in * self.tokens_in + tokens_out * self.tokens_out
        return int(exact) + (exact > int(exact))


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Millionths of a US dollar that may be spent."""

    person_day: int
    community_month: int


@dataclass(frozen=True, slots=True)
class CallBegun:
    """A call about to be made, with the most that it can come to; `person` is None where it is for a community."""

    id: str
    community: str
    person: str | None
    purpose: Purpose
    question: str | None
    model: str
    at: datetime
    tokens_in: int
    tokens_out: int
    cost: int


@dataclass(frozen=True, slots=True)
class CallEnded:
    """What a call came to; `outcome` is a word such as `kept`, `mended:lost`, `rejected:link` or `failed:timeout`."""

    id: str
    outcome: str
    tokens_in: int
    tokens_out: int
    cost: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A ceiling that was reached, so that moderators can be told."""

    community: str
    month: str
    kind: CeilingKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent within some time: calls, tokens and millionths of a US dollar."""

    calls: int
    tokens_in: int
    tokens_out: int
    cost: int
    outcomes: tuple[tuple[str, str, int], ...] = ()
    """Purpose, outcome and number of calls."""


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Paragraphs that passed the check; the key is made of everything that led to them, and says none of it."""

    key: str
    community: str
    person: str
    entry: str
    paragraphs: tuple[str, ...]
    at: datetime


class ModelLedger(Protocol):
    """Where calls, fitted words and reached ceilings are kept."""

    async def begin(self, call: CallBegun, ceilings: Ceilings) -> CeilingKind | None:
        """Keep a call about to be made; or tell which ceiling it would break, keep that, and not the call."""
        ...

    async def end(self, call: CallEnded) -> None:
        """Keep what a call came to."""
        ...

    async def fitted(self, key: str) -> tuple[str, ...] | None:
        """The paragraphs that were kept under a key."""
        ...

    async def keep_fitted(self, words: KeptWords) -> None:
        """Keep paragraphs that passed the check; the first of one key stay."""
        ...

    async def spent(self, since: date) -> Spent:
        """What all communities spent from a day on."""
        ...

    async def untold(self) -> tuple[Reached, ...]:
        """Ceilings that were reached and of which nobody was told."""
        ...

    async def told(self, reached: Reached, at: datetime) -> None:
        """Moderators were told, or nobody can be told."""
        ...


def month_of(day: date) -> str:
    """The month of a day, as it is kept."""
    return f"{day:%Y-%m}"
