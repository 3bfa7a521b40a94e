"""Reads a message: sentence by sentence, in its context, into an `Understanding`.

A reader never changes once made and may be shared between threads; `with_entry` and `without_entry`
give a new one within a second, so that what moderators publish is answered at once.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.understanding.calibration import signals_of
from bot.understanding.encoder import Encoder
from bot.understanding.follow_up import FollowUps, Lean, pick
from bot.understanding.learned import Learned
from bot.understanding.lessons import Meaning, Sort, lessons_of_entry
from bot.understanding.lexicon import words
from bot.understanding.matcher import Weighed
from bot.understanding.mentions import RoleNames
from bot.understanding.representation import MEANING, Array, Representation
from bot.understanding.role_cues import RoleCues
from bot.understanding.role_reader import PersonPhrases, RoleReader
from bot.understanding.sentences import sentences
from bot.understanding.understanding import Candidate, Context, RoleReading, Understanding

_CANDIDATES = 8
_CONTEXT_LENGTH = 300
"""Characters of the last question that a follow-up is read with."""
_MOSTLY = 0.5
"""Share from which a message is taken to have been understood by itself."""
_SEEN = 1500
"""Known phrasings that a new entry is told apart from."""
_STRENGTH = 20.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text read, whatever the number of its sentences."""

    weighed: Weighed
    meanings: Array
    """Calibrated probability of every meaning; 0 beside the shortlist."""
    scope: float
    """Probability that it is ours."""
    social: float
    """Probability that all of it is social."""
    attack: float
    """The largest probability of an attack among its sentences."""


