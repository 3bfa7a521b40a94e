"""Which role fits somebody: a belief over the roles, the question that tells most next, and when to stop.

Bayes: each answer multiplies in how likely people of each role are to give it. The next question is the one with
the highest expected information gain, the mutual information between its answer and the role (Lindley, "On a
Measure of the Information Provided by an Experiment", Annals of Mathematical Statistics 27, 1956). Pure.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.knowledge.growth import FinderQuestion
from bot.knowledge.learner_tuning import FinderTuning
from bot.mentor.role_belief import shares

Belief = Mapping[str, float]
"""By role, its probability; they sum to 1."""


class Finding(Enum):
    """How a run of the role finder ended."""

    ONE = auto()
    BETWEEN_TWO = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class Weight:
    """How much an answer spoke for a role: the logarithm of how much likelier it is there than elsewhere."""

    question: str
    option: int
    role: str
    value: float


def prior(evidence: Mapping[str, float], roles: Collection[str], tuning: FinderTuning) -> dict[str, float]:
    """The belief before the first question, from what was said in conversation; that alone rules no role out."""
    believed = shares(evidence, roles)
    return {role: tuning.doubt / len(believed) + (1 - tuning.doubt) * share for role, share in believed.items()}


def likelihoods(question: FinderQuestion, roles: Iterable[str], lapse: float) -> dict[str, tuple[float, ...]]:
    """By role, the probability of each option."""
    number = len(question.options)
    likely = {}
    for role in roles:
        weights = [option.weights.get(role, 1.0) for option in question.options]
        total = sum(weights)
        fair = [weight / total for weight in weights] if total else [1 / number] * number
        likely[role] = tuple(lapse / number + (1 - lapse) * share for share in fair)
    return likely


def updated(belief: Belief, question: FinderQuestion, option: int | None, lapse: float) -> dict[str, float]:
    """The belief after an answer; a skipped question changes nothing."""
    if option is None or not 0 <= option < len(question.options):
        return dict(belief)
    likely = likelihoods(question, belief, lapse)
    joint = {role: share * likely[role][option] for role, share in belief.items()}
    total = sum(joint.values())
    return {role: share / total for role, share in joint.items()}


def expected_gain(belief: Belief, question: FinderQuestion, lapse: float) -> float:
    """How many bits the answer to `question` is expected to tell about the role."""
    likely = likelihoods(question, belief, lapse)
    gain = entropy(belief.values())
    for option in range(len(question.options)):
        chance = sum(share * likely[role][option] for role, share in belief.items())
        if chance > 0:
            after = [share * likely[role][option] / chance for role, share in belief.items()]
            gain -= chance * entropy(after)
    return gain


def entropy(probabilities: Iterable[float]) -> float:
    """The uncertainty of a distribution, in bits (Shannon 1948)."""
    return -sum(p * math.log2(p) for p in probabilities if p > 0)


def next_question(
    belief: Belief, questions: Sequence[FinderQuestion], asked: Collection[str], answered: int, tuning: FinderTuning
) -> FinderQuestion | None:
    """The open question that tells most, or none where it is time to stop; `answered` leaves out what was skipped."""
    is_sure = answered >= tuning.fewest_answers and max(belief.values()) >= tuning.sure
    if is_sure or len(asked) >= tuning.most_questions:
        return None
    left = [question for question in questions if question.id not in asked]
    if not left:
        return None
    gains = {question.id: expected_gain(belief, question, tuning.lapse) for question in left}
    best = max(left, key=lambda question: gains[question.id])
    return best if gains[best.id] >= tuning.little or answered < tuning.fewest_answers else None


def finding(belief: Belief, answered: int, tuning: FinderTuning) -> Finding:
    """What may be said of the result."""
    first, second, *_ = [*sorted(belief.values(), reverse=True), 0.0]
    if not answered or first < 2 / (len(belief) + 1):
        return Finding.OPEN
    return Finding.BETWEEN_TWO if second >= tuning.close * first else Finding.ONE


def ranked(belief: Belief) -> list[str]:
    """The roles, likeliest first; in the order of the belief where equal."""
    return sorted(belief, key=lambda role: -belief[role])


def weights_for(
    role: str,
    questions: Mapping[str, FinderQuestion],
    answers: Iterable[tuple[str, int | None]],
    roles: Iterable[str],
    lapse: float,
) -> list[Weight]:
    """The answers that spoke for `role` rather than the others, strongest first."""
    names = tuple(roles)
    found = []
    for question_id, option in answers:
        question = questions.get(question_id)
        if question is None or option is None or not 0 <= option < len(question.options):
            continue
        likely = likelihoods(question, names, lapse)
        others = [likely[other][option] for other in names if other != role]
        value = math.log(likely[role][option] / (sum(others) / len(others))) if others else 0.0
        if value > 0:
            found.append(Weight(question_id, option, role, value))
    return sorted(found, key=lambda weight: -weight.value)
