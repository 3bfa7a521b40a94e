"""How the learner's features judge: when the role finder is sure, which profile counts as wide, who is over-confident.

It stands in `knowledge/learner.yaml`; what a pack leaves out has the value given here.
"""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Content
from bot.knowledge.tuning import Probability

Right = Annotated[int, Field(ge=0, le=3)]
Points = Annotated[float, Field(ge=0, le=10)]


class FinderTuning(Content):
    """When the role finder asks, and when it is sure."""

    lapse: Probability = Field(0.25, description="how often people pick any option at all, by mistake or in haste")
    most_questions: Annotated[int, Field(ge=1, le=20)] = 7
    fewest_answers: Annotated[int, Field(ge=1)] = Field(3, description="nobody is sorted by fewer answers")
    sure: Probability = Field(0.9, description="from this share of a role on no more is asked")
    little: Annotated[float, Field(ge=0)] = Field(0.02, description="bits; a question that tells less is not asked")
    close: Probability = Field(0.5, description="'between these two' where the second has this part of the first")
    doubt: Probability = Field(0.25, description="how much of the belief stays even before the first question")


class ShapeTuning(Content):
    """Which profile counts as what."""

    fewest_rated: Annotated[int, Field(ge=1)] = Field(5, description="with fewer ratings nothing is said of the shape")
    solid: Points = Field(5, description="from this rating on a skill carries work")
    strong: Points = Field(7, description="from this rating on a skill is a strength")
    wide: Probability = Field(0.6, description="from this part of solid skills on a profile is wide")
    narrow: Probability = Field(0.4, description="up to this part of solid skills a profile with strengths is deep")
    deep_place: Probability = Field(0.75, description="from this place on the spectrum on a role asks for depth")


class ConfidenceTuning(Content):
    """When a rating and the self-check questions disagree; out of three questions."""

    ahead: dict[Right, Points] = Field(
        {0: 4, 1: 6}, description="by number of right answers: from which rating on it may run ahead of them"
    )
    behind: dict[Right, Points] = Field(
        {2: 1, 3: 4}, description="by number of right answers: up to which rating it may lag behind them"
    )


class LearnerTuning(Content):
    """What `learner.yaml` holds."""

    finder: FinderTuning = FinderTuning()
    shape: ShapeTuning = ShapeTuning()
    confidence: ConfidenceTuning = ConfidenceTuning()
    checks_a_day: Annotated[int, Field(ge=1, le=20)] = Field(3, description="repeated quick checks in one day")
    cohort_from: Annotated[int, Field(ge=5)] = Field(5, description="people; smaller groups are never shown")
