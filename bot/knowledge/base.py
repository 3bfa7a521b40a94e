"""What every content model shares: it is immutable, and it refuses keys it does not know."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]
"""The id of an entry, source, fact, tip, step, project or check: lower case, words joined by hyphens."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=32)]
"""The id of a role, topic, subject or skill: lower case, words joined by underscores."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
"""One line of text for people."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=3000, strip_whitespace=True)]
"""Text for people in the small Markdown that every platform shows: bold, italic, code, links, lists."""

Level = Literal[1, 2, 3]
"""1 for someone new, 2 for someone who has built something, 3 for someone who does it for a living."""


class Content(BaseModel):
    """A piece of content as it stands in a file.

    A model's validator is built at its first use: a pack that comes from the cache needs none of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)
