"""Reads a message: sentence by sentence, in its context, into an `Understanding`.

A reader never changes once made and may be shared between threads; `with_entry` and `without_entry`
give a new one within a second, so that what moderators publish is answered at once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

import numpy as np

from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.understanding.calibration import signals_of
from bot.understanding.course import STRENGTH
from bot.understanding.encoder import Encoder
from bot.understanding.follow_up import FollowUps, Lean, pick
from bot.understanding.learned import Learned
from bot.understanding.lessons import Meaning, Sort, lessons_of_entry
from bot.understanding.lexicon import words
from bot.understanding.matcher import Indices, Weighed
from bot.understanding.mentions import RoleNames
from bot.understanding.representation import MEANING, Array, Representation
from bot.understanding.role_cues import RoleCues
from bot.understanding.role_reader import PersonPhrases, RoleReader
from bot.understanding.sentences import passages, sentences
from bot.understanding.set_aside import SetAside
from bot.understanding.spelling import Spelling
from bot.understanding.understanding import Candidate, Context, RoleReading, Understanding

_CANDIDATES = 8
_CONTEXT_LENGTH = 300
"""Characters of the last question that a follow-up is read with."""
_LEAST = np.float32(1e-6)
_SURE = 0.5
"""Confidence from which a message is taken to have been understood by itself."""
_AGAIN = 0.4
"""How much less likely a follow-up asks for the entry that was answered last."""
_FEW = 3
"""Sentences up to which each of them has its full say beside the whole."""
_STORY = 2.0
"""How much more the whole counts for each sentence beyond, chosen on posts written for it."""
_QUOTED = 120
"""Characters of a phrasing that are quoted."""
_SEEN = 1500
"""Known phrasings that a new entry is told apart from."""


@dataclass(frozen=True, slots=True)
class Near:
    """A known phrasing that a text is like."""

    phrasing: str
    meaning: Meaning
    cosine: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text read, whatever the number of its sentences."""

    weighed: Weighed
    meanings: Array
    """Calibrated probability of each meaning of the shortlist."""
    scope: float
    """Probability that it is ours."""
    sure: float
    """Confidence in the likeliest entry."""
    social: float
    """Probability that all of it is social."""
    attack: float
    """The largest probability of an attack among its sentences."""


