"""A revision: what a moderator made of one piece of content, from the first draft to what became of it.

A revision says what it was made from, so that what others publish meanwhile is merged and never lost. Its content may
be unfinished while it is a draft; only what makes a whole entry is ever published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any, overload

from bot.knowledge.entry import Entry
from bot.knowledge.growth import Tip
from bot.knowledge.reference import Source


class Kind(StrEnum):
    """What is revised."""

    ENTRY = "entry"
    TIP = "tip"
    NOT_OURS = "not_ours"


Piece = Entry | Tip
"""What a community can write for itself: an answer, or a tip."""


class State(StrEnum):
    """What has become of a revision."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.DRAFT, State.IN_REVIEW})
"""The states from which something can still come of a revision."""


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of content as it is written, whole or not yet; `sources` are new ones it brings along.

    `kept` is the id of a member's words that it was made from, who is credited.
    """

    fields: Mapping[str, Any]
    sources: tuple[Mapping[str, Any], ...] = ()
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class EntryText(Written):
    """An entry as it is written."""


@dataclass(frozen=True, slots=True)
class TipText(Written):
    """A tip as it is written."""


@dataclass(frozen=True, slots=True)
class Retired:
    """The entry is not answered by any more, the tip not given."""


@dataclass(frozen=True, slots=True)
class AsShipped:
    """The piece as it comes with the pack, or none where the pack has none."""


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Messages like these are declined, as this kind."""

    kind: str
    examples: tuple[str, ...]


Content = Written | Retired | AsShipped | NotOurs


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of one piece of content of one community.

    `subject` is the id of the entry or the tip. `number` counts what was published of the subject; 0 stands for what
    came with the pack. `base` is the piece it was made from and `base_number` the number that had. `content` is None
    once redacted.
    """

    id: str
    community: str
    kind: Kind
    subject: str
    state: State
    content: Content | None
    person: str | None
    begun_at: datetime
    changed_at: datetime
    base: Piece | None = None
    base_number: int = 0
    version: int = 1
    number: int | None = None
    reason: str = ""
    origin: str = ""
    approver: str | None = None
    verdict: str = ""
    accepted: str = ""
    decided_at: datetime | None = None

    @property
    def written(self) -> Written | None:
        """Its text, where it has one."""
        return self.content if isinstance(self.content, Written) else None


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the record of acts: who did what, as what, when. `occasion` is that of the event that led to it."""

    occasion: str
    community: str
    person: str | None
    standing: str
    act: str
    subject: str
    at: datetime
    revision: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Save:
    """A draft as it stood at one of its versions."""

    version: int
    content: Content | None
    person: str | None
    at: datetime = field(compare=False)


def revision_id(occasion: str, part: str = "") -> str:
    """The id of the revision that an event begins: the same each time the event is worked on."""
    return blake2b(f"{occasion}\0{part}".encode(), digest_size=8).hexdigest()


@overload
def text_of(piece: Entry, sources: Sequence[Source] = (), kept: str | None = None) -> EntryText: ...


@overload
def text_of(piece: Tip, sources: Sequence[Source] = (), kept: str | None = None) -> TipText: ...


def text_of(piece: Piece, sources: Sequence[Source] = (), kept: str | None = None) -> Written:
    """A piece of content as text to be changed."""
    fields = piece.model_dump(mode="json", exclude_defaults=True)
    brought = tuple(source.model_dump(mode="json", exclude_defaults=True) for source in sources)
    return TipText(fields, brought, kept) if isinstance(piece, Tip) else EntryText(fields, brought, kept)


def blank(kind: Kind, subject: str) -> Written:
    """A piece of which only the id is written yet."""
    return TipText({"id": subject}) if kind is Kind.TIP else EntryText({"id": subject})


def document_of(content: Content | None) -> dict[str, Any] | None:
    """Content as a JSON value; `content_of` makes the same of it again."""
    match content:
        case None:
            return None
        case Written():
            name = Kind.TIP if isinstance(content, TipText) else Kind.ENTRY
            document: dict[str, Any] = {name.value: dict(content.fields)}
            if content.sources:
                document["sources"] = [dict(source) for source in content.sources]
            return document | ({"kept": content.kept} if content.kept else {})
        case Retired():
            return {"retired": True}
        case AsShipped():
            return {"shipped": True}
        case NotOurs():
            return {"not_ours": content.kind, "examples": list(content.examples)}


def content_of(document: Mapping[str, Any] | None) -> Content | None:
    """What `document_of` wrote down."""
    if document is None:
        return None
    for kind, made in ((Kind.ENTRY, EntryText), (Kind.TIP, TipText)):
        if kind in document:
            return made(document[kind], tuple(document.get("sources", ())), document.get("kept"))
    if "not_ours" in document:
        return NotOurs(document["not_ours"], tuple(document["examples"]))
    return Retired() if "retired" in document else AsShipped()
