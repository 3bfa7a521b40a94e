"""What answers lean on: topics, subjects, sources and dated facts.

A fact is quoted in a text as `{fact:its-id}`. While it is checked and in date the quotation reads as
`says`; otherwise as `otherwise`, which holds no number.
"""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field, HttpUrl, model_validator

from bot.knowledge.base import Content, Key, Line, Prose, Slug

FreshnessKind = Key
"""How fast a statement ages; `pack.yaml` gives each kind its days."""


class Topic(Content):
    """What an entry, tip or check is about."""

    id: Key
    title: Line
    about: Line


class Subject(Content):
    """A field of study whose depth differs from role to role, such as linear algebra."""

    id: Key
    title: Line
    about: Line
    topic: Key | None = Field(None, description="the topic under which people ask about this subject")


class Source(Content):
    """Something an answer rests on, named so that a reader can find it."""

    id: Slug
    title: Line
    author: Line
    published: str | None = Field(None, pattern=r"^\d{4}(-\d{2}){0,2}$", description="year, month or day")
    url: HttpUrl | None = Field(None, description="a stable primary address; left out where none could be checked")
    note: Line | None = None


class Fact(Content):
    """One dated, sourced statement; entries quote it by id."""

    id: Slug
    subject: Line = Field(description="what it is about, e.g. 'Data Engineering Zoomcamp'")
    property: Line = Field(description="which quality of the subject, e.g. 'length'")
    value: Line
    unit: Line | None = None
    says: Line = Field(description="the words that stand in an answer while the fact holds")
    otherwise: Line = Field(description="the words that stand there when it has expired or was never checked")
    statement: Prose
    as_of: str = Field(pattern=r"^\d{4}(-\d{2}){0,2}$", description="the day, month or year it describes")
    source: Slug
    standing: Literal["verified", "second_hand", "weak", "unchecked"]
    checked: date | None = None
    kind: FreshnessKind

    @model_validator(mode="after")
    def _withheld_words_hold_no_number(self) -> "Fact":
        if any(character.isdigit() for character in self.otherwise):
            raise ValueError("'otherwise' stands where the number is withheld, so write it without digits")
        return self

    @model_validator(mode="after")
    def _describes_no_day_after_the_check(self) -> "Fact":
        if self.checked is not None and self.as_of > self.checked.isoformat()[: len(self.as_of)]:
            raise ValueError(f"'as_of' ({self.as_of}) lies after the day it was checked ({self.checked})")
        return self

    def holds_on(self, day: date, lifetime: timedelta) -> bool:
        """Whether the number may be quoted on `day`: verified at its source, and younger than `lifetime`."""
        return self.standing == "verified" and self.checked is not None and day - self.checked <= lifetime
