"""What is said of roles in so many words: wanted, held, or only named, and about whom.

"I work as an analyst and want to become a data engineer" names two roles, and the one that is wanted
counts. The turns of phrase come from the pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.knowledge.tuning import Cues
from bot.understanding.lexicon import words
from bot.understanding.mentions import NamedRole, Phrases, RoleNames
from bot.understanding.representation import Array
from bot.understanding.sentences import sentences

_GAP = 4
"""Words that may stand between a turn of phrase and the role: 'want to become a really good data analyst'."""
_NEAR = 2
"""Words that may stand between a role and the word that refuses, leaves or reaches it."""
_LONG = 60
"""Words from which a text counts as long."""


class Stance(StrEnum):
    """What a person says about a role that they name."""

    WANTED = "wanted"
    HELD = "held"
    NAMED = "named"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Cue:
    """A role named in a text, from word `start` up to `end`, the turn of phrase included."""

    role: str
    ambiguous: bool
    stance: Stance
    start: int
    end: int


class RoleCues:
    """Finds cues; made once for a pack."""

    def __init__(self, names: RoleNames, cues: Cues) -> None:
        self.roles = names.roles
        self._names = names.phrases
        turns = [(phrase, Stance.WANTED) for phrase in cues.goal] + [(phrase, Stance.HELD) for phrase in cues.job]
        self._turns: Phrases[Stance] = Phrases(turns)
        self._asking = frozenset(cues.asking)
        self._oneself = frozenset(cues.oneself)
        self._refusing: Phrases[Stance] = Phrases((phrase, Stance.REFUSED) for phrase in cues.refusing)
        self._leaving: Phrases[Stance] = Phrases((phrase, Stance.HELD) for phrase in cues.leaving)
        self._arriving: Phrases[Stance] = Phrases((phrase, Stance.WANTED) for phrase in cues.arriving)

    @property
    def dimension(self) -> int:
        """How many values `vectors` gives for a text."""
        return 2 * len(Stance) * len(self.roles) + 7

    def find(self, spoken: Sequence[str]) -> list[Cue]:
        """The cues among the words of a text, in their order."""
        cues: list[Cue] = []
        left = False
        last = 0
        for name in self._names.find(spoken):
            nearest = max(last, name.start - _GAP)
            turn = self._turns.before(spoken, name.start, name.start - nearest)
            start, stance = (turn.start, turn.meaning) if turn is not None else (name.start, Stance.NAMED)
            if self._refusing.before(spoken, name.start, min(_NEAR, name.start - nearest)):
                stance = Stance.REFUSED
            elif self._leaving.before(spoken, name.start, min(_NEAR, name.start - nearest)):
                stance, left = Stance.HELD, True
            elif left and self._arriving.before(spoken, name.start, min(_NEAR, name.start - nearest)):
                stance, left = Stance.WANTED, False
            meaning: NamedRole = name.meaning
            cues.append(Cue(meaning.role, meaning.ambiguous, stance, start, name.end))
            last = name.end
        return cues

    def vectors(self, texts: Sequence[str]) -> Array:
        """What each text says of each role, then its manner of speaking, `(len(texts), dimension)`.

        A role held counts only where none is wanted: people ask about where they are going.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = np.concatenate([self._vector(self.find(words(text))), self._manner(text)])
        return vectors

    def asks(self, text: str) -> bool:
        """Whether a text has a question in it."""
        return "?" in text or any(piece[0] in self._asking for piece in map(words, sentences(text)) if piece)

    def _manner(self, text: str) -> Array:
        """Whether it asks, speaks of oneself, tells of oneself without asking, and how long it is, up to 1."""
        spoken = words(text)
        asks = self.asks(text)
        tells = any(word in self._oneself for word in spoken)
        length = min(len(spoken) / _LONG, 1.0)
        return np.array([asks, tells, tells and not asks, length], dtype=np.float32)

    def _vector(self, cues: Sequence[Cue]) -> Array:
        table = np.zeros((len(Stance), 2, len(self.roles)), dtype=np.float32)
        wants = any(cue.stance is Stance.WANTED for cue in cues)
        for cue in cues:
            if cue.stance is not Stance.HELD or not wants:
                table[list(Stance).index(cue.stance), int(cue.ambiguous), self.roles.index(cue.role)] = 1
        named = len({cue.role for cue in cues if not cue.ambiguous and cue.stance is not Stance.REFUSED})
        return np.concatenate([table.ravel(), [wants, named == 2, named > 2]]).astype(np.float32)  # noqa: PLR2004
