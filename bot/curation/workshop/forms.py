"""An entry or a tip as forms to fill in, and what was filled in as its fields. Pure.

Both are longer than a form on a phone, so they are changed part by part. What is written here is data: it is kept as
text, and nothing in it is ever a command, a pattern or a template.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.curation.revisions.revision import Kind, TipText, Written
from bot.curation.workshop import asking_back
from bot.curation.workshop.differences import name_of
from bot.curation.workshop.joining import Wanted
from bot.knowledge.pack import Pack
from bot.knowledge.reference import Source
from bot.knowledge.role import Role
from bot.mentor.reply import FieldKind, FormField

ANSWER, ASKED, DEPTH, ABOUT, BACK = "answer", "asked", "depth", "about", "back"
TIP, TIP_FOR, TIP_ABOUT = "tip", "tip-for", "tip-about"
ROLES = "roles"
"""What an entry means for each role, where a form has room for all of them."""
MOST_FIELDS = 5
"""Fields of a form, as Discord has them."""
REASON = "reason"
BY_MODEL = "model"
"""Said by an action where a new entry begins with words of a language model."""
_ROLE, _VARIANT = "role-", "variant-"
_LONG, _PROSE, _FIELD = 4000, 3000, 300
_SOURCE_ID = re.compile(r"^([a-z0-9]+(?:-[a-z0-9]+)*)(?:\s*:|$)")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG = 48
_OF_PART = {
    ANSWER: ("question", "answer", "next_steps", "sources"),
    ASKED: ("phrasings",),
    DEPTH: ("depends", "differs"),
    ABOUT: ("topics", "kind", "owner", "see_also"),
    BACK: ("clarify", "subjects", "role"),
    TIP: ("text", "sources"),
    TIP_FOR: ("topic", "roles", "level", "minutes"),
    TIP_ABOUT: ("kind", "entry", "only_on"),
}
_OF_NEW = ("question", "answer", "phrasings", "next_steps", "sources")
_OF_NEW_TIP = ("text", "sources", "topic", "minutes")
_SHORT = frozenset({"question", "kind", "owner", "role", "topic", "level", "minutes", "entry", "only_on"})
_MOST = {
    "question": 100, "phrasings": _LONG, "sources": _LONG, "next_steps": 1000, "see_also": 1000, "topics": 300,
    "text": 600, "roles": 300,
}  # fmt: skip
_NEEDED = frozenset({"question", "answer", "kind", "owner", "text"})


def role_part(role: str) -> str:
    """The part of an entry that holds what it means for one role."""
    return _ROLE + role


def fields_of(part: str, text: Written, pack: Pack, reason: str = "") -> tuple[FormField, ...]:
    """The form for one part of a piece, with what stands there now, and the reason where it has room for one."""
    voice = pack.curation_voice
    if part == ROLES:
        fields = [_variant_field(role.id, text, pack) for role in in_order(pack)]
    elif part.startswith(_ROLE):
        fields = [_variant_field(part.removeprefix(_ROLE), text, pack)]
    else:
        fields = [_field(name, text, pack) for name in _OF_PART[part]]
    why = FormField(REASON, voice.field_reason, FieldKind.SHORT, reason[:_FIELD], max_length=_FIELD)
    return (*fields, why) if len(fields) < MOST_FIELDS else tuple(fields)


def in_order(pack: Pack) -> list[Role]:
    """The roles in their place on the spectrum."""
    return sorted(pack.roles.values(), key=lambda role: role.place)


def fields_of_new(text: Written, pack: Pack) -> tuple[FormField, ...]:
    """The form for a new entry or tip."""
    return tuple(_field(name, text, pack) for name in (_OF_NEW_TIP if isinstance(text, TipText) else _OF_NEW))


def first_part(text: Written) -> str:
    """The part that most changes are about."""
    return TIP if isinstance(text, TipText) else ANSWER


def wanted_of(part: str, values: Mapping[str, str], text: Written, pack: Pack) -> Wanted:
    """What was filled in, as fields of a piece that reads `text` now; never refused, for somebody wrote it."""
    if part == ROLES or part.startswith(_ROLE):
        said = {name.removeprefix(_VARIANT): said.strip() for name, said in values.items() if name.startswith(_VARIANT)}
        variants = {**(text.fields.get("variants") or {}), **said}
        return Wanted({"variants": {role: said for role, said in variants.items() if said}})
    fields: dict[str, Any] = {}
    sources: list[Mapping[str, Any]] = []
    unread: list[str] = []
    for name, value in values.items():
        if name == "sources":
            fields[name], sources, unread = _sources(value, text, pack)
        elif name != REASON:
            fields[name] = _READ.get(name, _as_written)(value.strip(), pack)
    if "phrasings" in fields:
        # The form shows as many as it has room for; the others stay as they are.
        before = _shown("phrasings", text, pack)
        unshown = before.removeprefix(_with_room(before, _LONG))
        fields["phrasings"] = list(dict.fromkeys([*fields["phrasings"], *_lines(unshown)]))
    return Wanted(fields, tuple(sources), unread=tuple(unread))


def slug_of(words: str, used: Container[str], otherwise: str = "entry") -> str:
    """An id for a new piece that no other one has, from words of it, or from `otherwise` where it has none."""
    stem = _NOT_SLUG.sub("-", words.lower()).strip("-")[: _SLUG - 4].rsplit("-", 1)
    base = (stem[0] if len(words) > _SLUG - 4 else "-".join(stem)).strip("-") or otherwise
    taken = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(slug for slug in taken if slug not in used)


def _variant_field(role: str, text: Written, pack: Pack) -> FormField:
    label = pack.curation_voice.field_variant.format(role=pack.roles[role].title)[:45]
    value = (text.fields.get("variants") or {}).get(role, "")
    return FormField(_VARIANT + role, label, FieldKind.LONG, value, required=False, max_length=_PROSE)


def _field(name: str, text: Written, pack: Pack) -> FormField:
    voice = pack.curation_voice
    kind = FieldKind.SHORT if name in _SHORT else FieldKind.LONG
    most = _MOST.get(name, _FIELD if kind is FieldKind.SHORT else _PROSE)
    value = _with_room(_shown(name, text, pack), most)
    of = Kind.TIP if isinstance(text, TipText) else Kind.ENTRY
    label, hint = name_of(name, of, voice), voice.hints.get(f"{of.value}_{name}") or voice.hints.get(name, "")
    return FormField(name, label[:45], kind, value, hint[:100], required=name in _NEEDED, max_length=most)


def _with_room(value: str, most: int) -> str:
    """As many whole lines of a value as there is room for."""
    return value if len(value) <= most else value[: most + 1].rpartition("\n")[0] or value[:most]


def _shown(name: str, text: Written, pack: Pack) -> str:
    value = text.fields.get(name) or ""
    if name != "sources":
        return asking_back.shown(value)
    titles = {id_: source.title for id_, source in pack.sources.items()}
    titles |= {source["id"]: source["title"] for source in text.sources}
    return "\n".join(f"{id_}: {titles.get(id_, '')}".rstrip(": ") for id_ in value)


def _lines(text: str) -> list[str]:
    lines = (re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", line).strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def _as_written(value: str, _: Pack) -> str:
    return value


def _as_lines(value: str, _: Pack) -> list[str]:
    return _lines(value)


def _number(value: str, _: Pack) -> int | str:
    return int(value) if value.isdecimal() else value


def _roles(value: str, pack: Pack) -> list[str]:
    """Roles by their ids, where somebody wrote what people call them."""
    by_title = {role.title.lower(): role.id for role in pack.roles.values()}
    return [by_title.get(line.lower(), line) for line in _lines(value)]


def _topic(words: str, pack: Pack) -> str:
    by_title = {topic.title.lower(): topic.id for topic in pack.topics.values()}
    return by_title.get(words.lower(), words)


_READ: Mapping[str, Callable[[str, Pack], Any]] = {
    **dict.fromkeys(("phrasings", "next_steps", "see_also"), _as_lines),
    **dict.fromkeys(("level", "minutes"), _number),
    "clarify": lambda value, pack: asking_back.read_clarify(_lines(value), pack),
    "subjects": lambda value, pack: asking_back.read_subjects(_lines(value), pack),
    "role": asking_back.read_role,
    "roles": _roles,
    "topic": _topic,
    "topics": lambda value, pack: [_topic(line, pack) for line in _lines(value)],
}
"""How a field is read that is more than what stands in it."""


def _sources(text: str, before: Written, pack: Pack) -> tuple[list[str], list[Mapping[str, Any]], list[str]]:
    """Ids of the sources named line by line, known by id or title, or new as `title | author | link`; and the rest."""
    known = {id_: source.title for id_, source in pack.sources.items()}
    known |= {source["id"]: source["title"] for source in before.sources}
    by_title = {title.lower(): id_ for id_, title in known.items()}
    ids, new, unread = list[str](), list[Mapping[str, Any]](), list[str]()
    for line in _lines(text):
        match = _SOURCE_ID.match(line)
        title, *rest = (piece.strip() for piece in line.split("|"))
        if match is not None and match.group(1) in known:
            ids.append(match.group(1))
        elif title.lower() in by_title:
            ids.append(by_title[title.lower()])
        elif (source := _new_source(title, rest, known)) is not None:
            known[source["id"]] = title
            ids.append(source["id"])
            new.append(source)
        else:
            unread.append(line)
    return list(dict.fromkeys(ids)), new, unread


def _new_source(title: str, rest: Sequence[str], known: Container[str]) -> Mapping[str, Any] | None:
    """A source that nobody named before, under an id of its own; None where it is none."""
    if not rest:
        return None
    link = {"url": rest[1]} if len(rest) > 1 and rest[1] else {}
    source = {"id": slug_of(title, known, "source"), "title": title, "author": rest[0], **link}
    try:
        Source.model_validate(source)
    except ValidationError:
        return None
    return source
