"""A journal of what learners did, and which identities are one learner.

Reason: a rating, a step and an answer must outlive the process, and a person may use two platforms.
Follows: 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="journal_key"),
        sa.UniqueConstraint("occasion", "part", name="journal_one_occasion_part"),
    )
    op.create_index("journal_by_community_kind_person_about", "journal", ["community", "kind", "person", "about"])
    op.create_index("journal_by_person_kind", "journal", ["person", "kind"])
    op.create_table(
        "identities",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="identities_key"),
    )
    op.create_index("identities_by_learner", "identities", ["learner"])
    op.create_table(
        "link_codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("claimant", sa.Text(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="link_codes_key"),
    )
    op.create_index("link_codes_by_claimant", "link_codes", ["claimant"])
    op.create_index("link_codes_by_person", "link_codes", ["person"])
