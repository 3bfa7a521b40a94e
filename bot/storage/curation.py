"""Revisions, overlays and the record of acts, in the database.

Implements `bot.curation.revisions.archive.Archive`. Every change is one transaction with its line of the record; an
event whose line is there already changes nothing a second time.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.curation.revisions.archive import Asked
from bot.curation.revisions.overlay import Change, Overlay
from bot.curation.revisions.revision import OPEN, Deed, Kind, Revision, Save, State, content_of
from bot.curation.revisions.standing import Act
from bot.storage.curation_rows import RECORD, deed_of, deed_row, revision_of, revision_row
from bot.storage.lane import Lane
from bot.storage.tables import curation_audit, kept_words, overlays, questions, revision_saves, revisions


class CurationStore:
    """What moderators wrote, in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def versions(self) -> Mapping[str, int]:
        """The version of every overlay."""
        rows = await self._reading.run(lambda connection: connection.execute(_VERSIONS).all())
        return {row.community: row.version for row in rows}

    async def overlay(self, community: str) -> Overlay:
        """What stands in a community."""
        return await self._reading.run(lambda connection: _overlay(connection, community))

    async def revision(self, community: str, id_: str) -> Revision | None:
        """One revision of a community."""
        statement = select(revisions).where(revisions.c.community == community, revisions.c.id == id_)
        row = await self._reading.run(lambda connection: connection.execute(statement).first())
        return None if row is None else revision_of(row)

    async def in_state(self, community: str, states: Collection[State], at_most: int = 100) -> tuple[Revision, ...]:
        """Revisions by their state, the latest changed first."""
        statement = (
            select(revisions)
            .where(revisions.c.community == community, revisions.c.state.in_([state.value for state in states]))
            .order_by(revisions.c.changed_at.desc(), revisions.c.id)
            .limit(at_most)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(map(revision_of, rows))

    async def sent_to_review(self, community: str) -> tuple[datetime, ...]:
        """When each revision in review was sent there last."""
        sent = func.max(curation_audit.c.at)
        statement = (
            select(func.coalesce(sent, revisions.c.changed_at).label("at"))
            .outerjoin(
                curation_audit,
                (curation_audit.c.revision == revisions.c.id)
                & (curation_audit.c.community == community)
                & (curation_audit.c.act == Act.SUBMIT.value),
            )
            .where(revisions.c.community == community, revisions.c.state == State.IN_REVIEW.value)
            .group_by(revisions.c.id)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(row.at for row in rows)

    async def history(self, community: str, kind: Kind, subject: str) -> tuple[Revision, ...]:
        """The published revisions of a subject, oldest first."""
        statement = select(revisions).where(*_subject(community, kind, subject)).order_by(revisions.c.number)
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(map(revision_of, rows))

    async def saves(self, community: str, id_: str) -> tuple[Save, ...]:
        """The versions of a draft."""
        statement = (
            select(revision_saves)
            .join(revisions, revisions.c.id == revision_saves.c.revision)
            .where(revisions.c.community == community, revisions.c.id == id_)
            .order_by(revision_saves.c.version)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(Save(row.version, content_of(row.content), row.person, row.at) for row in rows)

    async def save(self, revision: Revision, deed: Deed) -> bool:
        """Keep a draft as its next version."""
        # Bringing two texts together makes nobody their author.
        writer = None if deed.act == Act.MERGE.value else deed.person
        return await self._writing.run(
            lambda connection: _once(connection, deed, lambda: _save(connection, revision, writer))
        )

    async def decide(self, revision: Revision, expected: Collection[State], deed: Deed) -> bool:
        """Keep what was decided about a revision."""
        return await self._writing.run(
            lambda connection: _once(connection, deed, lambda: _decide(connection, revision, expected))
        )

    async def publish(self, revision: Revision, newest: int, deed: Deed, undoes: str | None = None) -> Revision | None:
        """Publish a revision over `newest`."""
        is_done = await self._writing.run(
            lambda connection: _once(connection, deed, lambda: _publish(connection, revision, newest, undoes))
        )
        return await self.revision(revision.community, revision.id) if is_done else None

    async def redact(self, community: str, id_: str, deed: Deed) -> bool:
        """Take the words out of a revision."""
        return await self._writing.run(
            lambda connection: _once(connection, deed, lambda: _redact(connection, community, id_))
        )

    async def asked(self, community: str, at_most: int = 500) -> tuple[Asked, ...]:
        """The latest questions of a community."""
        statement = (
            select(questions.c.id, questions.c.text)
            .where(questions.c.community == community, questions.c.text.is_not(None))
            .order_by(questions.c.at.desc())
            .limit(at_most)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(Asked(row.id, row.text) for row in rows)

    async def record(self, deed: Deed) -> bool:
        """Write an act down."""
        return await self._writing.run(lambda connection: connection.execute(RECORD, deed_row(deed)).rowcount == 1)

    async def deeds(self, community: str, at_most: int | None = None) -> tuple[Deed, ...]:
        """The record of acts, newest first."""
        statement = (
            select(curation_audit)
            .where(curation_audit.c.community == community)
            .order_by(curation_audit.c.id.desc())
            .limit(at_most)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(map(deed_of, rows))


_VERSIONS = select(overlays.c.community, overlays.c.version)
_RECORDED = select(curation_audit.c.id).where(curation_audit.c.occasion == bindparam("occasion_"))
_OPEN = [state.value for state in OPEN]


def _subject(community: str, kind: Kind, subject: str) -> tuple[Any, ...]:
    """What is published of a subject."""
    theirs = (revisions.c.community == community, revisions.c.kind == kind.value, revisions.c.subject == subject)
    return (*theirs, revisions.c.state == State.PUBLISHED.value)


def _once(connection: Connection, deed: Deed, change: Any) -> bool:
    """Make a change and write it down; True, and nothing else, where it is written down already."""
    if connection.execute(_RECORDED, {"occasion_": deed.occasion}).first() is not None:
        return True
    if not change():
        return False
    connection.execute(RECORD, deed_row(deed))
    return True


def _save(connection: Connection, revision: Revision, writer: str | None) -> bool:
    row = revision_row(revision)
    if revision.version == 1:
        kept = connection.execute(insert(revisions).on_conflict_do_nothing(), row)
    else:
        before = revisions.c.version == revision.version - 1
        kept = connection.execute(update(revisions).where(*_open(revision), before).values(row))
    if kept.rowcount != 1:
        return False
    save = {"revision": revision.id, "version": revision.version, "content": row["content"], "person": writer}
    connection.execute(insert(revision_saves), save | {"at": revision.changed_at})
    return True


def _open(revision: Revision) -> tuple[Any, ...]:
    theirs = (revisions.c.id == revision.id, revisions.c.community == revision.community)
    return (*theirs, revisions.c.state.in_(_OPEN))


def _decide(connection: Connection, revision: Revision, expected: Collection[State]) -> bool:
    row = revision_row(revision)
    decided = {key: row[key] for key in ("state", "approver", "verdict", "accepted", "reason", "decided_at")}
    here = (
        revisions.c.id == revision.id,
        revisions.c.community == revision.community,
        revisions.c.version == revision.version,
        revisions.c.state.in_([state.value for state in expected]),
    )
    return connection.execute(update(revisions).where(*here).values(decided)).rowcount == 1


def _publish(connection: Connection, revision: Revision, newest: int, undoes: str | None) -> bool:
    subject = _subject(revision.community, revision.kind, revision.subject)
    number = connection.execute(select(func.coalesce(func.max(revisions.c.number), 0)).where(*subject)).scalar_one()
    if number != newest:
        return False
    row = revision_row(revision) | {"state": State.PUBLISHED.value, "number": number + 1}
    same = revisions.c.version == revision.version
    if connection.execute(update(revisions).where(*_open(revision), same).values(row)).rowcount != 1:
        return False
    if undoes is not None:
        undone = (revisions.c.community == revision.community, revisions.c.id == undoes)
        connection.execute(update(revisions).where(*undone).values(origin=None))
    raise_version(connection, revision.community, row["decided_at"])
    return True


def raise_version(connection: Connection, community: str, at: datetime) -> None:
    """Let every process look at what stands in a community anew."""
    new = insert(overlays).values(community=community, version=1, changed_at=at)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[overlays.c.community],
            set_={"version": overlays.c.version + 1, "changed_at": new.excluded.changed_at},
        )
    )


def _redact(connection: Connection, community: str, id_: str) -> bool:
    settled = (revisions.c.community == community, revisions.c.id == id_, revisions.c.state.not_in(_OPEN))
    words = {"content": None, "base": None, "reason": "", "verdict": None}
    if connection.execute(update(revisions).where(*settled).values(words)).rowcount != 1:
        return False
    connection.execute(update(revision_saves).where(revision_saves.c.revision == id_).values(content=None))
    connection.execute(update(curation_audit).where(curation_audit.c.revision == id_).values(detail=""))
    return True


def _overlay(connection: Connection, community: str) -> Overlay:
    version = connection.execute(_VERSIONS.where(overlays.c.community == community)).first()
    if version is None:
        return Overlay(community)
    newest = (
        select(revisions.c.kind, revisions.c.subject, func.max(revisions.c.number).label("number"))
        .where(revisions.c.community == community, revisions.c.state == State.PUBLISHED.value)
        .group_by(revisions.c.kind, revisions.c.subject)
        .subquery()
    )
    same = (
        (revisions.c.kind == newest.c.kind)
        & (revisions.c.subject == newest.c.subject)
        & (revisions.c.number == newest.c.number)
    )
    statement = (
        select(revisions)
        .join(newest, same)
        .where(revisions.c.community == community)
        .order_by(revisions.c.decided_at, revisions.c.id)
    )
    found = map(revision_of, connection.execute(statement).all())
    changes = tuple(
        Change(r.id, r.kind, r.subject, r.number or 0, r.content, r.base) for r in found if r.content is not None
    )
    lent = select(kept_words.c.id, kept_words.c.name).where(
        kept_words.c.community == community, kept_words.c.state == "lent"
    )
    names = {row.id: row.name for row in connection.execute(lent)}
    return Overlay(community, version.version, changes, names)
