"""What a learner grows with: skills, the role finder, paths, projects, tips and quick checks."""

import re
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, field_validator, model_validator

from bot.knowledge.base import Content, Key, Level, Line, Prose, Slug

Rating = Annotated[int, Field(ge=0, le=10)]


class CheckOption(Content):
    """One possible answer to a check question, and why it is right or wrong."""

    text: Line
    right: bool = False
    why: Line | None = None


class CheckQuestion(Content):
    """A question with one right answer and an explanation that is shown whatever was chosen."""

    question: Prose
    options: Annotated[tuple[CheckOption, ...], Field(min_length=2, max_length=5)]
    explanation: Prose

    @model_validator(mode="after")
    def _one_right_answer(self) -> "CheckQuestion":
        if sum(option.right for option in self.options) != 1:
            raise ValueError("mark one option, and one only, with 'right: true'")
        return self


class QuickCheck(CheckQuestion):
    """A check question of the shared deck."""

    id: Slug
    topic: Key
    skill: Key | None = None
    level: Level
    sources: tuple[Slug, ...] = ()


class Skill(Content):
    """Something a role needs, which a person can rate from 0 to 10."""

    id: Key
    title: Annotated[str, Field(max_length=40)]
    about: Line
    family: Key = Field(description="groups skills on a chart, e.g. 'math' or 'engineering'")
    subject: Key | None = None
    at_2: Line
    at_5: Line
    at_8: Line
    needed: dict[Key, Rating] = Field(description="by role: the rating that is enough to start in it")
    checks: Annotated[tuple[CheckQuestion, ...], Field(min_length=3, max_length=3)]


class FinderOption(Content):
    """An answer in the role finder and how much more likely each role gives it than the rest."""

    text: Annotated[str, Field(max_length=75)]
    weights: dict[Key, Annotated[float, Field(ge=0, le=5)]] = Field(
        description="by role: relative likelihood that a person of that role picks it; 1 where left out"
    )


class FinderQuestion(Content):
    """A short question that tells roles apart."""

    id: Slug
    kind: Literal["day", "software", "build", "math", "people"]
    text: Line
    options: Annotated[tuple[FinderOption, ...], Field(min_length=2, max_length=5)]
    why: Line = Field(description="why the weights are as they are")


class Resource(Content):
    """Something to learn from."""

    title: Line
    author: Line
    url: HttpUrl | None = None
    free: bool
    source: Slug | None = None


class Project(Content):
    """Something to build that shows a skill."""

    id: Slug
    title: Line
    role: Key
    level: Level
    hours: Annotated[int, Field(ge=1, le=300)]
    brief: Prose
    data: Prose
    steps: Annotated[tuple[Line, ...], Field(min_length=3, max_length=9)]
    shows: Line
    talk: Line = Field(description="how to speak about it in an interview")


class Step(Content):
    """One step of a path, with a reason, an effort and a way to know that it is done."""

    id: Slug
    title: Annotated[str, Field(max_length=75)]
    phase: Literal["goal", "pretrained", "finetune", "deploy", "foundation", "theory", "job"]
    why: Line
    hours: Annotated[int, Field(ge=1, le=300)]
    gains: dict[Key, Rating] = Field(description="by skill: the rating that the step brings a person to")
    after: tuple[Slug, ...] = Field((), description="steps of the same path that must come before")
    resources: Annotated[tuple[Resource, ...], Field(min_length=1, max_length=4)]
    project: Slug | None = None
    done_when: Line


class Path(Content):
    """The steps into one role, build first."""

    role: Key
    intro: Prose
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Tip(Content):
    """One small thing to learn or try within ten minutes."""

    id: Slug
    text: Annotated[str, Field(min_length=20, max_length=600)]
    kind: Literal["try", "read", "know", "ask", "habit"]
    topic: Key
    roles: tuple[Key, ...] = Field((), description="left empty where it serves every role")
    level: Level
    minutes: Annotated[int, Field(ge=1, le=10)]
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    entry: Slug | None = Field(None, description="the entry behind it: 'more on this'")
    only_on: str | None = Field(None, pattern=r"^\d{2}-\d{2}$", description="month-day, for a tip of one date")


class ExpectedNumbers(Content):
    """Numbers that a right solution prints, in this order; a person's own output is compared with them."""

    label: Line = Field(description="what the numbers are, e.g. 'XOR after training'")
    values: Annotated[tuple[float, ...], Field(min_length=1, max_length=64)]
    tolerance: Annotated[float, Field(ge=0)] = Field(description="how far each number may be off")
    hint: Line = Field(description="what to look at where the numbers differ")


class CodeSign(Content):
    """Something that is in every right solution, found in the text of the code; the code itself is never run."""

    label: Line = Field(description="what is looked for, e.g. 'two weight matrices'")
    any_of: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        description="regular expressions over the code without its comments; one that is found is enough"
    )
    hint: Line = Field(description="what to try where it is missing")

    @field_validator("any_of")
    @classmethod
    def _are_expressions(cls, expressions: tuple[str, ...]) -> tuple[str, ...]:
        for expression in expressions:
            try:
                re.compile(expression)
            except re.error as error:
                raise ValueError(f"'{expression}' is no regular expression ({error})") from error
        return expressions


class Exercise(Content):
    """Something a person writes by hand, with expected numbers to compare against."""

    id: Slug
    title: Annotated[str, Field(max_length=75)]
    task: Prose
    inputs: Prose
    expected: Prose
    lines_at_most: Annotated[int | None, Field(ge=1)] = Field(
        None, description="lines of code that are enough; blank lines and comments do not count"
    )
    numbers: tuple[ExpectedNumbers, ...] = ()
    signs: tuple[CodeSign, ...] = ()
    hints: tuple[Line, ...]
    self_check: tuple[Line, ...]
    sources: tuple[Slug, ...]
