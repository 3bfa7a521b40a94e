"""Phrasings of the shipped pack, each read by what all the others but its own tenth teach.

The promise is that a person who asks in words nobody wrote down yet gets the entry that answers them. So every
question and phrasing of an entry is held out once, with a tenth of the rest, the head is fitted anew without them
and the whole reader reads them. Only the rarity of spellings, the calibration and the roles are learned from all.

    python -m benchmarks.leave_one_out [--folds 10] [--pairs 40] [--missed FILE]

`--missed` writes each phrasing that another entry took, with that entry, as tab-separated lines for an editor.
"""

import argparse
import itertools
import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.understanding import Encoder, Reader
from bot.understanding.course import Course
from bot.understanding.learned import Learned
from bot.understanding.learning import families_of, study
from bot.understanding.lessons import Lesson, Sort, lessons_of
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import RoleNames
from bot.understanding.representation import Array, Representation
from bot.understanding.spelling import Spelling
from bot.understanding.understanding import Understanding

BOUNDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
DEPTHS = (1, 2, 3, 6)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A phrasing as it was understood by a reader that did not know it."""

    text: str
    entry_id: str
    understood: Understanding

    @property
    def place(self) -> int:
        """Where its own entry came, 0 for the first; beyond all depths where it did not come at all."""
        ids = [candidate.entry_id for candidate in self.understood.candidates]
        return ids.index(self.entry_id) if self.entry_id in ids else len(ids) + max(DEPTHS)

    @property
    def shown(self) -> str:
        """The entry that came first."""
        best = self.understood.best
        return best.entry_id if best else ""

    @property
    def confidence(self) -> float:
        """Confidence in the entry that came first."""
        best = self.understood.best
        return best.confidence if best else 0.0


@dataclass(frozen=True, slots=True)
class _Taught:
    """What the pack teaches; row i of `features` is lesson i."""

    lessons: Sequence[Lesson]
    features: Array


def main() -> None:
    """Print how often the own entry comes first, by depth and by confidence, and which entries are confused."""
    parser = argparse.ArgumentParser(description="Read each phrasing by what the others teach.")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--missed", type=Path)
    chosen = parser.parse_args()
    pack = load(shipped_folder())
    readings = hold_out(pack, Encoder(), chosen.folds)
    _tell(pack, readings)
    _tell_pairs(readings, chosen.pairs)
    if chosen.missed:
        lines = [f"{r.entry_id}\t{r.shown}\t{r.place}\t{r.confidence:.2f}\t{r.text}" for r in readings if r.place]
        chosen.missed.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


def hold_out(pack: Pack, encoder: Encoder, folds: int) -> list[HeldOut]:
    """Every phrasing of every entry, read by a reader that does not know it."""
    learned = study(pack, encoder, lambda _what, _done, _total: None)
    lessons = lessons_of(pack)
    lexicon = Lexicon.of(lesson.text for lesson in lessons if lesson.asked)
    spelling = Spelling(learned.counts, encoder.knows)
    representation = Representation(encoder, lexicon, RoleNames(pack.roles), spelling)
    taught = _Taught(lessons, representation.of([lesson.text for lesson in lessons]))
    asked = [row for row, lesson in enumerate(lessons) if lesson.asked and lesson.meaning.sort is Sort.ENTRY]
    reading = partial(_read_part, pack, encoder, learned, taught)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [held for part in pool.map(reading, [asked[turn::folds] for turn in range(folds)]) for held in part]


def _read_part(pack: Pack, encoder: Encoder, learned: Learned, taught: _Taught, rows: Sequence[int]) -> list[HeldOut]:
    kept = sorted(set(range(len(taught.lessons))) - set(rows))
    course = Course.of([taught.lessons[row] for row in kept], taught.features[kept], families_of(pack))
    reader = Reader(pack, encoder, replace(learned, matcher=course.matcher()))
    out = [taught.lessons[row] for row in rows]
    return [HeldOut(lesson.text, lesson.meaning.id, reader.read(lesson.text)) for lesson in out]


def _tell(pack: Pack, readings: Sequence[HeldOut]) -> None:
    count = len(readings)
    print(f"{count} phrasings of {len(pack.entries)} entries\n")
    for depth in DEPTHS:
        print(f"own entry among the first {depth}: {sum(r.place < depth for r in readings) / count:.1%}")
    topics = {id_: entry.topics[0] for id_, entry in pack.entries.items()}
    same = sum(topics.get(r.shown) == topics[r.entry_id] for r in readings)
    print(f"the first entry has the same main topic: {same / count:.1%}\n")
    print("| confidence in the first | phrasings | share of all | own entry first |\n|---|---|---|---|")
    for low, high in itertools.pairwise(BOUNDS):
        own = [r for r in readings if low <= r.confidence < high or r.confidence == high == 1]
        if own:
            right = sum(r.place == 0 for r in own) / len(own)
            print(f"| {low:.1f} to {high:.1f} | {len(own)} | {len(own) / count:.1%} | {right:.1%} |")


def _tell_pairs(readings: Sequence[HeldOut], count: int) -> None:
    confused = Counter(tuple(sorted((r.entry_id, r.shown))) for r in readings if r.place)
    print("\nmost confused with each other:\n")
    for pair, times in confused.most_common(count):
        print(f"{times:3} {' / '.join(pair)}")


if __name__ == "__main__":
    main()
