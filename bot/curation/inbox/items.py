"""What waits for moderators: questions that went wrong in the same way, kept together as one item.

A `Case` is one question with what became of it; an `Item` is cases that ask the same. Neither names a person:
moderators read what was asked and how many asked it, never who. Kept by `bot.curation.inbox.casebook`, ordered by
`bot.curation.inbox.ranking`, shown by `bot.curation.inbox.inbox`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b

from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import quoted_facts


class ItemKind(StrEnum):
    """Why something waits; the value is what is stored."""

    UNANSWERED = "unanswered"
    """Nobody could answer, or the asker wanted a person."""
    DOUBTFUL = "doubtful"
    """Answered, but not what was meant, or far from sure."""
    CONTRADICTED = "contradicted"
    """Answered, and found not helpful."""
    DUE = "due"
    """An entry past its re-check date, or quoting a fact that has expired."""
    CONFLICT = "conflict"
    """An entry that both the community and an update of the pack have changed."""


ASKED = frozenset({ItemKind.UNANSWERED, ItemKind.DOUBTFUL})
"""Kinds that may lie in one item: the same question is answered with doubt today and not at all tomorrow."""


def has_room(item: ItemKind, question: ItemKind) -> bool:
    """Whether a question of that kind may stay in an item of this one.

    A doubt may lie beside what nobody answered. The other way round the item has to become an unanswered one.
    """
    return item is question or (item, question) == (ItemKind.UNANSWERED, ItemKind.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Case:
    """A question that somebody should look at, and how it was understood.

    `asker` only serves to count people; it is shown to nobody. `wants_word` says that they wait to be told.
    """

    question: str
    kind: ItemKind
    asker: str
    at: datetime
    text: str
    decision: str
    entry: str | None
    confidence: float
    alternatives: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    is_disputed: bool = False
    """Whether somebody said that the answer was not meant, or not helpful."""
    wants_word: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Cases that ask the same, oldest first; or one entry or tip that is due or in conflict.

    It is of the kind of its cases, and unanswered where one of them was: then somebody had no answer at all.
    `draft` is what somebody drafted for it, live once it is settled; `uses` is how often its entry was given lately.
    A case is never without its words.
    """

    id: str
    kind: ItemKind
    cases: tuple[Case, ...] = ()
    entry: str | None = None
    opened_at: datetime | None = None
    draft: str | None = None
    is_settled: bool = False
    uses: int = 0
    tip: str | None = None

    @property
    def people(self) -> int:
        """How many people asked it."""
        return len({case.asker for case in self.cases})

    @property
    def waiting(self) -> int:
        """How many people asked to be told."""
        return len({case.asker for case in self.cases if case.wants_word})

    @property
    def last_at(self) -> datetime | None:
        """When it was asked last."""
        return max((case.at for case in self.cases), default=None)

    @property
    def text(self) -> str:
        """The shortest of its wordings, which mostly says it best; empty for an item about an entry."""
        return min((case.text for case in self.cases), key=lambda text: (len(text), text), default="")

    @property
    def wordings(self) -> tuple[str, ...]:
        """Each way it was put, the shortest first, none twice."""
        different = {" ".join(case.text.lower().split()): case.text for case in reversed(self.cases)}
        return tuple(sorted(different.values(), key=lambda text: (len(text), text)))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What was said against the answer, newest first, none twice."""
        newest = sorted(self.cases, key=lambda case: case.at, reverse=True)
        return tuple(dict.fromkeys(reason for case in newest for reason in case.reasons if reason))


def item_id(kind: ItemKind, about: str) -> str:
    """The id of an item that began with this question or is about this entry: 16 hexadecimal digits."""
    return blake2b(f"{kind.value}:{about}".encode(), digest_size=8).hexdigest()


def nearest_entries(item: Item, pack: Pack) -> tuple[Entry, ...]:
    """The entries that its questions were taken for, the most frequent first."""
    votes: dict[str, float] = {}
    for case in item.cases:
        guesses = tuple(dict.fromkeys((*((case.entry,) if case.entry else ()), *case.alternatives)))
        for place, guess in enumerate(guesses):
            if guess in pack.entries:
                votes[guess] = votes.get(guess, 0.0) + 1 / (1 + place)
    return tuple(pack.entries[id_] for id_ in sorted(votes, key=lambda id_: (-votes[id_], id_)))


def due_items(pack: Pack, day: date) -> tuple[Item, ...]:
    """An item for each entry that is past its re-check date or quotes a fact that no longer holds."""
    return tuple(
        Item(item_id(ItemKind.DUE, entry.id), ItemKind.DUE, entry=entry.id)
        for entry in pack.entries.values()
        if day > pack.recheck_on(entry) or expired_facts(entry, pack, day)
    )


def expired_facts(entry: Entry, pack: Pack, day: date) -> tuple[str, ...]:
    """The facts that `entry` quotes and that held once but hold no more; their numbers are left out by themselves."""
    texts = (entry.answer, entry.depends or "", entry.differs or "", *entry.variants.values(), *entry.next_steps)
    quoted = dict.fromkeys(fact for text in texts for fact in quoted_facts(text) if fact in pack.facts)
    return tuple(
        id_
        for id_ in quoted
        if (fact := pack.facts[id_]).checked is not None
        and fact.standing == "verified"
        and not fact.holds_on(day, pack.lifetime(fact.kind))
    )
