"""What curation asks of a language model, where there is one: a first version of an answer, for people to review.

`Drafts` is implemented by `bot.llm.drafting`. What it gives is a proposal in a form that a moderator opens, changes and
saves as their own draft; nothing of it is ever published by another way than theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wish:
    """What a draft is wanted for: questions that ask the same, scrubbed, and the entries nearest to them."""

    community: str
    person: str
    """The moderator who asks."""
    questions: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A first version of an entry, drafted by a model; `doubts` are sentences on what our check finds unbacked."""

    key: str
    summary: str
    question: str
    answer: str
    next_steps: tuple[str, ...]
    phrasings: tuple[str, ...]
    sources: tuple[str, ...]
    doubts: tuple[str, ...] = ()


class Drafts(Protocol):
    """Somebody who drafts."""

    async def draft(self, wish: Wish) -> Drafted | None:
        """A first version from the entries and their facts; None where there is none to be had in time."""
        ...

    async def drafted(self, key: str, community: str) -> Drafted | None:
        """What was drafted in this community before, under its key."""
        ...


def doubts_of(figures: Sequence[str], links: Sequence[str], unknown_sources: Sequence[str]) -> tuple[str, ...]:
    """What a moderator should look at before they keep a draft, a sentence each."""
    doubts = []
    if figures:
        doubts.append(f"No entry that it was given holds these figures: {', '.join(figures)}.")
    if links:
        doubts.append(f"These links lead to hosts that no source names: {', '.join(links)}.")
    if unknown_sources:
        doubts.append(f"There are no such sources: {', '.join(unknown_sources)}.")
    return tuple(doubts)
