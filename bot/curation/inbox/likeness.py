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
_ROOM = 256
"""Members for which there is room at first; it doubles when it is full."""


class Encodes(Protocol):
    """What turns texts into vectors of length 1; `bot.understanding.Encoder` does."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors, `(len(texts), dimension) float32`."""
        ...


class Groups:
    """Groups while questions are taken in, one after the other; a question costs one look at all members."""

    def __init__(self, dimension: int, near: float = NEAR, not_far: float = NOT_FAR) -> None:
        self._near = near
        self._not_far = not_far
        self._members = np.empty((_ROOM, dimension), dtype=np.float32)
        self._group_of = np.empty(_ROOM, dtype=np.intp)
        self._count = 0
        self._groups = 0

    def begin(self) -> int:
        """The number of a new group."""
        self._groups += 1
        return self._groups - 1

    def take_in(self, vector: Vectors, group: int) -> None:
        """Make a question a member of a group."""
        if self._count == len(self._members):
            self._members = np.concatenate([self._members, np.empty_like(self._members)])
            self._group_of = np.concatenate([self._group_of, np.empty_like(self._group_of)])
        self._members[self._count] = vector
        self._group_of[self._count] = group
        self._count += 1

    def find(self, vector: Vectors) -> int | None:
        """The group that a question joins; None where it begins one."""
        group_of = self._group_of[: self._count]
        cosines = self._members[: self._count] @ vector
        sums = np.bincount(group_of, weights=cosines, minlength=self._groups)
        means = sums / np.maximum(np.bincount(group_of, minlength=self._groups), 1)
        for group in np.argsort(-means, kind="stable").tolist():
            if means[group] < self._near:
                return None
            if cosines[group_of == group].min() >= self._not_far:
                return int(group)
        return None
