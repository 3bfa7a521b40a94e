"""Which role a message speaks of, if any: learned from statements of the pack, with explicit cues beside.

"Not revealed" is a class like the roles, taught by statements that reveal none and by all the phrasings
that name no role. A message is read as a whole and sentence by sentence, and both readings count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.pack import Pack
from bot.knowledge.tuning import Cues as WhomCues
from bot.understanding.lexicon import words
from bot.understanding.mentions import Phrases
from bot.understanding.representation import Array
from bot.understanding.role_cues import Cue, RoleCues, Stance
from bot.understanding.softmax import SoftmaxHead, fit_softmax, log_softmax
from bot.understanding.understanding import About, RoleReading

_CUES_WEIGHT = 1.0
_STRENGTH = 20.0
_UNNAMED_WEIGHT = 0.2
_OWN_ROLE_WEIGHT = 0.3
"""Weights of phrasings beside a statement's 1: those that name no role, and those of an entry about one."""
_LONGEST_CUE = 160


@dataclass(frozen=True, slots=True)
class RoleExample:
    """A text with the role it reveals; `role` is the number of the role, or the count of roles for none."""

    text: str
    label: int
    weight: float


def role_examples(pack: Pack, cues: RoleCues) -> list[RoleExample]:
    """What the pack teaches about roles."""
    roles = list(pack.roles)
    none = len(roles)
    examples = [
        RoleExample(text, none if group.role is None else roles.index(group.role), 1.0)
        for group in pack.role_statements
        for text in group.examples
    ]
    for entry in pack.entries.values():
        if entry.role in pack.roles:
            examples += [RoleExample(text, roles.index(entry.role), _OWN_ROLE_WEIGHT) for text in entry.phrasings]
        else:
            examples += [
                RoleExample(text, none, _UNNAMED_WEIGHT) for text in entry.phrasings if not cues.find(words(text))
            ]
    for group in pack.out_of_scope:
        examples += [RoleExample(text, none, _UNNAMED_WEIGHT) for text in group.examples if not cues.find(words(text))]
    return examples


def fit_roles(examples: Sequence[RoleExample], features: Array, cues: RoleCues) -> SoftmaxHead:
    """Learn from examples with their features."""
    texts = [example.text for example in examples]
    labels = np.array([example.label for example in examples], dtype=np.intp)
    weights = np.array([example.weight for example in examples], dtype=np.float32)
    both = np.hstack([features, _CUES_WEIGHT * cues.vectors(texts)])
    return fit_softmax(both, labels, len(cues.roles) + 1, _STRENGTH, weights=weights)


class PersonPhrases:
    """Tells of whom a message speaks, by the pack's turns of phrase."""

    def __init__(self, cues: WhomCues) -> None:
        others = [(phrase, About.OTHER) for phrase in cues.other_person]
        self._phrases: Phrases[About] = Phrases(others + [(phrase, About.BACK) for phrase in cues.back_to_self])

    def about(self, spoken: Sequence[str]) -> About:
        """The person that was named last, the asker where none was."""
        found = self._phrases.find(spoken)
        return found[-1].meaning if found else About.SELF


class RoleReader:
    """Reads roles; made once from what was learned."""

    def __init__(self, cues: RoleCues, head: SoftmaxHead, phrases: PersonPhrases) -> None:
        self._cues = cues
        self._head = head
        self._phrases = phrases

    def read(self, text: str, pieces: Sequence[str], whole: Array, parts: Array) -> RoleReading:
        """What `text` reveals; `whole` are its features, `(1, d)`, `parts` those of its `pieces`."""
        spoken = words(text)
        cues = _CUES_WEIGHT * self._cues.vectors([text])
        of_whole = log_softmax(self._head.logits(np.hstack([whole, cues])))[0]
        of_parts = log_softmax(self._head.logits(np.hstack([parts, np.repeat(cues, len(parts), axis=0)])))
        probabilities = np.exp(log_softmax((of_whole + of_parts.mean(axis=0)) / 2))
        belief = {role: float(probabilities[number]) for number, role in enumerate(self._cues.roles)}
        best = max(belief, key=lambda role: belief[role])
        found = _strongest(self._cues.find(spoken), best)
        number = self._cues.roles.index(best)
        telling = pieces[int(of_parts[:, number].argmax())]
        return RoleReading(
            belief=belief,
            unrevealed=float(probabilities[-1]),
            about=self._phrases.about(spoken),
            cue=" ".join(spoken[found.start : found.end]) if found is not None else telling[:_LONGEST_CUE],
            stated=found is not None and found.stance is not Stance.NAMED,
        )


def _strongest(cues: Sequence[Cue], role: str) -> Cue | None:
    order = {Stance.WANTED: 0, Stance.HELD: 1, Stance.NAMED: 2}
    own = [cue for cue in cues if cue.role == role]
    return min(own, key=lambda cue: order[cue.stance]) if own else None
