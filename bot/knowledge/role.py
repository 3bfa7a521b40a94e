"""A role: one of the kinds of work a learner can head for, and what it honestly takes."""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Content, Key, Line, Prose, Slug


class SubjectDepth(Content):
    """How deep a role goes into a subject: 0 none, 1 recognise, 2 use with a library, 3 derive and debug, 4 prove."""

    subject: Key
    depth: Annotated[int, Field(ge=0, le=4)]
    up_to: Annotated[int | None, Field(ge=0, le=4)] = Field(None, description="the upper end where it is a range")
    used_for: Line


class Role(Content):
    """A kind of work, its place between engineering and research, and what it asks of a person."""

    id: Key
    title: Line
    article: Line = Field(description="the title in a sentence, e.g. 'a data analyst'")
    place: Annotated[float, Field(ge=0, le=1)] = Field(description="0 engineering, 1 research")
    tagline: Line
    names: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(
        description="titles that name this role in a message, e.g. 'bi analyst'"
    )
    ambiguous_names: tuple[Line, ...] = Field(
        (), description="titles that often mean this role and sometimes another, e.g. 'data scientist'"
    )
    tools: tuple[Line, ...] = ()
    neighbours: tuple[Key, ...] = ()
    first_questions: Annotated[tuple[Slug, ...], Field(max_length=5)] = Field(
        (), description="entries offered to somebody who has just told of this work"
    )
    subjects: tuple[SubjectDepth, ...]
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    owner: Line
    summary: Prose
    day: Prose
    work: Prose
    math: Prose
    myths: Prose
    start: Prose
