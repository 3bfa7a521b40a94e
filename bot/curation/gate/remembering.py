"""An encoder that remembers the texts it saw last, for looking at the same questions again and again."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from bot.understanding.encoder import DIMENSION, Encoder, Vectors

MOST = 6000
"""Texts that are remembered, 3 KB each."""


class RememberingEncoder(Encoder):
    """Encodes with another encoder, and only what it does not remember; for one thread at a time."""

    def __init__(self, encoder: Encoder, most: int = MOST) -> None:  # the model is the other encoder's
        self.original = encoder
        self._most = most
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()

    def knows(self, word: str) -> bool:
        return self.original.knows(word)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        new = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if new:
            self._vectors.update(zip(new, self.original.encode(new, progress), strict=True))
        found = np.empty((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            found[row] = self._vectors[text]
            self._vectors.move_to_end(text)
        while len(self._vectors) > self._most:
            self._vectors.popitem(last=False)
        return found
