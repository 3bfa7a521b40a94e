"""An overlay: what a community made of the shipped pack. Pure.

`applied` lays it over a pack and gives the community's own. What does not fit the pack any more, because an update
took away what it leans on, is left out and named, so that nothing breaks and nothing is lost silently.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import overload

from pydantic import ValidationError

from bot.curation.revisions.merge import FieldConflict, merged
from bot.curation.revisions.revision import (
    AsShipped,
    Content,
    EntryText,
    Kind,
    NotOurs,
    Piece,
    Retired,
    TipText,
    Written,
)
from bot.knowledge.entry import Entry
from bot.knowledge.growth import Tip
from bot.knowledge.pack import Pack
from bot.knowledge.reference import Source
from bot.knowledge.references import dangling_references
from bot.knowledge.teaching import OutOfScope

A_MEMBER = "a member of this community"
"""Whom a member's words are credited to once they took their name back."""


@dataclass(frozen=True, slots=True)
class Change:
    """What stands now for one subject; `base` is the shipped piece that it was made over."""

    revision: str
    kind: Kind
    subject: str
    number: int
    content: Content
    base: Piece | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """All that stands in one community, oldest publication first. `names` credits members, by the id of their words."""

    community: str
    version: int = 0
    changes: tuple[Change, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A change that could not be laid over the pack, or not without a choice that is a moderator's.

    `conflicts` are the fields that both the pack's update and the community changed: the community's stand for now.
    """

    change: Change
    conflicts: tuple[FieldConflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A community's pack, and what needs a moderator's eye."""

    pack: Pack
    misfits: tuple[Misfit, ...] = ()


def applied(overlay: Overlay, pack: Pack, looked_at: Change | None = None) -> Applied:
    """`pack` with everything of `overlay` over it.

    A change that is `looked_at` before it is published stays in, whatever it leans on: the gate says what is wrong.
    """
    if not overlay.changes:
        return Applied(pack)
    not_ours = {kind.kind: kind for kind in pack.out_of_scope}
    layer = _Layer(dict(pack.entries), dict(pack.tips), dict(pack.sources), not_ours)
    misfits = [misfit for change in overlay.changes if (misfit := _lay(change, layer, pack, overlay.names)) is not None]
    whole_pack = _packed(layer, pack, overlay)
    groundless = faults_by_piece(whole_pack)
    for change in overlay.changes:
        if change is looked_at or (change.kind, change.subject) not in groundless:
            continue
        if piece_in(whole_pack, change.kind, change.subject):
            misfits.append(Misfit(change))
            layer.drop(change, pack)
    return Applied(_packed(layer, pack, overlay), tuple(misfits))


def with_change(overlay: Overlay, change: Change) -> Overlay:
    """The overlay as it would be with one more change, in place of what stood for its subject."""
    others = (one for one in overlay.changes if (one.kind, one.subject) != (change.kind, change.subject))
    return replace(overlay, changes=(*others, change))


def piece_in(pack: Pack, kind: Kind, subject: str) -> Piece | None:
    """The entry or the tip of that id in a pack; None where there is none."""
    match kind:
        case Kind.ENTRY:
            return pack.entries.get(subject)
        case Kind.TIP:
            return pack.tips.get(subject)
        case Kind.NOT_OURS:
            return None


@overload
def whole(text: EntryText) -> Entry: ...


@overload
def whole(text: TipText) -> Tip: ...


@overload
def whole(text: Written) -> Piece: ...


def whole(text: Written) -> Piece:
    """The piece that a text makes; raises `ValueError` (pydantic's own) where it makes none yet."""
    return (Tip if isinstance(text, TipText) else Entry).model_validate(text.fields)


def sources_of(text: Written, names: Mapping[str, str]) -> tuple[Source, ...]:
    """The sources that a text brings along; one that is a member's words carries their name while they lend it."""
    sources = tuple(Source.model_validate(source) for source in text.sources)
    if text.kept is None:
        return sources
    name = names.get(text.kept, A_MEMBER)
    return tuple(s.model_copy(update={"author": name}) if s.id == f"member-{text.kept}" else s for s in sources)


def faults_by_piece(pack: Pack) -> dict[tuple[Kind, str], list[str]]:
    """What entries and tips lean on that is not there; a pointer to an entry is left out, for nothing leans on it."""
    faults: dict[tuple[Kind, str], list[str]] = {}
    for name, id_, message in dangling_references(pack):
        kind, pointer = _LEANING.get(name, (None, ""))
        if kind is not None and pointer not in message:
            faults.setdefault((kind, id_), []).append(message)
    return faults


_LEANING = {"Entry": (Kind.ENTRY, "entry in see_also"), "Tip": (Kind.TIP, "there is no entry")}


@dataclass(frozen=True, slots=True)
class _Layer:
    """A pack under construction."""

    entries: dict[str, Entry]
    tips: dict[str, Tip]
    sources: dict[str, Source]
    out_of_scope: dict[str, OutOfScope]

    def put(self, piece: Piece) -> None:
        """Take a piece in, in place of the one of its id."""
        if isinstance(piece, Tip):
            self.tips[piece.id] = piece
        else:
            self.entries[piece.id] = piece

    def remove(self, kind: Kind, subject: str) -> None:
        """Take a piece out."""
        if kind is Kind.TIP:
            self.tips.pop(subject, None)
        else:
            self.entries.pop(subject, None)

    def drop(self, change: Change, shipped: Pack) -> None:
        """Go back to what is shipped of a piece."""
        self.remove(change.kind, change.subject)
        piece = piece_in(shipped, change.kind, change.subject)
        if piece is not None:
            self.put(piece)


def _lay(change: Change, layer: _Layer, shipped: Pack, names: Mapping[str, str]) -> Misfit | None:
    content = change.content
    try:
        match content:
            case Written():
                piece, conflicts = _merged(change, whole(content), shipped)
                layer.put(piece)
                layer.sources.update((source.id, source) for source in sources_of(content, names))
                return Misfit(change, conflicts) if conflicts else None
            case Retired():
                layer.remove(change.kind, change.subject)
            case NotOurs(kind, examples):
                known = layer.out_of_scope[kind]
                taught = tuple(dict.fromkeys((*known.examples, *examples)))
                layer.out_of_scope[kind] = known.model_copy(update={"examples": taught})
            case AsShipped():
                pass
    except (ValidationError, KeyError):
        return Misfit(change)
    return None


def _merged(change: Change, ours: Piece, shipped: Pack) -> tuple[Piece, tuple[FieldConflict, ...]]:
    """What the community wrote, with what an update of the pack changed beside it."""
    theirs = piece_in(shipped, change.kind, change.subject)
    if theirs is None or change.base is None or change.base == theirs:
        return ours, ()
    merge = merged(change.base, ours, theirs)
    return merge.piece, merge.conflicts


def _packed(layer: _Layer, pack: Pack, overlay: Overlay) -> Pack:
    digest = blake2b(pack.hash.encode(), digest_size=16)
    for change in overlay.changes:
        digest.update(f"\0{change.revision}".encode())
    for id_, name in sorted(overlay.names.items()):
        digest.update(f"\0{id_}={name}".encode())
    return pack.model_copy(
        update={
            "hash": digest.hexdigest(),
            "entries": dict(layer.entries),
            "tips": dict(layer.tips),
            "sources": dict(layer.sources),
            "out_of_scope": tuple(layer.out_of_scope.values()),
        }
    )
