"""The record of acts holds who did what and when for ever; the words given with an act may be taken out of it.

Reason: what is redacted in a revision stood on in the record, where its reason is written down again.
Follows: 0009.
"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Take this step."""
    op.execute("DROP TRIGGER curation_audit_holds")
    op.execute(
        "CREATE TRIGGER curation_audit_holds BEFORE UPDATE OF "
        "id, occasion, community, standing, act, subject, revision, at ON curation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER curation_audit_words BEFORE UPDATE OF detail ON curation_audit WHEN NEW.detail <> '' "
        "BEGIN SELECT RAISE(ABORT, 'the record of acts is never changed'); END"
    )
    # What was redacted before this step.
    op.execute(
        "UPDATE curation_audit SET detail = '' WHERE revision IN "
        "(SELECT revision FROM curation_audit WHERE act = 'redacted')"
    )
