"""Typos put right before a text is read: the encoder takes a misspelled word apart into pieces that mean nothing.

Only a word that nobody knows is touched, neither the encoder's vocabulary nor the pack, and only where one
frequent word of the pack lies a single slip away: a letter too many, too few, changed or swapped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.understanding.lexicon import spans, words

_SHORTEST = 4
"""Letters that one of the two words must have; below that, everything is a slip away from everything."""
_TINY = 3
_FREQUENT = 4
"""Times that a word of the pack must occur to be taken for what was meant."""
_VERY_FREQUENT = 60
"""The same where what was written has three letters only."""

Counts = dict[str, int]


def count_words(texts: Iterable[str]) -> Counts:
    """How often each word occurs that is frequent enough to be meant."""
    counts = Counter(word for text in texts for word in words(text) if word.isalpha() and len(word) >= _TINY)
    return {word: count for word, count in counts.items() if count >= _FREQUENT}


class Spelling:
    """Puts typos right; made once from the frequent words of a pack and the words that the encoder knows."""

    def __init__(self, counts: Mapping[str, int], knows: Callable[[str], bool]) -> None:
        self._knows = knows
        self._counts = counts
        self._slips: dict[str, list[str]] = {}
        for word in counts:
            if knows(word):
                for slip in {word, *_without_one(word)}:
                    self._slips.setdefault(slip, []).append(word)

    def corrected(self, text: str) -> str:
        """The text with its typos put right; the text itself where there are none."""
        out, end = [], 0
        for start, stop, word in spans(text):
            better = self._meant(word)
            if better is not None:
                out += [text[end:start], better]
                end = stop
        return "".join([*out, text[end:]]) if out else text

    def _meant(self, word: str) -> str | None:
        if len(word) < _TINY or not word.isalpha() or word in self._counts or self._knows(word):
            return None
        least = _VERY_FREQUENT if len(word) == _TINY else _FREQUENT
        near: set[str] = set()
        for slip in {word, *_without_one(word)}:
            near.update(self._slips.get(slip, ()))
        fits = [
            other
            for other in near
            if other[0] == word[0] and self._counts[other] >= least and _is_one_slip(word, other)
        ]
        return max(fits, key=lambda other: (self._counts[other], other), default=None)


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _is_one_slip(word: str, other: str) -> bool:
    """Whether a letter more or less, another letter, or two swapped neighbors make one word of the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    if len(word) == len(other) == _TINY:
        return sorted(word) == sorted(other)
    if max(len(word), len(other)) < _SHORTEST:
        return False
    if len(word) != len(other):
        longer, shorter = (word, other) if len(word) > len(other) else (other, word)
        return shorter in set(_without_one(longer))
    apart = [place for place in range(len(word)) if word[place] != other[place]]
    if len(apart) == 1:
        return True
    return (
        len(apart) == 2  # noqa: PLR2004 - two swapped letters
        and apart[1] == apart[0] + 1
        and word[apart[0]] == other[apart[1]]
        and word[apart[1]] == other[apart[0]]
    )
