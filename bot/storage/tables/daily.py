"""Who gets a daily tip, the ledger of their days, and what people said of tips.

A row of `tip_days` is one local day of one target, from being planned to being settled; its key makes two of them
impossible, whatever process writes it.
"""

from datetime import date

from sqlalchemy import Column, Dialect, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.types import TypeDecorator

from bot.storage.tables.base import Document, Moment, Personal, PersonId, metadata, personal


class Day(TypeDecorator[date]):
    """A day of a calendar, kept as `2026-11-21` so that it sorts and reads well."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


tip_targets = Table(
    "tip_targets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("place", Text, nullable=False),
    # Whose direct messages it is; null for channels.
    Column("person", PersonId),
    Column("at", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("days", Document, nullable=False),
    Column("roles", Document, nullable=False),
    Column("level", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("snoozed_until", Day),
    Column("quiet_from", Text),
    Column("quiet_until", Text),
    # Counts changes of all of the above, so that nobody claims a day by rules that have changed meanwhile.
    Column("version", Integer, nullable=False),
    # The first local day that is not settled or claimed yet, and when it is due; null while nothing is.
    Column("next_day", Day),
    Column("next_at", Moment),
    # Since when nothing could be delivered there, and when its people were told so.
    Column("refused_since", Moment),
    Column("told_at", Moment),
    Column("saved_at", Moment, nullable=False),
    Index(None, "community"),
    Index(None, "person"),
    info=personal(Personal(title="tips_wanted", withheld=("id", "platform", "version"))),
)
Index("tip_targets_due", tip_targets.c.next_at, sqlite_where=tip_targets.c.next_at.is_not(None))

tip_days = Table(
    "tip_days",
    metadata,
    Column("target", ForeignKey(tip_targets.c.id, ondelete="CASCADE"), primary_key=True),
    Column("day", Day, primary_key=True),
    # Made of the two above; the nonce or metadata of the message, and known to its buttons.
    Column("key", Text, nullable=False, unique=True),
    Column("person", PersonId),
    Column("tip", Text),
    Column("state", Text, nullable=False),
    Column("origin", Text, nullable=False),
    # Why it was skipped.
    Column("reason", Text),
    Column("due_at", Moment),
    Column("keeper", Text),
    # Until then it is its keeper's, or nobody's; from then on anybody may take it.
    Column("try_at", Moment),
    Column("tries", Integer, nullable=False),
    # The last time that it was about to leave.
    Column("begun_at", Moment),
    Column("message", Text),
    Column("settled_at", Moment),
    Index(None, "person"),
    # In the order of its key: what a target had is read for each choice, and lies on a few pages then.
    sqlite_with_rowid=False,
    info=personal(Personal(title="tips_sent", withheld=("target", "key", "keeper", "try_at"))),
)
Index("tip_days_open", tip_days.c.try_at, sqlite_where=tip_days.c.try_at.is_not(None))

tip_reactions = Table(
    "tip_reactions",
    metadata,
    Column("person", PersonId, primary_key=True),
    Column("community", Text, primary_key=True),
    Column("tip", Text, primary_key=True),
    Column("reaction", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "community", "tip"),
    info=personal(Personal(title="tip_reactions")),
)
