"""Texts as the vectors that everything learned works on: what they mean, how they are spelled, whom they name."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from bot.understanding import encoder, lexicon
from bot.understanding.encoder import Encoder
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import RoleNames
from bot.understanding.spelling import Spelling

Array = npt.NDArray[np.float32]

MEANING = slice(0, encoder.DIMENSION)
"""The part of a vector that the encoder gave; it has length 1."""
_SPELLING_WEIGHT = 0.42
_NAMES_WEIGHT = 0.15
"""Weights beside the encoder's 1, chosen by cross-validation on BANKING77, CLINC150 and the pack's phrasings."""


class Representation:
    """Makes vectors of `dimension` values: the encoder's, then the spelling's, then the roles named."""

    def __init__(self, encoder_: Encoder, lexicon_: Lexicon, names: RoleNames, spelling: Spelling) -> None:
        self._encoder = encoder_
        self._spelling = spelling
        self._lexicon = lexicon_
        self._names = names
        self.dimension = encoder.DIMENSION + lexicon.DIMENSION + names.dimension

    def of(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Array:
        """The vectors of `texts`, typos put right, `(len(texts), dimension)`."""
        meant = [self._spelling.corrected(text) for text in texts]
        return self.complete(meant, self._encoder.encode(meant, progress))

    def complete(self, texts: Sequence[str], encoded: Array) -> Array:
        """The vectors of texts that the encoder has seen already."""
        return np.hstack(
            [
                encoded,
                _SPELLING_WEIGHT * self._lexicon.vectors(texts),
                _NAMES_WEIGHT * self._names.vectors(texts),
            ]
        ).astype(np.float32, copy=False)
