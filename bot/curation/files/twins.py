"""Questions that say the same among many: those that come in beside those that are there, and among themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.entry import Entry
from bot.understanding import Encoder

SAME = 0.86
"""Cosine of two questions from which they ask the same, chosen on questions of the shipped pack and their phrasings."""
NEAR = 0.45
"""Cosine from which a topic is taken over from the nearest question."""


@dataclass(frozen=True, slots=True)
class Twin:
    """An entry that comes in, and the one that asks the same."""

    entry: Entry
    other: Entry
    likeness: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Who is a twin of whom, and for the others the entry there is that asks what comes nearest."""

    twins: tuple[Twin, ...]
    nearest: dict[str, Entry]


def compare(
    new: Sequence[Entry], known: Sequence[Entry], encoder: Encoder, progress: Callable[[int], None] | None = None
) -> Compared:
    """Hold each of `new` beside `known` and beside those of `new` that came before it."""
    if not new:
        return Compared((), {})
    # Texts that are the same are encoded once.
    others = encoder.encode([entry.question for entry in known])
    mine = encoder.encode([entry.question for entry in new], progress)
    twins, nearest = [], {}
    everybody = [*known, *new]
    both = np.vstack([others, mine]) if len(known) else mine
    for row, entry in enumerate(new):
        cosines = both[: len(known) + row] @ mine[row]
        if not len(cosines):
            continue
        place = int(cosines.argmax())
        if cosines[place] >= SAME:
            twins.append(Twin(entry, everybody[place], float(cosines[place])))
        of_known = int(cosines[: len(known)].argmax()) if len(known) else None
        if of_known is not None and cosines[of_known] >= NEAR:
            nearest[entry.id] = known[of_known]
    return Compared(tuple(twins), nearest)
