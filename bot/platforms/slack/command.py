"""The one slash command: its words matched to the mentor's commands, help where they match none.

Generic over the command table: a later feature adds to the table and is here at once. What is missing
is asked for in a modal that is made of the command's options.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.mentor.command_words import parse_words
from bot.mentor.commands import Command, CommandOption, OptionKind
from bot.mentor.events import Speaker
from bot.mentor.reply import Block, Bullets, Note, Paragraph, Reply, literal
from bot.platforms.slack import limits
from bot.platforms.slack.address import Address
from bot.platforms.slack.blocks import plain_text
from bot.platforms.slack.payload import Payload
from bot.platforms.slack.render import Extra, SlackMessage, input_block, messages_of, modal

RUN = "mentor:run"
"""Buttons that run a command; their value is its words and options."""

SUGGEST = "mentor:suggest"
"""Menus that ask for their entries while somebody types."""

_TYPED_SHOWN = 60
_YES_NO = (("Yes", "yes"), ("No", "no"))


@dataclass(frozen=True, slots=True)
class Understood:
    """A command with all it needs."""

    path: tuple[str, ...]
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A command that still needs something, and what is known already."""

    command: Command
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that are no command, and the commands they are nearest to."""

    typed: str
    near: tuple[Command, ...]


def understand(words: str, commands: Sequence[Command]) -> Understood | Unfinished | NotUnderstood:
    """What somebody means who types these words behind the slash command."""
    parsed = parse_words(words, commands)
    if parsed.command is None:
        return NotUnderstood(words.strip(), parsed.near if words.strip() else ())
    if parsed.missing is not None:
        return Unfinished(parsed.command, parsed.options)
    return Understood(parsed.command.path, parsed.options)


def usable(commands: Iterable[Command], speaker: Speaker) -> tuple[Command, ...]:
    """The commands that `speaker` may see, without those that only serve a face."""
    return tuple(
        command
        for command in commands
        if (command.needs is None or command.needs in speaker.standing)
        and command.path != ("home",)
        and not command.message_label
    )


def help_message(asked: NotUnderstood, commands: Sequence[Command], slash: str) -> SlackMessage:
    """What can be typed behind the slash command, each with a button; what was typed is guessed at first."""
    lines = tuple(f"`{slash} {' '.join(c.path)}` {literal(c.description)}" for c in commands)
    opening = Paragraph(f"Here is what you can write after `{slash}`:")
    blocks: tuple[Block, ...] = (opening, Bullets(lines), Note("Or mention me in a channel, or write to me directly."))
    if asked.typed:
        guess = f" Did you mean `{slash} {' '.join(asked.near[0].path)}`?" if asked.near else ""
        typed = asked.typed if len(asked.typed) <= _TYPED_SHOWN else asked.typed[:_TYPED_SHOWN] + "…"
        blocks = (Paragraph(f"I don't know “{literal(typed)}”.{guess}"), *blocks)
    first = [command for command in asked.near if command in commands]
    ordered = [*first, *(command for command in commands if command not in first)]
    buttons = [command_button(" ".join(c.path), c.path, {}) for c in ordered[: limits.ACTIONS_ELEMENTS]]
    return messages_of(Reply(blocks), extras=buttons)[-1]


def command_button(label: str, path: tuple[str, ...], options: Mapping[str, str]) -> Extra:
    """A button that runs a command; options too long for it are asked for again."""
    value = json.dumps([list(path), dict(options)], ensure_ascii=False, separators=(",", ":"))
    return Extra(label, RUN, value if len(value) <= limits.BUTTON_VALUE else json.dumps([list(path), {}]))


def read_button(value: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The command behind a button; raises `ValueError` for what no button of ours carries."""
    path, options = json.loads(value)
    return tuple(map(str, path)), {str(name): str(given) for name, given in options.items()}


def options_view(unfinished: Unfinished, whence: Address) -> Payload:
    """A modal that asks for the options of a command, those that are known filled in."""
    command = unfinished.command
    inputs = [
        input_block(
            option.name, _label(option), _element(command, option, unfinished.options), is_optional=not option.required
        )
        for option in command.options
    ]
    title = " ".join(command.path).capitalize()
    return modal(title, inputs, {"command": json.dumps(list(command.path))}, whence, submit="Send")


def _label(option: CommandOption) -> str:
    return option.description or option.name.replace("_", " ")


def _element(command: Command, option: CommandOption, known: Mapping[str, str]) -> Payload:
    """What fits an option: a menu of fixed values, one that asks while typing, a number, or text."""
    given = known.get(option.name, "")
    fixed = [(s.label, s.value) for s in option.fixed] or (_YES_NO if option.kind is OptionKind.YES_NO else [])
    if fixed:
        options = [_option(label, value) for label, value in fixed][: limits.SELECT_OPTIONS]
        initial = next((o for o in options if o["value"] == given), None)
        chosen = {"initial_option": initial} if initial else {}
        return {"type": "static_select", "action_id": "value", "options": options, **chosen}
    if option.suggests and command.suggest is not None:
        action_id = f"{SUGGEST}:{' '.join(command.path)}:{option.name}"
        return {"type": "external_select", "action_id": action_id, "min_query_length": 0}
    initial_value = {"initial_value": given[: limits.INPUT_TEXT]} if given else {}
    if option.kind is OptionKind.NUMBER:
        return {"type": "number_input", "action_id": "value", "is_decimal_allowed": True, **initial_value}
    return {
        "type": "plain_text_input", "action_id": "value", "multiline": option.required,
        "max_length": limits.INPUT_TEXT, **initial_value,
    }  # fmt: skip


def _option(label: str, value: str) -> Payload:
    return {"text": plain_text(label, limits.OPTION_TEXT), "value": value[: limits.OPTION_VALUE]}


def suggestion_options(labels_and_values: Iterable[tuple[str, str]]) -> list[Payload]:
    """Entries for a menu that asked while somebody typed."""
    shown = [_option(label, value) for label, value in labels_and_values if value]
    return shown[: limits.SELECT_OPTIONS]
