"""Messages, buttons, menus and fields as HTML for a playground's page; every word is escaped here."""

import html
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def _in_a_tab_of_its_own(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    tokens[index].attrs |= {"target": "_blank", "rel": "noreferrer"}
    assert isinstance(renderer, RendererHTML)  # noqa: S101 - the reader below writes HTML
    return renderer.renderToken(tokens, index, options, env)


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
_MARKDOWN.add_render_rule("link_open", _in_a_tab_of_its_own)


def markdown(text: str) -> str:
    """CommonMark as HTML; HTML in it is text."""
    return f'<div class="markdown">{_MARKDOWN.render(text)}</div>'


def article(name: str, body: str, *, kind: str = "", note: str = "") -> str:
    """A message under the name of who wrote it; `body` is HTML already."""
    beside = f" <span>{html.escape(note)}</span>" if note else ""
    return f'<article class="{html.escape(kind)}"><header>{html.escape(name)}{beside}</header>{body}</article>'


def actions(*parts: str) -> str:
    """Buttons and menus side by side."""
    return f'<div class="actions">{"".join(parts)}</div>'


def small(body: str) -> str:
    """Small print; `body` is HTML already."""
    return f'<p class="context">{body}</p>'


def button(label: str, message: str, style: str = "", sign: str = "") -> str:
    """Something to press on a message; `sign` stands in front of its label."""
    name, spoken, of = html.escape(label), html.escape(f"{sign} {label}".strip()), html.escape(message)
    return f'<button class="{html.escape(style)}" data-message="{of}" data-label="{name}">{spoken}</button>'


def act(label: str, kind: str, message: str) -> str:
    """Something a person may do with a message itself."""
    of = html.escape(message)
    return f'<button class="faint" data-act="{html.escape(kind)}" data-message="{of}">{html.escape(label)}</button>'


def aim(label: str, kind: str, message: str, hint: str, text: str = "") -> str:
    """Something after which the next line that is sent is about a message; `text` is what the line starts as."""
    of, start = html.escape(message), html.escape(text)
    aimed = f'data-aim="{html.escape(kind)}" data-hint="{html.escape(hint)}" data-text="{start}"'
    return f'<button class="faint" {aimed} data-message="{of}">{html.escape(label)}</button>'


def go(label: str, place: str) -> str:
    """A way into another room."""
    return f'<button data-go="{html.escape(place)}">{html.escape(label)}</button>'


def menu(prompt: str, labels: Sequence[str], message: str) -> str:
    """A menu from which one line is picked."""
    options = "".join(f"<option>{html.escape(label)}</option>" for label in labels)
    first = f'<option value="">{html.escape(prompt)}</option>'
    return f'<select data-message="{html.escape(message)}">{first}{options}</select>'


def field(
    key: str,
    label: str,
    value: str = "",
    *,
    is_long: bool = False,
    hint: str = "",
    options: Sequence[tuple[str, str]] = (),
) -> str:
    """A field of a form: a line, several lines, or one of some `options`, each a value and its label."""
    name, title = html.escape(key), html.escape(label)
    if options:
        lines = "".join(f'<option value="{html.escape(v)}">{html.escape(text)}</option>' for v, text in options)
        return f'<label>{title}<select name="{name}">{lines}</select></label>'
    shadow = f' placeholder="{html.escape(hint)}"' if hint else ""
    if is_long:
        return f'<label>{title}<textarea name="{name}" rows="4"{shadow}>{html.escape(value)}</textarea></label>'
    return f'<label>{title}<input name="{name}" value="{html.escape(value)}"{shadow}></label>'
