"""What curation asks of a language model, where there is one: a first version of an answer, for people to review.

`Drafts` is implemented by `bot.llm.drafting`. What it gives is a proposal in a form that a moderator opens, changes and
saves as their own draft; nothing of it is ever published by another way than theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from bot.curation.inbox.items import Item, nearest_entries
from bot.knowledge.pack import Pack
from bot.mentor.community import Communities

_QUESTIONS = 8
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What a draft is wanted for: questions that ask the same, scrubbed, and the entries nearest to them.

    `item` is the item of the inbox that they lie in, empty where somebody typed a question.
    """

    community: str
    person: str
    """The moderator who asks."""
    questions: tuple[str, ...]
    near: tuple[str, ...]
    item: str = ""

    @property
    def key(self) -> str:
        """The key that a draft for these questions of this item is kept under; empty where there is no item."""
        if not self.item:
            return ""
        return blake2b("\0".join((self.item, *self.questions)).encode(), digest_size=12).hexdigest()


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
        """A first version from the entries and their facts; None where there is none to be had in time.

        For the same questions of the same item it is the one that was drafted before.
        """
        ...

    async def drafted(self, key: str, community: str) -> Drafted | None:
        """What was drafted in this community before, under its key."""
        ...


@dataclass(frozen=True, slots=True)
class Help:
    """What a language model does for an item: whether a draft is to be had, and what was summed up before."""

    is_offered: bool = False
    summary: str = ""


NO_HELP = Help()


def wish_for(item: Item, community: str, person: str, pack: Pack) -> Wish:
    """What a draft for an item is made from: its wordings and the entries they were taken for."""
    near = tuple(entry.id for entry in nearest_entries(item, pack)[:_NEAR])
    return Wish(community, person, item.wordings[:_QUESTIONS], near, item.id)


async def help_with(item: Item, community: str, pack: Pack, drafts: Drafts | None, communities: Communities) -> Help:
    """The help there is for an item; none where it is about no question, or the community switched it off."""
    if drafts is None or not item.cases or not (await communities.settings(community)).language_model:
        return NO_HELP
    drafted = await drafts.drafted(wish_for(item, community, "", pack).key, community)
    return Help(True, drafted.summary if drafted is not None else "")


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
