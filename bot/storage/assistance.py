"""What the language model was asked and what it cost, on disk.

Implements `bot.llm.ledger.ModelLedger`. Setting money aside and looking at the ceilings is one transaction on the one
writing lane, so that two calls never spend the same last cent.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.llm.ledger import CallBegun, CallEnded, CeilingKind, Ceilings, KeptWords, Reached, Spent, month_of
from bot.storage.lane import Lane
from bot.storage.tables import fitted_words, model_calls, model_ceilings


class AssistanceStore:
    """Calls, fitted words and ceilings in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def begin(self, call: CallBegun, ceilings: Ceilings) -> CeilingKind | None:
        """Keep a call about to be made; or tell which ceiling it would break, keep that, and not the call."""
        return await self._writing.run(lambda connection: _begin(connection, call, ceilings))

    async def end(self, call: CallEnded) -> None:
        """Keep what a call came to."""
        statement = (
            update(model_calls)
            .where(model_calls.c.id == call.id)
            .values(
                outcome=call.outcome,
                tokens_in=call.tokens_in,
                tokens_out=call.tokens_out,
                cost=call.cost,
                milliseconds=call.milliseconds,
            )
        )
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def fitted(self, key: str) -> tuple[str, ...] | None:
        """The paragraphs that were kept under a key."""
        statement = select(fitted_words.c.paragraphs).where(fitted_words.c.key == key)
        kept = await self._reading.run(lambda connection: connection.execute(statement).scalar())
        return None if kept is None else tuple(kept)

    async def keep_fitted(self, words: KeptWords) -> None:
        """Keep paragraphs that passed the check; the first of one key stay."""
        row = {
            "key": words.key,
            "community": words.community,
            "person": words.person,
            "entry": words.entry,
            "paragraphs": list(words.paragraphs),
            "at": words.at,
        }
        statement = insert(fitted_words).values(row).on_conflict_do_nothing()
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def spent(self, since: date) -> Spent:
        """What all communities spent from a day on."""
        return await self._reading.run(lambda connection: _spent(connection, since))

    async def untold(self) -> tuple[Reached, ...]:
        """Ceilings that were reached and of which nobody was told."""
        statement = (
            select(model_ceilings).where(model_ceilings.c.told_at.is_(None)).order_by(model_ceilings.c.reached_at)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(Reached(row.community, row.month, CeilingKind(row.kind), row.reached_at) for row in rows)

    async def told(self, reached: Reached, at: datetime) -> None:
        """Moderators were told, or nobody can be told."""
        statement = (
            update(model_ceilings)
            .where(
                model_ceilings.c.community == reached.community,
                model_ceilings.c.month == reached.month,
                model_ceilings.c.kind == reached.kind.value,
            )
            .values(told_at=at)
        )
        await self._writing.run(lambda connection: connection.execute(statement) and None)


def _begin(connection: Connection, call: CallBegun, ceilings: Ceilings) -> CeilingKind | None:
    day = call.at.date()
    reached = _ceiling_in_the_way(connection, call, ceilings, day)
    if reached is not None:
        row = {"community": call.community, "month": month_of(day), "kind": reached.value, "reached_at": call.at}
        connection.execute(insert(model_ceilings).values(row).on_conflict_do_nothing())
        return reached
    connection.execute(
        insert(model_calls).values(
            id=call.id,
            community=call.community,
            person=call.person,
            purpose=call.purpose.value,
            question=call.question,
            model=call.model,
            day=day,
            at=call.at,
            tokens_in=call.tokens_in,
            tokens_out=call.tokens_out,
            cost=call.cost,
        )
    )
    return None


def _ceiling_in_the_way(connection: Connection, call: CallBegun, ceilings: Ceilings, day: date) -> CeilingKind | None:
    month = _cost(connection, model_calls.c.community == call.community, model_calls.c.day >= day.replace(day=1))
    if month + call.cost > ceilings.community_month:
        return CeilingKind.COMMUNITY
    if call.person is None:
        return None
    today = _cost(connection, model_calls.c.person == call.person, model_calls.c.day == day)
    return CeilingKind.PERSON if today + call.cost > ceilings.person_day else None


def _cost(connection: Connection, *where: ColumnElement[bool]) -> int:
    spent: int = connection.execute(select(func.coalesce(func.sum(model_calls.c.cost), 0)).where(*where)).scalar_one()
    return spent


def _spent(connection: Connection, since: date) -> Spent:
    recent = model_calls.c.day >= since
    sums = [func.coalesce(func.sum(column), 0) for column in (model_calls.c.tokens_in, model_calls.c.tokens_out)]
    row = connection.execute(select(func.count(), *sums).where(recent)).one()
    outcomes = connection.execute(
        select(model_calls.c.purpose, func.coalesce(model_calls.c.outcome, "open"), func.count())
        .where(recent)
        .group_by(model_calls.c.purpose, model_calls.c.outcome)
        .order_by(model_calls.c.purpose, model_calls.c.outcome)
    ).all()
    return Spent(row[0], row[1], row[2], _cost(connection, recent), tuple((o[0], o[1], o[2]) for o in outcomes))
