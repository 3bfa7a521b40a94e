"""Which questions ask the same: each joins the group it is nearest to, or begins one of its own.

A group takes a question in only where the question is near its members on the whole and far from none of them, so
that chains of neighbors never grow together; a group that is split costs a moderator a second look, one that is
thrown together hides a question. The distances were chosen on the first half of `tests/curation/clusters.jsonl`.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

NEAR = 0.67
"""Least mean cosine to the members of a group."""
NOT_FAR = 0.6
"""Least cosine to each member."""


class Encodes(Protocol):
    """What turns texts into vectors of length 1; `bot.understanding.Encoder` does."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors, `(len(texts), dimension) float32`."""
        ...


def group_for(vector: Vectors, groups: Sequence[Vectors], near: float = NEAR, not_far: float = NOT_FAR) -> int | None:
    """The number of the group that a question joins; None where it begins one.

    Each group holds the vectors of its members, `(n, dimension)`.
    """
    best, best_mean = None, near
    for number, members in enumerate(groups):
        cosines = members @ vector
        mean = float(cosines.mean())
        if mean >= best_mean and float(cosines.min()) >= not_far:
            best, best_mean = number, mean
    return best


def grouped(vectors: Vectors, near: float = NEAR, not_far: float = NOT_FAR) -> list[int]:
    """The group of each question, taken in one after the other."""
    groups: list[list[int]] = []
    numbers = []
    for row in range(len(vectors)):
        joined = group_for(vectors[row], [vectors[members] for members in groups], near, not_far)
        if joined is None:
            joined = len(groups)
            groups.append([])
        groups[joined].append(row)
        numbers.append(joined)
    return numbers
