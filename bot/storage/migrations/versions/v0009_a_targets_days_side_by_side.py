"""The days of a target lie side by side in the file, in the order of the calendar.

Reason: choosing a tip reads every day that a target had, which were as many places in the file as days.
Follows: 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Take this step."""
    for index in ("tip_days_by_person", "tip_days_open"):
        op.drop_index(index)
    op.rename_table("tip_days", "tip_days_by_age")
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
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO tip_days SELECT * FROM tip_days_by_age ORDER BY target, day")
    op.drop_table("tip_days_by_age")
    op.create_index("tip_days_by_person", "tip_days", ["person"])
    op.create_index("tip_days_open", "tip_days", ["try_at"], sqlite_where=sa.text("try_at IS NOT NULL"))
