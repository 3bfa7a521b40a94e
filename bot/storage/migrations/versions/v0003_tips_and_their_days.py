"""Who gets a daily tip, a ledger of their days, and what people said of tips.

Reason: a tip is sent once for each target and local day, whatever becomes of the process that sends it.
Follows: 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "tip_targets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("snoozed_until", sa.Text(), nullable=True),
        sa.Column("quiet_from", sa.Text(), nullable=True),
        sa.Column("quiet_until", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_day", sa.Text(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("refused_since", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="tip_targets_key"),
    )
    op.create_index("tip_targets_by_community", "tip_targets", ["community"])
    op.create_index("tip_targets_by_person", "tip_targets", ["person"])
    op.create_index("tip_targets_due", "tip_targets", ["next_at"], sqlite_where=sa.text("next_at IS NOT NULL"))
    op.create_table(
        "tip_days",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("tip", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("keeper", sa.Text(), nullable=True),
        sa.Column("try_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["target"], ["tip_targets.id"], name="tip_days_of_tip_targets", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("target", "day", name="tip_days_key"),
        sa.UniqueConstraint("key", name="tip_days_one_key"),
    )
    op.create_index("tip_days_by_person", "tip_days", ["person"])
    op.create_index("tip_days_open", "tip_days", ["try_at"], sqlite_where=sa.text("try_at IS NOT NULL"))
    op.create_table(
        "tip_reactions",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("tip", sa.Text(), nullable=False),
        sa.Column("reaction", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "community", "tip", name="tip_reactions_key"),
    )
    op.create_index("tip_reactions_by_community_tip", "tip_reactions", ["community", "tip"])
