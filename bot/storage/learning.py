"""The journal of learners on disk, and which identities are one learner.

Implements `bot.mentor.learner.journal.Journal` and `bot.mentor.learner.links.Links`. Deeds are only added; a
recollection is one visit to a reading lane, whatever platforms the learner is on.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, ColumnElement, Connection, Row, bindparam, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.mentor.learner.journal import Chronicle, Cohort, Deed, Kind, RoleChoice
from bot.mentor.learner.links import Link
from bot.mentor.memory import Cue
from bot.mentor.scrub import scrub
from bot.storage.cohort import count_cohort
from bot.storage.lane import Lane
from bot.storage.same_learner import SAME_LEARNER
from bot.storage.tables import identities, journal, learners, link_codes, questions, role_choices

_CUES = TypeAdapter(tuple[Cue, ...])


class JournalStore:
    """What learners did, in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def write(self, deeds: Sequence[Deed]) -> tuple[Deed, ...]:
        """Keep deeds in one transaction; those of an event that was worked on before come back as they were."""
        rows = [_row(deed) for deed in deeds]
        return await self._writing.run(lambda connection: tuple(_write(connection, row) for row in rows))

    async def recall(self, person: str, asked_since: datetime) -> Chronicle:
        """What is kept about the learner behind `person`, on all their platforms."""
        return await self._reading.run(lambda connection: _chronicle(connection, person, asked_since))

    async def cohort(self, community: str, since: datetime) -> Cohort:
        """Numbers of people in `community` who did something since then."""
        return await self._reading.run(lambda connection: count_cohort(connection, community, since))


class LinkStore:
    """Codes for joining identities, and identities that were joined, in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def offer(self, link: Link) -> None:
        """Keep a new code; earlier ones of this person stop working."""
        row = {"code": link.code, "person": link.person, "number": link.number, "made_at": link.made_at}
        unused = delete(link_codes).where(link_codes.c.person == link.person, link_codes.c.joined_at.is_(None))

        def replace(connection: Connection) -> None:
            connection.execute(unused)
            connection.execute(insert(link_codes), row)

        await self._writing.run(replace)

    async def find(self, code: str, since: datetime) -> Link | None:
        """The code with this digest, made since then."""
        return await self._link(link_codes.c.code == code, since)

    async def claim(self, code: str, claimant: str, at: datetime) -> bool:
        """Keep who typed a code; True too where it was the same person before."""
        statement = (
            update(link_codes)
            .where(
                link_codes.c.code == code,
                link_codes.c.joined_at.is_(None),
                or_(link_codes.c.claimant.is_(None), link_codes.c.claimant == claimant),
            )
            .values(claimant=claimant, claimed_at=at)
        )
        return await self._writing.run(lambda connection: connection.execute(statement).rowcount == 1)

    async def join(self, code: str, at: datetime) -> bool:
        """Make both sides of a claimed code one learner, in one transaction."""
        return await self._writing.run(lambda connection: _join(connection, code, at))

    async def withdraw(self, code: str) -> None:
        """Forget a code that was not used."""
        statement = delete(link_codes).where(link_codes.c.code == code, link_codes.c.joined_at.is_(None))
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def part(self, person: str) -> bool:
        """Take this identity out of its learner; one that stays alone is nobody's any more either."""
        return await self._writing.run(lambda connection: _part(connection, person))

    async def _link(self, which: ColumnElement[bool], since: datetime) -> Link | None:
        statement = (
            select(link_codes)
            .where(which, link_codes.c.made_at >= since)
            .order_by(link_codes.c.made_at.desc())
            .limit(1)
        )
        row = await self._reading.run(lambda connection: connection.execute(statement).first())
        return None if row is None else _link_of(row)


