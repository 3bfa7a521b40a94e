"""Where a learner is heading, as far as it bears on their tips: their roles, and the topics of their step and gaps."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.clock import Clock
from bot.knowledge.pack import Pack
from bot.mentor.learner.gaps import gaps, needs, widest
from bot.mentor.learner.journal import Journal
from bot.mentor.learner.planning import plan
from bot.mentor.learner.record import record_of

_WIDEST = 3
_NO_QUESTIONS = timedelta()


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a learner heads for; empty where nothing is known."""

    roles: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()


class Bearings(Protocol):
    """Who knows where learners are heading."""

    async def of(self, person: str, pack: Pack) -> Bearing:
        """Where `person` is heading, in the terms of `pack`."""
        ...


class JournalBearings:
    """Bearings from what learners did."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    async def of(self, person: str, pack: Pack) -> Bearing:
        """The roles chosen, and the topics of the next step and of the widest gaps."""
        now = self._clock.now()
        record = record_of(await self._journal.recall(person, now - _NO_QUESTIONS))
        roles = tuple(role for role in record.roles if role in pack.roles)
        if not roles:
            return Bearing()
        needed = needs(pack.skills, roles)
        way = plan(pack.paths, roles, needed, record, day=now.date(), hours_a_week=None)
        skills = set(way.next.step.gains) if way.next else set()
        skills |= {gap.skill.id for gap in widest(gaps(pack.skills, roles, record.rated), _WIDEST)}
        return Bearing(frozenset(roles), frozenset(topics_of(skills, pack)))


def topics_of(skills: set[str], pack: Pack) -> set[str]:
    """The topics that belong to skills: those of their subjects, and those that quick checks put them under."""
    subjects = {pack.skills[skill].subject for skill in skills if skill in pack.skills}
    topics = {pack.subjects[subject].topic for subject in subjects if subject in pack.subjects}
    topics |= {check.topic for check in pack.checks.values() if check.skill in skills}
    return {topic for topic in topics if topic in pack.topics}
