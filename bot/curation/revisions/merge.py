"""Two changes made from one entry, brought together field by field; what both changed differently is a conflict.

Lists of names and phrasings are merged as ordered sets, parts by role each for itself, everything else as a
whole. A merge never chooses silently: on a conflict the merged entry keeps ours, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.entry import Entry

_SETS = ("phrasings", "sources", "see_also")
_OWN_FIELDS = tuple(name for name in Entry.model_fields if name not in {"id", "variants", *_SETS})
_VARIANT = "variants."


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both sides changed, each in its own way; a part for a role is named `variants.ROLE`."""

    field: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged entry, with ours where there is a conflict."""

    entry: Entry
    conflicts: tuple[FieldConflict, ...] = ()

    def settled(self, take_theirs: Sequence[str]) -> Entry:
        """The merged entry with theirs in these fields of conflict."""
        chosen = {conflict.field: conflict.theirs for conflict in self.conflicts if conflict.field in take_theirs}
        variants = dict(self.entry.variants)
        for field, value in chosen.items():
            if field.startswith(_VARIANT):
                _put(variants, field.removeprefix(_VARIANT), value)
        whole = {field: value for field, value in chosen.items() if not field.startswith(_VARIANT)}
        return _rebuilt(self.entry, {**whole, "variants": variants})


def merged(base: Entry | None, ours: Entry, theirs: Entry) -> Merge:
    """Both changes together; without a base, every difference is a conflict."""
    values: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for field in _OWN_FIELDS:
        was, mine, its = (getattr(entry, field) if entry else None for entry in (base, ours, theirs))
        values[field] = _chosen(field, was, mine, its, conflicts)
    for field in _SETS:
        values[field] = _together(getattr(base, field) if base else (), getattr(ours, field), getattr(theirs, field))
    variants: dict[str, str] = {}
    for role in dict.fromkeys((*ours.variants, *theirs.variants)):
        was, mine, its = (entry.variants.get(role) if entry else None for entry in (base, ours, theirs))
        _put(variants, role, _chosen(f"{_VARIANT}{role}", was, mine, its, conflicts))
    return Merge(_rebuilt(ours, {**values, "variants": variants}), tuple(conflicts))


def changed_fields(old: Entry, new: Entry) -> tuple[str, ...]:
    """The fields in which two versions of an entry differ; parts for roles each by itself."""
    whole = [field for field in (*_OWN_FIELDS, *_SETS) if getattr(old, field) != getattr(new, field)]
    roles = dict.fromkeys((*old.variants, *new.variants))
    parts = [f"{_VARIANT}{role}" for role in roles if old.variants.get(role) != new.variants.get(role)]
    return (*whole, *parts)


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


def _rebuilt(entry: Entry, values: dict[str, Any]) -> Entry:
    """`entry` with other values; lists that a merge left empty stay as they were, since an entry needs them."""
    kept = {field: value for field, value in values.items() if value or not getattr(entry, field)}
    emptied = {field: value for field, value in values.items() if not value and field in {"see_also", "variants"}}
    return entry.model_copy(update={**kept, **emptied})
