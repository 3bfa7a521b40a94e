"""What a pack teaches: every text in it that stands for a meaning.

A meaning is an entry, a kind of out-of-scope message or a kind of social message. Questions and phrasings
are how people ask; answers teach too, with more weight since there is one of each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack


class Sort(StrEnum):
    """What a meaning leads to."""

    ENTRY = "entry"
    OUT_OF_SCOPE = "out_of_scope"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True, order=True)
class Meaning:
    """What a text can stand for: the entry or the kind with this id."""

    sort: Sort
    id: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and what it stands for. `asked` tells words that people use from words of an answer."""

    text: str
    meaning: Meaning
    weight: float = 1.0
    asked: bool = True


ANSWER_WEIGHT = 2.0
"""Weight of an answer beside a phrasing's 1, chosen by cross-validation on the pack's phrasings."""


def lessons_of(pack: Pack) -> list[Lesson]:
    """All lessons of a pack, in an order that depends on its content alone."""
    lessons = [lesson for entry in pack.entries.values() for lesson in lessons_of_entry(entry)]
    for out in pack.out_of_scope:
        lessons += _examples(out.examples, Meaning(Sort.OUT_OF_SCOPE, out.kind))
    for social in pack.social:
        lessons += _examples(social.examples, Meaning(Sort.SOCIAL, social.kind))
    return lessons


def lessons_of_entry(entry: Entry) -> list[Lesson]:
    """The lessons of one entry: its question, its phrasings, its answer."""
    meaning = Meaning(Sort.ENTRY, entry.id)
    answer = Lesson(f"{entry.question} {entry.answer}", meaning, ANSWER_WEIGHT, asked=False)
    return [*_examples((entry.question, *entry.phrasings), meaning), answer]


def _examples(texts: Iterable[str], meaning: Meaning) -> list[Lesson]:
    return [Lesson(text, meaning) for text in dict.fromkeys(texts)]
