"""Events that a platform was told we have, before anybody looked into them.

Reason: a burst is acknowledged in time when nothing but writing it down comes first.
Follows: 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "unopened",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="unopened_key"),
        sqlite_autoincrement=True,
    )
