"""What the language model was asked and what it cost, wording that passed the check, ceilings that were reached.

Reason: money is counted before it is spent, in every process, and moderators are told once where it runs out.
Follows: 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "model_calls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="model_calls_key"),
    )
    op.create_index("model_calls_by_community_day", "model_calls", ["community", "day"])
    op.create_index("model_calls_by_person_day", "model_calls", ["person", "day"])
    op.create_table(
        "fitted_words",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("paragraphs", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="fitted_words_key"),
    )
    op.create_index("fitted_words_by_person", "fitted_words", ["person"])
    op.create_index("fitted_words_by_at", "fitted_words", ["at"])
    op.create_table(
        "model_ceilings",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reached_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("community", "month", "kind", name="model_ceilings_key"),
    )
    op.create_index("model_ceilings_untold", "model_ceilings", ["reached_at"], sqlite_where=sa.text("told_at IS NULL"))
