"""What is different between two texts of a piece, in words that can be read on a phone. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from bot.curation.revisions.revision import AsShipped, Content, Kind, NotOurs, Retired, TipText, Written, blank
from bot.curation.workshop import asking_back
from bot.knowledge.pack import Pack
from bot.knowledge.voice_curation import CurationVoice
from bot.mentor.reply import Block, Bullets, Code, Heading, Paragraph, literal

_SENTENCE = re.compile(r"(?<=[.?:])\s+|\n+")
_ORDER = (
    "question", "answer", "text", "depends", "differs", "variants", "next_steps", "phrasings", "sources", "clarify",
    "topics", "topic", "roles", "level", "minutes", "entry", "only_on", "subjects", "role", "see_also", "kind",
    "owner", "checked",
)  # fmt: skip
_UNSHOWN = frozenset({"id"})


def _roles(pack: Pack) -> Mapping[str, str]:
    return {role.id: role.title for role in pack.roles.values()}


def _topics(pack: Pack) -> Mapping[str, str]:
    return {topic.id: topic.title for topic in pack.topics.values()}


def _entries(pack: Pack) -> Mapping[str, str]:
    return {entry.id: entry.question for entry in pack.entries.values()}


_TITLES: Mapping[str, Callable[[Pack], Mapping[str, str]]] = {
    **dict.fromkeys(("role", "roles", "variants"), _roles),
    **dict.fromkeys(("topic", "topics"), _topics),
    **dict.fromkeys(("entry", "see_also"), _entries),
    "sources": lambda pack: {source.id: source.title for source in pack.sources.values()},
    "subjects": lambda pack: {subject.id: subject.title for subject in pack.subjects.values()},
}
"""What people call the things that a field names by their ids."""


def difference(before: Content | None, after: Content | None, pack: Pack) -> tuple[Block, ...]:
    """Blocks that say what `after` changes; one sentence where nothing is."""
    voice = pack.curation_voice
    match after:
        case None:
            return (Paragraph(voice.redacted),)
        case Retired():
            return (Paragraph(voice.is_retired),)
        case AsShipped():
            return (Paragraph(voice.is_as_shipped),)
        case NotOurs(kind, examples):
            said = tuple(literal(example) for example in examples)
            return (Paragraph(voice.is_not_ours.format(kind=literal(kind))), Bullets(said))
        case Written():
            kind = Kind.TIP if isinstance(after, TipText) else Kind.ENTRY
            old = before if isinstance(before, Written) else blank(kind, "")
            blocks = tuple(_of_fields(old, after, kind, pack))
            return blocks or (Paragraph(voice.no_difference),)


def name_of(field: str, kind: Kind, voice: CurationVoice) -> str:
    """What a field of an entry or a tip is called."""
    return voice.fields.get(f"{kind.value}_{field}") or voice.fields.get(field, field)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that differ, in the order in which they are read."""
    names = {*before, *after} - _UNSHOWN
    differ = [name for name in names if before.get(name) != after.get(name)]
    return tuple(sorted(differ, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER)))


def lines_of(before: Any, after: Any) -> tuple[str, ...]:
    """Lines that were taken out, with a minus, and lines that came in, with a plus; what stayed is left out."""
    old, new = _pieces(before), _pieces(after)
    lines: list[str] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += [f"- {piece}" for piece in old[first:last]]
            lines += [f"+ {piece}" for piece in new[start:end]]
    return tuple(lines)


def _of_fields(before: Written, after: Written, kind: Kind, pack: Pack) -> Iterator[Block]:
    for name in changed_fields(before.fields, after.fields):
        lines = lines_of(_readable(name, before, pack), _readable(name, after, pack))
        if lines:
            yield Heading(name_of(name, kind, pack.curation_voice))
            yield Code("\n".join(lines).replace("```", "'''"), "diff")


def _readable(name: str, text: Written, pack: Pack) -> Any:
    """The value of a field, with what people call the things that it names."""
    value = text.fields.get(name)
    if name == "clarify":
        return asking_back.shown(value)
    if name not in _TITLES:
        return value
    titles = dict(_TITLES[name](pack))
    if name == "sources":
        titles |= {source["id"]: source["title"] for source in text.sources}
    match value:
        case Mapping():
            return {titles.get(key, key): inner for key, inner in value.items()}
        case list() | tuple():
            return [titles.get(id_, id_) for id_ in value]
        case _:
            return titles.get(str(value), value)


def _pieces(value: Any) -> list[str]:
    """A value line by line; a text sentence by sentence."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [f"{key}: {piece}" for key, inner in value.items() for piece in _pieces(inner)]
    if isinstance(value, list | tuple):
        return [piece for inner in value for piece in (_pieces(inner) if isinstance(inner, Mapping) else [str(inner)])]
    return [piece.strip() for piece in _SENTENCE.split(str(value)) if piece.strip()]
