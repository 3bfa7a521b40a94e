"""The mentor's command table as Discord's application commands, and Discord's words back as the table's.

Pure. Commands of two words become a group with subcommands; where a word is both a command and a group, the
command is found under the group as `show`. Names and descriptions pass through a translator, so that another
language is a table, not a change. The payload is made from the table alone, so that its hash says whether
Discord has to be told.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from bot.errors import PlatformError
from bot.mentor.commands import Command, CommandOption, OptionKind
from bot.mentor.events import Standing
from bot.platforms.discord import limits
from bot.platforms.text import cut

ASK_ABOUT = "Ask the mentor about this"
"""The context menu on anybody's message."""
PRIVATE_OPTION = "private"
ALONE = "show"
"""What a command is called under a group of the same name."""

Translate = Callable[[str], Mapping[str, str]]
"""The translations of a name or a description, by Discord's locale; none are fine."""

_NAME = re.compile(r"^[-_a-z0-9]{1,32}$")
_CHAT, _MESSAGE = 1, 3
_SUBCOMMAND, _GROUP, _STRING, _BOOLEAN, _NUMBER = 1, 2, 3, 5, 10
_IN_GUILD, _IN_BOT_DM = 0, 1
_GUILD_INSTALL = 0
_MANAGE_GUILD, _MANAGE_MESSAGES = 1 << 5, 1 << 13
_KINDS = {OptionKind.TEXT: _STRING, OptionKind.NUMBER: _NUMBER, OptionKind.YES_NO: _BOOLEAN}
_WHO_SEES = {Standing.ADMIN: _MANAGE_GUILD, Standing.MODERATOR: _MANAGE_MESSAGES}
"""What Discord hides commands by; helpers are known by roles of the community's choice, so it can't hide theirs."""


def untranslated(_: str) -> Mapping[str, str]:
    """No translations."""
    return {}


@dataclass(frozen=True, slots=True)
class CommandTree:
    """What Discord is told, and which command each of its names stands for."""

    payload: tuple[Mapping[str, Any], ...]
    commands: Mapping[tuple[str, ...], Command]

    @property
    def fingerprint(self) -> str:
        """A hash of the payload; it changes exactly when Discord has to be told anew."""
        text = json.dumps(self.payload, sort_keys=True, ensure_ascii=False)
        return blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Call:
    """A use of a command as Discord reports it: its words, its options, and the option being typed in."""

    path: tuple[str, ...]
    options: Mapping[str, str]
    focused: str | None = None


def tree_of(commands: Sequence[Command], translate: Translate = untranslated) -> CommandTree:
    """The tree for a command table; raises `PlatformError` where Discord could not take it."""
    tops: dict[str, list[Command]] = {}
    for command in commands:
        if not command.message_label:
            tops.setdefault(command.path[0], []).append(command)
    payload: list[Mapping[str, Any]] = []
    names: dict[tuple[str, ...], Command] = {}
    for name, members in tops.items():
        named: dict[tuple[str, ...], Command] = {command.path: command for command in members}
        if list(named) == [(name,)]:
            payload.append(_top(name, members, translate, {"options": _options(members[0], translate)}))
        else:
            named = _subcommands(name, members)
            subs = [_subcommand(path[1], command, translate) for path, command in named.items()]
            payload.append(_top(name, members, translate, {"options": subs}))
        names |= named
    payload.append(_on_message(ASK_ABOUT, [_IN_GUILD, _IN_BOT_DM], translate))
    for command in commands:
        if command.message_label:
            payload.append(_on_message(command.message_label, [_IN_GUILD], translate))
            names[command.message_label,] = command
    _check(payload)
    return CommandTree(tuple(payload), names)


def _on_message(name: str, contexts: Sequence[int], translate: Translate) -> Mapping[str, Any]:
    """A line of the menu on somebody's message."""
    return {
        "type": _MESSAGE,
        "name": name,
        **_translations("name", name, translate),
        "contexts": list(contexts),
        "integration_types": [_GUILD_INSTALL],
    }


def call_of(data: Mapping[str, Any]) -> Call:
    """The use of a command in an interaction's data."""
    path = [str(data.get("name", ""))]
    given = data.get("options") or []
    while given and given[0].get("type") in (_SUBCOMMAND, _GROUP):
        path.append(str(given[0].get("name", "")))
        given = given[0].get("options") or []
    options = {str(option["name"]): _value(option.get("value")) for option in given}
    focused = next((str(option["name"]) for option in given if option.get("focused")), None)
    return Call(tuple(path), options, focused)


def _subcommands(name: str, members: Sequence[Command]) -> dict[tuple[str, ...], Command]:
    named = {command.path: command for command in members if len(command.path) > 1}
    for command in members:
        if len(command.path) == 1:
            named.setdefault((name, ALONE), command)
    return named


