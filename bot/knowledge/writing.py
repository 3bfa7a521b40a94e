"""Content as files again: an entry as Markdown with front matter, sources and tips as YAML.

The text depends on the content alone, so that writing what was read from a written file gives the same bytes. What
`bot.knowledge.loader` reads from it is the entry that was written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml

from bot.knowledge.entry import Clarification, Entry
from bot.knowledge.growth import Tip
from bot.knowledge.reference import Source

_HEADING = re.compile(r"^(?=## )", re.MULTILINE)
_WIDE = 10_000
"""Wider than any line: long lines stay whole, so that a difference shows what changed."""


def entry_markdown(entry: Entry) -> str:
    """An entry as the text of its file."""
    parts = [f"---\n{''.join(_front_matter(entry))}---\n\n{_body(entry.answer)}\n"]
    for name, text in (("depends", entry.depends), ("differs", entry.differs)):
        if text:
            parts.append(f"\n## {name}\n\n{_body(text)}\n")
    parts += [f"\n## role: {role}\n\n{_body(text)}\n" for role, text in entry.variants.items()]
    return "".join(parts)


def sources_yaml(sources: Iterable[Source]) -> str:
    """Sources as the text of a file, by id."""
    rows = [source.model_dump(mode="json", exclude_none=True) for source in sorted(sources, key=lambda one: one.id)]
    return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=_WIDE)


def tips_yaml(tips: Iterable[Tip]) -> str:
    """Tips as the text of a file, by id."""
    rows = [tip.model_dump(mode="json", exclude_defaults=True) for tip in sorted(tips, key=lambda one: one.id)]
    return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=_WIDE)


def _front_matter(entry: Entry) -> Iterator[str]:
    yield f"id: {entry.id}\n"
    yield f"question: {_scalar(entry.question)}\n"
    yield f"topics: {_row(entry.topics)}\n"
    if entry.role:
        yield f"role: {entry.role}\n"
    yield f"kind: {entry.kind}\n"
    yield f"owner: {_scalar(entry.owner)}\n"
    yield f"checked: {entry.checked.isoformat()}\n"
    yield f"sources: {_row(entry.sources)}\n"
    yield from _list("phrasings", entry.phrasings)
    yield from _list("next_steps", entry.next_steps)
    if entry.see_also:
        yield f"see_also: {_row(entry.see_also)}\n"
    if entry.subjects:
        yield f"subjects: {'all' if entry.subjects == 'all' else _row(entry.subjects)}\n"
    if isinstance(entry.clarify, Clarification):
        yield _block("clarify", entry.clarify.model_dump(mode="json", exclude_none=True))
    elif entry.clarify:
        yield f"clarify: {entry.clarify}\n"


def _body(text: str) -> str:
    """A text under its heading; a line that would be read as a heading is not one."""
    return _HEADING.sub(r"\\", "\n".join(text.splitlines()))


def _list(name: str, items: Sequence[str]) -> Iterator[str]:
    yield f"{name}:\n"
    for item in items:
        yield f"  - {_scalar(item)}\n"


def _row(items: Sequence[str]) -> str:
    return f"[{', '.join(items)}]"


def _block(name: str, value: Any) -> str:
    return yaml.safe_dump({name: value}, sort_keys=False, allow_unicode=True, width=_WIDE)


def _scalar(text: str) -> str:
    """A line of text as YAML: as it is where that reads as the same text, in quotes otherwise."""
    if "\n" not in text and text.isprintable():
        try:
            if yaml.safe_load(f"- {text}\n") == [text]:
                return text
        except yaml.YAMLError:
            pass
    dumped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_WIDE)
    return dumped.rstrip("\n")
