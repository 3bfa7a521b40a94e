"""Every table there is. A new module of tables is imported here, so that the metadata is whole."""

from bot.storage.tables.assistance import fitted_words, model_calls, model_ceilings
from bot.storage.tables.base import metadata
from bot.storage.tables.curation import curation_audit, kept_words, overlays, revision_saves, revisions
from bot.storage.tables.daily import tip_days, tip_reactions, tip_targets
from bot.storage.tables.doorway import inbox, keepers, marks, unopened
from bot.storage.tables.learning import identities, journal, link_codes
from bot.storage.tables.mentoring import communities, learners, questions, role_choices, talks, verdicts
from bot.storage.tables.review import notices, review_items, review_questions

__all__ = [
    "communities",
    "curation_audit",
    "fitted_words",
    "identities",
    "inbox",
    "journal",
    "keepers",
    "kept_words",
    "learners",
    "link_codes",
    "marks",
    "metadata",
    "model_calls",
    "model_ceilings",
    "notices",
    "overlays",
    "questions",
    "review_items",
    "review_questions",
    "revision_saves",
    "revisions",
    "role_choices",
    "talks",
    "tip_days",
    "tip_reactions",
    "tip_targets",
    "unopened",
    "verdicts",
]
