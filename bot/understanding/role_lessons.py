"""What teaches the roles: statements of people, phrasings that name no role, names behind a turn of phrase.

Two heads are learned from it. One tells the roles apart, with "not revealed" as a class like them. The other tells
somebody's words about themselves ("kafka topics, exactly once, that's my jam") from what is not ours: no entry fits
either of them, and only one is to be declined.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.knowledge.pack import Pack
from bot.understanding.lessons import Lesson, Sort
from bot.understanding.representation import Array
from bot.understanding.role_cues import RoleCues
from bot.understanding.set_aside import SetAside
from bot.understanding.softmax import SoftmaxHead, fit_softmax

_STRENGTH = 5.0
_UNNAMED_TOTAL = 400.0
_OWN_ROLE_TOTAL = 200.0
_SAID_TOTAL = 100.0
"""What other examples weigh in all beside a statement's 1: phrasings that name no role, phrasings of an entry about
one, and names put behind a turn of phrase, one that refuses included."""


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


def fit_introductions(
    examples: Sequence[RoleExample], of_examples: Array, lessons: Sequence[Lesson], of_lessons: Array, roles: int
) -> SoftmaxHead:
    """Learn what introduces somebody: statements of one of the `roles` (class 1) against what is out of scope (0).

    A pack without either teaches nothing, and then every text is as likely the one as the other.
    """
    told = [example.ground is Ground.STATEMENT and example.label < roles for example in examples]
    stray = [lesson.meaning.sort is Sort.OUT_OF_SCOPE for lesson in lessons]
    features = np.vstack([of_examples[told], of_lessons[stray]])
    if not (any(told) and any(stray)):
        return SoftmaxHead(np.zeros((2, features.shape[1]), dtype=np.float32), np.zeros(2, dtype=np.float32))
    return fit_softmax(features, np.repeat([1, 0], [sum(told), sum(stray)]), 2, _STRENGTH)
