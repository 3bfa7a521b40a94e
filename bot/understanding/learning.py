"""Learning a pack: everything that is fitted, from its texts alone, and kept on disk.

Deterministic: the same pack gives the same numbers. `learn` is called once at a start; with a fresh
cache it only reads a file.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bot.knowledge.pack import Pack
from bot.understanding import cache
from bot.understanding.calibration import Calibration, calibrate
from bot.understanding.course import Course, Families
from bot.understanding.encoder import Encoder
from bot.understanding.learned import Learned
from bot.understanding.lessons import Lesson, Meaning, Sort, lessons_of
from bot.understanding.lexicon import Lexicon
from bot.understanding.matcher import Matcher
from bot.understanding.mentions import RoleNames
from bot.understanding.reader import Reader
from bot.understanding.representation import Array, Representation
from bot.understanding.role_cues import RoleCues
from bot.understanding.role_lessons import fit_introductions, fit_roles, role_examples
from bot.understanding.spelling import Spelling, count_words

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done and how much there is."""

_FAMILY = 0.5
"""How much entries of one topic have in common, chosen by cross-validation; the main topic counts double."""


def learn(pack: Pack, encoder: Encoder, cache_folder: Path, progress: Progress | None = None) -> Reader:
    """A reader taught by `pack`, from the cache where it is fresh."""
    threadpool_limits(1, "blas")  # the same sums whatever the machine; and reading is so small that threads only wait
    path = cache.cache_file(cache_folder, pack.hash)
    stored = cache.read(path)
    learned = Learned.from_cache(*stored) if stored is not None else None
    if learned is None:
        learned = study(pack, encoder, progress or _silent)
        cache.write(path, *learned.for_cache())
    return Reader(pack, encoder, learned)


def study(pack: Pack, encoder: Encoder, progress: Progress) -> Learned:
    """Learn everything from the texts of a pack; takes about 2 ms a text on two cores."""
    lessons = lessons_of(pack)
    names = RoleNames(pack.roles)
    cues = RoleCues(names, pack.tuning.cues)
    lexicon = Lexicon.of(lesson.text for lesson in lessons if lesson.asked)
    counts = count_words(lesson.text for lesson in lessons)
    representation = Representation(encoder, lexicon, names, Spelling(counts, encoder.knows))
    examples = role_examples(pack, cues)
    texts = list(dict.fromkeys([lesson.text for lesson in lessons] + [example.text for example in examples]))
    features = representation.of(texts, lambda done: progress("reading the phrasings", done, len(texts)))
    rows = {text: row for row, text in enumerate(texts)}
    of_lessons = features[[rows[lesson.text] for lesson in lessons]]
    of_examples = features[[rows[example.text] for example in examples]]
    matcher, calibration = fit_matcher(lessons, of_lessons, families_of(pack), progress)
    progress("learning the roles", 0, 1)
    role_head = fit_roles(examples, of_examples, cues)
    introduction_head = fit_introductions(examples, of_examples, lessons, of_lessons, len(pack.roles))
    progress("learning the roles", 1, 1)
    return Learned(lexicon, matcher, calibration, role_head, introduction_head, counts)


def families_of(pack: Pack) -> Families:
    """The topics of each entry, as what it has in common with others; the main topic counts double."""
    return {
        Meaning(Sort.ENTRY, entry.id): {
            topic: _FAMILY * (1.0 if place == 0 else 0.5) for place, topic in enumerate(entry.topics)
        }
        for entry in pack.entries.values()
    }


def fit_matcher(
    lessons: Sequence[Lesson],
    features: Array,
    families: Families,
    progress: Progress | None = None,
) -> tuple[Matcher, Calibration]:
    """A matcher of the meanings that the lessons teach, and how to read it."""
    tell = progress or _silent
    course = Course.of(lessons, features, families)
    held_out = course.held_out()
    steps = len(held_out) + 1
    tell("learning the answers", 0, steps)
    with ThreadPoolExecutor(os.cpu_count(), "learning") as pool:  # NumPy lets go of the interpreter in its sums
        whole = pool.submit(course.matcher)
        readings = []
        for step, reading in enumerate(pool.map(course.read_unseen, held_out), 1):
            readings.append(reading)
            tell("learning the answers", step, steps)
        matcher = whole.result()
    rows = np.concatenate(held_out)
    mixtures, signals = (np.concatenate(parts) for parts in zip(*readings, strict=True))
    calibration = calibrate(mixtures, course.labels[rows], signals, course.ours[rows])
    tell("learning the answers", steps, steps)
    return matcher, calibration


def _silent(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""
