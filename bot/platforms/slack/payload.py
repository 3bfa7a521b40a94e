"""What Slack sends, as nested dictionaries, and safe ways to look into it."""

import html
import re
from typing import Any

Payload = dict[str, Any]
"""A body from Slack: valid JSON, of a shape that only Slack vouches for."""

_REFERENCE = re.compile(r"<([^<>]*)>")


def text_at(payload: Any, *path: str) -> str:
    """The text at a path of keys, or an empty one where anything on the way is missing or no text."""
    found = payload
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def words_said(text: str, bot_user: str) -> str:
    """What a person wrote, without Slack's marks: our own name left out, links and mentions as words."""
    return html.unescape(_REFERENCE.sub(lambda match: _as_words(match.group(1), bot_user), text)).strip()


def mentions(text: str) -> frozenset[str]:
    """The ids of the people named in a message."""
    return frozenset(re.findall(r"<@([A-Z0-9]+)(?:\|[^>]*)?>", text))


def _as_words(reference: str, bot_user: str) -> str:
    target, _, label = reference.partition("|")
    match target[:1]:
        case "@":
            return "" if target[1:] == bot_user else f"@{label or 'someone'}"
        case "#":
            return f"#{label or 'a-channel'}"
        case "!":
            return f"@{label or target[1:].partition('^')[0]}"
        case _:
            return f"{label} ({target})" if label and label not in target else target
