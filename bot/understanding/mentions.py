"""Which roles a text names, in the words that the pack lists for them, and with what turn of phrase before.

The longest name wins ("data platform engineer" is not "platform engineer"); a name is matched as whole
words. Everything here works on words in lower case, so that punctuation and case do not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from bot.knowledge.role import Role
from bot.understanding.lexicon import words

MeaningT = TypeVar("MeaningT")


@dataclass(frozen=True, slots=True)
class Found(Generic[MeaningT]):
    """A listed phrase in a text: what it means, and the words it takes up, from `start` up to `end`."""

    meaning: MeaningT
    start: int
    end: int


class Phrases(Generic[MeaningT]):
    """Listed phrases with a meaning each, found as whole words, the longest first."""

    def __init__(self, meanings: Iterable[tuple[str, MeaningT]]) -> None:
        self._by_words: dict[tuple[str, ...], MeaningT] = {}
        self._longest_from: dict[str, int] = {}
        for phrase, meaning in meanings:
            spoken = tuple(words(phrase))
            if spoken:
                self._by_words.setdefault(spoken, meaning)
                self._longest_from[spoken[0]] = max(self._longest_from.get(spoken[0], 0), len(spoken))
        self._longest = max(self._longest_from.values(), default=0)

    def at(self, spoken: Sequence[str], start: int) -> Found[MeaningT] | None:
        """The longest phrase that begins at a word."""
        longest = self._longest_from.get(spoken[start], 0) if start < len(spoken) else 0
        for end in range(min(len(spoken), start + longest), start, -1):
            key = tuple(spoken[start:end])
            if key in self._by_words:
                return Found(self._by_words[key], start, end)
        return None

    def find(self, spoken: Sequence[str]) -> list[Found[MeaningT]]:
        """All phrases in the order in which they stand; none overlaps another."""
        found, start = [], 0
        while start < len(spoken):
            here = self.at(spoken, start)
            if here is not None:
                found.append(here)
            start = here.end if here is not None else start + 1
        return found

    def before(self, spoken: Sequence[str], end: int, gap: int) -> Found[MeaningT] | None:
        """The phrase that ends at most `gap` words before word `end`, the longest of the nearest."""
        for last in range(end, max(0, end - gap) - 1, -1):
            for start in range(max(0, last - self._longest), last):
                key = tuple(spoken[start:last])
                if key in self._by_words:
                    return Found(self._by_words[key], start, last)
        return None


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role as a name stands for it; an ambiguous name often means another."""

    role: str
    ambiguous: bool


class RoleNames:
    """The names of all roles of a pack."""

    def __init__(self, roles: Mapping[str, Role]) -> None:
        self.roles = tuple(roles)
        clear = [(name, NamedRole(role.id, ambiguous=False)) for role in roles.values() for name in role.names]
        vague = [(n, NamedRole(role.id, ambiguous=True)) for role in roles.values() for n in role.ambiguous_names]
        self.phrases = Phrases(clear + vague)

    @property
    def dimension(self) -> int:
        """How many values `vectors` gives for a text."""
        return 3 * len(self.roles)

    def vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Which roles each text names, which it names first, and which by an ambiguous name."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            found = self.phrases.find(words(text))
            for order, mention in enumerate(found):
                place = self.roles.index(mention.meaning.role)
                if mention.meaning.ambiguous:
                    vectors[row, 2 * len(self.roles) + place] = 1
                else:
                    vectors[row, place] = 1
                if order == 0:
                    vectors[row, len(self.roles) + place] = 0.5
        return vectors
