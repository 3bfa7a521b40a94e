"""Which questions wait for moderators, and what people are told once there is an answer.

Reason: what nobody could answer today is answered tomorrow, and those who asked are told, once.
Follows: 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "review_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("left_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="review_items_key"),
    )
    op.create_index("review_items_by_community", "review_items", ["community"])
    op.create_table(
        "review_questions",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question"], ["questions.id"], name="review_questions_of_questions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item"], ["review_items.id"], name="review_questions_of_review_items", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question", name="review_questions_key"),
    )
    op.create_index("review_questions_by_item", "review_questions", ["item"])
    op.create_index("review_questions_by_community", "review_questions", ["community"])
    op.create_table(
        "notices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=True),
        sa.Column("try_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["question"], ["questions.id"], name="notices_of_questions", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="notices_key"),
    )
    op.create_index("notices_by_community_kind", "notices", ["community", "kind"])
    op.create_index("notices_by_question", "notices", ["question"])
    op.create_index("notices_by_person", "notices", ["person"])
    op.create_index("notices_open", "notices", ["try_at"], sqlite_where=sa.text("try_at IS NOT NULL"))
