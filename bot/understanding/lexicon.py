"""The spelling of a text as a vector: character n-grams, words and word pairs, weighed by rarity.

It carries what the encoder blurs: rare names, abbreviations and typos. Grams are hashed, so that
nothing but their document frequencies is learned, and a gram never seen still counts.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

Frequencies = npt.NDArray[np.int32]
Vectors = npt.NDArray[np.float32]

DIMENSION = 1024
_BUCKETS = 1 << 16
_SHORTEST, _LONGEST = 3, 5
_WORD = re.compile(r"[a-z0-9]+(?:[+#']+[a-z]*)*")
_LONGEST_WORD = 40
"""Characters of a word that are looked at: a longer one is a link or noise."""


def words(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation; 'C++' and "don't" stay whole."""
    return _WORD.findall(_lowered(text))


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word begins and ends in `text`, and the word in lower case."""
    return ((found.start(), found.end(), found.group()) for found in _WORD.finditer(_lowered(text)))


def _lowered(text: str) -> str:
    """The text in lower case, each character where it was: "İ" alone would become two."""
    return text.replace("İ", "I").lower().replace("’", "'")


@lru_cache(maxsize=20_000)
def _grams(word: str) -> npt.NDArray[np.uint32]:
    """Hashes of a word and of its character n-grams."""
    padded = f" {word[:_LONGEST_WORD]} "
    grams = {f"={word}"}
    for size in range(_SHORTEST, _LONGEST + 1):
        grams.update(padded[start : start + size] for start in range(max(1, len(padded) - size + 1)))
    return np.array([crc32(gram.encode()) for gram in sorted(grams)], dtype=np.uint32)


def _counted(text: str) -> tuple[npt.NDArray[np.uint32], Vectors]:
    """Hashes of the grams of `text`, each with a weight that grows with the logarithm of its count."""
    spoken = words(text)
    pairs = [crc32(f"{first} {second}".encode()) for first, second in itertools.pairwise(spoken)]
    hashes: list[npt.NDArray[np.uint32]] = [np.array(pairs, dtype=np.uint32)]
    weights: list[Vectors] = [np.ones(len(pairs), dtype=np.float32)]
    for word, count in Counter(spoken).items():
        hashes.append(_grams(word))
        weights.append(np.full(len(hashes[-1]), 1 + math.log(count), dtype=np.float32))
    return np.concatenate(hashes), np.concatenate(weights)


class Lexicon:
    """How rare grams are in the texts it was made from."""

    def __init__(self, documents: int, frequencies: Frequencies) -> None:
        """Take what was counted: `frequencies` is `(65536,)`, in how many documents each bucket occurs."""
        self.documents = documents
        self.frequencies = frequencies
        self._rarity = (np.log((1 + documents) / (1 + frequencies)) + 1).astype(np.float32)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Lexicon":
        """Count the grams of `texts`."""
        frequencies = np.zeros(_BUCKETS, dtype=np.int32)
        documents = 0
        for text in texts:
            hashes, _ = _counted(text)
            frequencies[np.unique(hashes % _BUCKETS)] += 1
            documents += 1
        return cls(documents, frequencies)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1, `(len(texts), 1024) float32`; 0 for a text without words."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            hashes, weights = _counted(text)
            signs = 1.0 - 2.0 * ((hashes >> 26) & 1).astype(np.float32)
            columns = (hashes >> 16) & (DIMENSION - 1)
            values = weights * self._rarity[hashes % _BUCKETS] * signs
            vectors[row] = np.bincount(columns, weights=values, minlength=DIMENSION)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors
