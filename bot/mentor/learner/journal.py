"""What learners do, deed by deed, and the port through which it is kept.

A deed is written before it is confirmed and never changed; what stands is what the deeds add up to
(`bot.mentor.learner.record`), and taking one back is a deed too. `Journal` is implemented by `bot.storage`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.mentor.memory import Cue


class Kind(StrEnum):
    """What was done; each says what `about`, `value` and `detail` hold."""

    FINDER_START = "finder_start"
    """A run of the role finder began."""
    FINDER_ANSWER = "finder_answer"
    """About a question; the value is the option, none where it was skipped; the detail names the run."""
    FINDER_END = "finder_end"
    """About a run that was ended before it was sure."""
    MIX = "mix"
    """About nothing; the detail holds the roles of a mix, the first the main one."""
    RATING = "rating"
    """About a skill; the value is the rating, none where it was taken out."""
    SELF_CHECK = "self_check"
    """About a skill; the value is 1 for right, 0 for wrong; the detail holds the question and the option."""
    STEP = "step"
    """About a step; the detail holds its state."""
    HOURS = "hours"
    """The value is the hours a week, none for no plan."""
    GOAL = "goal"
    """The detail holds the goal with its if and its then; the value is 1 where it was reached, 0 where given up."""
    QUIZ_START = "quiz_start"
    """About a topic; the detail holds the checks of the round."""
    QUIZ_ANSWER = "quiz_answer"
    """About a check; the value is 1 for right, 0 for wrong; the detail holds the round and the option."""
    REPEATING = "repeating"
    """The value is 1 from when on checks come back, 0 from when on they do not."""
    EXERCISE = "exercise"
    """About an exercise; the value is how many of its marks were met; the detail says whether all were."""
    TIP_TRIED = "tip_tried"
    """About a tip."""
    LINK_TRY = "link_try"
    """A code for joining identities was typed that nobody gave out."""
    UNDO = "undo"
    """About the id of a deed; everything done on its occasion is taken back."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a learner did.

    `occasion` is the event that led to it and `part` its number among the deeds of that event; together they
    make it idempotent. `id` is given when it is written; later deeds have higher ids.
    """

    occasion: str
    person: str
    community: str
    kind: Kind
    at: datetime
    about: str = ""
    value: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    part: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """The role somebody chose last, or that they chose none, and when."""

    role: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Everything that is kept about one learner on all their platforms, fetched at once.

    `people` are the learner's identities, the asking one first. `deeds` are the oldest first, those taken back
    among them. `asked_at` are the moments of their questions in the time that was asked for.
    """

    people: tuple[str, ...]
    deeds: tuple[Deed, ...] = ()
    choice: RoleChoice | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)
    cues: tuple[Cue, ...] = ()
    asked_at: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Cohort:
    """How a community does, in numbers of people; nobody is named, and small groups are left out by who shows it."""

    learners: int = 0
    roles: Mapping[str, int] = field(default_factory=dict)
    steps_done: Mapping[str, int] = field(default_factory=dict)
    ratings: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    """By skill: how many people rated it, and their mean."""


class Journal(Protocol):
    """Where deeds are kept."""

    async def write(self, deeds: Sequence[Deed]) -> tuple[Deed, ...]:
        """Keep deeds in one transaction and return them with their ids.

        Those of an occasion that was written before come back as they were written then, and nothing is added.
        """
        ...

    async def recall(self, person: str, asked_since: datetime) -> Chronicle:
        """What is kept about the learner behind `person`; questions only since then."""
        ...

    async def cohort(self, community: str, since: datetime) -> Cohort:
        """How the people of a community do who did something since then."""
        ...
