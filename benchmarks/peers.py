"""The engine of the mentor and simple peers of it, all behind one shape: taught texts with labels, they rank labels.

Every peer is used the way its own documentation shows. What could be chosen (the strength of a linear model, how
`semantic-router` puts together what it finds) was chosen on the validation part of CLINC150, ten examples a class.
"""

import importlib.util
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

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
_OUTSIDE = ""
"""What the linear models take texts of no class for; comes before all classes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What texts were taken to mean: `scores` is `(len(texts), len(classes))`, the classes in sorted order.

    `belonging` says how well each text belongs to any class; larger is better.
    """

    scores: Scores
    belonging: Scores

    @classmethod
    def by_best(cls, scores: Scores) -> "Reading":
        """The largest score of a text is also what tells whether it belongs."""
        return cls(scores, np.asarray(scores.max(axis=1)))


class Peer(Protocol):
    """Something that learns which label a text has."""

    name: str

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        """Learn from texts with their labels, and from texts that have none of them."""

    def read(self, texts: Sequence[str]) -> Reading:
        """Rank the labels for each text."""


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

    def forget(self, texts: Sequence[str]) -> None:
        """Encode these anew when they come again, so that the time it takes counts."""
        for text in texts:
            self._known.pop(text, None)


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

    def read(self, texts: Sequence[str]) -> Reading:
        entries = np.flatnonzero(self._matcher.is_entry)
        scores = np.full((len(texts), len(self._matcher.meanings)), -np.inf)
        belonging = np.zeros(len(texts))
        for row, features in enumerate(self._representation.of(texts)):
            weighed = self._matcher.weigh(features[None])
            scores[row, weighed.meanings] = self._calibration.log_meanings(weighed)[0]
            belonging[row] = self._calibration.scope_logits(signals_of(self._matcher, weighed))[0]
        return Reading(scores[:, entries], belonging)


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

    def read(self, texts: Sequence[str]) -> Reading:
        scores = np.full((len(texts), len(self.classes)), -np.inf)
        for row, text in enumerate(texts):
            np.maximum.at(scores[row], self.numbers, self.similarities(text))
        return Reading.by_best(scores)


class Bm25(_Nearest):
    """Okapi BM25 over words: a sum over the words of a text, so the package is asked for each word once."""

    name = "BM25 (rank-bm25)"

    def index(self, texts: Sequence[str]) -> None:
        from rank_bm25 import BM25Okapi

        self._count = len(texts)
        self._index = BM25Okapi([_words(text) for text in texts])
        self._of_word: dict[str, tuple[npt.NDArray[np.intp], Scores]] = {}

    def similarities(self, text: str) -> Scores:
        found = np.zeros(self._count)
        for word in _words(text):
            if word not in self._of_word:
                scores = np.asarray(self._index.get_scores([word]))
                (rows,) = np.nonzero(scores)
                self._of_word[word] = rows, scores[rows]
            rows, scores = self._of_word[word]
            found[rows] += scores
        return found


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


class _Linear(ABC):
    """A linear model; texts outside are one more class to it."""

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        self._model = self.model()
        self._model.fit([*texts, *outside], [*labels, *[_OUTSIDE] * len(outside)])

    @abstractmethod
    def model(self) -> Any:
        """A classifier of texts that has learned nothing yet."""

    def read(self, texts: Sequence[str]) -> Reading:
        inside = self._model.classes_ != _OUTSIDE
        return Reading.by_best(np.asarray(self._model.predict_log_proba(list(texts)), dtype=float)[:, inside])


class Words(_Linear):
    """Character and word n-grams under a linear model."""

    name = "TF-IDF + logistic regression"

    def model(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        grams = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, max_features=60_000),
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=40_000),
        )
        # The usual solver gives up after four steps at such a tolerance, 1.5 points too early, and is slower.
        return make_pipeline(grams, LogisticRegression(C=10, solver="saga", tol=1e-2, random_state=0))


class Vectors(_Linear):
    """The vectors of the same encoder under a linear model."""

    name = "same encoder + logistic regression"

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def model(self) -> Any:
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import FunctionTransformer

        vectors = FunctionTransformer(self._encoder.encode)
        return make_pipeline(vectors, LogisticRegression(C=30, max_iter=300))


class Router:
    """`semantic-router` over the same encoder, its routes in memory.

    Of the five nearest utterances it gives each route the mean, unless told to sum them. Its `fit` turns scores into
    probabilities and never reorders them, so that neither the best route nor a threshold at a given share of what is
    kept depends on it: it is left out.
    """

    def __init__(self, encoder: Any, aggregation: Literal["mean", "sum"]) -> None:
        self.name = f"semantic-router, same encoder, {aggregation} of five"
        self._encoder = encoder
        self._aggregation = aggregation

    def fit(self, texts: Sequence[str], labels: Sequence[str], outside: Sequence[str]) -> None:
        from semantic_router import IndexedRouter, Route
        from semantic_router.encoders import DenseEncoder
        from semantic_router.index import LocalIndex
        from semantic_router.linear import top_scores

        del outside
        ours = self._encoder

        class Same(DenseEncoder):  # type: ignore[misc]  # pydantic model of a package that may not be there
            name: str = "same"

            def __call__(self, docs: list[str]) -> list[list[float]]:
                return [row.tolist() for row in ours.encode(docs)]

        class Lengths(LocalIndex):  # type: ignore[misc]  # the same
            """The package's own, which at each question measures all vectors anew; ours have length 1."""

            def query(self, vector: Scores, top_k: int = 5, **_: Any) -> tuple[Scores, list[str]]:
                scores, rows = top_scores(self.index @ vector, top_k)
                return scores, [self.routes[row] for row in rows]

        by_label: dict[str, list[str]] = {}
        for text, label in zip(texts, labels, strict=True):
            by_label.setdefault(label, []).append(text)
        self._classes = {label: number for number, label in enumerate(sorted(by_label))}
        routes = [Route(name=label, utterances=known) for label, known in by_label.items()]
        self._router = IndexedRouter(encoder=Same(), routes=routes, index=Lengths(), aggregation=self._aggregation)

    def read(self, texts: Sequence[str]) -> Reading:
        scores = np.full((len(texts), len(self._classes)), -1.0)
        for row, text in enumerate(texts):
            for choice in self._router(text, limit=5):
                scores[row, self._classes[choice.name]] = choice.confidence
        return Reading.by_best(scores)


def peers(encoder: Any) -> list[Peer]:
    """The engine first, then its peers; semantic-router only where it is installed."""
    found: list[Peer] = [Engine(encoder), Vectors(encoder), Words(), Bm25(), FullText(), Fuzzy()]
    if importlib.util.find_spec("semantic_router") is None:
        print("semantic-router is not installed here; `make bench` installs and runs it.\n")
        return found
    return [*found, Router(encoder, "mean"), Router(encoder, "sum")]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
