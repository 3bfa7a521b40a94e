"""What the language model was asked, what it cost, and the wording that passed the check."""

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.storage.tables.base import Document, Forgetting, Moment, Personal, PersonId, metadata, personal
from bot.storage.tables.daily import Day

model_calls = Table(
    "model_calls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community", Text, nullable=False),
    # Null where nobody in particular asked, and once the person was forgotten: the sums stay.
    Column("person", PersonId),
    Column("purpose", Text, nullable=False),
    Column("question", Text),
    Column("model", Text, nullable=False),
    Column("day", Day, nullable=False),
    Column("at", Moment, nullable=False),
    # What became of it; null while it is under way, and for good where the process died meanwhile.
    Column("outcome", Text),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    # Millionths of a US dollar; while it is under way the most that it can come to.
    Column("cost", Integer, nullable=False),
    Column("milliseconds", Integer),
    Index(None, "community", "day"),
    Index(None, "person", "day"),
    info=personal(
        Personal(
            title="language_model_calls",
            forgetting=Forgetting.BLANK,
            blanked=("person", "question"),
            withheld=("id",),
        )
    ),
)

fitted_words = Table(
    "fitted_words",
    metadata,
    # Made of the entry as it stood, the situation and the words of the message; says none of them.
    Column("key", Text, primary_key=True),
    Column("community", Text, nullable=False),
    Column("person", PersonId, nullable=False),
    Column("entry", Text, nullable=False),
    Column("paragraphs", Document, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "person"),
    Index(None, "at"),
    info=personal(Personal(title="fitted_answers", withheld=("key",))),
)

model_ceilings = Table(
    "model_ceilings",
    metadata,
    Column("community", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    # Whose ceiling it was: the community's, or that of somebody in it.
    Column("kind", Text, primary_key=True),
    Column("reached_at", Moment, nullable=False),
    Column("told_at", Moment),
)
Index("model_ceilings_untold", model_ceilings.c.reached_at, sqlite_where=model_ceilings.c.told_at.is_(None))