class Reader:
    """Reads messages by what was learned from a pack."""

    def __init__(self, pack: Pack, encoder: Encoder, learned: Learned) -> None:
        self._pack = pack
        self._encoder = encoder
        self._learned = learned
        self._names = RoleNames(pack.roles)
        self._representation = Representation(encoder, learned.lexicon, self._names)
        self._follow_ups = FollowUps(pack.tuning.cues)
        cues = RoleCues(self._names, pack.tuning.cues)
        self._roles = RoleReader(cues, learned.role_head, PersonPhrases(pack.tuning.cues))
        meanings = learned.matcher.meanings
        self._is_entry = np.array([meaning.sort is Sort.ENTRY for meaning in meanings], dtype=bool)
        self._is_social = np.array([meaning.sort is Sort.SOCIAL for meaning in meanings], dtype=bool)
        attacks = {Meaning(Sort.OUT_OF_SCOPE, kind) for kind in pack.tuning.attack_kinds}
        self._is_attack = np.array([meaning in attacks for meaning in meanings], dtype=bool)

    def read(self, text: str, context: Context | None = None) -> Understanding:
        """What `text` means, given what went before; never raises, whatever the text."""
        if not words(text):
            return _nothing(text)
        pieces = sentences(text)
        features = self._representation.of([text, *pieces] if len(pieces) > 1 else [text])
        whole, parts = features[:1], features[1:] if len(pieces) > 1 else features
        reading = self._weigh(parts)
        role = self._roles.read(text, pieces, whole, parts)
        limits = self._pack.tuning.thresholds
        plain = reading.attack >= limits.attack or reading.social >= limits.social
        if context is None or plain:
            return self._understanding(text, reading, role)
        return self._in_context(text, reading, role, context)

    def with_entry(self, entry: Entry) -> "Reader":
        """The reader that also answers by `entry`, in place of an entry with the same id."""
        lessons = lessons_of_entry(entry)
        asked = [lesson.text for lesson in lessons if lesson.asked]
        features = self._representation.of(asked)
        matcher, known = self._learned.matcher, self._learned.matcher.known
        middle = features[:, MEANING].mean(axis=0, keepdims=True)
        near = np.argsort(-known.cosines(middle, np.arange(len(known.texts)))[0])[:_SEEN]
        encoded = known.vectors[near].astype(np.float32) * known.scales[near, None]
        seen = self._representation.complete([known.texts[row] for row in near], encoded)
        meaning = Meaning(Sort.ENTRY, entry.id)
        learned = replace(self._learned, matcher=matcher.with_meaning(meaning, asked, features, seen, _STRENGTH))
        return Reader(self._pack, self._encoder, learned)

    def without_entry(self, entry_id: str) -> "Reader":
        """The reader that never answers by this entry."""
        matcher = self._learned.matcher.without(Meaning(Sort.ENTRY, entry_id))
        return Reader(self._pack, self._encoder, replace(self._learned, matcher=matcher))

    def _weigh(self, parts: Array) -> _Reading:
        """Read sentences that belong together; social ones are passed over unless there are no others."""
        calibration, limits = self._learned.calibration, self._pack.tuning.thresholds
        weighed = self._learned.matcher.weigh(parts)
        each = np.exp(calibration.log_meanings(weighed))
        social = each[:, self._is_social[weighed.meanings]].sum(axis=1)
        attack = float(each[:, self._is_attack[weighed.meanings]].sum(axis=1).max())
        kept = social < limits.social
        if not kept.any():
            kept[:] = True
        together = weighed.together(kept)
        meanings = np.zeros(len(self._is_entry), dtype=np.float32)
        meanings[together.meanings] = np.exp(calibration.log_meanings(together)[0])
        log_odds = float(calibration.scope_logits(signals_of(self._learned.matcher, together))[0])
        return _Reading(together, meanings, 1 / (1 + math.exp(-log_odds)), float(social.min()), attack)

    def _in_context(self, text: str, alone: _Reading, role: RoleReading, context: Context) -> Understanding:
        """Read a follow-up a second time with what it follows, as far as it needs it."""
        lean = self._follow_ups.lean(text, context)
        sure = alone.scope * float(alone.meanings[self._is_entry].max(initial=0.0))
        picked = pick(text, role, context, sure)
        if picked is not None:
            understood = self._understanding(text, alone, role)
            return replace(understood, picked=picked, follow_up=True, read_as=context.question or text)
        if lean is Lean.NONE:
            return self._understanding(text, alone, role)
        in_full = f"{context.question[-_CONTEXT_LENGTH:]} {text}"
        joined = self._weigh(self._representation.of([in_full]))
        own = self._follow_ups.own_share(lean, sure)
        blended = replace(
            joined if joined.scope > alone.scope else alone,
            meanings=own * alone.meanings + (1 - own) * joined.meanings,
            scope=max(alone.scope, joined.scope),
        )
        if own >= _MOSTLY:
            return self._understanding(text, blended, role)
        return replace(self._understanding(text, blended, role), read_as=in_full, follow_up=True)

    def _understanding(self, text: str, reading: _Reading, role: RoleReading) -> Understanding:
        candidates = self._candidates(reading)
        attack = reading.attack >= self._pack.tuning.thresholds.attack
        return Understanding(
            text=text,
            candidates=candidates,
            scope=reading.scope,
            out_of_scope_kind=self._likeliest(reading, Sort.OUT_OF_SCOPE),
            social_kind=self._likeliest(reading, Sort.SOCIAL),
            social=reading.social,
            role=role,
            read_as=text,
            attack=attack,
            why=tuple(f"close to “{candidate.phrasing}”" for candidate in candidates[:1]),
        )

    def _candidates(self, reading: _Reading) -> tuple[Candidate, ...]:
        """The likeliest entries of the shortlist, best first."""
        matcher, weighed = self._learned.matcher, reading.weighed
        places = np.flatnonzero(self._is_entry[weighed.meanings])
        shares = reading.meanings[weighed.meanings[places]]
        total = float(shares.sum()) or 1.0
        best = places[np.argsort(-shares, kind="stable")[:_CANDIDATES]]
        return tuple(
            Candidate(
                matcher.meanings[weighed.meanings[place]].id,
                reading.scope * float(reading.meanings[weighed.meanings[place]]) / total,
                matcher.known.texts[weighed.nearest(place)],
                weighed.similarity(place),
            )
            for place in best.tolist()
        )

    def _likeliest(self, reading: _Reading, sort: Sort) -> str | None:
        matcher = self._learned.matcher
        kinds = [number for number in matcher.kinds.tolist() if matcher.meanings[number].sort is sort]
        return matcher.meanings[max(kinds, key=lambda number: reading.meanings[number])].id if kinds else None


def _nothing(text: str) -> Understanding:
    """The understanding of a text without a word."""
    role = RoleReading(belief={}, unrevealed=1.0)
    return Understanding(text, (), 0.0, None, None, 0.0, role, read_as=text)
