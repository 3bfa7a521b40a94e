"""What is said of roles in so many words: wanted, held, left, refused or only named.

"I work as an analyst and want to become a data engineer" names two roles, and the one that is wanted
counts; "developer by day" says that the heart is elsewhere. The turns of phrase come from the pack.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np

from bot.knowledge.tuning import Cues
from bot.understanding.lexicon import words
from bot.understanding.mentions import Found, NamedRole, Phrases, RoleNames
from bot.understanding.representation import Array
from bot.understanding.sentences import sentences

_GAP = 4
"""Words that may stand between a turn of phrase and the role: 'want to become a really good data analyst'."""
_NEAR = 2
"""Words that may stand between a role and the word that refuses, leaves or reaches it."""
_WEIGHED = 3
"""Words that may stand between two roles that someone chooses from: 'a data analyst or rather a data engineer'."""
_ARROW = re.compile("[-=]+>|→")
"""Between two roles it says what an arriving word says: "developer -> data engineer"."""
_LONG = 60
"""Words from which a text counts as long."""


class Stance(StrEnum):
    """What a person says about a role that they name."""

    WANTED = "wanted"
    HELD = "held"
    NAMED = "named"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Cue:
    """A role named in a text, from word `start` up to `end`, the turn of phrase included."""

    role: str
    ambiguous: bool
    stance: Stance
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a text."""

    spoken: Sequence[str]
    """Its words, as `RoleCues.find` takes them."""
    cues: Sequence[Cue]
    asks: bool
    """Whether it has a question in it."""
    weighs: bool
    """Whether two roles are weighed against each other, so that neither is the one that is meant."""


class RoleCues:
    """Finds cues; made once for a pack."""

    def __init__(self, names: RoleNames, cues: Cues) -> None:
        self.roles = names.roles
        self._names = names.phrases
        turns = [(phrase, Stance.WANTED) for phrase in cues.goal] + [(phrase, Stance.HELD) for phrase in cues.job]
        self._turns: Phrases[Stance] = Phrases(turns)
        self._asking = frozenset(cues.asking)
        self._oneself = frozenset(cues.oneself)
        self._weighing = frozenset(cues.weighing)
        self._refusing: Phrases[Stance] = Phrases((phrase, Stance.REFUSED) for phrase in cues.refusing)
        self._leaving: Phrases[Stance] = Phrases((phrase, Stance.LEFT) for phrase in cues.leaving)
        self._arriving: Phrases[Stance] = Phrases((phrase, Stance.WANTED) for phrase in cues.arriving)
        self._arrow = cues.arriving[0] if cues.arriving else ""
        behind = [(phrase, Stance.LEFT) for phrase in cues.left_after]
        self._after = Phrases(behind + [(phrase, Stance.WANTED) for phrase in cues.wanted_after])

    @property
    def dimension(self) -> int:
        """How many values `vectors` gives for a text."""
        return 2 * len(Stance) * len(self.roles) + 7

    def spoken(self, text: str) -> list[str]:
        """The words of a text as `find` takes them, an arrow read as the pack's first arriving word."""
        return words(_ARROW.sub(f" {self._arrow} ", text))

    def find(self, spoken: Sequence[str]) -> list[Cue]:
        """The cues among the words of a text, in their order."""
        cues: list[Cue] = []
        for name in self._names.find(spoken):
            if cues and self._arriving.at(spoken, cues[-1].end) == Found(Stance.WANTED, cues[-1].end, name.start):
                cues[-1] = replace(cues[-1], stance=Stance.LEFT)
            nearest = max(cues[-1].end if cues else 0, name.start - _GAP)
            turn = self._turns.before(spoken, name.start, name.start - nearest)
            start = turn.start if turn is not None else name.start
            left = any(cue.stance is Stance.LEFT for cue in cues)
            stance = self._stance(spoken, name, nearest, turn, left=left)
            cues.append(Cue(name.meaning.role, name.meaning.ambiguous, stance, start, name.end))
        return cues

    def _stance(
        self,
        spoken: Sequence[str],
        name: Found[NamedRole],
        nearest: int,
        turn: Found[Stance] | None,
        *,
        left: bool,
    ) -> Stance:
        """What is said of the role that is named here; a refusal weighs most, then what is left and reached."""
        near = min(_NEAR, name.start - nearest)
        negated = turn is not None and self._refusing.before(spoken, turn.start, 0) is not None
        if negated or self._refusing.before(spoken, name.start, near) is not None:
            return Stance.REFUSED
        if self._leaving.before(spoken, name.start, near) is not None:
            return Stance.LEFT
        after = self._after.at(spoken, name.end)
        if after is not None:
            return after.meaning
        if left and self._arriving.before(spoken, name.start, near) is not None:
            return Stance.WANTED
        return turn.meaning if turn is not None else Stance.NAMED

    def vectors(self, texts: Sequence[str]) -> Array:
        """What each text says of each role, then its manner of speaking, `(len(texts), dimension)`.

        A role held or left counts only where none is wanted: people ask about where they are going.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.vector(text, self.hear(text))
        return vectors

    def hear(self, text: str) -> Heard:
        """What there is to hear in a text."""
        spoken = self.spoken(text)
        cues = self.find(spoken)
        return Heard(spoken, cues, self.asks(text), self._weighs(spoken, cues))

    def _weighs(self, spoken: Sequence[str], cues: Sequence[Cue]) -> bool:
        """Whether a role stands right behind another one and an "or", and no other role is wanted."""
        for one, other in pairwise(cues):
            between = spoken[one.end : other.start]
            near = len(between) <= _WEIGHED and not self._weighing.isdisjoint(between)
            set_aside = {one.stance, other.stance} & {Stance.LEFT, Stance.REFUSED}
            wanted = {cue.role for cue in cues if cue.stance is Stance.WANTED} - {one.role, other.role}
            turned_to = other.stance is Stance.WANTED is not one.stance
            if near and one.role != other.role and not (set_aside or wanted or turned_to):
                return True
        return False

    def vector(self, text: str, heard: Heard) -> Array:
        """A row of `vectors`, of a text in which this was heard."""
        return np.concatenate([self._vector(heard.cues), self._manner(text, asks=heard.asks)])

    def asks(self, text: str) -> bool:
        """Whether a text has a question in it."""
        return "?" in text or any(piece[0] in self._asking for piece in map(words, sentences(text)) if piece)

    def _manner(self, text: str, *, asks: bool) -> Array:
        """Whether it asks, speaks of oneself, tells of oneself without asking, and how long it is, up to 1."""
        spoken = words(text)
        tells = any(word in self._oneself for word in spoken)
        length = min(len(spoken) / _LONG, 1.0)
        return np.array([asks, tells, tells and not asks, length], dtype=np.float32)

    def _vector(self, cues: Sequence[Cue]) -> Array:
        table = np.zeros((len(Stance), 2, len(self.roles)), dtype=np.float32)
        wants = any(cue.stance is Stance.WANTED for cue in cues)
        for cue in cues:
            if cue.stance not in {Stance.HELD, Stance.LEFT} or not wants:
                table[list(Stance).index(cue.stance), int(cue.ambiguous), self.roles.index(cue.role)] = 1
        named = len({cue.role for cue in cues if not cue.ambiguous and cue.stance is not Stance.REFUSED})
        return np.concatenate([table.ravel(), [wants, named == 2, named > 2]]).astype(np.float32)  # noqa: PLR2004
