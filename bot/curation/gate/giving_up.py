"""An encoder that gives up once it is told to: nobody who leaves waits for what was only got ready."""

from collections.abc import Callable, Sequence

from bot.errors import SignpostError
from bot.understanding.encoder import Encoder, Vectors


class GaveUpError(SignpostError):
    """Nobody needs any more what was being encoded."""


class GivingUpEncoder(Encoder):
    """Encodes with another encoder until `give_up`, from any thread; what is under way ends within a second."""

    def __init__(self, encoder: Encoder) -> None:  # the model is the other encoder's
        self._encoder = encoder
        self._gave_up = False

    def give_up(self) -> None:
        """Encode nothing any more."""
        self._gave_up = True

    def knows(self, word: str) -> bool:
        return self._encoder.knows(word)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        def look(done: int) -> None:
            if self._gave_up:
                raise GaveUpError("I am leaving, so this is left undone.")
            if progress is not None:
                progress(done)

        return self._encoder.encode(texts, look)
