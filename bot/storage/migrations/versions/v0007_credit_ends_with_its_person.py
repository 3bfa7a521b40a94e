"""Taking back one's words is a change of the answers that name one.

Reason: a member who is forgotten is credited no more, at once and in every process.
Follows: 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Take this step."""
    op.execute(
        "CREATE TRIGGER kept_words_forgotten AFTER DELETE ON kept_words "
        "BEGIN UPDATE overlays SET version = version + 1 WHERE community = OLD.community; END"
    )
