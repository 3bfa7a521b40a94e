"""What a person wrote in Discord, as words: our own name left out, mentions and emoji in words.

Pure. What is said of other people's names stays out of it: a mention becomes "@someone".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.platforms.discord.limits import MAX_THREAD_NAME, units
from bot.platforms.text import clean, cut, graphemes

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&\d+>")
_CHANNEL = re.compile(r"<#\d+>")
_COMMAND = re.compile(r"</([-_\w ]+):\d+>")
_EMOJI = re.compile(r"<a?:(\w+):\d+>")
_MOMENT = re.compile(r"<t:-?\d+(?::[tTdDfFR])?>")
_TITLE = 60
"""Units of a question that name its thread: what a phone shows of it."""


def words_said(content: str, us: int | None) -> str:
    """The words of a message to the user `us`."""
    text = _USER.sub(lambda match: "" if us is not None and int(match[1]) == us else "@someone", content)
    text = _CHANNEL.sub("#channel", _ROLE.sub("@role", text))
    text = _MOMENT.sub("some time", _EMOJI.sub(r":\1:", _COMMAND.sub(r"/\1", text)))
    return text.strip()


def title_of(words: str) -> str:
    """The name of a thread about this question, at most 100 units and never empty."""
    line = " ".join(clean(words).split())
    if not any(character.isalnum() for character in line):
        return "A question"
    if units(line) <= _TITLE:
        return line
    short = cut(line, _TITLE, units)
    head, _, tail = short[:-1].rpartition(" ")
    return f"{head}…" if head and len(graphemes(tail)) < _TITLE // 3 else cut(short, MAX_THREAD_NAME, units)


def text_in(components: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every text display in the components of a message, from top to bottom."""
    found: list[str] = []
    for component in components:
        if isinstance(component.get("content"), str):
            found.append(component["content"])
        found += text_in(component.get("components") or ())
    return found


def values_in(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was written into a modal, by the key of each field."""
    values: dict[str, str] = {}
    for component in components:
        inner = component.get("component")
        values |= values_in([*(component.get("components") or ()), *([inner] if inner else ())])
        if "custom_id" in component and "value" in component:
            values[str(component["custom_id"])] = str(component["value"] or "")
    return values
