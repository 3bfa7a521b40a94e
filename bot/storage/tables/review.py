"""What moderators have to look at, and what people are told once something has become of it.

An item of the inbox is a row and the questions that lie in it; what somebody drafted for it stands with the drafts.
A notice is one message that nobody asked for at that moment: an answer to who wanted to know, news for moderators.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from bot.storage.tables.base import Document, Forgetting, Moment, Personal, PersonId, metadata, personal
from bot.storage.tables.mentoring import questions

review_items = Table(
    "review_items",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # The entry that all of it is about, where it is about one.
    Column("entry", Text),
    Column("opened_at", Moment, nullable=False),
    # When and by whom it was settled without a change.
    Column("left_at", Moment),
    Column("left_by", PersonId),
    Index(None, "community"),
    info=personal(
        Personal(title="items_left", column="left_by", forgetting=Forgetting.BLANK, blanked=("left_by",)),
    ),
)

review_questions = Table(
    "review_questions",
    metadata,
    Column("question", ForeignKey(questions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("community", Text, nullable=False),
    Column("item", ForeignKey(review_items.c.id, ondelete="CASCADE"), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "item"),
    Index(None, "community"),
)

notices = Table(
    "notices",
    metadata,
    # The nonce or metadata of the message; its uniqueness is what makes it one.
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("community", Text, nullable=False),
    # The question somebody wanted to hear of again; null for what moderators are told.
    Column("question", ForeignKey(questions.c.id, ondelete="CASCADE")),
    Column("person", PersonId),
    # Where it is said; null where it is said to the person directly, or wherever moderators read.
    Column("place", Text),
    # What it says, as ids: the entry, the items.
    Column("detail", Document, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("keeper", Text),
    # From when on somebody may send it; null while there is nothing to say, and once it is settled.
    Column("try_at", Moment),
    Column("tries", Integer, nullable=False),
    # The last time that it was about to leave.
    Column("begun_at", Moment),
    Column("message", Text),
    Column("settled_at", Moment),
    Index(None, "community", "kind"),
    Index(None, "question"),
    Index(None, "person"),
    info=personal(Personal(title="word_wanted", withheld=("key", "keeper", "try_at", "tries"))),
)
Index("notices_open", notices.c.try_at, sqlite_where=notices.c.try_at.is_not(None))
