"""Texts to vectors with the model file beside this module: offline, the same numbers every time.

Texts are encoded one by one, each on one thread: int8 inference scales to what is in its batch, so that in a
batch a text's vector would depend on its neighbors; and a batch is no faster. Many texts are shared among the
processor's cores.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import UnderstandingError

Vectors = npt.NDArray[np.float32]

DIMENSION = 768
"""The pooled last layer and layer 3, 384 values each."""
MAX_TOKENS = 256
"""Word pieces that are read, the length the model was made for; about 190 words."""
_MANY = 200
"""Texts from which it is worth starting threads."""
MODEL = Path(__file__).parent / "model"


class Encoder:
    """all-MiniLM-L6-v2 as an ONNX file; may be shared between threads."""

    def __init__(self, folder: Path = MODEL) -> None:
        """Load the model, in about 0.1 s; raises `UnderstandingError` where a file is missing or broken."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare Exceptions for missing and for broken files
            raise UnderstandingError(
                f"The encoder in {folder} cannot be loaded. Restore the folder from the repository, or rebuild it "
                "with tools/build_encoder.py."
            ) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def knows(self, word: str) -> bool:
        """Whether the model knows a word of lower case letters as a whole."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of length 1, `(len(texts), 768) float32`; the dot product of two is their similarity.

        `progress` is called with the number of texts done so far, about every hundred.
        """
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        if len(texts) < _MANY:
            _fill(vectors, map(self._encode, texts), progress)
        else:
            pool = ThreadPoolExecutor(os.cpu_count(), "encoding")
            try:
                _fill(vectors, pool.map(self._encode, texts), progress)
            finally:
                # Who presses Ctrl-C does not wait for the texts that are left.
                pool.shutdown(cancel_futures=True)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _encode(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        vectors: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        (vector,) = vectors
        return np.asarray(vector, dtype=np.float32)


def _fill(vectors: Vectors, encoded: Iterable[Vectors], progress: Callable[[int], None] | None) -> None:
    for row, vector in enumerate(encoded):
        vectors[row] = vector
        if progress is not None and row % 100 == 0:
            progress(row)
