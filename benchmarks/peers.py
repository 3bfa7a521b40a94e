"""The engine of the mentor and simple peers of it, all behind one shape: taught texts with labels, they rank labels.

`Peer.scores` gives each text a score for every label; the largest is also what tells whether a text belongs at all.
"""

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from bot.understanding import Encoder
from bot.understanding.calibration import signals_of
from bot.understanding.learning import fit_matcher
from bot.understanding.lessons import Lesson, Meaning, Sort
from bot.understanding.lexicon import Lexicon
from bot.understanding.mentions import RoleNames
from bot.understanding.representation import Array, Representation
from bot.understanding.spelling import Spelling, count_words

Scores = npt.NDArray[np.float64]
_WORD = re.compile(r"\w+")


class Peer(Protocol):
    """Something that learns which label a text has."""

    name: str

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        """Learn from texts with their labels, and from texts that have none of them."""

    def scores(self, texts: Sequence[str]) -> Scores:
        """`(len(texts), len(classes))`, the classes in sorted order."""

    def belonging(self, texts: Sequence[str]) -> Scores:
        """How well each text belongs to any class; larger is better."""


class Remembering:
    """An encoder that encodes no text twice, for comparing engines rather than encoding."""

    def __init__(self) -> None:
        self._encoder = Encoder()
        self._known: dict[str, Array] = {}

    def knows(self, word: str) -> bool:
        return self._encoder.knows(word)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Array:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new, progress), strict=True))
        return np.stack([self._known[text] for text in texts])


class Engine:
    """The understanding itself: the code that reads messages in production."""

    name = "Signpost"

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        lessons = [Lesson(t, Meaning(Sort.ENTRY, label)) for t, label in zip(texts, labels, strict=True)]
        lessons += [Lesson(text, Meaning(Sort.OUT_OF_SCOPE, "outside")) for text in outside]
        every = [lesson.text for lesson in lessons]
        spelling = Spelling(count_words(every), self._encoder.knows)
        self._representation = Representation(self._encoder, Lexicon.of(every), RoleNames({}), spelling)
        self._matcher, self._calibration = fit_matcher(lessons, self._representation.of(every), {})

    def scores(self, texts: Sequence[str]) -> Scores:
        return self._read(texts)[0]

    def belonging(self, texts: Sequence[str]) -> Scores:
        return self._read(texts)[1]

    def _read(self, texts: Sequence[str]) -> tuple[Scores, Scores]:
        entries = np.flatnonzero(self._matcher.is_entry)
        scores = np.full((len(texts), len(self._matcher.meanings)), -np.inf)
        belonging = np.zeros(len(texts))
        for row, features in enumerate(self._representation.of(texts)):
            weighed = self._matcher.weigh(features[None])
            scores[row, weighed.meanings] = self._calibration.log_meanings(weighed)[0]
            belonging[row] = self._calibration.scope_logits(signals_of(self._matcher, weighed))[0]
        return scores[:, entries], belonging


class _Nearest(ABC):
    """A peer that looks for the most similar known text and takes its label."""

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        del outside
        self.classes, self.numbers = np.unique(np.asarray(labels), return_inverse=True)
        self.index(texts)

    @abstractmethod
    def index(self, texts: Sequence[str]) -> None:
        """Take in the known texts."""

    @abstractmethod
    def similarities(self, text: str) -> Scores:
        """How similar a text is to each known one."""

    def scores(self, texts: Sequence[str]) -> Scores:
        scores = np.full((len(texts), len(self.classes)), -np.inf)
        for row, text in enumerate(texts):
            np.maximum.at(scores[row], self.numbers, self.similarities(text))
        return scores

    def belonging(self, texts: Sequence[str]) -> Scores:
        return np.asarray(self.scores(texts).max(axis=1))


class Bm25(_Nearest):
    """Okapi BM25 over words."""

    name = "BM25 (rank-bm25)"

    def index(self, texts: Sequence[str]) -> None:
        from rank_bm25 import BM25Okapi

        self._index = BM25Okapi([_words(text) for text in texts])

    def similarities(self, text: str) -> Scores:
        return np.asarray(self._index.get_scores(_words(text)))


class FullText(_Nearest):
    """SQLite's own full-text search, with stemming."""

    name = "SQLite FTS5"

    def index(self, texts: Sequence[str]) -> None:
        self._count = len(texts)
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE known USING fts5(text, tokenize='porter')")
        self._database.executemany("INSERT INTO known(rowid, text) VALUES (?, ?)", enumerate(texts))

    def similarities(self, text: str) -> Scores:
        found = np.zeros(self._count)
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(_words(text)[:60]))
        if query:
            for row, rank in self._database.execute("SELECT rowid, rank FROM known WHERE known MATCH ?", (query,)):
                found[row] = -rank
        return found


class Fuzzy(_Nearest):
    """Edit distance over sets of words."""

    name = "rapidfuzz (token set ratio)"

    def index(self, texts: Sequence[str]) -> None:
        from rapidfuzz import utils

        self._texts = [utils.default_process(text) for text in texts]

    def similarities(self, text: str) -> Scores:
        from rapidfuzz import fuzz, process, utils

        return np.asarray(process.cdist([utils.default_process(text)], self._texts, scorer=fuzz.token_set_ratio)[0])


class Linear:
    """Character and word n-grams under a linear model."""

    name = "TF-IDF + logistic regression"

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        del outside
        grams = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, max_features=60_000),
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=40_000),
        )
        self._model = make_pipeline(grams, LogisticRegression(C=10, max_iter=100, tol=1e-3))
        self._model.fit(list(texts), list(labels))

    def scores(self, texts: Sequence[str]) -> Scores:
        return np.asarray(self._model.predict_log_proba(list(texts)))

    def belonging(self, texts: Sequence[str]) -> Scores:
        return np.asarray(self.scores(texts).max(axis=1))


class Router:
    """`semantic-router` over the same encoder, with its own defaults: the mean of the five nearest."""

    name = "semantic-router, same encoder"

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        from semantic_router import IndexedRouter, Route
        from semantic_router.encoders import DenseEncoder

        del outside
        ours = self._encoder

        class Same(DenseEncoder):  # type: ignore[misc]  # pydantic model of a package that may not be there
            name: str = "same"

            def __call__(self, docs: list[str]) -> list[list[float]]:
                return [row.tolist() for row in ours.encode(docs)]

        by_label: dict[str, list[str]] = {}
        for text, label in zip(texts, labels, strict=True):
            by_label.setdefault(label, []).append(text)
        self._classes = {label: number for number, label in enumerate(sorted(by_label))}
        routes = [Route(name=label, utterances=known) for label, known in by_label.items()]
        self._router = IndexedRouter(encoder=Same(), routes=routes)

    def scores(self, texts: Sequence[str]) -> Scores:
        scores = np.full((len(texts), len(self._classes)), -1.0)
        for row, text in enumerate(texts):
            for choice in self._router(text, limit=5):
                scores[row, self._classes[choice.name]] = choice.confidence
        return scores

    def belonging(self, texts: Sequence[str]) -> Scores:
        return np.asarray(self.scores(texts).max(axis=1))


def peers(encoder: Any) -> list[Peer]:
    """The engine first, then its peers; semantic-router only where it is installed."""
    found: list[Peer] = [Engine(encoder), Bm25(), FullText(), Fuzzy(), Linear()]
    try:
        import semantic_router  # noqa: F401
    except ImportError:
        print("semantic-router is not installed here: see benchmarks/requirements-semantic-router.txt\n")
        return found
    return [*found, Router(encoder)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
