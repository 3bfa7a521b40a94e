"""Which sentences shut people out: a head taught by examples of both tones, and by the answers and tips of the pack.

Word lists catch what is always said in the same words; a head over what sentences mean catches the rest. It
is learned once for the rules of a pack, in some seconds, and kept beside the other caches.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from bot.knowledge.gate_rules import GateRules
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import FACT_QUOTATION
from bot.knowledge.references import texts_of
from bot.knowledge.wording import own_words
from bot.understanding import Encoder, cache
from bot.understanding.lexicon import words
from bot.understanding.representation import Array
from bot.understanding.softmax import SoftmaxHead, fit_softmax, log_softmax

_SENTENCE_END = re.compile(r"(?<=[.?;:])\s+|\n+")
_SHORTEST = 3
"""Words from which a piece of text counts as a sentence."""
_MOST = 6000
"""Sentences of the pack that are learned from."""
_RAREST = 3
"""Texts in which a word must occur for its use to be learned."""
_WORDS_WEIGHT = 0.8
_STRENGTH = 3.0
_ANSWERS_WEIGHT = 4.0
"""How much all answers weigh together beside all bad examples: most of what is written has the right tone.

These were chosen by cross-validation over the examples of both tones and the entries of the shipped pack, so that
most examples held out are caught where one entry in twenty is objected to.
"""


class WordUse:
    """Which words a text uses, weighed by rarity: "only", "real" and "never" say more of a tone than its subject."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the words of `texts` that are not too rare to learn from."""
        spoken = [set(words(text)) for text in texts]
        counts = Counter(word for used in spoken for word in used)
        self.words = sorted(word for word, count in counts.items() if count >= _RAREST)
        self._columns = {word: column for column, word in enumerate(self.words)}
        self._rarity = np.array([math.log(len(spoken) / counts[word]) for word in self.words], dtype=np.float32)

    def vectors(self, texts: Sequence[str]) -> Array:
        """Vectors of length 1, `(len(texts), len(words)) float32`; 0 for a text without a word that is known."""
        vectors = np.zeros((len(texts), len(self.words)), dtype=np.float32)
        for row, text in enumerate(texts):
            used = [self._columns[word] for word in set(words(text)) if word in self._columns]
            vectors[row, used] = self._rarity[used]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors


class Tone:
    """Tells sentences that shut people out; made by `Tone.of`."""

    def __init__(self, encoder: Encoder, use: WordUse, head: SoftmaxHead, threshold: float) -> None:
        self._encoder = encoder
        self._use = use
        self._head = head
        self._threshold = threshold

    @classmethod
    def of(cls, pack: Pack, encoder: Encoder, cache_folder: Path | None = None) -> "Tone":
        """The tone of a pack; learned anew where the cache does not have it."""
        rules, ours = pack.gate, _sentences_of(pack)
        use = WordUse([*rules.shuts_out, *rules.welcomes, *ours])
        path = cache_folder / f"tone-{_digest(rules, ours, use)}.npz" if cache_folder else None
        stored = cache.read(path) if path else None
        if stored is not None and {"weights", "biases"} <= set(stored[0]):
            return cls(encoder, use, SoftmaxHead(stored[0]["weights"], stored[0]["biases"]), rules.tone)
        head = _fit(rules, ours, encoder, use)
        if path:
            cache.write(path, {"weights": head.weights, "biases": head.biases}, {})
        return cls(encoder, use, head, rules.tone)

    def shutting_out(self, text: str) -> list[str]:
        """The sentences of `text` that shut people out; what it quotes is somebody else's."""
        spoken = sentences(text)
        if not spoken:
            return []
        logits = self._head.logits(_features(spoken, self._encoder, self._use))
        doubtful = np.exp(log_softmax(logits))[:, 1] >= self._threshold
        return [sentence for sentence, is_doubtful in zip(spoken, doubtful.tolist(), strict=True) if is_doubtful]


def sentences(text: str) -> list[str]:
    """The sentences of a text for people, without code and quotations."""
    plain = FACT_QUOTATION.sub("a number", own_words(text))
    return [piece.strip() for piece in _SENTENCE_END.split(plain) if len(piece.split()) >= _SHORTEST]


def _sentences_of(pack: Pack) -> list[str]:
    """Sentences of the pack's answers and tips; of a very large pack some, spread over all of it."""
    texts = [text for entry in pack.entries.values() for _, text in texts_of(entry)]
    texts += [tip.text for tip in pack.tips.values()]
    found = [sentence for text in texts for sentence in sentences(text)]
    step = max(1.0, len(found) / _MOST)
    return [found[int(place * step)] for place in range(int(len(found) / step))]


def _fit(rules: GateRules, ours: Sequence[str], encoder: Encoder, use: WordUse) -> SoftmaxHead:
    texts = [*rules.shuts_out, *rules.welcomes, *ours]
    bad, good = len(rules.shuts_out), len(rules.welcomes)
    labels = np.array([1] * bad + [0] * (good + len(ours)), dtype=np.intp)
    answer = _ANSWERS_WEIGHT * bad / max(len(ours), 1)
    weights = np.array([1.0] * (bad + good) + [answer] * len(ours), dtype=np.float32)
    return fit_softmax(_features(texts, encoder, use), labels, 2, _STRENGTH, weights=weights)


def _features(texts: Sequence[str], encoder: Encoder, use: WordUse) -> Array:
    return np.hstack([encoder.encode(texts), _WORDS_WEIGHT * use.vectors(texts)]).astype(np.float32)


def _digest(rules: GateRules, ours: Sequence[str], use: WordUse) -> str:
    digest = blake2b(rules.model_dump_json().encode(), digest_size=12)
    for sentence in (*use.words, *ours):
        digest.update(sentence.encode() + b"\0")
    return digest.hexdigest()
