"""Which role a message speaks of, if any: learned from statements of the pack, with explicit cues beside.

"Not revealed" is a class like the roles, taught by statements that reveal none and by all the phrasings
that name no role. A message is read as a whole and sentence by sentence, and both readings count: of a
question every sentence has a say, of a statement the most telling one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.knowledge.pack import Pack
from bot.knowledge.tuning import Cues as WhomCues
from bot.understanding.lexicon import words
from bot.understanding.mentions import Phrases
from bot.understanding.representation import Array
from bot.understanding.role_cues import Cue, Heard, RoleCues, Stance
from bot.understanding.set_aside import SetAside
from bot.understanding.softmax import SoftmaxHead, fit_softmax, log_softmax
from bot.understanding.understanding import About, RoleReading

_STRENGTH = 5.0
_UNNAMED_TOTAL = 400.0
_OWN_ROLE_TOTAL = 200.0
_SAID_TOTAL = 100.0
"""What other examples weigh in all beside a statement's 1: phrasings that name no role, phrasings of an entry about
one, and names put behind a turn of phrase, one that refuses included."""
_LONGEST_CUE = 160


class Ground(StrEnum):
    """Why an example stands for a role."""

    STATEMENT = "statement"
    OWN_ROLE = "own_role"
    UNNAMED = "unnamed"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class RoleExample:
    """A text with the role it reveals; `label` is the number of the role, or the count of roles for none."""

    text: str
    label: int
    ground: Ground


def role_examples(pack: Pack, cues: RoleCues) -> list[RoleExample]:
    """What the pack teaches about roles."""
    roles = list(pack.roles)
    none = len(roles)
    set_aside = SetAside(pack.tuning.cues)
    examples = [
        RoleExample(set_aside.without(text), none if group.role is None else roles.index(group.role), Ground.STATEMENT)
        for group in pack.role_statements
        for text in group.examples
    ]
    unnamed = [text for kind in pack.out_of_scope for text in kind.examples]
    unnamed += [text for kind in pack.social for text in kind.examples]
    for entry in pack.entries.values():
        if entry.role in pack.roles:
            examples += [RoleExample(text, roles.index(entry.role), Ground.OWN_ROLE) for text in entry.phrasings]
        else:
            unnamed += entry.phrasings
    turns = (*pack.tuning.cues.goal[:1], *pack.tuning.cues.job[:1])
    for number, role in enumerate(pack.roles.values()):
        said = [f"{turn} {name}" for turn in turns for name in role.names]
        examples += [RoleExample(text, number, Ground.SAID) for text in said]
        names = (*role.names, *role.ambiguous_names)
        refused = [f"{turn} {name}" for turn in pack.tuning.cues.refusing[:1] for name in names]
        examples += [RoleExample(text, none, Ground.SAID) for text in refused]
    return examples + [RoleExample(text, none, Ground.UNNAMED) for text in unnamed if not cues.find(cues.spoken(text))]


def fit_roles(examples: Sequence[RoleExample], features: Array, cues: RoleCues) -> SoftmaxHead:
    """Learn from examples with their features."""
    labels = np.array([example.label for example in examples], dtype=np.intp)
    counts = Counter(example.ground for example in examples)
    weight = {
        Ground.STATEMENT: 1.0,
        Ground.OWN_ROLE: _OWN_ROLE_TOTAL / max(counts[Ground.OWN_ROLE], 1),
        Ground.SAID: _SAID_TOTAL / max(counts[Ground.SAID], 1),
        Ground.UNNAMED: _UNNAMED_TOTAL / max(counts[Ground.UNNAMED], 1),
    }
    weights = np.array([min(1.0, weight[example.ground]) for example in examples], dtype=np.float32)
    both = np.hstack([features, cues.vectors([example.text for example in examples])])
    return fit_softmax(both, labels, len(cues.roles) + 1, _STRENGTH, weights=weights)


class PersonPhrases:
    """Tells of whom a message speaks, by the pack's turns of phrase."""

    def __init__(self, cues: WhomCues) -> None:
        others = [(phrase, About.OTHER) for phrase in cues.other_person]
        self._oneself = frozenset(cues.oneself)
        self._phrases: Phrases[About] = Phrases(others + [(phrase, About.BACK) for phrase in cues.back_to_self])

    def about(self, spoken: Sequence[str], asked: Iterable[str] = ()) -> About:
        """The person that was named last, the asker where none was; `asked` are the questions of the message.

        A relative in the story ("my wife thinks I'm mad") changes nothing where the question is about oneself.
        """
        found = self._phrases.find(spoken)
        if not found or found[-1].meaning is not About.OTHER:
            return found[-1].meaning if found else About.SELF
        questions = [words(question) for question in asked]
        own = [q for q in questions if not self._phrases.find(q) and not self._oneself.isdisjoint(q)]
        return About.SELF if own else About.OTHER


class RoleReader:
    """Reads roles; made once from what was learned."""

    def __init__(self, cues: RoleCues, head: SoftmaxHead, phrases: PersonPhrases) -> None:
        self._cues = cues
        self._head = head
        self._phrases = phrases

    def asks(self, text: str) -> bool:
        """Whether a text has a question in it."""
        return self._cues.asks(text)

    def read(self, text: str, pieces: Sequence[str], whole: Array, parts: Array) -> RoleReading:
        """What `text` reveals; `whole` are its features, `(1, d)`, `parts` those of its `pieces`."""
        heard = self._cues.hear(text)
        cues = self._cues.vector(text, heard)[None]
        of_whole = log_softmax(self._head.logits(np.hstack([whole, cues])))[0]
        of_parts = log_softmax(self._head.logits(np.hstack([parts, np.repeat(cues, len(parts), axis=0)])))
        odds = of_parts - of_parts[:, -1:]
        telling_parts = odds.mean(axis=0) if heard.asks else odds.max(axis=0)
        probabilities = np.exp(log_softmax((of_whole - of_whole[-1] + telling_parts) / 2))
        belief = {role: float(probabilities[number]) for number, role in enumerate(self._cues.roles)}
        best = max(belief, key=lambda role: belief[role])
        if heard.weighs:
            return RoleReading(dict.fromkeys(belief, 0.0), 1.0, self._about(heard, pieces))
        found = _strongest(heard.cues, best)
        number = self._cues.roles.index(best)
        telling = pieces[int(of_parts[:, number].argmax())]
        return RoleReading(
            belief=belief,
            unrevealed=float(probabilities[-1]),
            about=self._about(heard, pieces),
            cue=" ".join(heard.spoken[found.start : found.end]) if found is not None else telling[:_LONGEST_CUE],
            stated=found is not None and found.stance in {Stance.WANTED, Stance.HELD},
        )

    def _about(self, heard: Heard, pieces: Sequence[str]) -> About:
        return self._phrases.about(heard.spoken, (piece for piece in pieces if self._cues.asks(piece)))


def _strongest(cues: Sequence[Cue], role: str) -> Cue | None:
    order = list(Stance)
    own = [cue for cue in cues if cue.role == role and cue.stance not in {Stance.LEFT, Stance.REFUSED}]
    return min(own, key=lambda cue: order.index(cue.stance)) if own else None
