"""Revisions and lines of the record of acts as rows, and back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.sqlite import insert

from bot.curation.revisions.revision import Deed, Kind, Piece, Revision, State, content_of, document_of
from bot.knowledge.entry import Entry
from bot.knowledge.growth import Tip
from bot.storage.tables import curation_audit

RECORD = insert(curation_audit).on_conflict_do_nothing(index_elements=[curation_audit.c.occasion])
"""Writes a line of the record of acts, once for each event."""


def revision_row(revision: Revision) -> dict[str, Any]:
    """The row of a revision."""
    return {
        "id": revision.id,
        "community": revision.community,
        "kind": revision.kind.value,
        "subject": revision.subject,
        "number": revision.number,
        "state": revision.state.value,
        "content": document_of(revision.content),
        "base": revision.base and revision.base.model_dump(mode="json", exclude_defaults=True),
        "base_number": revision.base_number,
        "version": revision.version,
        "person": revision.person,
        "reason": revision.reason,
        "origin": revision.origin or None,
        "approver": revision.approver,
        "verdict": revision.verdict or None,
        "accepted": revision.accepted or None,
        "begun_at": revision.begun_at,
        "changed_at": revision.changed_at,
        "decided_at": revision.decided_at,
    }


def revision_of(row: Any) -> Revision:
    """The revision in a row."""
    return Revision(
        id=row.id,
        community=row.community,
        kind=Kind(row.kind),
        subject=row.subject,
        state=State(row.state),
        content=content_of(row.content),
        person=row.person,
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        base=_piece_of(Kind(row.kind), row.base),
        base_number=row.base_number,
        version=row.version,
        number=row.number,
        reason=row.reason,
        origin=row.origin or "",
        approver=row.approver,
        verdict=row.verdict or "",
        accepted=row.accepted or "",
        decided_at=row.decided_at,
    )


def _piece_of(kind: Kind, document: Mapping[str, Any] | None) -> Piece | None:
    if document is None:
        return None
    return (Tip if kind is Kind.TIP else Entry).model_validate(document)


def deed_row(deed: Deed) -> dict[str, Any]:
    """The row of an act."""
    return {
        "occasion": deed.occasion,
        "community": deed.community,
        "person": deed.person,
        "standing": deed.standing,
        "act": deed.act,
        "subject": deed.subject,
        "revision": deed.revision,
        "detail": deed.detail,
        "at": deed.at,
    }


def deed_of(row: Any) -> Deed:
    """The act in a row."""
    return Deed(
        row.occasion, row.community, row.person, row.standing, row.act, row.subject, row.at, row.revision, row.detail
    )
