"""Where somebody stands against what a role needs: gaps, the shape of a profile, and how sure they may be. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from bot.knowledge.growth import Skill
from bot.knowledge.learner_tuning import ConfidenceTuning, ShapeTuning

CHECKS = 3
"""Self-check questions a skill has."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One skill: what somebody has of it, none where it was not rated, and what is needed."""

    skill: Skill
    have: int | None
    need: int

    @property
    def size(self) -> int:
        """Points that are missing; all of them where it was not rated."""
        return max(0, self.need - (self.have or 0))


class Shape(StrEnum):
    """What a profile looks like; the value ends the name of the sentence about it."""

    UNKNOWN = "unknown"
    STARTING = "starting"
    WIDE = "wide"
    DEEP = "deep"
    MIXED = "mixed"


class Confidence(Enum):
    """How a rating and the self-check questions go together."""

    OPEN = "open"
    AHEAD = "ahead"
    BEHIND = "behind"
    ALIKE = "alike"


def needs(skills: Mapping[str, Skill], roles: Sequence[str]) -> dict[str, int]:
    """By skill, the rating that is enough to start in any of `roles`: the highest of theirs."""
    return {skill.id: max((skill.needed.get(role, 0) for role in roles), default=0) for skill in skills.values()}


def gaps(skills: Mapping[str, Skill], roles: Sequence[str], rated: Mapping[str, int]) -> tuple[Gap, ...]:
    """Every skill against what `roles` need, in the order of the content."""
    needed = needs(skills, roles)
    return tuple(Gap(skill, rated.get(skill.id), needed[skill.id]) for skill in skills.values())


def widest(found: Sequence[Gap], at_most: int) -> tuple[Gap, ...]:
    """The largest gaps, rated ones first among equals."""
    ordered = sorted(found, key=lambda gap: (-gap.size, gap.have is None))
    return tuple(gap for gap in ordered[:at_most] if gap.size)


def shape(rated: Mapping[str, int], tuning: ShapeTuning) -> Shape:
    """What the ratings look like, whatever they are needed for."""
    values = sorted(rated.values(), reverse=True)
    if len(values) < tuning.fewest_rated:
        return Shape.UNKNOWN
    solid = sum(value >= tuning.solid for value in values) / len(values)
    is_strong = values[0] >= tuning.strong
    if not solid:
        return Shape.STARTING
    if solid >= tuning.wide:
        return Shape.WIDE
    return Shape.DEEP if is_strong and solid <= tuning.narrow else Shape.MIXED


def confidence(rating: int | None, answers: Mapping[int, bool], tuning: ConfidenceTuning) -> Confidence:
    """Whether a rating runs ahead of the answers or lags behind them; open until all were answered."""
    if rating is None or len(answers) < CHECKS:
        return Confidence.OPEN
    right = sum(answers.values())
    if right in tuning.ahead and rating >= tuning.ahead[right]:
        return Confidence.AHEAD
    if right in tuning.behind and rating <= tuning.behind[right]:
        return Confidence.BEHIND
    return Confidence.ALIKE
