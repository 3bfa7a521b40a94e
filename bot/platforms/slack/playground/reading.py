"""What a person sees in blocks: the words, the labels, and the element behind a label."""

import html
import re
from collections.abc import Iterator, Sequence

from bot.platforms.slack.playground.workspace import Json

_ESCAPED_MARK = re.compile(r"\\([!-/:-@\[-`{-~])")
_JOINER = "\u2060"


def words_of(blocks: Sequence[Json]) -> str:
    """The visible words of blocks, one block a paragraph, without escapes."""
    return "\n\n".join(words for block in blocks if (words := _words(block)))


def labels_of(blocks: Sequence[Json]) -> tuple[str, ...]:
    """The labels of everything that can be picked."""
    return tuple(_seen(label) for label, *_ in _pickable(blocks))


def element_of(blocks: Sequence[Json], label: str) -> tuple[Json, str, Json]:
    """The element with this label, the id of its block, and what Slack would send about it in `actions`.

    Raises `LookupError` where nothing has this label.
    """
    for found, element, block_id, action in _pickable(blocks):
        if _seen(found) == _seen(label):
            return element, block_id, action
    raise LookupError(f"nothing is labelled {label!r}; there are {labels_of(blocks)}")


def _seen(text: str) -> str:
    return text.replace(_JOINER, "")


def _words(block: Json) -> str:
    match block.get("type"):
        case "markdown":
            return _seen(html.unescape(_ESCAPED_MARK.sub(r"\1", block["text"])))
        case "section" | "header":
            return _seen(html.unescape(block["text"]["text"]))
        case "context":
            return _seen(html.unescape(" ".join(e["text"] for e in block["elements"] if "text" in e)))
        case "image":
            return str(block["alt_text"])
        case "input":
            return str(block["label"]["text"])
        case _:
            return ""


def _pickable(blocks: Sequence[Json]) -> Iterator[tuple[str, Json, str, Json]]:
    for index, block in enumerate(blocks):
        block_id = str(block.get("block_id", f"b{index}"))
        for element in [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else ())]:
            yield from ((label, element, block_id, {**action, "block_id": block_id}) for label, action in _of(element))


def _of(element: Json) -> Iterator[tuple[str, Json]]:
    common = {"action_id": element.get("action_id", ""), "type": element.get("type", "")}
    match element.get("type"):
        case "button":
            yield element["text"]["text"], common | {"value": element.get("value", ""), "text": element["text"]}
        case "static_select":
            for option in element["options"]:
                yield option["text"]["text"], common | {"selected_option": option}
        case "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                button = element[side]
                yield button["text"]["text"], common | {"value": button["value"], "text": button["text"]}
