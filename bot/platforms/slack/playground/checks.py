"""The rules by which a stand-in Slack accepts or refuses messages and views.

`slack_sdk`'s own models judge each block; the rest are Slack's written limits and those found in
practice. A check returns the error code Slack would answer with and its reasons, or None.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.platforms.slack import limits
from bot.platforms.slack.playground.workspace import Json

MESSAGE_BLOCK_TYPES = frozenset(
    {"actions", "context", "context_actions", "divider", "file", "header", "image", "markdown", "rich_text",
     "section", "table", "video"}
)  # fmt: skip
VIEW_BLOCK_TYPES = frozenset(
    {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
_LIVE_SEQUENCE = re.compile(r"<(?:!|@)[^>]*>")
"""What calls somebody; `<#channel>` only names a channel."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why Slack would not take something."""

    error: str
    reasons: tuple[str, ...] = ()


Check = Callable[[str, Json], Sequence[str]]
"""A further judge, such as a published schema: takes the method and its arguments, returns faults."""


def message_refusal(arguments: Json) -> Refusal | None:
    """Why a message with these arguments is refused."""
    blocks: list[Json] = arguments.get("blocks") or []
    text = arguments.get("text") or ""
    if not text and not blocks and not arguments.get("attachments"):
        return Refusal("no_text")
    if len(text) > limits.TEXT:
        return Refusal("msg_too_long")
    if len(blocks) > limits.MESSAGE_BLOCKS:
        return Refusal("invalid_blocks", (f"{len(blocks)} blocks",))
    if sum(len(block.get("text", "")) for block in blocks if block.get("type") == "markdown") > limits.MARKDOWN:
        return Refusal("invalid_blocks", ("markdown blocks over 12,000 characters",))
    if sum(len(words) for words in _texts(blocks)) > limits.PAYLOAD:
        return Refusal("msg_blocks_too_long")
    faults = [*_block_faults(blocks, MESSAGE_BLOCK_TYPES), *_metadata_faults(arguments.get("metadata"))]
    return Refusal("invalid_blocks", tuple(faults)) if faults else None


def view_refusal(view: Json) -> Refusal | None:
    """Why a modal or home with this content is refused."""
    blocks: list[Json] = view.get("blocks") or []
    faults = list(_block_faults(blocks, VIEW_BLOCK_TYPES))
    if len(blocks) > limits.VIEW_BLOCKS:
        faults.append(f"{len(blocks)} blocks")
    if view.get("type") == "modal" and not view.get("title"):
        faults.append("a modal has a title")
    if any(block.get("type") == "input" for block in blocks) and view.get("type") == "modal" and not view.get("submit"):
        faults.append("a modal with inputs has a submit button")
    try:
        View(**view).validate_json()
    except (SlackObjectFormationError, TypeError) as error:
        faults.append(str(error))
    return Refusal("invalid_arguments", tuple(faults)) if faults else None


def live_sequences(method: str, arguments: Json) -> list[str]:
    """Mentions in what a bot sent that would wake people up: never ours, for we make none where others read along.

    A mention of one person wakes nobody in what one person alone sees.
    """
    for_one = (
        method == "chat.postEphemeral"
        or (method == "response_url" and arguments.get("response_type") == "ephemeral")
        or str(arguments.get("channel", "")).startswith("D")
    )
    found = [arguments.get("text") or "", *_texts(arguments.get("blocks") or [])]
    sequences = [sequence for words in found for sequence in _LIVE_SEQUENCE.findall(words)]
    return [sequence for sequence in sequences if not (for_one and sequence.startswith("<@"))]


def _block_faults(blocks: Sequence[Json], allowed: frozenset[str]) -> Iterator[str]:
    if _has_twins(block.get("block_id") for block in blocks):
        yield "the same block_id twice"
    for block in blocks:
        if block.get("type") in allowed:
            yield from _faults_in(block)
        else:
            yield f"no block of type {block.get('type')!r} here"
    for words in _texts(blocks):
        if not words.strip():
            yield "an empty text"


def _faults_in(block: Json) -> Iterator[str]:
    if block["type"] == "section" and not block.get("text") and not block.get("fields"):
        yield "a section has text or fields"
    if _has_twins(element.get("action_id") for element in block.get("elements", [])):
        yield "the same action_id twice in a block"
    if block["type"] in {"actions", "context", "context_actions"} and not block.get("elements"):
        yield f"{block['type']} without elements"
    try:
        parsed = Block.parse_all([block])[0]
        parsed.validate_json()
        for element in [*(getattr(parsed, "elements", None) or ()), getattr(parsed, "element", None)]:
            if hasattr(element, "validate_json"):
                element.validate_json()
    except SlackObjectFormationError as error:
        yield str(error)


def _has_twins(ids: Iterable[str | None]) -> bool:
    given = [id_ for id_ in ids if id_ is not None]
    return len(set(given)) != len(given)


def _metadata_faults(metadata: Json | None) -> Iterator[str]:
    if metadata is None:
        return
    if not metadata.get("event_type") or not isinstance(metadata.get("event_payload"), dict):
        yield "metadata has event_type and event_payload"
    elif any(value is None or isinstance(value, dict | list) for value in metadata["event_payload"].values()):
        yield "metadata holds plain values here"
    elif len(json.dumps(metadata)) > limits.PRIVATE_METADATA:
        yield "metadata is too long"


def _texts(value: object) -> Iterator[str]:
    """Every text that people would see, however deep it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"text", "alt_text"} and isinstance(inner, str):
                yield inner
            elif isinstance(inner, dict | list):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
