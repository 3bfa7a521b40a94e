"""Whether a message leans on what went before, and what it then says in full.

"and for linear algebra?" or "production", after a question back, mean little alone. A message leans
where it is short, opens like a continuation or points back with a pronoun; then it is read a second
time, joined with the question before it, and both readings count. "I said a number" insists: it has no
question but the one before it.
"""

from enum import IntEnum

from bot.knowledge.tuning import Cues
from bot.understanding.lexicon import words
from bot.understanding.mentions import Phrases
from bot.understanding.understanding import Context, Option, RoleReading

_FRAGMENT = 3
"""Words up to which a message is a fragment."""
_SHORT = 14
"""Words up to which a message that opens like a continuation, or points back, leans on the last one."""
_PICK = 9
"""Words up to which a message can be the pick of an offered choice."""
_SURE = 0.5
"""Confidence in an entry from which a message is a question of its own rather than a pick."""
_UNSAID = 0.5
"""Probability of 'not revealed' from which a message that is not ours makes no pick: "lol" means no role."""
_CLEAR = 0.6
"""Share of the belief over roles that a pick by what it reveals needs; 'not revealed' is no choice there."""


class Lean(IntEnum):
    """How much a message needs what went before."""

    NONE = 0
    SOME = 1
    MUCH = 2
    ALL = 3


class FollowUps:
    """Tells follow-ups by the pack's turns of phrase; made once for a pack."""

    def __init__(self, cues: Cues) -> None:
        self._openings = Phrases((phrase, True) for phrase in cues.follow_up)
        self._insisting = Phrases((phrase, True) for phrase in cues.insisting)
        self._switches = Phrases((phrase, True) for phrase in cues.switching)
        self._pointers = frozenset(word for phrase in cues.pointing for word in words(phrase))

    def only_role(self, text: str, role: RoleReading, *, asks: bool) -> bool:
        """Whether a short message says a role and nothing else, so that the last question stands for that role."""
        spoken = words(text)
        if not role.stated or role.best is None or len(spoken) > _PICK:
            return False
        return not asks or self._switches.at(spoken, 0) is not None

    def lean(self, text: str, context: Context | None) -> Lean:
        """How much `text` leans on the conversation; NONE where there is none."""
        if context is None or not context.question:
            return Lean.NONE
        spoken = words(text)
        if len(spoken) <= _SHORT and self._insisting.at(spoken, 0) is not None:
            return Lean.ALL
        if len(spoken) <= _FRAGMENT:
            return Lean.MUCH
        points = any(word in self._pointers for word in spoken)
        if len(spoken) <= _SHORT and (points or self._openings.at(spoken, 0) is not None):
            return Lean.SOME
        return Lean.NONE


def pick(text: str, role: RoleReading, context: Context, sure: float, *, is_ours: bool) -> Option | None:
    """The offered choice that a short message makes in words, where it is one and one only.

    A message that is `sure` of something else by itself picks nothing by its role alone, nor does one that is
    neither ours nor plainly about a role.
    """
    spoken = words(text)
    if not context.options or not spoken or len(spoken) > _PICK:
        return None
    named = [option for option in context.options if _names(set(spoken), set(words(option.label)))]
    if len(named) == 1:
        return named[0]
    if not is_ours and role.unrevealed > _UNSAID:
        return None
    total = sum(role.belief.values())
    likeliest = max(role.belief, key=lambda id_: role.belief[id_], default=None)
    if likeliest is None or "?" in text or sure >= _SURE or role.belief[likeliest] < _CLEAR * total:
        return None
    return next((option for option in context.options if option.role == likeliest), None)


def _names(spoken: set[str], label: set[str]) -> bool:
    """Whether words name a label: all of the label is said, or all that is said is in it."""
    return bool(label) and (label <= spoken or (spoken <= label and any(len(word) > _FRAGMENT for word in spoken)))
