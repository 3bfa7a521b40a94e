"""Figures that speak against each other: a sentence against a checked fact, or against a sentence of another entry.

Two statements are on the same matter where they name the same subject (facts have one), or where the sentences
mean nearly the same, and count in the same unit. What agrees with one fact on a subject contradicts none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.curation.gate.figures import FUNCTION_WORDS, Figure, figures
from bot.curation.gate.tone import sentences
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import FACT_QUOTATION
from bot.knowledge.reference import Fact
from bot.knowledge.references import texts_of
from bot.understanding import Encoder
from bot.understanding.lexicon import words
from bot.understanding.representation import Array

_SHORTEST = 4
"""Letters of a name that stands for the whole subject of a fact."""
_NEARER = 0.08
"""How much less alike sentences of entries on nearly the same question must be."""
_ALIKE_ALONE = 0.4
"""Likeness that the sentences must have without their questions."""
_SHARED = 0.5
"""Share of its words, beside the one that is turned, that a sentence has in common with what it speaks against."""
_LOWER = re.compile(r"\b[a-z][a-z]+\b")
_FREE = re.compile(r"\b(free|no charge|without paying|costs? nothing)\b", re.IGNORECASE)
_NOT_FREE = re.compile(
    r"\b(not|no|never|isn't|nothing) (?:\w+ ){0,2}free\b|\b(costs?|paid|fee|pay|price|buy)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence of an entry and what it does not agree with."""

    ours: str
    theirs: str
    fact: Fact | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class _Statement:
    sentence: str
    figures: tuple[Figure, ...]


def against_facts(entry: Entry, pack: Pack) -> Iterator[Contradiction]:
    """The sentences of `entry` that do not agree with a fact of `pack` on their subject."""
    subjects = _Subjects(pack)
    for _, text in texts_of(entry):
        for sentence in sentences(text):
            facts = subjects.named_in(sentence, entry.question)
            wrong = _disagreeing(sentence, facts)
            if wrong is not None:
                yield Contradiction(sentence, wrong.statement, fact=wrong)


def against_entries(entry: Entry, pack: Pack, near: Sequence[str], encoder: Encoder) -> Iterator[Contradiction]:
    """The sentences of `entry` that do not agree with a sentence alike of another entry.

    `near` are the ids of entries on nearly the same question; to those less likeness is asked.
    """
    own = [statement for statement in _statements(entry) if any(figure.counts for figure in statement.figures)]
    units = {figure.unit for statement in own for figure in statement.figures}
    others = [
        (other, statement)
        for other in pack.entries.values()
        if other.id != entry.id
        for statement in _statements(other)
        if any(figure.unit in units for figure in statement.figures)
    ]
    if own and others:
        with_question = _likeness(encoder, [_asked(entry, s) for s in own], [_asked(*other) for other in others])
        alone = _likeness(encoder, [s.sentence for s in own], [s.sentence for _, s in others])
        for row, statement in enumerate(own):
            comparable = [
                place for place, (_, other) in enumerate(others) if _comparable(statement.figures, other.figures)
            ]
            place = max(comparable, key=lambda place: with_question[row, place], default=None)
            if place is None:
                continue
            other_entry, other = others[place]
            needed = pack.gate.same_matter - (_NEARER if other_entry.id in near else 0)
            is_same = with_question[row, place] >= needed and alone[row, place] >= _ALIKE_ALONE
            if is_same and not _agree(statement.figures, other.figures):
                yield Contradiction(statement.sentence, other.sentence, entry=other_entry)
    yield from _opposites(entry, [pack.entries[id_] for id_ in near if id_ in pack.entries], pack, encoder)


def _opposites(entry: Entry, near: Sequence[Entry], pack: Pack, encoder: Encoder) -> Iterator[Contradiction]:
    """The sentences that say the same as one of an entry nearby, but for a word that is turned into its opposite."""
    own = _said(entry)
    for other in near:
        theirs = _said(other)
        if not own or not theirs or other.id == entry.id:
            continue
        likeness = _likeness(encoder, own, theirs)
        for row, column in zip(*(likeness >= pack.gate.same_statement).nonzero(), strict=True):
            mine, its = own[int(row)], theirs[int(column)]
            if _turned(set(words(mine)), set(words(its)), pack.gate.opposites):
                yield Contradiction(mine, its, entry=other)


def _turned(mine: set[str], its: set[str], opposites: Sequence[tuple[str, str]]) -> bool:
    """Whether one says a word and the other its opposite, neither says both, and they say the same for the rest."""
    return any(
        (one in mine) != (one in its)
        and (two in mine) != (two in its)
        and (one in mine) != (two in mine)
        and _is_the_rest_shared(mine - {one, two} - FUNCTION_WORDS, its - {one, two} - FUNCTION_WORDS)
        for one, two in opposites
    )


