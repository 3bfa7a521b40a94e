"""A line that starts with a slash, read against the commands as Discord was told of them: `/role set role=researcher`.

What follows the command goes to its options by name, the rest to the first that is open, so that `/ask how much
math` works as it reads. Free text that is named goes on until the next name, or as far as it is quoted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.platforms.discord.playground.world import Json

_NAME = re.compile(r"(?:^|\s)([a-z_]+)=(?=\S)")
_VALUE = re.compile(r"\"[^\"]*\"|\S+")
_SUBCOMMAND, _CHAT, _TEXT = 1, 1, 3


@dataclass(frozen=True, slots=True)
class Form:
    """One command as it can be written: its words, what it is for, its options."""

    path: str
    description: str
    options: Sequence[Json]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line says: the command, its options, and the one that is being written."""

    form: Form
    options: dict[str, str]
    writing: str | None = None

    @property
    def missing(self) -> str | None:
        """The first required option that has no value yet."""
        return next((o["name"] for o in self.form.options if o.get("required") and o["name"] not in self.options), None)


def forms(commands: Sequence[Json]) -> Iterator[Form]:
    """Every command that can be written."""
    for command in commands:
        if command["type"] != _CHAT:
            continue
        subs = [option for option in command["options"] if option["type"] == _SUBCOMMAND]
        if not subs:
            yield Form(command["name"], command["description"], command["options"])
        for sub in subs:
            yield Form(f"{command['name']} {sub['name']}", sub["description"], sub.get("options") or [])


def read(line: str, commands: Sequence[Json]) -> Typed | None:
    """The command in a line, or None where it names none."""
    text = line.removeprefix("/").lstrip()
    fitting = [f for f in forms(commands) if text == f.path or text.startswith(f"{f.path} ")]
    if not fitting:
        return None
    form = max(fitting, key=lambda found: len(found.path))
    rest = text.removeprefix(form.path)
    found = list(_named(form, rest))
    options = {name: _value(form, name, rest[value].strip().strip('"')) for name, _, value in found}
    writing = found[-1][0] if found and found[-1][2].stop == len(rest) else None
    for _, start, value in reversed(found):
        rest = rest[:start] + rest[value.stop :]
    unnamed = next((option["name"] for option in form.options if option["name"] not in options), None)
    if rest.strip() and unnamed is not None:
        options[unnamed] = _value(form, unnamed, rest.strip())
        writing = unnamed
    return Typed(form, options, writing)


def written(form: Form, options: dict[str, str]) -> str:
    """The line that says a command with these options."""
    named = (f'{name}="{value}"' if " " in value else f"{name}={value}" for name, value in options.items())
    return " ".join((f"/{form.path}", *named))


def _named(form: Form, text: str) -> Iterator[tuple[str, int, slice]]:
    """Each option that a text names: its name, where that begins, and where its value stands."""
    options = {option["name"]: option for option in form.options}
    names = [match for match in _NAME.finditer(text) if match[1] in options]
    ends = [match.start() for match in names[1:]] + [len(text)]
    for name, until in zip(names, ends, strict=False):
        option, start = options[name[1]], name.end()
        word = _VALUE.match(text, start)
        end = word.end() if word is not None else start
        if option["type"] == _TEXT and not option.get("choices") and text[start] != '"':
            end = until
        yield name[1], name.start(), slice(start, end)


def _value(form: Form, name: str, text: str) -> str:
    """A value that may have been written as its label."""
    option = next(o for o in form.options if o["name"] == name)
    return next((str(c["value"]) for c in option.get("choices") or () if c["name"].lower() == text.lower()), text)
