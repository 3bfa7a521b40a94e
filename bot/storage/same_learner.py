"""Who is one learner: the ids of a person on several platforms. Used by the stores that remember learners."""

from sqlalchemy import bindparam, select

from bot.storage.tables import identities

SAME_LEARNER = select(identities.c.person).where(
    identities.c.learner
    == select(identities.c.learner).where(identities.c.person == bindparam("person_")).scalar_subquery()
)
"""Every id of the learner behind `person_`; none where it is joined with no other."""
