"""How an entry asks back, which subjects stand below it and whose it is, as lines to fill in, and read again. Pure.

A question back is its question in the first line and an option in each further one: `label | role or entry`. The word
"role" alone asks for the asker's role. Names that nobody knows are kept as they were written: the gate says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.knowledge.pack import Pack

BY_ROLE = "role"
ALL = "all"


def shown(value: Any) -> str:
    """What stands in an entry, as lines."""
    if isinstance(value, Mapping):
        return "\n".join((str(value["question"]), *(_option_line(option) for option in value["options"])))
    return "\n".join(value) if isinstance(value, list | tuple) else str(value or "")


def read_clarify(lines: Sequence[str], pack: Pack) -> Any:
    """The question that an entry asks back, as its field; None where it asks none."""
    if not lines:
        return None
    if len(lines) == 1 and lines[0].lower() == BY_ROLE:
        return BY_ROLE
    return {"question": lines[0], "options": [_option(line, pack) for line in lines[1:]]}


def read_subjects(lines: Sequence[str], pack: Pack) -> Any:
    """The subjects below an entry, as its field; all of them for the word "all"."""
    if len(lines) == 1 and lines[0].lower() == ALL:
        return ALL
    ids = {subject.title.lower(): subject.id for subject in pack.subjects.values()}
    return [ids.get(line.lower(), line) for line in lines]


def read_role(text: str, pack: Pack) -> str | None:
    """The role that an entry is about, by its id or title."""
    return _role_named(text, pack) or text or None


def _option_line(option: Mapping[str, str]) -> str:
    return " | ".join(option[part] for part in ("label", "role", "entry") if option.get(part))


def _option(line: str, pack: Pack) -> dict[str, str]:
    label, *named = (piece.strip() for piece in line.split("|"))
    option = {"label": label}
    entries = {entry.question.lower(): entry.id for entry in pack.entries.values()}
    for name in filter(None, named):
        role = _role_named(name, pack)
        if role is not None:
            option["role"] = role
        else:
            option["entry"] = entries.get(name.lower(), name)
    return option


def _role_named(name: str, pack: Pack) -> str | None:
    titles = {role.title.lower(): role.id for role in pack.roles.values()}
    return name if name in pack.roles else titles.get(name.lower())
