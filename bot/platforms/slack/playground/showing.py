"""Blocks as HTML for the playground's page, close to how Slack shows them and safe to put into a page.

Markdown goes through a CommonMark reader that passes no HTML; everything else is escaped here.
"""

import html
import re
from collections.abc import Sequence

from bot.platforms.playing.host import Opened
from bot.platforms.playing.widgets import actions, button, field, markdown, menu, small
from bot.platforms.slack.playground.workspace import Json, View

_LINK = re.compile(r"&lt;(https?://[^|]+?)\|(.+?)&gt;")
_CODE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_BOLD, _ITALIC, _MONO = (
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)(.+?)(?<=\S){mark}(?![\w{mark}])") for mark in (r"\*", "_", "`")
)


def shown(blocks: Sequence[Json], text: str, message: str) -> str:
    """The HTML of a message or view; `message` names it in what is clicked."""
    if not blocks:
        return f"<p>{html.escape(html.unescape(text))}</p>"
    return "".join(_block(block, message) for block in blocks)


def opened(view: View) -> Opened:
    """An open modal."""
    content = view.content
    title = f"<h2>{html.escape(content['title']['text'])}</h2>"
    submit = html.escape(content["submit"]["text"]) if "submit" in content else ""
    return Opened(view.id, view.hash, title + shown(content["blocks"], "", view.id), submit)


def _block(block: Json, message: str) -> str:
    match block["type"]:
        case "markdown":
            return markdown(block["text"])
        case "section":
            accessory = _element(block["accessory"], message) if "accessory" in block else ""
            return f"<div>{_text(block['text'])} {accessory}</div>"
        case "header":
            return f"<h3>{html.escape(block['text']['text'])}</h3>"
        case "context":
            return small(" ".join(_text(element) for element in block["elements"]))
        case "image":
            return small(html.escape(f"[picture: {block['alt_text']}]"))
        case "actions" | "context_actions":
            return actions(*(_element(element, message) for element in block["elements"]))
        case "input":
            return _input(block)
        case _:
            return ""


def _text(text: Json) -> str:
    if text["type"] == "plain_text":
        return html.escape(text["text"])
    escaped = html.escape(html.unescape(text["text"]))
    escaped = _CODE.sub(r"<pre>\1</pre>", escaped)
    escaped = _LINK.sub(r'<a href="\1" rel="noreferrer" target="_blank">\2</a>', escaped)
    escaped = _MONO.sub(r"<code>\1</code>", _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", escaped)))
    return escaped if "<pre>" in escaped else escaped.replace("\n", "<br>")


def _element(element: Json, message: str) -> str:
    match element["type"]:
        case "button":
            return button(element["text"]["text"], message, str(element.get("style", "")))
        case "feedback_buttons":
            sides = (("positive_button", "👍"), ("negative_button", "👎"))
            return "".join(button(element[side]["text"]["text"], message, "quiet", sign) for side, sign in sides)
        case "static_select":
            prompt = element.get("placeholder", {}).get("text", "")
            return menu(prompt, [option["text"]["text"] for option in element["options"]], message)
        case _:
            return f"<em>[{html.escape(element['type'].replace('_', ' '))}]</em>"


def _input(block: Json) -> str:
    element, key, label = block["element"], block["block_id"], block["label"]["text"]
    options = [(option["value"], option["text"]["text"]) for option in element.get("options", [])]
    value = str(element.get("initial_value", ""))
    return field(key, label, value, is_long=bool(element.get("multiline")), options=options)
