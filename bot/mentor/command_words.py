"""Commands written as words: `role set role=data_analyst`, `ask how much math do I need?`.

For faces where a command is a line of text. The words are matched against the command table; what
follows the command goes to its options by name, the rest to its first open one. The name of a group
alone, `path`, means the first command of that group, `path show`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.mentor.commands import Command, CommandOption, Suggestion

_QUOTES = '"“”„'
"""Telephones put in the curly ones by themselves."""
_NAMED = re.compile(rf"(?:^|\s)([a-z_]+)=([{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]|\S+)")
_NEAR_ENOUGH = 60
_NEAR_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """A command with its options; or none, and the commands that were nearest."""

    command: Command | None
    options: dict[str, str] = field(default_factory=dict)
    near: tuple[Command, ...] = ()
    missing: CommandOption | None = None
    """The first required option that got no value."""


def parse_words(line: str, commands: Sequence[Command]) -> ParsedCommand:
    """The command that `line` means, longest name first, and the values of its options."""
    words = line.split()
    for command in sorted(commands, key=lambda c: -len(c.path)):
        if tuple(word.lower() for word in words[: len(command.path)]) == command.path:
            rest = line.split(None, len(command.path))[len(command.path) :]
            return _with_options(command, rest[0] if rest else "")
    usual = next((command for command in commands if [command.path[0]] == [word.lower() for word in words]), None)
    if usual is not None:
        return _with_options(usual, "")
    return ParsedCommand(None, near=_nearest(" ".join(words[:2]).lower(), commands))


def _with_options(command: Command, rest: str) -> ParsedCommand:
    names = {option.name for option in command.options}
    options = {name: value.strip(_QUOTES) for name, value in _NAMED.findall(rest) if name in names}
    remaining = _NAMED.sub(lambda match: "" if match.group(1) in names else match.group(0), rest).strip()
    open_options = [option for option in command.options if option.name not in options]
    if remaining and open_options:
        options[open_options[0].name] = _value(open_options[0], remaining)
    missing = next((o for o in command.options if o.required and not options.get(o.name)), None)
    return ParsedCommand(command, options, missing=missing)


def _value(option: CommandOption, text: str) -> str:
    """A fixed value may be given by its label, in any case."""
    for suggestion in option.fixed:
        if text.lower() in (suggestion.label.lower(), suggestion.value.lower()):
            return suggestion.value
    return text


def _nearest(words: str, commands: Sequence[Command]) -> tuple[Command, ...]:
    by_name = {" ".join(command.path): command for command in commands}
    found = process.extract(words, by_name.keys(), scorer=fuzz.WRatio, limit=_NEAR_AT_MOST, score_cutoff=_NEAR_ENOUGH)
    return tuple(by_name[name] for name, _, _ in found)


def nearest(typed: str, suggestions: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """The suggestions that fit what was typed so far, best first; all of them while nothing was."""
    if not typed.strip():
        return tuple(suggestions)
    labels = [suggestion.label.lower() for suggestion in suggestions]
    found = process.extract(typed.lower(), labels, scorer=fuzz.WRatio, limit=None, score_cutoff=_NEAR_ENOUGH)
    return tuple(suggestions[index] for _, _, index in found)
