"""Two people at one text: what each of them changed is kept, and what both changed is put before them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.curation.revisions.merge import FieldConflict, merged
from bot.curation.revisions.overlay import whole
from bot.curation.revisions.revision import Piece, Written, text_of

W = TypeVar("W", bound=Written)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants a piece to say: fields by name, new sources, and lines of theirs that could not be read."""

    fields: Mapping[str, Any]
    sources: tuple[Mapping[str, Any], ...] = ()
    kept: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed, with what each of them wrote."""

    field: str
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Joined:
    """A draft with somebody's changes in it; `clashes` are left as they stood."""

    text: Written
    clashes: tuple[Clash, ...]
    others: tuple[str, ...]
    """Fields that somebody else changed meanwhile."""


def joined(seen: Written, now: Written, wanted: Wanted) -> Joined:
    """`now` with what differs in `wanted` from what was seen; a field that both changed is a clash."""
    others = tuple(sorted(k for k in {*seen.fields, *now.fields} if seen.fields.get(k) != now.fields.get(k)))
    mine = {k: v for k, v in wanted.fields.items() if not _same(v, seen.fields.get(k))}
    clashes = [
        Clash(k, now.fields.get(k), v) for k, v in mine.items() if k in others and not _same(v, now.fields.get(k))
    ]
    free = {k: v for k, v in mine.items() if k not in others}
    return Joined(changed(now, Wanted(free, wanted.sources, wanted.kept)), tuple(clashes), others)


def changed(text: W, wanted: Wanted) -> W:
    """A text with what is wanted in it; a field that is emptied is not written down, nor a source nobody cites."""
    fields = {field: value for field, value in {**text.fields, **wanted.fields}.items() if not _is_empty(value)}
    cited = set(fields.get("sources", ()))
    sources = {source["id"]: source for source in (*text.sources, *wanted.sources) if source["id"] in cited}
    return replace(text, fields=fields, sources=tuple(sources.values()), kept=wanted.kept or text.kept)


def changes_nothing(text: Written, wanted: Wanted) -> bool:
    """Whether a text with what is wanted in it says what it says already."""
    return changed(text, wanted) == changed(text, Wanted({}))


def rebased(
    base: Piece | None, text: W, live: Piece | None, *, keeps_live: bool = False
) -> tuple[W, tuple[FieldConflict, ...]]:
    """A text that was made from `base`, over what is live by now, and the fields that both changed.

    In those the text's words stand, or the live ones. Raises `ValueError` where the text is no whole piece yet.
    """
    if live is None or live == base:
        return text, ()
    merge = merged(base, whole(text), live)
    piece = merge.settled([conflict.field for conflict in merge.conflicts]) if keeps_live else merge.piece
    return replace(text, fields=text_of(piece).fields), merge.conflicts


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], (), {})


def _same(mine: Any, theirs: Any) -> bool:
    return bool(mine == theirs) or (_is_empty(mine) and _is_empty(theirs))
