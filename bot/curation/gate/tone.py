"""Which sentences shut people out: a head taught by examples of both tones, and by the answers and tips of the pack.

Word lists catch what is always said in the same words; a head over what sentences mean, and over the turns of phrase
they use, catches the rest. It is learned once for the rules of a pack, in some seconds, and kept beside the other
caches.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from bot.curation.gate.turns import SparseRows, Turns
from bot.knowledge.gate_rules import GateRules
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import FACT_QUOTATION
from bot.knowledge.references import texts_of
from bot.knowledge.wording import own_words
from bot.understanding import Encoder, cache
from bot.understanding.representation import Array
from bot.understanding.softmax import minimize

_SENTENCE_END = re.compile(r"(?<=[.?;:])\s+|\n+")
_SHORTEST = 3
"""Words from which a piece of text counts as a sentence."""
_MOST = 6000
"""Sentences of the pack that are learned from."""
_TURNS_WEIGHT = 0.85
"""Length of what is heard of a sentence's turns of phrase, beside the 1 of its meaning."""
_STRENGTH = 12.0
"""Inverse of the penalty: larger trusts the examples more."""
_ANSWERS_WEIGHT = 4.0
"""How much all answers weigh together beside all bad examples: most of what is written has the right tone.

These were chosen by cross-validation over the examples of both tones and the entries of the shipped pack, so that
most examples held out are caught where one entry in twenty is objected to.
"""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is heard of some sentences: what they mean, `(n, 768)`, and in which turns of phrase."""

    meant: Array
    turns: SparseRows


@dataclass(frozen=True, slots=True)
class _Ear:
    """A logistic regression over both."""

    of_meaning: Array
    of_turns: Array
    bias: Array

    def log_odds(self, heard: _Heard) -> Array:
        """Of shutting people out, `(n,)`."""
        return heard.meant @ self.of_meaning + _TURNS_WEIGHT * heard.turns.times(self.of_turns) + self.bias


class Tone:
    """Tells sentences that shut people out; made by `Tone.of`."""

    def __init__(self, encoder: Encoder, turns: Turns, ear: _Ear, threshold: float) -> None:
        self._encoder = encoder
        self._turns = turns
        self._ear = ear
        self._threshold = threshold

    @classmethod
    def of(cls, pack: Pack, encoder: Encoder, cache_folder: Path | None = None) -> "Tone":
        """The tone of a pack; learned anew where the cache does not have it."""
        rules, ours = pack.gate, _sentences_of(pack)
        turns = Turns([*rules.shuts_out, *rules.welcomes, *ours])
        path = cache_folder / f"tone-{_digest(rules, ours, turns)}.npz" if cache_folder else None
        stored = cache.read(path) if path else None
        if stored is not None and {"of_meaning", "of_turns", "bias"} <= set(stored[0]):
            return cls(
                encoder, turns, _Ear(*(stored[0][name] for name in ("of_meaning", "of_turns", "bias"))), rules.tone
            )
        ear = _fit(rules, ours, encoder, turns)
        if path:
            cache.write(path, asdict(ear), {})
        return cls(encoder, turns, ear, rules.tone)

    def shutting_out(self, text: str) -> list[str]:
        """The sentences of `text` that shut people out; what it quotes is somebody else's."""
        spoken = sentences(text)
        if not spoken:
            return []
        log_odds = self._ear.log_odds(_heard(spoken, self._encoder, self._turns))
        doubtful = 1 / (1 + np.exp(-log_odds)) >= self._threshold
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


def _fit(rules: GateRules, ours: Sequence[str], encoder: Encoder, turns: Turns) -> _Ear:
    """Logistic regression: the least weighted mean log-loss plus a penalty on the squared weights."""
    bad, good = len(rules.shuts_out), len(rules.welcomes)
    heard = _heard([*rules.shuts_out, *rules.welcomes, *ours], encoder, turns)
    target = np.repeat(np.array([1, 0], dtype=np.float32), [bad, good + len(ours)])
    answer = _ANSWERS_WEIGHT * bad / max(len(ours), 1)
    weights = np.repeat(np.array([1, answer], dtype=np.float32), [bad + good, len(ours)])
    share = weights / weights.sum()
    penalty = np.float32(1 / (_STRENGTH * len(target)))
    dimensions = heard.meant.shape[1]

    def ear(flat: Array) -> _Ear:
        return _Ear(flat[:dimensions], flat[dimensions:-1], flat[-1:])

    def objective(flat: Array) -> tuple[float, Array]:
        log_odds = ear(flat).log_odds(heard)
        slope = share * (1 / (1 + np.exp(-log_odds)) - target)
        of_turns = _TURNS_WEIGHT * heard.turns.transposed_times(slope)
        gradient = np.concatenate([heard.meant.T @ slope, of_turns, slope.sum(keepdims=True)])
        gradient[:-1] += penalty * flat[:-1]
        loss = float(share @ (np.logaddexp(0, log_odds) - target * log_odds))
        return loss + float(0.5 * penalty * np.square(flat[:-1]).sum()), gradient

    return ear(minimize(objective, np.zeros(dimensions + len(turns.known) + 1, dtype=np.float32), 1e-4, 100))


def _heard(texts: Sequence[str], encoder: Encoder, turns: Turns) -> _Heard:
    return _Heard(encoder.encode(texts), turns.rows(texts))


def _digest(rules: GateRules, ours: Sequence[str], turns: Turns) -> str:
    digest = blake2b(rules.model_dump_json().encode(), digest_size=12)
    for sentence in (*turns.known, *ours):
        digest.update(sentence.encode() + b"\0")
    return digest.hexdigest()
