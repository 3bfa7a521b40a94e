"""What the mentor remembers: communities, learners, talks, questions and what was said of the answers."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text

from bot.storage.tables.base import Document, DocumentText, Moment, Personal, PersonId, metadata, personal

communities = Table(
    "communities",
    metadata,
    Column("community", Text, primary_key=True),
    Column("settings", Document, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

learners = Table(
    "learners",
    metadata,
    Column("person", PersonId, primary_key=True),
    Column("community", Text, nullable=False),
    Column("evidence", Document, nullable=False),
    Column("cues", DocumentText, nullable=False),
    # When the oldest of the cues can have been said: they are words of a person and grow old.
    Column("cues_since", Moment, nullable=False),
    Column("met_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index(None, "cues_since"),
    info=personal(Personal(title="profile")),
)

role_choices = Table(
    "role_choices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", PersonId, nullable=False),
    Column("community", Text, nullable=False),
    Column("role", Text),
    Column("at", Moment, nullable=False),
    Index(None, "person"),
    info=personal(Personal(title="roles_chosen", withheld=("id",))),
)

talks = Table(
    "talks",
    metadata,
    Column("conversation", Text, primary_key=True),
    Column("community", Text, nullable=False),
    # Whose question the talk is about; in a thread that is the one who asked last.
    Column("person", PersonId, nullable=False),
    Column("question", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", DocumentText, nullable=False),
    Index(None, "person"),
    Index(None, "asked_at"),
    info=personal(Personal(title="talks")),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("community", Text, nullable=False),
    Column("person", PersonId, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # Null once it has grown too old to be kept.
    Column("text", Text),
    Column("decision", Text, nullable=False),
    Column("entry", Text),
    Column("role", Text),
    Column("confidence", Float, nullable=False),
    Column("alternatives", Document, nullable=False),
    Column("kind", Text),
    Index(None, "person"),
    Index(None, "community", "at"),
    info=personal(Personal(title="questions")),
)
Index("questions_with_text", questions.c.at, sqlite_where=questions.c.text.is_not(None))

verdicts = Table(
    "verdicts",
    metadata,
    Column("question", ForeignKey(questions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("person", PersonId, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "person"),
    info=personal(Personal(title="verdicts")),
)
