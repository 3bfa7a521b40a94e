"""A reply as what Slack is sent: messages with blocks, text and choices, views for modals and the home tab.

Pure, and never over a limit of Slack's: a long reply becomes several messages, cut between blocks,
with its choices under the last one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from bot.mentor.reply import Choice, Choices, FieldKind, Form, FormField, Picker, PickerKind, Reply, Tone
from bot.platforms.slack import limits, markup
from bot.platforms.slack.address import Address
from bot.platforms.slack.blocks import message_blocks, plain_text, plain_words, view_blocks
from bot.platforms.slack.payload import Payload
from bot.platforms.text import clean, cut

PICK = "mentor:pick"
"""How the ids of everything that can be picked begin; what it does stands in its value."""

PICKER = "mentor:picker"
"""How the ids of pickers begin; what they do follows, for they have no value of their own."""

FORM_VIEW = "mentor:form"
READ_ONLY_VIEW = "mentor:read"

_FEEDBACK = ("helpful", "unhelpful")
"""The two verbs that Slack has buttons of its own for."""

Item = TypeVar("Item")

_STYLES = {Tone.MAIN: "primary", Tone.DANGER: "danger"}
_MENU_ROOM = 9_000
_BLOCKS_FOR_CHOICES = 12
_ROOM_FOR_CHOICES = 4_500
"""At most so many blocks and characters of a message are kept free for its choices."""


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message: what a notification says, and what is shown."""

    text: str
    blocks: tuple[Payload, ...]

    def to_arguments(self) -> Payload:
        """The arguments that every way of sending a message shares."""
        return {
            "text": self.text, "blocks": list(self.blocks), "unfurl_links": False, "unfurl_media": False,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extra:
    """A button that this face adds to a reply, such as the one that shows it to everyone."""

    label: str
    action_id: str
    value: str


@dataclass(slots=True)
class _Room:
    """Blocks gathered for messages; a new message begins where the next block would not fit."""

    messages: list[list[Payload]] = field(default_factory=lambda: [[]])

    def add(self, block: Payload, spare_blocks: int, spare_characters: int) -> None:
        here = self.messages[-1]
        markdown = sum(len(b["text"]) for b in [*here, block] if b["type"] == "markdown")
        full = (
            len(here) + 1 + spare_blocks > limits.MESSAGE_BLOCKS
            or markdown > limits.MARKDOWN
            or sum(map(_weight, here)) + _weight(block) + spare_characters > limits.PAYLOAD
        )
        if here and full:
            self.messages.append([])
        self.messages[-1].append(block)


def messages_of(
    reply: Reply,
    uploaded: Mapping[str, str] | None = None,
    extras: Sequence[Extra] = (),
    *,
    for_one: bool = False,
) -> tuple[SlackMessage, ...]:
    """The messages for `reply`, at least one; its choices and `extras` stand under the last.

    `for_one` says that one person alone will see them, so that people may be named without waking them.
    """
    room = _Room()
    below = [*choice_blocks(reply.choices, extras, with_feedback=True), *picker_blocks(reply.pickers)]
    spare_blocks = min(len(below), _BLOCKS_FOR_CHOICES)
    spare_characters = min(sum(map(_weight, below)), _ROOM_FOR_CHOICES)
    for block in message_blocks(reply.blocks, dict(uploaded or {}), for_one=for_one):
        room.add(block, spare_blocks, spare_characters)
    for block in below:
        room.add(block, 0, 0)
    if not room.messages[0]:
        room.messages[0].append({"type": "markdown", "text": "…"})
    words = "\n".join(plain_words(block) for block in reply.blocks) or "…"
    texts = [words, *("…" for _ in room.messages[1:])]
    return tuple(SlackMessage(fallback(text), tuple(blocks)) for text, blocks in zip(texts, room.messages, strict=True))


def fallback(words: str) -> str:
    """Words for `text`: what notifications show, escaped, with nothing in it that wakes people."""
    escaped = markup.escape(cut(markup.inert(words.strip()), limits.FALLBACK_TEXT))
    return escaped or "…"


def choice_blocks(groups: Sequence[Choices], extras: Sequence[Extra] = (), *, with_feedback: bool) -> list[Payload]:
    """The blocks for groups of choices, with Slack's own feedback buttons where messages may have them."""
    numbers = count()
    blocks: list[Payload] = []
    for group in groups:
        blocks += _group_blocks(group, numbers, with_feedback=with_feedback)
    if extras:
        elements = [_button(e.label, f"{e.action_id}:{next(numbers)}", e.value) for e in extras]
        blocks.append({"type": "actions", "elements": elements})
    return blocks


def form_view(form: Form, whence: Address) -> Payload:
    """The modal for a form; `whence` is where its answer goes."""
    inputs = [
        input_block(field.key, field.label, _text_input(field), is_optional=not field.required) for field in form.fields
    ]
    return modal(form.title, inputs, {"action": form.action.encode()}, whence, submit=form.submit)


def input_block(key: str, label: str, element: Payload, *, is_optional: bool) -> Payload:
    """One thing to fill in; `key` is the id under which its value comes back."""
    return {
        "type": "input", "block_id": key, "optional": is_optional, "label": plain_text(label, limits.INPUT_LABEL),
        "element": element,
    }  # fmt: skip


def _text_input(field: FormField) -> Payload:
    longest = min(field.max_length, limits.INPUT_TEXT)
    element: Payload = {
        "type": "plain_text_input", "action_id": "value", "multiline": field.kind is FieldKind.LONG,
        "max_length": longest,
    }  # fmt: skip
    if field.value:
        element["initial_value"] = cut(clean(field.value), longest)
    if field.placeholder:
        element["placeholder"] = plain_text(field.placeholder, limits.PLACEHOLDER)
    return element


def reply_view(reply: Reply, title: str, whence: Address) -> Payload:
    """A modal that shows a reply to a choice made where no message is."""
    blocks = _in_view(reply)
    return modal(title, blocks or [_empty()], {}, whence)


def home_view(reply: Reply) -> Payload:
    """The home tab."""
    blocks = _in_view(reply)
    return {"type": "home", "blocks": (blocks or [_empty()])[: limits.VIEW_BLOCKS]}


def _in_view(reply: Reply) -> list[Payload]:
    choices = choice_blocks(reply.choices, with_feedback=False)
    return [*view_blocks(reply.blocks), *choices, *picker_blocks(reply.pickers)]


def picker_blocks(pickers: Sequence[Picker]) -> list[Payload]:
    """Slack's own menus of channels, and one of user groups whose entries we look up while somebody types."""
    return [
        {"type": "section", "text": plain_text(picker.prompt, limits.SECTION), "accessory": _picker(picker)}
        for picker in pickers
    ]


def _picker(picker: Picker) -> Payload:
    many = picker.at_most > 1
    chosen = list(picker.chosen[: picker.at_most])
    menu: Payload = {
        "action_id": f"{PICKER}:{picker.action.encode()}",
        "placeholder": plain_text(picker.prompt, limits.PLACEHOLDER),
    }
    if many:
        menu["max_selected_items"] = picker.at_most
    if picker.kind is PickerKind.PLACE:
        menu["type"] = "multi_channels_select" if many else "channels_select"
        if chosen:
            menu |= {"initial_channels": chosen} if many else {"initial_channel": chosen[0]}
        return menu
    menu |= {"type": "multi_external_select" if many else "external_select", "min_query_length": 0}
    options = [{"text": plain_text(id_, limits.OPTION_TEXT), "value": id_} for id_ in chosen]
    if options:
        menu |= {"initial_options": options} if many else {"initial_option": options[0]}
    return menu


def modal(
    title: str, blocks: Sequence[Payload], meaning: Mapping[str, str], whence: Address, submit: str | None = None
) -> Payload:
    """A modal that remembers what it means and where its answer goes."""
    metadata = json.dumps({**meaning, "address": _small(whence)}, ensure_ascii=False, separators=(",", ":"))
    buttons = {"submit": plain_text(submit, limits.MODAL_BUTTON)} if submit else {}
    return {
        "type": "modal", "callback_id": FORM_VIEW if submit else READ_ONLY_VIEW,
        "title": plain_text(title, limits.MODAL_TITLE), "close": plain_text("Close", limits.MODAL_BUTTON),
        "private_metadata": metadata,
        "blocks": list(blocks)[: limits.VIEW_BLOCKS], **buttons,
    }  # fmt: skip


def _group_blocks(group: Choices, numbers: "count[int]", *, with_feedback: bool) -> list[Payload]:
    options = list(group.options)
    blocks: list[Payload] = []
    feedback = [choice for verb in _FEEDBACK for choice in options if choice.action.verb == verb]
    if with_feedback and len(feedback) == len(_FEEDBACK) and not group.as_menu:
        options = [choice for choice in options if choice not in feedback]
        blocks.append(_feedback_block(feedback[0], feedback[1], f"{PICK}:{next(numbers)}"))
    if not options:
        return blocks
    if group.as_menu:
        menus = _menus(options, group.prompt, numbers)
        return [*blocks, *({"type": "actions", "elements": [menu]} for menu in menus)]
    if group.prompt:
        blocks.append({"type": "context", "elements": [plain_text(group.prompt, limits.CONTEXT_TEXT)]})
    for chunk in _chunks(options, limits.ACTIONS_ELEMENTS):
        elements = [
            _button(c.label, f"{PICK}:{next(numbers)}", c.action.encode(), tone=c.tone, hint=c.hint) for c in chunk
        ]
        blocks.append({"type": "actions", "elements": elements})
    return blocks


def _feedback_block(good: Choice, bad: Choice, action_id: str) -> Payload:
    def side(choice: Choice) -> Payload:
        return {"text": plain_text(choice.label, limits.BUTTON_TEXT), "value": choice.action.encode()}

    buttons = {
        "type": "feedback_buttons", "action_id": action_id, "positive_button": side(good), "negative_button": side(bad),
    }  # fmt: skip
    return {"type": "context_actions", "elements": [buttons]}


def _button(label: str, action_id: str, value: str, tone: Tone = Tone.QUIET, hint: str = "") -> Payload:
    style = {"style": _STYLES[tone]} if tone in _STYLES else {}
    spoken = {"accessibility_label": cut(markup.label(hint), limits.BUTTON_TEXT)} if hint.strip() else {}
    return {
        "type": "button", "text": plain_text(label, limits.BUTTON_TEXT), "action_id": action_id, "value": value,
        **style, **spoken,
    }  # fmt: skip


def _menus(choices: Sequence[Choice], prompt: str, numbers: "count[int]") -> Iterator[Payload]:
    """Menus with all the choices: one, unless there are more than Slack takes or their words weigh too much."""
    options: list[Payload] = []
    for choice in choices:
        option = _option(choice)
        if len(options) == limits.SELECT_OPTIONS or len(json.dumps([*options, option])) > _MENU_ROOM:
            yield _menu(options, prompt, f"{PICK}:{next(numbers)}")
            options = []
        options.append(option)
    yield _menu(options, prompt, f"{PICK}:{next(numbers)}")


def _option(choice: Choice) -> Payload:
    described = {"description": plain_text(choice.hint, limits.OPTION_DESCRIPTION)} if choice.hint.strip() else {}
    return {"text": plain_text(choice.label, limits.OPTION_TEXT), "value": choice.action.encode(), **described}


def _menu(options: list[Payload], prompt: str, action_id: str) -> Payload:
    placeholder = plain_text(prompt or "Choose one", limits.PLACEHOLDER)
    return {"type": "static_select", "action_id": action_id, "placeholder": placeholder, "options": options}


def _empty() -> Payload:
    return {"type": "section", "text": plain_text("Nothing to show yet.", limits.SECTION)}


def _small(whence: Address) -> dict[str, str]:
    """An address that fits into a modal's memory; a trigger is used up by opening it."""
    return {name: value for name, value in whence.to_mapping().items() if name != "trigger"}


def _weight(block: Payload) -> int:
    """The characters of a block that count against the payload, too many rather than too few."""
    return len(block["text"]) if block["type"] == "markdown" else len(json.dumps(block, ensure_ascii=False))


def _chunks(items: Sequence[Item], size: int) -> list[list[Item]]:
    return [list(items[start : start + size]) for start in range(0, len(items), size)]
