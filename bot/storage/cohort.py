"""How a community does, counted in people; what was taken back does not count. Used by `bot.storage.learning`."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Select, Subquery, cast, func, select

from bot.mentor.learner.journal import Cohort, Kind
from bot.storage.tables import journal, role_choices


def count_cohort(connection: Connection, community: str, since: datetime) -> Cohort:
    """The numbers of `community` over the people who did something in it since then."""
    did_something = select(journal.c.person).where(journal.c.community == community, journal.c.at >= since).distinct()
    people = connection.execute(did_something).scalars().all()
    # One parameter, however many they are; and they are looked for once, which takes longest.
    active = select(func.json_each(json.dumps(people)).table_valued("value").c.value)
    newest = (
        select(func.max(role_choices.c.id)).where(role_choices.c.person.in_(active)).group_by(role_choices.c.person)
    )
    chosen = (
        select(role_choices.c.role, func.count())
        .where(role_choices.c.id.in_(newest), role_choices.c.role.is_not(None))
        .group_by(role_choices.c.role)
    )
    steps, ratings = (_latest(kind, community, active) for kind in (Kind.STEP, Kind.RATING))
    done = (
        select(steps.c.about, func.count())
        .where(func.json_extract(steps.c.detail, "$.state") == "done")
        .group_by(steps.c.about)
    )
    rated = (
        select(ratings.c.about, func.count(), func.avg(ratings.c.value))
        .where(ratings.c.value.is_not(None))
        .group_by(ratings.c.about)
    )
    return Cohort(
        len(people),
        {row[0]: row[1] for row in connection.execute(chosen)},
        {row[0]: row[1] for row in connection.execute(done)},
        {row[0]: (row[1], row[2]) for row in connection.execute(rated)},
    )


def _latest(kind: Kind, community: str, active: Select[Any]) -> Subquery:
    """The last deed of a kind that each person did about each thing, among those that stand."""
    undos, undone, together = journal.alias(), journal.alias(), journal.alias()
    taken_back = (
        select(together.c.id)
        .join(undone, together.c.occasion == undone.c.occasion)
        .join(undos, cast(undos.c.about, Integer) == undone.c.id)
        .where(undos.c.community == community, undos.c.kind == Kind.UNDO.value)
    )
    last = (
        select(func.max(journal.c.id))
        .where(
            journal.c.community == community,
            journal.c.kind == kind.value,
            journal.c.person.in_(active),
            journal.c.id.not_in(taken_back),
        )
        .group_by(journal.c.person, journal.c.about)
    )
    return select(journal).where(journal.c.id.in_(last)).subquery()
