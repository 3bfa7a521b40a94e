"""What learners did, line by line, and which identities are one learner.

Lines are only ever added: what stands is what the lines say, and taking something back is a line too.
"""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from bot.storage.tables.base import Document, Moment, Personal, PersonId, metadata, personal

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    # The event that led to it and the how manieth line of that event: an event repeated adds nothing.
    Column("occasion", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("person", PersonId, nullable=False),
    Column("community", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("value", Integer),
    Column("detail", Document),
    Column("at", Moment, nullable=False),
    UniqueConstraint("occasion", "part"),
    Index(None, "person", "kind"),
    # Everything that counting a community needs, so that it reads no row.
    Index(None, "community", "kind", "person", "about"),
    info=personal(Personal(title="journal", withheld=("id", "occasion", "part"))),
)

identities = Table(
    "identities",
    metadata,
    Column("person", PersonId, primary_key=True),
    # The same for all identities of one learner; drawn at random, it means nothing else.
    Column("learner", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "learner"),
    info=personal(Personal(title="identities", withheld=("learner",))),
)

link_codes = Table(
    "link_codes",
    metadata,
    # A digest: whoever reads the file cannot use the code.
    Column("code", Text, primary_key=True),
    Column("person", PersonId, nullable=False),
    Column("claimant", PersonId),
    # Shown on both sides, so that their owner sees that the two belong together.
    Column("number", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("joined_at", Moment),
    Index(None, "person"),
    Index(None, "claimant"),
    info=personal(
        Personal(title="link_codes_made", withheld=("code", "claimant", "number")),
        Personal(title="link_codes_used", column="claimant", withheld=("code", "person", "number")),
    ),
)
