"""One curated answer, as a Markdown file with front matter.

The text before the first heading is the direct answer. The headings that may follow are
`## depends` (what it depends on), `## differs` (where good sources differ) and
`## role: ROLE` (what it means for that role).
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.knowledge.base import Content, Key, Line, Prose, Slug
from bot.knowledge.reference import FreshnessKind

Phrasing = Annotated[str, StringConstraints(min_length=2, max_length=600, strip_whitespace=True)]


class Option(Content):
    """One way to answer the mentor's question back."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    role: Key | None = None
    entry: Slug | None = None


class Clarification(Content):
    """The one question the mentor asks back when the answer to it would change the answer."""

    question: Line
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=5)]


class Entry(Content):
    """A question people ask and the approved answer to it."""

    id: Slug
    question: Annotated[str, StringConstraints(min_length=3, max_length=100)]
    topics: Annotated[tuple[Key, ...], Field(min_length=1, max_length=3)] = Field(description="the main one first")
    kind: FreshnessKind
    owner: Line
    checked: date
    sources: Annotated[tuple[Slug, ...], Field(min_length=1)]
    phrasings: Annotated[tuple[Phrasing, ...], Field(min_length=1)] = Field(description="five or more in a folder")
    next_steps: Annotated[tuple[Line, ...], Field(min_length=1, max_length=3)]
    see_also: tuple[Slug, ...] = ()
    role: Key | None = Field(None, description="set where the entry is about one role, e.g. 'a day of a data analyst'")
    clarify: Literal["role"] | Clarification | None = Field(
        None, description="'role' where the asker's role would change the answer, or a question of its own"
    )
    subjects: tuple[Key, ...] | Literal["all"] = Field(
        (), description="the subjects whose depth for the asker's role is shown below the answer"
    )
    answer: Prose
    depends: Prose | None = None
    differs: Prose | None = None
    variants: dict[Key, Prose] = Field(default_factory=dict, description="by role")
