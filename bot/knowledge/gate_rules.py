"""From where on the gate objects to a change, and sentences that show which tone is not ours: `gate.yaml`."""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Content, Line
from bot.knowledge.tuning import Probability

Cosine = Annotated[float, Field(ge=-1, le=1)]


class GateRules(Content):
    """What `gate.yaml` holds."""

    duplicate: float = Field(
        description="two entries are one where the confidence with which the other answers these phrasings today, "
        "plus the mean cosine of each sentence of the answer to the nearest one of the other, reaches it"
    )
    same_matter: Cosine = Field(description="two sentences with a figure that are this alike speak of the same thing")
    same_statement: Cosine = Field(description="two sentences this alike say the same, or the opposite")
    opposites: tuple[tuple[str, str], ...] = Field((), description="words that turn a sentence into its opposite")
    same_words: Annotated[
        float, Field(ge=0, le=100, description="a phrasing this like a test question is that question")
    ]
    tone: Probability = Field(description="from it on a sentence shuts people out")
    shuts_out: Annotated[tuple[Line, ...], Field(min_length=10, description="sentences that shut people out")]
    welcomes: Annotated[tuple[Line, ...], Field(min_length=10, description="sentences alike that do not")]
