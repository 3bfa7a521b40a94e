"""Sentences with words to fill in: each names in its type which words in braces may stand in it."""

import string
from typing import Self

from pydantic import model_validator

from bot.knowledge.base import Content


class Fills:
    """The words in braces that may stand in a sentence."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)


class Sentences(Content):
    """Sentences that are refused when they are loaded where they want other words than there are."""

    @model_validator(mode="after")
    def _fills_only_what_is_there(self) -> Self:
        for name, field in type(self).model_fields.items():
            allowed = next((mark.names for mark in field.metadata if isinstance(mark, Fills)), frozenset[str]())
            text = getattr(self, name)
            wanted = words_to_fill(text) if isinstance(text, str) else frozenset[str]()
            if wanted - allowed:
                known = ", ".join(f"{{{word}}}" for word in sorted(allowed)) or "none"
                raise ValueError(f"'{name}' fills {{{min(wanted - allowed)}}}; the words to fill in here are: {known}")
        return self


def words_to_fill(text: str) -> frozenset[str]:
    """The words in braces in `text`; raises `ValueError` where the braces do not pair."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
