"""Every table there is. A new module of tables is imported here, so that the metadata is whole."""

from bot.storage.tables.base import metadata
from bot.storage.tables.daily import tip_days, tip_reactions, tip_targets
from bot.storage.tables.doorway import inbox, keepers, marks
from bot.storage.tables.learning import identities, journal, link_codes
from bot.storage.tables.mentoring import communities, learners, questions, role_choices, talks, verdicts

__all__ = [
    "communities",
    "identities",
    "inbox",
    "journal",
    "keepers",
    "learners",
    "link_codes",
    "marks",
    "metadata",
    "questions",
    "role_choices",
    "talks",
    "tip_days",
    "tip_reactions",
    "tip_targets",
    "verdicts",
]
