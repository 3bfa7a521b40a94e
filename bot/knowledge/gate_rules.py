"""From where on the gate objects to a change, and sentences that show which tone is not ours: `gate.yaml`."""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Content, Line
from bot.knowledge.tuning import Probability

Share = Annotated[float, Field(ge=0, le=1)]


class DuplicateRules(Content):
    """When an entry is too like another one."""

    question: Share = Field(description="cosine of the two questions")
    answered: Share = Field(description="share of its phrasings that the other entry answers today")
    confident: Probability = Field(description="confidence from which a phrasing counts as answered")
    answers: Share = Field(description="cosine of the two direct answers")
    score: float = Field(description="sum of the evidence from which two entries are one")


class GateRules(Content):
    """What `gate.yaml` holds."""

    duplicate: DuplicateRules
    tone: Probability = Field(description="from it on a sentence shuts people out")
    shuts_out: Annotated[tuple[Line, ...], Field(min_length=10, description="sentences that shut people out")]
    welcomes: Annotated[tuple[Line, ...], Field(min_length=10, description="sentences alike that do not")]