_THEIRS: BindParameter[Any] = bindparam("people_", expanding=True)
_DEEDS = select(journal).where(journal.c.person.in_(_THEIRS)).order_by(journal.c.id)
_CHOICE = (
    select(role_choices.c.role, role_choices.c.at)
    .where(role_choices.c.person.in_(_THEIRS))
    .order_by(role_choices.c.at.desc(), role_choices.c.id.desc())
    .limit(1)
)
_PROFILES = (
    select(learners.c.evidence, learners.c.cues).where(learners.c.person.in_(_THEIRS)).order_by(learners.c.seen_at)
)
_ASKED = (
    select(questions.c.at)
    .where(questions.c.person.in_(_THEIRS), questions.c.at >= bindparam("since_"))
    .order_by(questions.c.at)
)
_ADD = insert(journal).on_conflict_do_nothing().returning(journal.c.id)
_FOUND = select(journal).where(journal.c.occasion == bindparam("occasion_"), journal.c.part == bindparam("part_"))


def _write(connection: Connection, row: dict[str, Any]) -> Deed:
    added = connection.execute(_ADD, row).scalar()
    if added is not None:
        return _deed(row | {"id": added})
    found = connection.execute(_FOUND, {"occasion_": row["occasion"], "part_": row["part"]}).one()
    return _deed(found._mapping)  # noqa: SLF001 - the public way to a row as a mapping


def _chronicle(connection: Connection, person: str, asked_since: datetime) -> Chronicle:
    others = connection.execute(SAME_LEARNER, {"person_": person}).scalars().all()
    people = tuple(dict.fromkeys((person, *sorted(others))))
    theirs = {"people_": people}
    choice = connection.execute(_CHOICE, theirs).first()
    evidence: defaultdict[str, float] = defaultdict(float)
    cues: list[Cue] = []
    for profile in connection.execute(_PROFILES, theirs):
        cues += _CUES.validate_json(profile.cues)
        for role, weight in profile.evidence.items():
            evidence[role] += weight
    return Chronicle(
        people,
        tuple(_deed(row) for row in connection.execute(_DEEDS, theirs).mappings()),
        None if choice is None else RoleChoice(choice.role, choice.at),
        dict(evidence),
        tuple(cues),
        tuple(connection.execute(_ASKED, theirs | {"since_": asked_since}).scalars()),
    )


def _row(deed: Deed) -> dict[str, Any]:
    return {
        "occasion": deed.occasion,
        "part": deed.part,
        "person": deed.person,
        "community": deed.community,
        "kind": deed.kind.value,
        "about": deed.about,
        "value": deed.value,
        "detail": {name: _scrubbed(value) for name, value in deed.detail.items()} or None,
        "at": deed.at,
    }


def _scrubbed(value: Any) -> Any:
    return scrub(value) if isinstance(value, str) else value


def _deed(row: Any) -> Deed:
    return Deed(
        row["occasion"], row["person"], row["community"], Kind(row["kind"]), row["at"], row["about"], row["value"],
        row["detail"] or {}, row["part"], row["id"],
    )  # fmt: skip


def _link_of(row: Row[Any]) -> Link:
    return Link(row.code, row.person, row.number, row.made_at, row.claimant, row.joined_at)


def _join(connection: Connection, code: str, at: datetime) -> bool:
    row = connection.execute(select(link_codes).where(link_codes.c.code == code)).first()
    if row is None or row.claimant is None:
        return False
    both = (row.person, row.claimant)
    known = (
        connection.execute(select(identities.c.learner).where(identities.c.person.in_(both)).distinct()).scalars().all()
    )
    learner = known[0] if known else uuid4().hex
    connection.execute(update(identities).where(identities.c.learner.in_(known)).values(learner=learner))
    new = [{"person": person, "learner": learner, "at": at} for person in both]
    connection.execute(insert(identities).on_conflict_do_nothing(), new)
    connection.execute(update(link_codes).where(link_codes.c.code == code).values(joined_at=at))
    return True


def _part(connection: Connection, person: str) -> bool:
    learner = connection.execute(select(identities.c.learner).where(identities.c.person == person)).scalar()
    if learner is None:
        return False
    connection.execute(delete(identities).where(identities.c.person == person))
    left = connection.execute(select(identities.c.person).where(identities.c.learner == learner)).scalars().all()
    if len(left) == 1:
        connection.execute(delete(identities).where(identities.c.learner == learner))
    return True
