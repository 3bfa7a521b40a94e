"""Which turns of phrase a text uses: words, and up to three in a row, weighed by rarity.

"Only", "too old" and "no business here" say more of a tone than of a subject, which is what an encoder sees.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bot.understanding.lexicon import words
from bot.understanding.representation import Array

_LONGEST = 3
"""Words in a row."""
_RAREST = 4
"""Texts in which a turn must occur for its use to be learned."""
_START, _END = "^", "$"


@dataclass(frozen=True)
class SparseRows:
    """A matrix of `(height, width)` that is mostly 0, as the places of its other values."""

    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    values: Array
    height: int
    width: int

    def times(self, vector: Array) -> Array:
        """The product with a vector `(width,)`, `(height,)`."""
        return self._summed(self.rows, self.values * vector[self.columns], self.height)

    def transposed_times(self, vector: Array) -> Array:
        """The product of the transposed matrix with a vector `(height,)`, `(width,)`."""
        return self._summed(self.columns, self.values * vector[self.rows], self.width)

    @staticmethod
    def _summed(places: npt.NDArray[np.intp], values: Array, count: int) -> Array:
        return np.bincount(places, values, count).astype(np.float32)


class Turns:
    """The turns of phrase that are not too rare to learn from."""

    def __init__(self, texts: Iterable[str]) -> None:
        used = [_turns(text) for text in texts]
        counts = Counter(turn for turns in used for turn in turns)
        self.known = sorted(turn for turn, count in counts.items() if count >= _RAREST)
        self._rarity = {turn: math.log(len(used) / counts[turn]) for turn in self.known}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {turn: column for column, turn in enumerate(self.known)}

    def rows(self, texts: Sequence[str]) -> SparseRows:
        """Rows of length 1, `(len(texts), len(known))`; 0 for a text without a turn that is known."""
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, text in enumerate(texts):
            used = [turn for turn in _turns(text) if turn in self._columns]
            length = math.hypot(*(self._rarity[turn] for turn in used))
            rows += [row] * len(used)
            columns += [self._columns[turn] for turn in used]
            values += [self._rarity[turn] / length if length else 0.0 for turn in used]
        return SparseRows(
            np.array(rows, dtype=np.intp),
            np.array(columns, dtype=np.intp),
            np.array(values, dtype=np.float32),
            len(texts),
            len(self.known),
        )


def _turns(text: str) -> set[str]:
    """Words, and two or three in a row, the start and the end of the text counted in."""
    spoken = [_START, *words(text), _END]
    rows = (zip(*(spoken[skipped:] for skipped in range(length)), strict=False) for length in range(1, _LONGEST + 1))
    return {" ".join(row) for row in (row for zipped in rows for row in zipped)} - {_START, _END}