def _top(name: str, members: Sequence[Command], translate: Translate, rest: Mapping[str, Any]) -> Mapping[str, Any]:
    """Discord hides whole commands only, so a group that has something for everybody is seen by everybody."""
    described = next((c for c in members if c.path == (name,)), members[0])
    several = len(members) > 1 or len(described.path) > 1
    description = " · ".join(dict.fromkeys(c.path[-1] for c in members)) if several else described.description
    needs = {command.needs for command in members}
    only = next(iter(needs)) if len(needs) == 1 else None
    return {
        "type": _CHAT,
        "name": name,
        **_translations("name", name, translate),
        **_description(description, translate),
        "default_member_permissions": str(_WHO_SEES[only]) if only in _WHO_SEES else None,
        "contexts": [_IN_GUILD] if only is Standing.ADMIN else [_IN_GUILD, _IN_BOT_DM],
        "integration_types": [_GUILD_INSTALL],
        **rest,
    }


def _subcommand(name: str, command: Command, translate: Translate) -> Mapping[str, Any]:
    return {
        "type": _SUBCOMMAND,
        "name": name,
        **_translations("name", name, translate),
        **_description(command.description, translate),
        "options": _options(command, translate),
    }


def _options(command: Command, translate: Translate) -> list[Mapping[str, Any]]:
    """Required options first, as Discord wants them; a command that may be public can always be asked in private."""
    options = sorted(command.options, key=lambda option: not option.required)
    if command.may_be_public and all(option.name != PRIVATE_OPTION for option in options):
        options.append(CommandOption(PRIVATE_OPTION, "Only you see the answer", OptionKind.YES_NO))
    return [_option(option, translate) for option in options]


def _option(option: CommandOption, translate: Translate) -> Mapping[str, Any]:
    written: dict[str, Any] = {
        "type": _KINDS[option.kind],
        "name": option.name,
        **_translations("name", option.name, translate),
        **_description(option.description, translate),
        "required": option.required,
    }
    if option.fixed:
        written["choices"] = [
            {
                "name": cut(fixed.label, limits.MAX_SUGGESTION, limits.units),
                **_translations("name", fixed.label, translate),
                "value": float(fixed.value) if option.kind is OptionKind.NUMBER else fixed.value,
            }
            for fixed in option.fixed
        ]
    elif option.suggests:
        written["autocomplete"] = True
    elif option.kind is OptionKind.TEXT:
        written["max_length"] = limits.MAX_FIELD_INPUT
    return written


def _description(text: str, translate: Translate) -> Mapping[str, Any]:
    short = cut(text, limits.MAX_COMMAND_DESCRIPTION, limits.units)
    return {"description": short, **_translations("description", text, translate, limits.MAX_COMMAND_DESCRIPTION)}


def _translations(
    key: str, text: str, translate: Translate, longest: int = limits.MAX_COMMAND_NAME
) -> Mapping[str, Mapping[str, str]]:
    found = {locale: cut(words, longest, limits.units) for locale, words in translate(text).items()}
    return {f"{key}_localizations": found} if found else {}


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value if value is not None else "")


def _check(payload: Sequence[Mapping[str, Any]]) -> None:
    if len(payload) > limits.MAX_COMMANDS:
        raise PlatformError(f"Discord takes {limits.MAX_COMMANDS} commands at most, and there are {len(payload)}.")
    on_messages = sum(top["type"] == _MESSAGE for top in payload)
    if on_messages > limits.MAX_MESSAGE_COMMANDS:
        raise PlatformError(
            f"Discord takes {limits.MAX_MESSAGE_COMMANDS} commands on messages at most, and there are {on_messages}."
        )
    for top in payload:
        if top["type"] != _CHAT:
            continue
        if _size(top) > limits.MAX_COMMAND_SIZE:
            raise PlatformError(f"The command {top['name']} is longer in all than Discord takes; shorten its texts.")
        for part in (top, *top["options"], *(o for sub in top["options"] for o in sub.get("options", ()))):
            if not _NAME.match(part["name"]):
                raise PlatformError(f"Discord takes no command or option called {part['name']!r}.")
            if len(part.get("options", ())) > limits.MAX_OPTIONS:
                raise PlatformError(
                    f"{part['name']} has more than {limits.MAX_OPTIONS} options, Discord takes no more."
                )
            if len(part.get("choices", ())) > limits.MAX_FIXED_CHOICES:
                raise PlatformError(f"{part['name']} has more than {limits.MAX_FIXED_CHOICES} values to choose from.")


def _size(part: Mapping[str, Any]) -> int:
    own = sum(len(str(part.get(key, ""))) for key in ("name", "description", "value"))
    return own + sum(_size(child) for key in ("options", "choices") for child in part.get(key, ()))