class Reader:
    """Reads messages by what was learned from a pack."""

    def __init__(self, pack: Pack, encoder: Encoder, learned: Learned) -> None:
        self._pack = pack
        self.encoder = encoder
        self._learned = learned
        self._names = RoleNames(pack.roles)
        spelling = Spelling(learned.counts, encoder.knows)
        self._representation = Representation(encoder, learned.lexicon, self._names, spelling)
        self._follow_ups = FollowUps(pack.tuning.cues)
        cues = RoleCues(self._names, pack.tuning.cues)
        self._roles = RoleReader(cues, learned.role_head, learned.introduction_head, PersonPhrases(pack.tuning.cues))
        self._set_aside = SetAside(pack.tuning.cues)
        meanings = learned.matcher.meanings
        self._is_entry = learned.matcher.is_entry
        self._numbers = {m.id: number for number, m in enumerate(meanings) if m.sort is Sort.ENTRY}
        self._is_social = np.array([meaning.sort is Sort.SOCIAL for meaning in meanings], dtype=bool)
        attacks = {Meaning(Sort.OUT_OF_SCOPE, kind) for kind in pack.tuning.attack_kinds}
        self._is_attack = np.array([meaning in attacks for meaning in meanings], dtype=bool)

    def read(self, text: str, context: Context | None = None) -> Understanding:
        """What `text` means, given what went before; never raises, whatever the text."""
        if not words(text):
            return _nothing(text)
        lean = self._follow_ups.lean(text, context)
        in_full = f"{context.question[-_CONTEXT_LENGTH:]} {text}" if context is not None and lean else ""
        pieces = sentences(text)
        wholes = passages(text, pieces)
        parts = pieces if len(pieces) > 1 else []
        features = self._representation.of([*wholes, *parts, *([in_full] if in_full else [])])
        weighed = self._learned.matcher.weigh(features)
        end = len(wholes) + len(parts)
        alone = self._reading(weighed, range(len(wholes)), range(len(wholes), end))
        whole = features[: len(wholes)].mean(axis=0, keepdims=True)
        spoken = features[len(wholes) : end] if parts else whole
        role = self._role(text, pieces, whole, spoken)
        if context is None or alone.attack >= self._pack.tuning.thresholds.attack:
            return self._understanding(text, alone, role)
        is_ours = alone.scope >= self._pack.tuning.thresholds.scope
        is_social = alone.social >= self._pack.tuning.thresholds.social
        picked = None if is_social else pick(text, role, context, alone.sure, is_ours=is_ours)
        if picked is not None:
            understood = self._understanding(text, alone, role)
            return replace(understood, picked=picked, follow_up=True, read_as=context.question or text)
        if context.question and self._follow_ups.only_role(text, role, asks=self._roles.asks(text)):
            understood = self._understanding(text, alone, role)
            return replace(understood, only_role=True, follow_up=True, read_as=context.question)
        if not in_full or self._is_only_social(alone, lean):
            return self._understanding(text, alone, role)
        joined = self._reading(weighed, range(end, end + 1), range(0))
        blended = self._blended(alone, joined, lean, None if role.stated else context.entry_id)
        leans = alone.sure < _SURE
        return replace(self._understanding(text, blended, role), read_as=in_full if leans else text, follow_up=leans)

    def with_entry(self, entry: Entry) -> "Reader":
        """The reader that also answers by `entry`, in place of an entry with the same id."""
        asked = [lesson.text for lesson in lessons_of_entry(entry) if lesson.asked]
        return self._with(Meaning(Sort.ENTRY, entry.id), asked)

    def with_examples(self, kind: str, examples: Sequence[str]) -> "Reader":
        """The reader that knows messages out of scope of this kind by these examples, and by no others."""
        return self._with(Meaning(Sort.OUT_OF_SCOPE, kind), list(dict.fromkeys(examples)))

    def without_entry(self, entry_id: str) -> "Reader":
        """The reader that never answers by this entry."""
        matcher = self._learned.matcher.without(Meaning(Sort.ENTRY, entry_id))
        return Reader(self._pack, self.encoder, replace(self._learned, matcher=matcher))

    def encoding_with(self, encoder: Encoder) -> "Reader":
        """The same reader over another encoder of the same model, such as one that remembers texts."""
        return Reader(self._pack, encoder, self._learned)

    def nearest(self, texts: Sequence[str], count: int) -> list[list[Near]]:
        """For each text the `count` known phrasings most like it, most alike first."""
        known, meanings = self._learned.matcher.known, self._learned.matcher.meanings
        features = self._representation.of(texts)
        cosines = known.cosines(features, np.arange(len(known.texts)))
        found = []
        for row in cosines:
            best = np.argpartition(-row, min(count, len(row) - 1))[:count]
            best = best[np.argsort(-row[best], kind="stable")]
            numbers = np.searchsorted(known.starts, best, side="right") - 1
            found.append(
                [
                    Near(known.texts[place], meanings[number], float(row[place]))
                    for place, number in zip(best.tolist(), numbers.tolist(), strict=True)
                ]
            )
        return found

    def _with(self, meaning: Meaning, asked: Sequence[str]) -> "Reader":
        features = self._representation.of(asked)
        known = self._learned.matcher.known
        before = self._learned.matcher.rows_of(meaning)
        # A meaning is told apart from the words of others, never from its own.
        others = np.delete(np.arange(len(known.texts)), before)
        middle = features[:, MEANING].mean(axis=0, keepdims=True)
        seen = self._taught(others[np.argsort(-known.cosines(middle, others)[0])[:_SEEN]])
        taught = self._taught(before)
        place = {text: row for row, text in enumerate(asked)}
        for row, text in enumerate(known.texts[row] for row in before):
            if text in place:
                taught[row] = features[place[text]]
        matcher = self._learned.matcher.with_meaning(
            meaning, asked, features, seen=seen, taught=taught, strength=STRENGTH
        )
        return Reader(self._pack, self.encoder, replace(self._learned, matcher=matcher))

    def _taught(self, rows: Indices) -> Array:
        """Features of known phrasings, `(len(rows), dimension)`."""
        known = self._learned.matcher.known
        encoded = known.vectors[rows].astype(np.float32) * known.scales[rows, None]
        return self._representation.complete([known.texts[row] for row in rows], encoded)

    def _role(self, text: str, pieces: Sequence[str], whole: Array, parts: Array) -> RoleReading:
        """The role that a text reveals, read without what it sets aside."""
        kept = self._set_aside.without(text)
        if kept == text:
            return self._roles.read(text, pieces, whole, parts)
        left = sentences(kept)
        wholes = passages(kept, left)
        features = self._representation.of([*wholes, *left])
        return self._roles.read(
            kept, left, features[: len(wholes)].mean(axis=0, keepdims=True), features[len(wholes) :]
        )

    def _reading(self, weighed: Weighed, wholes: range, parts: range) -> _Reading:
        """Read a message whose rows in `weighed` are these: its passages count as much as all its sentences.

        The sentences of a story count the less the more there are: "my knees are gone" says nothing alone. Social
        ones have no say unless there are no others. An attack is believed where a sentence is likelier one than the
        message is ours.
        """
        calibration = self._learned.calibration
        each = np.exp(calibration.log_meanings(weighed))
        rows = np.array(parts or wholes)
        social = each[:, self._is_social[weighed.meanings]].sum(axis=1)[rows]
        attack = float(each[:, self._is_attack[weighed.meanings]].sum(axis=1)[rows].max())
        kept = social < self._pack.tuning.thresholds.social
        weights = np.zeros(len(each), dtype=np.float32)
        weights[rows[kept] if kept.any() else rows] = 1
        said = max(float(weights.sum()), 1.0)
        weights[list(wholes)] = said * (1 + _STORY * max(0.0, said - _FEW)) / len(wholes)
        together = weighed.together(weights)
        meanings = np.exp(calibration.log_meanings(together)[0])
        log_odds = float(calibration.scope_logits(signals_of(self._learned.matcher, together))[0])
        scope = 1 / (1 + math.exp(-log_odds))
        sure = scope * float(meanings[self._is_entry[together.meanings]].max(initial=0.0))
        return _Reading(together, meanings, scope, sure, float(social.min()), attack if attack > scope else 0.0)

    def _is_only_social(self, alone: _Reading, lean: Lean) -> bool:
        """Whether a message is social whatever went before; one that plainly goes on needs more to be so."""
        limit = self._pack.tuning.thresholds.social
        return lean is not Lean.ALL and alone.social >= (limit if lean is Lean.MUCH else (1 + limit) / 2)

    def _blended(self, alone: _Reading, joined: _Reading, lean: Lean, answered: str | None) -> _Reading:
        """A follow-up by itself and joined with what it follows, which counts the less the surer it is by itself."""
        context = (joined.meanings + _LEAST) ** (lean / 2 * (1 - alone.sure**2))
        meanings = (alone.meanings + _LEAST) * context
        number = self._numbers.get(answered or "")
        if number is not None:
            meanings[alone.weighed.meanings == number] *= _AGAIN
        scope = max(alone.scope, joined.scope)
        social = min(alone.social, joined.social)
        return replace(alone, meanings=(meanings / meanings.sum()).astype(np.float32), scope=scope, social=social)

    def _understanding(self, text: str, reading: _Reading, role: RoleReading) -> Understanding:
        candidates = self._candidates(reading)
        kind, share = self._likeliest(reading, Sort.OUT_OF_SCOPE)
        attack = reading.attack >= self._pack.tuning.thresholds.attack
        return Understanding(
            text=text,
            candidates=candidates,
            scope=reading.scope,
            out_of_scope_kind=kind,
            kind_confidence=(1 - reading.scope) * share,
            social_kind=self._likeliest(reading, Sort.SOCIAL)[0],
            social=reading.social,
            role=role,
            read_as=text,
            attack=attack,
            why=tuple(f"close to “{_short(candidate.phrasing)}”" for candidate in candidates[:1]),
        )

    def _candidates(self, reading: _Reading) -> tuple[Candidate, ...]:
        """The likeliest entries of the shortlist, best first."""
        matcher, weighed = self._learned.matcher, reading.weighed
        places = np.flatnonzero(self._is_entry[weighed.meanings])
        shares = reading.meanings[places]
        total = float(shares.sum()) or 1.0
        best = places[np.argsort(-shares, kind="stable")[:_CANDIDATES]]
        candidates = []
        for place in best.tolist():
            meaning = matcher.meanings[weighed.meanings[place]]
            phrasing = matcher.known.texts[weighed.nearest(place)]
            confidence = reading.scope * float(reading.meanings[place]) / total
            candidates.append(Candidate(meaning.id, confidence, phrasing))
        return tuple(candidates)

    def _likeliest(self, reading: _Reading, sort: Sort) -> tuple[str | None, float]:
        """The likeliest meaning of a sort, and its share in all of that sort."""
        matcher, numbers = self._learned.matcher, reading.weighed.meanings.tolist()
        places = [place for place, number in enumerate(numbers) if matcher.meanings[number].sort is sort]
        if not places:
            return None, 0.0
        best = max(places, key=lambda place: reading.meanings[place])
        total = float(reading.meanings[places].sum())
        return matcher.meanings[numbers[best]].id, float(reading.meanings[best]) / total if total else 0.0


def _short(phrasing: str) -> str:
    """A phrasing as it is quoted: the beginning tells enough of one that is a story."""
    return shorten(phrasing, _QUOTED, placeholder=" …")


def _nothing(text: str) -> Understanding:
    """The understanding of a text without a word."""
    role = RoleReading(belief={}, unrevealed=1.0)
    return Understanding(text, (), 0.0, None, 0.0, None, 0.0, role, read_as=text)
