"""Two changes made from one piece, brought together field by field; what both changed differently is a conflict.

Lists of names and phrasings are merged as ordered sets, parts by role each for itself, everything else as a
whole. A merge never chooses silently: on a conflict the merged piece keeps ours, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.knowledge.base import Content

P = TypeVar("P", bound=Content)

_SETS = frozenset({"phrasings", "sources", "see_also", "roles"})
_VARIANTS = "variants"
_VARIANT = "variants."


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both sides changed, each in its own way; a part for a role is named `variants.ROLE`."""

    field: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merge(Generic[P]):
    """The merged piece, with ours where there is a conflict."""

    piece: P
    conflicts: tuple[FieldConflict, ...] = ()

    def settled(self, take_theirs: Sequence[str]) -> P:
        """The merged piece with theirs in these fields of conflict."""
        chosen = {conflict.field: conflict.theirs for conflict in self.conflicts if conflict.field in take_theirs}
        whole = {field: value for field, value in chosen.items() if not field.startswith(_VARIANT)}
        if _VARIANTS in type(self.piece).model_fields:
            whole[_VARIANTS] = variants = dict(getattr(self.piece, _VARIANTS))
            for field, value in chosen.items():
                if field.startswith(_VARIANT):
                    _put(variants, field.removeprefix(_VARIANT), value)
        return _rebuilt(self.piece, whole)


def merged(base: P | None, ours: P, theirs: P) -> Merge[P]:
    """Both changes together; without a base, every difference is a conflict."""
    values: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for field in _own_fields(ours):
        was, mine, its = (getattr(piece, field) if piece else None for piece in (base, ours, theirs))
        values[field] = _chosen(field, was, mine, its, conflicts)
    for field in _sets(ours):
        values[field] = _together(getattr(base, field) if base else (), getattr(ours, field), getattr(theirs, field))
    if _VARIANTS in type(ours).model_fields:
        values[_VARIANTS] = variants = dict[str, str]()
        for role in dict.fromkeys((*_variants(ours), *_variants(theirs))):
            was, mine, its = (_variants(piece).get(role) for piece in (base, ours, theirs))
            _put(variants, role, _chosen(f"{_VARIANT}{role}", was, mine, its, conflicts))
    return Merge(_rebuilt(ours, values), tuple(conflicts))


def changed_fields(old: P, new: P) -> tuple[str, ...]:
    """The fields in which two versions of a piece differ; parts for roles each by itself."""
    whole = [field for field in (*_own_fields(old), *_sets(old)) if getattr(old, field) != getattr(new, field)]
    was, is_ = _variants(old), _variants(new)
    parts = [f"{_VARIANT}{role}" for role in dict.fromkeys((*was, *is_)) if was.get(role) != is_.get(role)]
    return (*whole, *parts)


def _own_fields(piece: Content) -> tuple[str, ...]:
    """The fields that are taken as a whole."""
    return tuple(name for name in type(piece).model_fields if name not in {"id", _VARIANTS, *_SETS})


def _sets(piece: Content) -> tuple[str, ...]:
    return tuple(name for name in type(piece).model_fields if name in _SETS)


def _variants(piece: Content | None) -> Mapping[str, str]:
    return getattr(piece, _VARIANTS, {})


def _chosen(field: str, base: Any, ours: Any, theirs: Any, conflicts: list[FieldConflict]) -> Any:
    """The side that changed; ours, and a conflict, where both did and differ."""
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    conflicts.append(FieldConflict(field, base, ours, theirs))
    return ours


def _together(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Ours in our order, without what they took away, then what they added."""
    gone = set(base) - set(theirs)
    kept = [item for item in ours if item not in gone]
    return tuple(dict.fromkeys([*kept, *(item for item in theirs if item not in base)]))


def _put(variants: dict[str, str], role: str, text: str | None) -> None:
    if text is None:
        variants.pop(role, None)
    else:
        variants[role] = text


def _rebuilt(piece: P, values: dict[str, Any]) -> P:
    """`piece` with other values; what a merge left empty stays as it was where a piece needs it."""
    fields = type(piece).model_fields
    kept = {field: value for field, value in values.items() if value or not fields[field].is_required()}
    return piece.model_copy(update=kept)
