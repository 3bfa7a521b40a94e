"""What teaches the understanding and proves it: examples that are no entries, and golden questions."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.knowledge.base import Content, Key, Prose, Slug
from bot.knowledge.entry import Phrasing

GoldenDecision = Literal["answer", "clarify", "handover", "decline", "social"]


class OutOfScope(Content):
    """Messages of one kind that are not ours to answer, and the friendly words that say so."""

    kind: Key
    reply: Prose
    near: bool = Field(description="whether it is near our field, such as a bug in model code")
    urgent: bool = Field(False, description="whether a person may be in distress: shown first and gently")
    examples: Annotated[tuple[Phrasing, ...], Field(min_length=5)]


class Social(Content):
    """Greetings, thanks and the like, and what is said back."""

    kind: Key
    reply: Prose
    objects: bool = Field(False, description="whether it objects to the last answer, and so comes with what to do then")
    examples: Annotated[tuple[Phrasing, ...], Field(min_length=5)]


class RoleStatements(Content):
    """How people of one role speak about what they do, like or want; `role` none where nothing is revealed."""

    role: Key | None
    examples: Annotated[tuple[Phrasing, ...], Field(min_length=10)]


class GoldenTurn(Content):
    """What a message must lead to. Several entries or decisions may be right; the first is the best."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    decisions: Annotated[tuple[GoldenDecision, ...], Field(min_length=1)]
    entries: tuple[Slug, ...] = ()
    roles: tuple[Key | None, ...] = Field((None,), description="null where no role is revealed")


class GoldenQuestion(GoldenTurn):
    """One message with what it must lead to."""

    id: Slug
    attack: bool = Field(False, description="whether it tries to give the mentor other instructions")

    @model_validator(mode="after")
    def _answers_name_an_entry(self) -> "GoldenQuestion":
        if "answer" in self.decisions and not self.entries:
            raise ValueError("a golden question that is answered names the entry in 'entries'")
        return self


class GoldenDialogue(Content):
    """A conversation with what each message must lead to."""

    id: Slug
    tests: Prose
    turns: Annotated[tuple[GoldenTurn, ...], Field(min_length=2, max_length=8)]
