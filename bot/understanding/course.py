"""The lessons of a pack laid out for learning: fitted on all of them, and on parts for calibration.

Calibration needs readings of texts that were not there to learn from. A pack of ordinary size is split
in four, each part read by what the others teach; of a very large one a sample is held out once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.understanding.calibration import NOT_WEIGHED, mixed, signals_of
from bot.understanding.discriminant import best_scale, fit_discriminant, scaled
from bot.understanding.lessons import Lesson, Meaning, Sort
from bot.understanding.matcher import COARSE_FROM, Indices, Known, Matcher
from bot.understanding.representation import Array
from bot.understanding.softmax import Labels, SoftmaxHead, fit_softmax

Families = Mapping[Meaning, Mapping[str, float]]
"""How much each meaning belongs to each group of meanings that have something in common."""

STRENGTH = 20.0
"""How far the head trusts its examples, chosen by cross-validation on phrasings."""
_FOLDS = 4
_ROUGH_DIMENSIONS = 256
"""Dimensions in which the heads for calibration are fitted: as well calibrated, and seven times as fast."""
_ROUGH_TOLERANCE = 3e-4
_TOLERANCE = 1e-4
"""With three times as much, where the fit ended was chance: one phrasing more or less moved unrelated answers."""
_SAMPLE = 1200


@dataclass(frozen=True, slots=True)
class Course:
    """Lessons as arrays; row i of each is lesson i."""

    texts: tuple[str, ...]
    features: Array
    meanings: tuple[Meaning, ...]
    labels: Labels
    weights: Array
    asked: npt.NDArray[np.bool_]
    ours: npt.NDArray[np.bool_]
    belongs: Array
    """`(meanings, groups)`."""

    @classmethod
    def of(cls, lessons: Sequence[Lesson], features: Array, families: Families) -> "Course":
        """Lay out lessons with their features."""
        meanings = sorted({lesson.meaning for lesson in lessons})
        numbers = {meaning: number for number, meaning in enumerate(meanings)}
        groups = {group: place for place, group in enumerate(sorted({g for m in families.values() for g in m}))}
        belongs = np.zeros((len(meanings), len(groups)), dtype=np.float32)
        for number, meaning in enumerate(meanings):
            for group, share in families.get(meaning, {}).items():
                belongs[number, groups[group]] = share
        return cls(
            tuple(lesson.text for lesson in lessons),
            features,
            tuple(meanings),
            np.array([numbers[lesson.meaning] for lesson in lessons], dtype=np.intp),
            np.array([lesson.weight for lesson in lessons], dtype=np.float32),
            np.array([lesson.asked for lesson in lessons], dtype=bool),
            np.array([lesson.meaning.sort is Sort.ENTRY for lesson in lessons], dtype=bool),
            belongs,
        )

    @property
    def is_large(self) -> bool:
        """Whether there are too many meanings for fitting by gradients."""
        return len(self.meanings) >= COARSE_FROM

    def matcher(self) -> Matcher:
        """The matcher that all lessons teach."""
        everything = np.arange(len(self.texts))
        if not self.is_large:
            return self._matcher_of(self._fit(everything, self.features, _TOLERANCE), everything)
        (sample,) = self.held_out()
        rest = np.setdiff1d(everything, sample)
        scale = best_scale(self._discriminant(rest), self.features[sample], self.labels[sample])
        return self._matcher_of(scaled(self._discriminant(everything), scale), everything)

    def held_out(self) -> list[Indices]:
        """Rows of asked lessons, in parts: each is read by what the rest teaches."""
        asked = np.flatnonzero(self.asked)
        if not self.is_large:
            folds = _spread(self.labels[asked], _FOLDS)
            return [asked[folds == fold] for fold in range(_FOLDS)]
        counts = np.bincount(self.labels[asked], minlength=len(self.meanings))
        spare = asked[counts[self.labels[asked]] > 1]
        chosen = np.random.default_rng(0).permutation(spare)[: _SAMPLE * 4]
        first = np.unique(self.labels[chosen], return_index=True)[1]
        return [np.sort(chosen[first][:_SAMPLE])]

    def read_unseen(self, rows: Indices) -> tuple[Array, Array]:
        """Mixtures, `(len(rows), meanings)`, and signals of lessons, read by what the others teach."""
        rest = np.setdiff1d(np.arange(len(self.texts)), rows)
        if self.is_large:
            head = self._discriminant(rest)
            head = scaled(head, best_scale(head, self.features[rows], self.labels[rows]))
        else:
            down = _main_directions(self.features)
            rough = self._fit(rest, self.features @ down, _ROUGH_TOLERANCE)
            head = SoftmaxHead(np.ascontiguousarray(rough.weights @ down.T), rough.biases)
        matcher = self._matcher_of(head, rest)
        mixtures = np.full((len(rows), len(self.meanings)), NOT_WEIGHED, dtype=np.float32)
        signals = []
        batches = np.array_split(rows, len(rows)) if self.is_large else [rows]
        for start, batch in zip(np.cumsum([0, *map(len, batches)]), batches, strict=False):
            weighed = matcher.weigh(self.features[batch], closely=not self.is_large)
            mixtures[start : start + len(batch), weighed.meanings] = mixed(weighed)
            signals.append(signals_of(matcher, weighed))
        return mixtures, np.concatenate(signals)

    def _fit(self, rows: Indices, features: Array, tolerance: float) -> SoftmaxHead:
        return fit_softmax(
            features[rows],
            self.labels[rows],
            len(self.meanings),
            STRENGTH,
            weights=self.weights[rows],
            families=self.belongs,
            tolerance=tolerance,
        )

    def _discriminant(self, rows: Indices) -> SoftmaxHead:
        weights = np.zeros_like(self.weights)
        weights[rows] = self.weights[rows]
        return fit_discriminant(self.features, self.labels, len(self.meanings), weights)

    def _matcher_of(self, head: SoftmaxHead, rows: Indices) -> Matcher:
        spoken = rows[self.asked[rows]]
        texts = [self.texts[row] for row in spoken]
        known = Known.of(texts, self.features[spoken], self.labels[spoken].tolist(), len(self.meanings))
        return Matcher.of(self.meanings, head, known)


def _spread(labels: Labels, count: int) -> Indices:
    """A fold for each example, so that every class is spread evenly; the same for the same labels."""
    folds = np.zeros(len(labels), dtype=np.intp)
    seen: dict[int, int] = {}
    for row, label in enumerate(labels.tolist()):
        folds[row] = (seen.get(label, 0) + label) % count
        seen[label] = seen.get(label, 0) + 1
    return folds


def _main_directions(features: Array) -> Array:
    """An orthonormal basis of about the directions in which features vary most; randomized, with a fixed seed."""
    count = min(_ROUGH_DIMENSIONS, *features.shape)
    guess = np.random.default_rng(0).standard_normal((features.shape[1], count)).astype(np.float32)
    for _ in range(2):
        guess, _ = np.linalg.qr(features.T @ (features @ guess))
    return np.asarray(guess, dtype=np.float32)
