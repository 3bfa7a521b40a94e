"""Which meaning a text is nearest to: a head that names it and the known phrasings around it.

The head alone names meanings best, the neighborhood alone tells best whether a text belongs here at
all; their sum beats both. Only a shortlist of meanings is looked at closely, so that a pack of 10,000
entries costs little more than one of 50. A matcher never changes: `with_meaning` gives a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.understanding.lessons import Meaning, Sort
from bot.understanding.representation import MEANING, Array
from bot.understanding.softmax import SoftmaxHead, Taught, fit_one_more, log_softmax

Indices = npt.NDArray[np.intp]

SHORTLIST = 32
"""Entries that are looked at closely."""
KINDS = 8
"""Kinds of messages, out of scope and social together, that are looked at closely."""
SHARPNESS = 30.0
"""How fast a known phrasing loses weight with distance: exp(30 cos), chosen on BANKING77 and CLINC150."""
COARSE_FROM = 1000
"""Number of meanings from which the shortlist is made with fewer dimensions."""
_COARSE_DIMENSIONS = 160
_FULL_SCALE = 127.0
_AT_ONCE = 128
"""Phrasings that are unpacked at once: half a megabyte, which stays in the cache of a processor's core."""


@dataclass(frozen=True, slots=True)
class Known:
    """The known phrasings, sorted by meaning; rows `starts[i]` up to `starts[i + 1]` are those of meaning i."""

    texts: tuple[str, ...]
    vectors: npt.NDArray[np.int8]
    """The encoder's part of each vector, divided by `scales`."""
    scales: Array
    starts: Indices

    @classmethod
    def of(cls, texts: Sequence[str], features: Array, labels: Sequence[int], count: int) -> "Known":
        """Keep phrasings, given with their features and the number of their meaning, out of `count`."""
        numbers = np.asarray(labels, dtype=np.intp)
        order = np.argsort(numbers, kind="stable")
        vectors = features[order][:, MEANING]
        scales = (np.abs(vectors).max(axis=1, initial=1e-9) / _FULL_SCALE).astype(np.float32)
        starts = np.searchsorted(numbers[order], np.arange(count + 1))
        small = np.rint(vectors / scales[:, None]).astype(np.int8)
        return cls(tuple(texts[row] for row in order), small, scales, starts)

    def cosines(self, features: Array, rows: Indices) -> Array:
        """Similarity of each text to each of some phrasings, `(n, len(rows))`."""
        meant = features[:, MEANING]
        cosines = np.empty((len(features), len(rows)), dtype=np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            few = slice(start, start + _AT_ONCE)
            cosines[:, few] = meant @ self.vectors[rows[few]].astype(np.float32).T
        cosines *= self.scales[rows]
        return cosines

    def rows_of(self, meanings: Indices) -> tuple[Indices, Indices]:
        """The rows of some meanings one after the other, and where each meaning begins among them."""
        sizes = self.starts[meanings + 1] - self.starts[meanings]
        begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
        rows = np.arange(begins[-1]) + np.repeat(self.starts[meanings] - begins[:-1], sizes)
        return rows, begins[:-1]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Texts against the meanings of a shortlist; `head`, `density` and `cosine` are `(n texts, len(meanings))`."""

    meanings: Indices
    head: Array
    """Log-probability by the head, among all meanings."""
    density: Array
    """Logarithm of how thickly the known phrasings of the meaning lie around the text."""
    cosine: Array
    """Similarity to the nearest known phrasing of the meaning."""
    cosines: Array
    """Similarity to each known phrasing of the shortlist, `(n texts, len(rows))`."""
    rows: Indices
    begins: Indices

    def together(self, weights: Array) -> "Weighed":
        """The texts as one: their readings averaged by `weights`, `(n texts,)`; those of weight 0 have no say."""
        kept = weights > 0
        shares = (weights[kept] / weights[kept].sum())[:, None]
        head, density, cosine = (
            (shares * part[kept]).sum(axis=0, keepdims=True) for part in (self.head, self.density, self.cosine)
        )
        return Weighed(self.meanings, log_softmax(head), density, cosine, self.cosines[kept], self.rows, self.begins)

    def nearest(self, place: int) -> int:
        """The row of the known phrasing, of one meaning of the shortlist, that any of the texts is nearest to."""
        begin = self.begins[place]
        end = self.begins[place + 1] if place + 1 < len(self.begins) else len(self.rows)
        return int(self.rows[begin + int(self.cosines[:, begin:end].max(axis=0).argmax())])


@dataclass(frozen=True, slots=True)
class Coarse:
    """A head in few dimensions, for choosing a shortlist among very many meanings."""

    down: Array
    weights: Array

    @classmethod
    def of(cls, head: SoftmaxHead) -> "Coarse | None":
        """The nearest such head in the least-squares sense; None where there is no need."""
        if len(head.biases) < COARSE_FROM:
            return None
        _, vectors = np.linalg.eigh((head.weights.T @ head.weights).astype(np.float64))
        down = np.ascontiguousarray(vectors[:, -_COARSE_DIMENSIONS:], dtype=np.float32)
        return cls(down, np.ascontiguousarray(head.weights @ down))

    def with_row(self, weights: Array) -> "Coarse":
        """With one meaning more, in the same dimensions: one among very many does not turn them."""
        return Coarse(self.down, np.vstack([self.weights, weights @ self.down]))

    def without_row(self, number: int) -> "Coarse":
        """With one meaning less."""
        return Coarse(self.down, np.delete(self.weights, number, axis=0))


@dataclass(frozen=True, slots=True)
class Matcher:
    """Meanings with the head and the known phrasings that tell them."""

    meanings: tuple[Meaning, ...]
    head: SoftmaxHead
    known: Known
    coarse: Coarse | None
    is_entry: npt.NDArray[np.bool_]
    """Which meanings are entries; the others are kinds of messages."""

    @classmethod
    def of(
        cls, meanings: Sequence[Meaning], head: SoftmaxHead, known: Known, coarse: Coarse | None = None
    ) -> "Matcher":
        """Put the parts together."""
        is_entry = np.array([meaning.sort is Sort.ENTRY for meaning in meanings], dtype=bool)
        return cls(tuple(meanings), head, known, coarse or Coarse.of(head), is_entry)

    def weigh(self, features: Array, *, closely: bool = False) -> Weighed:
        """Weigh texts that belong together, such as the sentences of a message, on one common shortlist.

        `closely` weighs them on all meanings, which a pack of thousands of entries has no time for.
        """
        everything = np.arange(len(self.meanings))
        if self.coarse is not None and not closely:
            rough = (features @ self.coarse.down) @ self.coarse.weights.T + self.head.biases
            meanings = self._shortlist(rough.astype(np.float32))
            few = SoftmaxHead(self.head.weights[meanings], self.head.biases[meanings])
            return self._weigh_on(meanings, features, log_softmax(few.logits(features)))
        logits = log_softmax(self.head.logits(features))
        meanings = everything if closely else self._shortlist(logits)
        return self._weigh_on(meanings, features, logits[:, meanings])

    def rows_of(self, meaning: Meaning) -> Indices:
        """The known phrasings of a meaning; none of one that is not known."""
        if meaning not in self.meanings:
            return np.arange(0)
        number = self.meanings.index(meaning)
        return np.arange(self.known.starts[number], self.known.starts[number + 1])

    def with_meaning(
        self, meaning: Meaning, texts: Sequence[str], features: Array, *, seen: Array, taught: Array, strength: float
    ) -> "Matcher":
        """The matcher that knows `meaning` by these texts, and by none that it was taught before.

        `seen` are features of other texts, which the meaning has to be told apart from, `taught` those of the texts
        that it was known by.
        """
        base = self.without(meaning)
        before = None
        if meaning in self.meanings:
            number = self.meanings.index(meaning)
            before = Taught(np.append(self.head.weights[number], self.head.biases[number]), taught)
        head = fit_one_more(base.head, seen, features, strength, before=before)
        added = Known.of(texts, features, [0] * len(texts), 1)
        known = Known(
            base.known.texts + added.texts,
            np.vstack([base.known.vectors, added.vectors]),
            np.concatenate([base.known.scales, added.scales]),
            np.append(base.known.starts, base.known.starts[-1] + len(texts)),
        )
        return Matcher.of(
            (*base.meanings, meaning), head, known, base.coarse and base.coarse.with_row(head.weights[-1])
        )

    def without(self, meaning: Meaning) -> "Matcher":
        """The matcher that never knew `meaning`."""
        if meaning not in self.meanings:
            return self
        gone = self.meanings.index(meaning)
        first, last = self.known.starts[gone], self.known.starts[gone + 1]
        kept = np.r_[0:first, last : len(self.known.texts)]
        starts = np.concatenate([self.known.starts[:gone], self.known.starts[gone + 1 :] - (last - first)])
        texts = self.known.texts[:first] + self.known.texts[last:]
        known = Known(texts, self.known.vectors[kept], self.known.scales[kept], starts)
        head = SoftmaxHead(np.delete(self.head.weights, gone, axis=0), np.delete(self.head.biases, gone))
        coarse = self.coarse and self.coarse.without_row(gone)
        return Matcher.of([m for m in self.meanings if m != meaning], head, known, coarse)

    def _shortlist(self, logits: Array) -> Indices:
        likeliest = (logits - logits.max(axis=1, keepdims=True)).max(axis=0)
        entries, kinds = np.flatnonzero(self.is_entry), np.flatnonzero(~self.is_entry)
        chosen = [_top(entries, likeliest[entries], SHORTLIST), _top(kinds, likeliest[kinds], KINDS)]
        return np.sort(np.concatenate(chosen))

    def _weigh_on(self, meanings: Indices, features: Array, head: Array) -> Weighed:
        rows, begins = self.known.rows_of(meanings)
        cosines = self.known.cosines(features, rows)
        sizes = np.diff(np.append(begins, len(rows)))
        thickness = np.add.reduceat(np.exp(SHARPNESS * (cosines - 1)), begins, axis=1) / sizes
        density = np.log(thickness + np.float32(1e-30)).astype(np.float32)
        return Weighed(meanings, head, density, np.maximum.reduceat(cosines, begins, axis=1), cosines, rows, begins)


def _top(numbers: Indices, values: Array, count: int) -> Indices:
    """The `count` numbers with the largest values, in any order."""
    return numbers if len(numbers) <= count else numbers[np.argpartition(-values, count)[:count]]
