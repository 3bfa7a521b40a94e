"""How a community's mentor does, in numbers: what was asked, what became of it, what was said of the answers.

Silence is unknown, neither good nor bad. Numbers are of one community and name nobody. `Tally` is implemented by
`bot.storage.tally`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.curation.inbox.casebook import Usage


@dataclass(frozen=True, slots=True)
class Counts:
    """What was asked within some time, and what became of it; each question counts once."""

    asked: int = 0
    people: int = 0
    answered: int = 0
    clarified: int = 0
    handed_over: int = 0
    declined: int = 0
    social: int = 0
    """Greetings and thanks; they are not counted as asked."""
    helpful: int = 0
    """Answers that somebody confirmed, and nobody contradicted."""
    contradicted: int = 0
    """Answers that were not meant or not helpful."""

    @property
    def given(self) -> int:
        """Answers, with or without a question back."""
        return self.answered + self.clarified

    @property
    def unknown(self) -> int:
        """Answers of which nobody said anything."""
        return max(self.given - self.helpful - self.contradicted, 0)


@dataclass(frozen=True, slots=True)
class Week:
    """The counts of seven days that begin at `begin`."""

    begin: datetime
    counts: Counts = field(default_factory=Counts)


class Tally(Usage, Protocol):
    """Counts what was asked in a community, and how often each of its answers was given."""

    async def counts(self, community: str, since: datetime, until: datetime) -> Counts:
        """The counts of what was asked from `since` on and before `until`."""
        ...
