"""What moderators write: revisions, overlays over the pack, the record of acts, words that members gave.

Reason: a community corrects its answers in its chat, and every change can be looked at and taken back.
Follows: 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("base_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("approver", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("accepted", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="revisions_key"),
        sa.UniqueConstraint(
            "community", "kind", "subject", "number", name="revisions_one_community_kind_subject_number"
        ),
    )
    op.create_index("revisions_by_community_state", "revisions", ["community", "state"])
    op.create_index("revisions_by_person", "revisions", ["person"])
    op.create_index("revisions_by_approver", "revisions", ["approver"])
    op.create_index(
        "revisions_by_origin", "revisions", ["community", "origin"], sqlite_where=sa.text("origin IS NOT NULL")
    )
    op.create_table(
        "revision_saves",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revisions.id"], name="revision_saves_of_revisions", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("revision", "version", name="revision_saves_key"),
    )
    op.create_index("revision_saves_by_person", "revision_saves", ["person"])
    op.create_table(
        "overlays",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", name="overlays_key"),
    )
    _create_audit()
    op.create_table(
        "kept_words",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=True),
        sa.Column("revision", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="kept_words_key"),
    )
    op.create_index("kept_words_by_community", "kept_words", ["community"])
    op.create_index("kept_words_by_person", "kept_words", ["person"])
    op.create_index("kept_words_by_keeper", "kept_words", ["keeper"])


def _create_audit() -> None:
    """The record of acts, which the database itself keeps from being shortened or changed."""
    op.create_table(
        "curation_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="curation_audit_key"),
        sa.UniqueConstraint("occasion", name="curation_audit_one_occasion"),
    )
    op.create_index("curation_audit_by_community_id", "curation_audit", ["community", "id"])
    op.create_index("curation_audit_by_person", "curation_audit", ["person"])
    op.execute(
        "CREATE TRIGGER curation_audit_stays BEFORE DELETE ON curation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never shortened'); END"
    )
    op.execute(
        "CREATE TRIGGER curation_audit_holds BEFORE UPDATE OF "
        "id, occasion, community, standing, act, subject, revision, detail, at ON curation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER curation_audit_names BEFORE UPDATE OF person ON curation_audit WHEN NEW.person IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END"
    )
