"""Blocks as HTML for the playground's page, close to how Slack shows them and safe to put into a page.

Markdown goes through a CommonMark reader that passes no HTML; everything else is escaped here.
"""

import html
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt

from bot.platforms.slack.playground.workspace import Json

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
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


def _block(block: Json, message: str) -> str:
    match block["type"]:
        case "markdown":
            return f'<div class="markdown">{_MARKDOWN.render(block["text"])}</div>'
        case "section":
            accessory = _element(block["accessory"], message) if "accessory" in block else ""
            return f"<div>{_text(block['text'])} {accessory}</div>"
        case "header":
            return f"<h3>{html.escape(block['text']['text'])}</h3>"
        case "context":
            return f'<p class="context">{" ".join(_text(element) for element in block["elements"])}</p>'
        case "image":
            return f'<p class="context">[picture: {html.escape(block["alt_text"])}]</p>'
        case "actions" | "context_actions":
            return f'<div class="actions">{"".join(_element(e, message) for e in block["elements"])}</div>'
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
            return _button(element["text"]["text"], message, str(element.get("style", "")))
        case "feedback_buttons":
            sides = (("positive_button", "👍"), ("negative_button", "👎"))
            return "".join(_button(element[side]["text"]["text"], message, "quiet", sign) for side, sign in sides)
        case "static_select":
            options = "".join(f"<option>{html.escape(o['text']['text'])}</option>" for o in element["options"])
            prompt = html.escape(element.get("placeholder", {}).get("text", ""))
            return f'<select data-message="{html.escape(message)}"><option value="">{prompt}</option>{options}</select>'
        case _:
            return f"<em>[{html.escape(element['type'].replace('_', ' '))}]</em>"


def _button(label: str, message: str, style: str, sign: str = "") -> str:
    name, spoken, of = html.escape(label), html.escape(f"{sign} {label}".strip()), html.escape(message)
    return f'<button class="{html.escape(style)}" data-message="{of}" data-label="{name}">{spoken}</button>'


def _input(block: Json) -> str:
    element, key = block["element"], html.escape(block["block_id"])
    label = html.escape(block["label"]["text"])
    value = html.escape(str(element.get("initial_value", "")))
    if element["type"] == "static_select":
        options = "".join(
            f'<option value="{html.escape(o["value"])}">{html.escape(o["text"]["text"])}</option>'
            for o in element["options"]
        )
        return f'<label>{label}<select name="{key}">{options}</select></label>'
    if element.get("multiline"):
        return f'<label>{label}<textarea name="{key}" rows="4">{value}</textarea></label>'
    return f'<label>{label}<input name="{key}" value="{value}"></label>'
