"""What a text was taken to mean, and the one rule that turns it into answer, handover, decline or social.

An `Understanding` is a fact about one message: ranked entries, whether it is ours at all, which role it
speaks of, and why. It knows nothing of manners: whether to ask back is the mentor's decision. The
`Reader` makes it; the mentor reads it and hands back a `Context` with the next message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.knowledge.tuning import Thresholds


class About(StrEnum):
    """Whom a message speaks of."""

    SELF = "self"
    OTHER = "other"
    """Somebody else, such as the asker's sister: a role named here holds for this message only."""
    BACK = "back"
    """The asker again, said expressly: the role they had before holds."""


class Verdict(StrEnum):
    """What a message asks for, before manners: clarifying is the mentor's own choice within ANSWER."""

    ANSWER = "answer"
    HANDOVER = "handover"
    DECLINE = "decline"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry the message may be asking for."""

    entry_id: str
    confidence: float
    """Calibrated: of the candidates with 0.8, four in five are right. Together they sum to at most 1."""
    phrasing: str
    """The known phrasing of this entry that the message is nearest to."""


@dataclass(frozen=True, slots=True)
class RoleReading:
    """What one message says about the role of the person it is about."""

    belief: Mapping[str, float]
    """Probability by role. What is missing to 1 is `unrevealed`."""
    unrevealed: float
    """Probability that the message reveals no role."""
    about: About = About.SELF
    cue: str | None = None
    """The words that spoke for the best role, to explain the belief; None where nothing did."""
    stated: bool = False
    """Whether the role was said in so many words ("I work as ...", "I want to become ...")."""
    introduces: float = 0.0
    """Probability that the message tells of somebody, rather than of something that is not ours; 0 where it asks."""

    @property
    def best(self) -> str | None:
        """The most probable role, or None where 'not revealed' is more probable than all roles together."""
        if not self.belief or self.unrevealed >= 0.5:  # noqa: PLR2004 - the larger half, not a tuned threshold
            return None
        return max(self.belief, key=lambda role: self.belief[role])


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that the mentor offered with a question back, so that "production" can be read as picking it."""

    label: str
    role: str | None = None
    entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What went before in the conversation, as far as reading the next message needs it."""

    question: str = ""
    """The last question as it was read (`Understanding.read_as`), with what earlier turns added to it."""
    entry_id: str | None = None
    """The entry that was answered last."""
    role: str | None = None
    """The role in force for the asker."""
    options: tuple[Option, ...] = ()
    """The choices of the mentor's open question, empty when none is open."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, understood."""

    text: str
    """The message as it was read: cleaned, at most 4,000 characters."""
    candidates: tuple[Candidate, ...]
    """Best first, at least six where the pack has as many; empty only for a text without words."""
    scope: float
    """Calibrated probability that the message is ours to answer."""
    out_of_scope_kind: str | None
    """The likeliest kind of out-of-scope message, whatever `scope` says; None where the pack names none."""
    kind_confidence: float
    """Probability that the message is of that kind."""
    social_kind: str | None
    """The likeliest social kind, whatever `social` says; None where the pack names none."""
    social: float
    """Probability that the message is nothing but social."""
    role: RoleReading
    read_as: str
    """The text that was matched: the message alone, or a follow-up joined with what it follows."""
    follow_up: bool = False
    """Whether the message leaned on the context to be understood."""
    only_role: bool = False
    """Whether it says a role and asks nothing new: the question before it stands, in that role's terms."""
    picked: Option | None = None
    """The offered choice that the message picks, in words rather than by a button."""
    attack: bool = False
    """Whether it tries to give the mentor other instructions."""
    why: tuple[str, ...] = field(default=())
    """Short plain phrases on what the reading rests on, best first, for "why did you answer this?"."""

    @property
    def best(self) -> Candidate | None:
        """The likeliest entry."""
        return self.candidates[0] if self.candidates else None

    @property
    def matched_phrasing(self) -> str | None:
        """The phrasing behind the likeliest entry."""
        return self.candidates[0].phrasing if self.candidates else None


def verdict(understanding: Understanding, thresholds: Thresholds) -> Verdict:
    """Tell what the message asks for: never a guess, so a weak best entry is handed over rather than answered."""
    best = understanding.best
    if understanding.attack:
        return Verdict.DECLINE
    if understanding.picked is not None:
        return Verdict.ANSWER
    if understanding.social >= thresholds.social:
        return Verdict.SOCIAL
    if understanding.scope < thresholds.scope or best is None:
        return Verdict.DECLINE
    return Verdict.ANSWER if best.confidence >= thresholds.answer else Verdict.HANDOVER
