"""The rules a community sets for its own content; `knowledge/house_rules.yaml` holds them."""

import re
from typing import Annotated

from pydantic import Field, field_validator

from bot.knowledge.base import Content, Line


class BannedWords(Content):
    """Words that shut people out or promise too much, and what to write instead."""

    pole: Line
    pattern: str
    advice: Line

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"the pattern is not a regular expression ({error})") from error
        return pattern


class HouseRules(Content):
    """Limits on length and wording that the content check enforces."""

    answer_words: int
    section_words: int
    tip_words: int
    reading_grade: Annotated[float, Field(description="Automated Readability Index, Senter and Smith 1967")]
    phrasing_likeness: Annotated[
        float, Field(ge=0, le=100, description="two phrasings of different entries this alike are one")
    ]
    tip_likeness: Annotated[float, Field(ge=0, le=100)]
    banned: tuple[BannedWords, ...]
