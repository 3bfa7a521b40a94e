"""What the faces and the door must not forget: what came in, letters on their way, who works on them, small marks."""

from sqlalchemy import Column, Index, Integer, Table, Text

from bot.storage.tables.base import DocumentText, Forgetting, Moment, Personal, PersonId, metadata, personal

inbox = Table(
    "inbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("door", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("twin_key", Text, unique=True),
    Column("state", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    # Everything about the person is here only until the letter is settled, ten minutes at most while we run.
    Column("community", Text),
    Column("conversation", Text),
    Column("person", PersonId),
    Column("kind", Text),
    Column("event", DocumentText),
    Column("address", DocumentText),
    Column("keeper", Text),
    Column("tries", Integer, nullable=False),
    Column("answer", Text),
    Column("settled_at", Moment),
    # A letter on its way is the person's own last wish, their wish to be forgotten among them: it is answered,
    # and then forgotten like every other.
    info=personal(
        Personal(
            title="being_answered",
            forgetting=Forgetting.BLANK,
            blanked=("person",),
            withheld=("number", "address", "keeper", "tries"),
        )
    ),
)
Index("inbox_unsettled", inbox.c.door, inbox.c.keeper, sqlite_where=inbox.c.settled_at.is_(None))
Index("inbox_unsettled_talk", inbox.c.conversation, sqlite_where=inbox.c.settled_at.is_(None))
Index("inbox_settled", inbox.c.settled_at, sqlite_where=inbox.c.settled_at.is_not(None))

keepers = Table(
    "keepers",
    metadata,
    Column("keeper", Text, primary_key=True),
    Column("alive_until", Moment, nullable=False),
)

unopened = Table(
    "unopened",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("door", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # What people wrote, for the seconds until each event is a letter in the inbox or nobody's to answer.
    Column("events", DocumentText, nullable=False),
    # A number is never given twice: whoever comes late to take a bundle away must not take a newer one.
    sqlite_autoincrement=True,
)

marks = Table(
    "marks",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
