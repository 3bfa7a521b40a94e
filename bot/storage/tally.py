"""What was asked and what became of it, counted. Implements `bot.curation.numbers.counts.Tally`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, distinct, func, select

from bot.curation.numbers.counts import Counts
from bot.mentor.memory import Verdict
from bot.mentor.reply import Decision
from bot.storage.lane import Lane
from bot.storage.tables import questions
from bot.storage.verdicts import said

_GIVEN = [Decision.ANSWER.value, Decision.CLARIFY.value]


class TallyStore:
    """Numbers over the questions of one community at a time."""

    def __init__(self, reading: Lane) -> None:
        self._reading = reading

    async def counts(self, community: str, since: datetime, until: datetime) -> Counts:
        """The counts of what was asked from `since` on and before `until`."""
        statement = _counts().where(questions.c.community == community, questions.c.at >= since, questions.c.at < until)
        row = await self._reading.run(lambda connection: connection.execute(statement).one())
        return Counts(*(value or 0 for value in row))

    async def uses(self, community: str, since: datetime) -> Mapping[str, int]:
        """How often each entry was given as an answer since then; entries that were not are missing."""
        statement = (
            select(questions.c.entry, func.count())
            .where(
                questions.c.community == community,
                questions.c.at >= since,
                questions.c.entry.is_not(None),
                questions.c.decision.in_(_GIVEN),
            )
            .group_by(questions.c.entry)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return {row[0]: row[1] for row in rows}


def _counts() -> Select[Any]:
    asked = questions.c.decision != Decision.SOCIAL.value
    given = questions.c.decision.in_(_GIVEN)
    contradicted = said(Verdict.NOT_HELPFUL, Verdict.NOT_MEANT)
    return select(
        _number(asked),
        func.count(distinct(case((asked, questions.c.person)))),
        _number(questions.c.decision == Decision.ANSWER.value),
        _number(questions.c.decision == Decision.CLARIFY.value),
        _number(questions.c.decision == Decision.HANDOVER.value),
        _number(questions.c.decision == Decision.DECLINE.value),
        _number(~asked),
        _number(and_(given, said(Verdict.HELPFUL), ~contradicted)),
        _number(and_(given, contradicted)),
    )


def _number(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
