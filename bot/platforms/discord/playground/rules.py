"""What Discord refuses in a message, a modal or the commands, in sentences.

Pure: the hand rules that stand in no schema, and those of the schema that people run into. The limits are
written here once more on purpose: a stand-in that shared the bot's numbers would share its mistakes.
"""

# ruff: noqa: PLR2004 - the numbers are the rules

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.platforms.discord.playground.world import Json, walk

V2 = 1 << 15
_ROW, _BUTTON, _MENU, _TEXT, _GALLERY = 1, 2, 3, 10, 12
_MENUS = frozenset({3, 5, 6, 7, 8})
_V2_KINDS = frozenset({9, 10, 12, 13, 14, 17})
_NAME = re.compile(r"^[-_'\w]{1,32}$")
_SUBCOMMAND, _GROUP, _CHAT = 1, 2, 1


def message_faults(body: Json, *, is_v2: bool, is_edit: bool = False) -> Iterator[str]:
    """What is wrong with a message that the bot wants to send."""
    content, components = body.get("content") or "", body.get("components") or []
    if len(content) > 2000:
        yield f"content has {len(content)} characters, 2000 are allowed"
    if is_v2 and (content or body.get("embeds")):
        yield "a message of components has content or embeds too"
    if not is_v2 and any(c.get("type") in _V2_KINDS for c in walk(components)):
        yield "components of the second version without their flag"
    if not is_edit and not content and not components and not body.get("embeds") and not body.get("attachments"):
        yield "the message is empty"
    if len(body.get("attachments") or []) > 10:
        yield "more than 10 attachments"
    if body.get("allowed_mentions") is None and not is_edit:
        yield "allowed_mentions is not set, so that an echoed mention is live"
    elif any((body.get("allowed_mentions") or {}).get(kind) for kind in ("parse", "users", "roles", "replied_user")):
        yield "allowed_mentions allows somebody to be mentioned"
    yield from _component_faults(components, is_v2=is_v2)
    yield from _embed_faults(body.get("embeds") or [])


def modal_faults(modal: Json) -> Iterator[str]:
    """What is wrong with a modal."""
    components = modal.get("components") or []
    if not 1 <= len(modal.get("title") or "") <= 45:
        yield "the title of a modal has 1 to 45 characters"
    if not 1 <= len(modal.get("custom_id") or "") <= 100:
        yield "a custom_id has 1 to 100 characters"
    if not 1 <= len(components) <= 5:
        yield f"a modal has 1 to 5 components, not {len(components)}"
    for component in walk(components):
        if component.get("type") == 18 and not 1 <= len(component.get("label") or "") <= 45:
            yield "a label in a modal has 1 to 45 characters"
        if component.get("type") == 4:
            value = component.get("value") or ""
            if len(value) > component.get("max_length", 4000) or len(component.get("placeholder") or "") > 100:
                yield "a field's value or placeholder is too long"
    yield from _doubled_ids(components)


def command_faults(commands: Sequence[Json]) -> Iterator[str]:
    """What is wrong with a list of commands."""
    if sum(c.get("type", 1) == _CHAT for c in commands) > 100:
        yield "more than 100 commands"
    for command in commands:
        if command.get("type", 1) != _CHAT:
            if len(command["name"]) > 32 or command.get("description"):
                yield f"context menu {command['name']}: name too long or with a description"
            continue
        if _command_size(command) > 8000:
            yield f"/{command['name']} has more than 8000 characters in all"
        yield from _option_faults(command, command["name"])


def _component_faults(components: Sequence[Json], *, is_v2: bool) -> Iterator[str]:
    everything = list(walk(list(components)))
    text = sum(len(c["content"]) for c in everything if c.get("type") == _TEXT)
    if text > 4000:
        yield f"the components hold {text} characters of text, 4000 are allowed"
    if len(everything) > 40:
        yield f"{len(everything)} components, 40 are allowed"
    if not is_v2 and len(components) > 5:
        yield f"{len(components)} rows, 5 are allowed"
    for component in everything:
        yield from _one_component(component)
    yield from _doubled_ids(components)


