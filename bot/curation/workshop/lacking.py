"""What keeps a text from being a whole piece: a field that is missing, too long, or not what it should be. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.curation.revisions.revision import Kind
from bot.curation.workshop.differences import name_of
from bot.knowledge.voice_curation import CurationVoice
from bot.mentor.reply import literal

_QUOTED = 60
_LONG, _MANY = "string_too_long", "too_long"


@dataclass(frozen=True, slots=True)
class Lack:
    """A field that has to be written, or written anew.

    `most` are the characters there is room for where `words` are too many of them, the lines where it has no `words`.
    """

    field: str
    is_missing: bool = False
    most: int | None = None
    words: str = ""


def lacking_in(error: ValueError) -> tuple[Lack, ...]:
    """What pydantic found wanting, each field once."""
    details = error.errors(include_url=False) if isinstance(error, ValidationError) else []
    found: dict[str, Lack] = {}
    for detail in details:
        if detail["loc"]:
            found.setdefault(str(detail["loc"][0]), _lack(detail))
    return tuple(found.values())


def say_lacking(lacks: Iterable[Lack], kind: Kind, voice: CurationVoice) -> str:
    """What has to be done about a text before it can go on, in sentences."""
    lacks = tuple(lacks)
    missing = [in_sentence(lack.field, kind, voice) for lack in lacks if lack.is_missing]
    said = [voice.lacking.format(fields=", ".join(missing))] if missing or not lacks else []
    return "\n\n".join((*said, *(_unfit(lack, kind, voice) for lack in lacks if not lack.is_missing)))


def in_sentence(field: str, kind: Kind, voice: CurationVoice) -> str:
    """What a field is called within a sentence."""
    name = name_of(field.split(".", maxsplit=1)[0], kind, voice)
    return name[:1].lower() + name[1:]


def _lack(detail: Any) -> Lack:
    field, given = str(detail["loc"][0]), detail["input"]
    if detail["type"] == "missing" or given in ("", [], ()):
        return Lack(field, is_missing=True)
    if detail["type"] == _LONG:
        return Lack(field, most=detail["ctx"]["max_length"], words=str(given))
    return Lack(field, most=detail["ctx"]["max_length"] if detail["type"] == _MANY else None)


def _unfit(lack: Lack, kind: Kind, voice: CurationVoice) -> str:
    name = name_of(lack.field, kind, voice)
    if lack.most is None:
        hint = voice.hints.get(f"{kind.value}_{lack.field}") or voice.hints.get(lack.field, "")
        return voice.lacking_unfit.format(field=name, hint=hint).strip()
    if not lack.words:
        return voice.lacking_fewer.format(field=name, most=lack.most)
    words = literal(" ".join(lack.words[:_QUOTED].split()))
    return voice.lacking_shorter.format(field=name, words=words, most=lack.most, number=f"{len(lack.words):,}")
