"""Learning a pack: everything that is fitted, from its texts alone, and kept on disk.

Deterministic: the same pack gives the same numbers. `learn` is called once at a start; with a fresh
cache it only reads a file.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.knowledge.pack import Pack
from bot.understanding import cache
from bot.understanding.calibration import Calibration, calibrate, folds_of, mixed, signals_of
from bot.understanding.encoder import Encoder
from bot.understanding.learned import Learned
from bot.understanding.lessons import Lesson, Meaning, Sort, lessons_of
from bot.understanding.lexicon import Lexicon
from bot.understanding.matcher import Known, Matcher
from bot.understanding.mentions import RoleNames
from bot.understanding.reader import Reader
from bot.understanding.representation import Array, Representation
from bot.understanding.role_cues import RoleCues
from bot.understanding.role_reader import fit_roles, role_examples
from bot.understanding.softmax import Labels, SoftmaxHead, fit_softmax
from bot.understanding.spelling import Spelling, count_words

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done and how much there is."""

STRENGTH = 20.0
"""How far the head trusts its examples, chosen by cross-validation on phrasings."""
_FAMILY = 0.5
"""How much entries of one topic have in common, chosen likewise; the main topic counts double."""
_FOLDS = 4
_ROUGH_DIMENSIONS = 256
"""Dimensions in which the heads for calibration are fitted: as calibrated, and seven times as fast."""
_TOLERANCE = 3e-4


def learn(pack: Pack, encoder: Encoder, cache_folder: Path, progress: Progress | None = None) -> Reader:
    """A reader taught by `pack`, from the cache where it is fresh."""
    path = cache.cache_file(cache_folder, pack.hash)
    stored = cache.read(path)
    learned = Learned.from_cache(*stored) if stored is not None else None
    if learned is None:
        learned = study(pack, encoder, progress or _silent)
        cache.write(path, *learned.for_cache())
    return Reader(pack, encoder, learned)


def study(pack: Pack, encoder: Encoder, progress: Progress) -> Learned:
    """Learn everything from the texts of a pack; takes about 4 ms a text."""
    lessons = lessons_of(pack)
    names = RoleNames(pack.roles)
    cues = RoleCues(names, pack.tuning.cues)
    lexicon = Lexicon.of(lesson.text for lesson in lessons if lesson.asked)
    counts = count_words(lesson.text for lesson in lessons)
    representation = Representation(encoder, lexicon, names, Spelling(counts, encoder.vocabulary()))
    examples = role_examples(pack, cues)
    texts = list(dict.fromkeys([lesson.text for lesson in lessons] + [example.text for example in examples]))
    features = representation.of(texts, lambda done: progress("reading the phrasings", done, len(texts)))
    rows = {text: row for row, text in enumerate(texts)}
    of_lessons = features[[rows[lesson.text] for lesson in lessons]]
    of_examples = features[[rows[example.text] for example in examples]]
    matcher, calibration = fit_matcher(lessons, of_lessons, families_of(pack), progress)
    progress("learning the roles", 0, 1)
    role_head = fit_roles(examples, of_examples, cues)
    progress("learning the roles", 1, 1)
    return Learned(lexicon, matcher, calibration, role_head, counts)


def families_of(pack: Pack) -> dict[Meaning, dict[str, float]]:
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
    families: dict[Meaning, dict[str, float]],
    progress: Progress | None = None,
) -> tuple[Matcher, Calibration]:
    """A matcher of the meanings that the lessons teach, and how to read it."""
    tell = progress or _silent
    meanings = sorted({lesson.meaning for lesson in lessons})
    numbers = {meaning: number for number, meaning in enumerate(meanings)}
    labels = np.array([numbers[lesson.meaning] for lesson in lessons], dtype=np.intp)
    weights = np.array([lesson.weight for lesson in lessons], dtype=np.float32)
    asked = np.array([lesson.asked for lesson in lessons], dtype=bool)
    groups = sorted({group for shares in families.values() for group in shares})
    belongs = np.array(
        [[families.get(meaning, {}).get(group, 0.0) for group in groups] for meaning in meanings], dtype=np.float32
    ).reshape(len(meanings), len(groups))
    texts = [lesson.text for lesson in lessons]

    def fit(chosen: Labels, using: Array, down: Array | None) -> Matcher:
        head = fit_softmax(
            using[chosen], labels[chosen], len(meanings), STRENGTH,
            weights=weights[chosen], families=belongs, tolerance=_TOLERANCE,
        )  # fmt: skip
        if down is not None:
            head = SoftmaxHead(np.ascontiguousarray(head.weights @ down.T), head.biases)
        spoken = chosen[asked[chosen]]
        known = Known.of([texts[row] for row in spoken], features[spoken], labels[spoken].tolist(), len(meanings))
        return Matcher.of(meanings, head, known)

    steps = _FOLDS + 1
    tell("learning the answers", 0, steps)
    down = _main_directions(features)
    rough = features @ down
    folds = folds_of(labels, _FOLDS)
    mixtures = np.zeros((len(lessons), len(meanings)), dtype=np.float32)
    signals = np.zeros((len(lessons), 5), dtype=np.float32)
    for fold in range(_FOLDS):
        held_out = np.flatnonzero((folds == fold) & asked)
        matcher = fit(np.flatnonzero((folds != fold) | ~asked), rough, down)
        weighed = matcher.weigh(features[held_out], closely=True)
        mixtures[held_out], signals[held_out] = mixed(weighed), signals_of(matcher, weighed)
        tell("learning the answers", fold + 1, steps)
    ours = np.array([lesson.meaning.sort is Sort.ENTRY for lesson in lessons], dtype=bool)
    calibration = calibrate(mixtures[asked], labels[asked], signals[asked], ours[asked])
    matcher = fit(np.arange(len(lessons)), features, None)
    tell("learning the answers", steps, steps)
    return matcher, calibration


def _main_directions(features: Array) -> Array:
    """An orthonormal basis of about the directions in which features vary most; randomized, with a fixed seed."""
    count = min(_ROUGH_DIMENSIONS, *features.shape)
    guess = np.random.default_rng(0).standard_normal((features.shape[1], count)).astype(np.float32)
    for _ in range(2):
        guess, _ = np.linalg.qr(features.T @ (features @ guess))
    return np.asarray(guess, dtype=np.float32)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""