def _is_the_rest_shared(mine: set[str], its: set[str]) -> bool:
    """Whether the sentence that says less says half of it in words of the other; "more varied", "less theory" do not.

    Sentences mean nearly the same wherever they speak of the same things, whatever they say of them.
    """
    return len(mine & its) >= _SHARED * min(len(mine), len(its))


def _likeness(encoder: Encoder, mine: Sequence[str], theirs: Sequence[str]) -> Array:
    return np.asarray(encoder.encode(mine) @ encoder.encode(theirs).T, dtype=np.float32)


class _Subjects:
    """Finds the facts whose subject a sentence names: in full, or by a word that only this subject has."""

    def __init__(self, pack: Pack) -> None:
        self._by_subject: dict[str, list[Fact]] = {}
        for fact in pack.facts.values():
            self._by_subject.setdefault(fact.subject, []).append(fact)
        self._in_full = {subject: _spaced(subject) for subject in self._by_subject}
        self._tell = _telling_words(self._by_subject, pack)

    def named_in(self, sentence: str, question: str) -> list[Fact]:
        """The facts on the subjects named in a sentence, or else in the question it belongs to."""
        for text in (sentence, question):
            spaced = _spaced(text)
            full = [subject for subject, name in self._in_full.items() if name in spaced]
            spoken = set(words(text))
            told = [subject for subject, tell in self._tell.items() if tell & spoken]
            # "Machine Learning (book)" must not speak where "Machine Learning Zoomcamp" is named.
            longest = [
                s for s in full if not any(s != o and self._in_full[s].strip() in self._in_full[o] for o in full)
            ]
            found = longest or told
            if found:
                return [fact for subject in found for fact in self._by_subject[subject]]
        return []


def _telling_words(subjects: Iterable[str], pack: Pack) -> Mapping[str, frozenset[str]]:
    """By subject, the names in it that are in no other subject; a name is never written in lower case."""
    of_subject = {subject: set(words(subject)) for subject in subjects}
    said = [FACT_QUOTATION.sub("", text) for entry in pack.entries.values() for _, text in texts_of(entry)]
    said += [f"{fact.statement} {fact.subject}" for fact in pack.facts.values()]
    ordinary = {word for text in said for word in _LOWER.findall(text)}
    return {
        subject: frozenset(
            word
            for word in own
            if len(word) >= _SHORTEST
            and word.isalpha()
            and word not in ordinary
            and sum(word in other for other in of_subject.values()) == 1
        )
        for subject, own in of_subject.items()
    }


def _disagreeing(sentence: str, facts: Sequence[Fact]) -> Fact | None:
    """The fact that the figures of a sentence speak against, where they agree with none in their unit."""
    own = tuple(figures(sentence))
    against: list[Fact] = []
    for fact in facts:
        stated = tuple(figures(f"{fact.value} {fact.unit}")) if fact.unit else ()
        if stated and _comparable(own, stated):
            if _agree(own, stated):
                return None
            against.append(fact)
        elif fact.value == "free" and _NOT_FREE.search(sentence) and not _FREE.search(_NOT_FREE.sub("", sentence)):
            return fact
    spoken = set(words(sentence))
    return max(against, key=lambda fact: len(spoken & set(words(fact.property))), default=None)


@lru_cache(maxsize=8192)
def _statements_in(text: str) -> tuple[_Statement, ...]:
    found = ((sentence, tuple(figures(sentence))) for sentence in sentences(text))
    return tuple(_Statement(sentence, stated) for sentence, stated in found if stated)


def _statements(entry: Entry) -> list[_Statement]:
    """What an entry states in figures; its next steps are proposals, which may differ."""
    texts = [text for name, text in texts_of(entry) if name != "next_steps"]
    return [statement for text in texts for statement in _statements_in(text)]


def _said(entry: Entry) -> list[str]:
    return [sentence for name, text in texts_of(entry) if name != "next_steps" for sentence in sentences(text)]


def _asked(entry: Entry, statement: _Statement) -> str:
    return f"{entry.question} {statement.sentence}"


def _comparable(some: Sequence[Figure], others: Sequence[Figure]) -> bool:
    return not {figure.unit for figure in some if figure.counts}.isdisjoint(figure.unit for figure in others)


def _agree(some: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """Whether in each unit that both count in, two of the figures agree."""
    units = {mine.unit for mine in some if mine.counts} & {other.unit for other in others}
    return all(
        any(mine.unit == unit and other.unit == unit and mine.agrees_with(other) for mine in some for other in others)
        for unit in units
    )


def _spaced(text: str) -> str:
    return f" {' '.join(words(text))} "
