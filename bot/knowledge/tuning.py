"""How sure the mentor must be, and the words by which English marks what a message is about.

It stands in `knowledge/understanding.yaml`: content like everything else, so that a pack about
another subject, or a community with more or less patience, turns these without touching code.
"""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Content, Line

Probability = Annotated[float, Field(ge=0, le=1)]


class Thresholds(Content):
    """From which calibrated probability on the mentor acts."""

    scope: Probability = Field(description="below it a message is not ours and is declined")
    answer: Probability = Field(description="below it the best entry is not given and people are asked")
    unsure: Probability = Field(0.25, description="below it an answer that was given counts as doubtful")
    kind: Probability = Field(0.5, description="from it on a declined message is told of what kind it is")
    social: Probability = Field(description="from it on a message is only a greeting, thanks or the like")
    role: Probability = Field(description="from it on a role counts as revealed where something is asked")
    introduction: Probability = Field(0.7, description="from it on a message that asks nothing introduces its writer")
    attack: Probability = Field(description="from it on a sentence counts as an attempt to instruct the mentor")


class Cues(Content):
    """Openings and turns of phrase; each is matched as whole words, case and punctuation aside."""

    follow_up: tuple[Line, ...] = Field(description="openings that lean on what went before: 'and', 'what about'")
    insisting: tuple[Line, ...] = Field((), description="openings that repeat the last question: 'i said'")
    pointing: tuple[Line, ...] = Field((), description="words that point back: 'it', 'that', 'instead'")
    other_person: tuple[Line, ...] = Field(description="whom a message may be about instead: 'my sister'")
    back_to_self: tuple[Line, ...] = Field(description="returns to the asker: 'back to me'")
    goal: tuple[Line, ...] = Field(description="words before the role someone wants: 'want to become'")
    job: tuple[Line, ...] = Field(description="words before the role someone has: 'i work as'")
    asking: tuple[Line, ...] = Field((), description="first words of a question: 'how', 'should'")
    oneself: tuple[Line, ...] = Field((), description="words for the speaker: 'i', 'my'")
    refusing: tuple[Line, ...] = Field((), description="words before a role that is not meant: 'not', 'instead of'")
    switching: tuple[Line, ...] = Field((), description="openings that ask the same for another role: 'what if'")
    leaving: tuple[Line, ...] = Field((), description="words before the role someone leaves: 'from'")
    arriving: tuple[Line, ...] = Field((), description="words before the role they go to, after one left: 'to'")
    weighing: tuple[Line, ...] = Field((), description="words between two roles someone chooses from: 'or', 'versus'")
    left_after: tuple[Line, ...] = Field((), description="words after a role that is only held for now: 'by day'")
    wanted_after: tuple[Line, ...] = Field((), description="words after a role that is meant at heart: 'one day'")
    preferring: tuple[Line, ...] = Field((), description="words before what is liked better: 'rather', 'prefer'")
    preferred_to: tuple[Line, ...] = Field((), description="words before what is liked less, after those: 'than'")
    declining: tuple[Line, ...] = Field((), description="words before what is not wanted at all: 'i hate'")
    declining_until: tuple[Line, ...] = Field((), description="words that end what is not wanted: 'but'")


class Tuning(Content):
    """What `understanding.yaml` holds."""

    thresholds: Thresholds
    cues: Cues
    attack_kinds: tuple[str, ...] = Field((), description="out-of-scope kinds that give the mentor other instructions")
