"""Everything the first version remembers, and the inbox through which every event comes.

Reason: a conversation, an answer that was promised and a setting must outlive the process.
Follows: nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "communities",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", name="communities_key"),
    )
    op.create_table(
        "inbox",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("twin_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("conversation", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("keeper", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="inbox_key"),
        sa.UniqueConstraint("key", name="inbox_one_key"),
        sa.UniqueConstraint("twin_key", name="inbox_one_twin_key"),
    )
    op.create_index("inbox_settled", "inbox", ["settled_at"], sqlite_where=sa.text("settled_at IS NOT NULL"))
    op.create_index("inbox_unsettled", "inbox", ["door", "keeper"], sqlite_where=sa.text("settled_at IS NULL"))
    op.create_index("inbox_unsettled_talk", "inbox", ["conversation"], sqlite_where=sa.text("settled_at IS NULL"))
    op.create_table(
        "keepers",
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("alive_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("keeper", name="keepers_key"),
    )
    op.create_table(
        "learners",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("cues", sa.Text(), nullable=False),
        sa.Column("cues_since", sa.BigInteger(), nullable=False),
        sa.Column("met_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="learners_key"),
    )
    op.create_index("learners_by_cues_since", "learners", ["cues_since"])
    op.create_table(
        "marks",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "name", name="marks_key"),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("alternatives", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="questions_key"),
    )
    op.create_index("questions_by_community_at", "questions", ["community", "at"])
    op.create_index("questions_by_person", "questions", ["person"])
    op.create_index("questions_with_text", "questions", ["at"], sqlite_where=sa.text("text IS NOT NULL"))
    op.create_table(
        "role_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="role_choices_key"),
    )
    op.create_index("role_choices_by_person", "role_choices", ["person"])
    op.create_table(
        "talks",
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name="talks_key"),
    )
    op.create_index("talks_by_asked_at", "talks", ["asked_at"])
    op.create_index("talks_by_person", "talks", ["person"])
    op.create_table(
        "verdicts",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["question"], ["questions.id"], name="verdicts_of_questions", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question", "person", name="verdicts_key"),
    )
    op.create_index("verdicts_by_person", "verdicts", ["person"])
