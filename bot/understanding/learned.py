"""What is learned from a pack, as it is held in memory and as it is kept on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.understanding.calibration import Calibration
from bot.understanding.lessons import Meaning, Sort
from bot.understanding.lexicon import Lexicon
from bot.understanding.matcher import Coarse, Known, Matcher
from bot.understanding.softmax import SoftmaxHead
from bot.understanding.spelling import Counts


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything a reader needs beside the pack and the encoder."""

    lexicon: Lexicon
    matcher: Matcher
    calibration: Calibration
    role_head: SoftmaxHead
    introduction_head: SoftmaxHead
    counts: Counts
    """How often the frequent words of the pack occur."""

    def for_cache(self) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
        """Arrays and notes from which `from_cache` makes the same again."""
        matcher, calibration = self.matcher, self.calibration
        arrays: dict[str, npt.NDArray[Any]] = {
            "frequencies": self.lexicon.frequencies,
            "head": matcher.head.weights,
            "head_biases": matcher.head.biases,
            "known": matcher.known.vectors,
            "known_scales": matcher.known.scales,
            "known_starts": matcher.known.starts,
            "scope": calibration.scope.weights,
            "scope_biases": calibration.scope.biases,
            "means": calibration.means,
            "deviations": calibration.deviations,
            "roles": self.role_head.weights,
            "roles_biases": self.role_head.biases,
            "introductions": self.introduction_head.weights,
            "introductions_biases": self.introduction_head.biases,
        }
        if matcher.coarse is not None:
            arrays |= {"coarse_down": matcher.coarse.down, "coarse": matcher.coarse.weights}
        notes = {
            "documents": self.lexicon.documents,
            "meanings": [[meaning.sort, meaning.id] for meaning in matcher.meanings],
            "texts": matcher.known.texts,
            "temperature": calibration.temperature,
            "counts": self.counts,
        }
        return arrays, notes

    @classmethod
    def from_cache(cls, arrays: Mapping[str, npt.NDArray[Any]], notes: Mapping[str, Any]) -> "Learned | None":
        """What `for_cache` gave; None where something is missing."""
        try:
            coarse = Coarse(arrays["coarse_down"], arrays["coarse"]) if "coarse" in arrays else None
            known = Known(
                tuple(notes["texts"]),
                arrays["known"],
                arrays["known_scales"],
                arrays["known_starts"].astype(np.intp, copy=False),
            )
            meanings = [Meaning(Sort(sort), id_) for sort, id_ in notes["meanings"]]
            return cls(
                Lexicon(int(notes["documents"]), arrays["frequencies"]),
                Matcher.of(meanings, SoftmaxHead(arrays["head"], arrays["head_biases"]), known, coarse),
                Calibration(
                    float(notes["temperature"]),
                    SoftmaxHead(arrays["scope"], arrays["scope_biases"]),
                    arrays["means"],
                    arrays["deviations"],
                ),
                SoftmaxHead(arrays["roles"], arrays["roles_biases"]),
                SoftmaxHead(arrays["introductions"], arrays["introductions_biases"]),
                dict(notes["counts"]),
            )
        except (KeyError, TypeError, ValueError):
            return None
