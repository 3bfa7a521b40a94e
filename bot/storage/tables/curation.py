"""What moderators wrote: revisions from draft to publication, each community's overlay, and the record of every act."""

from sqlalchemy import DDL, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, event

from bot.storage.tables.base import Document, Forgetting, Moment, Personal, PersonId, metadata, personal

revisions = Table(
    "revisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # The entry it is a revision of.
    Column("subject", Text, nullable=False),
    # Counts the published revisions of the subject; null before.
    Column("number", Integer),
    Column("state", Text, nullable=False),
    # What was written; null once it was redacted.
    Column("content", Document),
    # What it was made from, for a merge with what others publish meanwhile, and the number that had.
    Column("base", Document),
    Column("base_number", Integer, nullable=False),
    # Counts the times it was saved, so that nobody saves over what they have not seen.
    Column("version", Integer, nullable=False),
    Column("person", PersonId),
    Column("reason", Text, nullable=False),
    # The item of the inbox that it answers.
    Column("origin", Text),
    Column("approver", PersonId),
    Column("verdict", Text),
    # The list of consequences that the approver accepted.
    Column("accepted", Text),
    Column("begun_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("decided_at", Moment),
    UniqueConstraint("community", "kind", "subject", "number"),
    Index(None, "community", "state"),
    Index(None, "person"),
    Index(None, "approver"),
    info=personal(
        Personal(
            title="revisions_written", forgetting=Forgetting.BLANK, blanked=("person",),
            withheld=("approver", "verdict", "base"),
        ),
        Personal(
            title="revisions_approved", column="approver", forgetting=Forgetting.BLANK, blanked=("approver",),
            withheld=("person", "content", "base", "reason"),
        ),
    ),
)  # fmt: skip
Index("revisions_by_origin", revisions.c.community, revisions.c.origin, sqlite_where=revisions.c.origin.is_not(None))

revision_saves = Table(
    "revision_saves",
    metadata,
    Column("revision", ForeignKey(revisions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", Document),
    Column("person", PersonId),
    Column("at", Moment, nullable=False),
    Index(None, "person"),
    info=personal(Personal(title="revisions_saved", forgetting=Forgetting.BLANK, blanked=("person",))),
)

overlays = Table(
    "overlays",
    metadata,
    Column("community", Text, primary_key=True),
    # Grows with every publication, so that every process sees at a glance that there is something new.
    Column("version", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

curation_audit = Table(
    "curation_audit",
    metadata,
    Column("id", Integer, primary_key=True),
    # The event that led to it: worked on again, it changes nothing.
    Column("occasion", Text, nullable=False, unique=True),
    Column("community", Text, nullable=False),
    Column("person", PersonId),
    # What the person was in the community at that moment.
    Column("standing", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("revision", Text),
    Column("detail", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "community", "id"),
    Index(None, "person"),
    info=personal(
        Personal(
            title="acts_as_moderator", forgetting=Forgetting.BLANK, blanked=("person",), withheld=("id", "occasion")
        )
    ),
)
for _statement in (
    (
        "CREATE TRIGGER curation_audit_stays BEFORE DELETE ON curation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never shortened'); END"
    ),
    (
        "CREATE TRIGGER curation_audit_holds BEFORE UPDATE OF "
        "id, occasion, community, standing, act, subject, revision, at ON curation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END"
    ),
    (
        "CREATE TRIGGER curation_audit_words BEFORE UPDATE OF detail ON curation_audit WHEN NEW.detail <> '' "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END"
    ),
    (
        "CREATE TRIGGER curation_audit_names BEFORE UPDATE OF person ON curation_audit WHEN NEW.person IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END"
    ),
):
    event.listen(curation_audit, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]

kept_words = Table(
    "kept_words",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("link", Text, nullable=False),
    # Who wrote the message, and the name they are credited by.
    Column("person", PersonId, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("state", Text, nullable=False),
    # Who asked them for it.
    Column("keeper", PersonId),
    Column("revision", Text),
    Column("at", Moment, nullable=False),
    Index(None, "community"),
    Index(None, "person"),
    Index(None, "keeper"),
    info=personal(
        Personal(title="words_kept", withheld=("keeper",)),
        Personal(
            title="words_asked_for", column="keeper", forgetting=Forgetting.BLANK, blanked=("keeper",),
            withheld=("person", "name", "words"),
        ),
    ),
)  # fmt: skip
event.listen(
    kept_words,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]
        # Whoever is forgotten is credited no more, in every process.
        "CREATE TRIGGER kept_words_forgotten AFTER DELETE ON kept_words "
        "BEGIN UPDATE overlays SET version = version + 1 WHERE community = OLD.community; END"
    ),
)
