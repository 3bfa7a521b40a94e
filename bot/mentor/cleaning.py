"""A message as it arrived, made readable: never empty by accident, never longer than is read.

Removes what no reader sees (control, zero-width and direction marks) and what carries no meaning for
the mentor (mentions, custom emoji codes). Runs in linear time on any input.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.mentor.events import MAX_READ

_MENTION = re.compile(r"<(?:@[!&]?|#|!|@?subteam\^)[A-Za-z0-9_|^-]{1,40}>|<a?:\w{1,40}:\d{1,25}>|@(?:everyone|here)\b")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_READ_AT_MOST = MAX_READ * 8
"""Raw characters looked at: a message of mentions only must not cost more than a long one of words."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """The words of a message, and whether some were left out."""

    words: str
    was_cut: bool


def clean(text: str) -> CleanText:
    """The words in `text`, at most `MAX_READ` characters of them."""
    visible = "".join(_visible(character) for character in unicodedata.normalize("NFC", text[:_READ_AT_MOST]))
    words = _SPACES.sub(" ", _MENTION.sub(" ", visible))
    words = _BLANK_LINES.sub("\n\n", words).strip()
    was_cut = len(words) > MAX_READ or len(text) > _READ_AT_MOST
    return CleanText(words[:MAX_READ], was_cut)


def has_words(text: str) -> bool:
    """Whether there is anything to read in `text`."""
    return any(character.isalnum() for character in text)


def _visible(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category in {"Zs", "Zl", "Zp"} else character