def _one_component(component: Mapping[str, Any]) -> Iterator[str]:
    kind, inner = component.get("type"), component.get("components") or []
    if kind == _ROW:
        menus = sum(c.get("type") in _MENUS for c in inner)
        if not inner or len(inner) > 5 or (menus and len(inner) > 1):
            yield "a row holds one to five buttons or one menu"
    if kind == _TEXT and not component.get("content", "").strip():
        yield "an empty text"
    if kind == _BUTTON and not 1 <= len(component.get("label") or "") <= 80:
        yield f"a button's label has 1 to 80 characters: {component.get('label')!r}"
    if kind in {_BUTTON, *_MENUS} and not 1 <= len(component.get("custom_id") or "") <= 100:
        yield f"a custom_id has 1 to 100 characters: {component.get('custom_id')!r}"
    if kind in _MENUS and len(component.get("placeholder") or "") > 150:
        yield "a placeholder has at most 150 characters"
    if kind == _MENU:
        yield from _menu_faults(component)


def _menu_faults(menu: Mapping[str, Any]) -> Iterator[str]:
    options = menu.get("options") or []
    if not 1 <= len(options) <= 25:
        yield f"a menu has 1 to 25 lines, not {len(options)}"
    for option in options:
        if not 1 <= len(option["label"]) <= 100 or not 1 <= len(option["value"]) <= 100:
            yield f"a line of a menu has 1 to 100 characters: {option!r}"
        if len(option.get("description") or "") > 100:
            yield "the description of a line of a menu has at most 100 characters"
    for value, times in Counter(option["value"] for option in options).items():
        if times > 1:
            yield f"a menu has {value!r} {times} times"


def _doubled_ids(components: Sequence[Json]) -> Iterator[str]:
    for key in ("custom_id", "id"):
        used = Counter(c[key] for c in walk(list(components)) if c.get(key))
        for id_, times in used.items():
            if times > 1:
                yield f"{key} {id_!r} stands {times} times in one message"


def _embed_faults(embeds: Sequence[Json]) -> Iterator[str]:
    if len(embeds) > 10:
        yield "more than 10 embeds"
    size = 0
    for embed in embeds:
        fields = embed.get("fields") or []
        size += len(embed.get("title") or "") + len(embed.get("description") or "")
        size += len((embed.get("footer") or {}).get("text") or "") + len((embed.get("author") or {}).get("name") or "")
        size += sum(len(f["name"]) + len(f["value"]) for f in fields)
    if size > 6000:
        yield f"the embeds hold {size} characters, 6000 are allowed"


def _option_faults(part: Json, path: str) -> Iterator[str]:
    options = part.get("options") or []
    if not _NAME.match(part["name"]) or part["name"] != part["name"].lower():
        yield f"{path}: not a name that Discord takes"
    if not 1 <= len(part.get("description") or "") <= 100:
        yield f"{path}: the description has 1 to 100 characters"
    if len(options) > 25 or len(part.get("choices") or []) > 25:
        yield f"{path}: more than 25 options or choices"
    if len({o["name"] for o in options}) < len(options):
        yield f"{path}: an option stands twice"
    required = [bool(o.get("required")) for o in options if o["type"] not in {_SUBCOMMAND, _GROUP}]
    if required != sorted(required, reverse=True):
        yield f"{path}: required options come first"
    for choice in part.get("choices") or []:
        if not 1 <= len(choice["name"]) <= 100 or (isinstance(choice["value"], str) and len(choice["value"]) > 100):
            yield f"{path}: a choice has 1 to 100 characters"
    for option in options:
        yield from _option_faults(option, f"{path} {option['name']}")


def _command_size(part: Json) -> int:
    own = sum(len(str(part.get(key) or "")) for key in ("name", "description", "value"))
    return own + sum(_command_size(c) for key in ("options", "choices") for c in part.get(key) or [])
