"""The mentor's memory on disk: learners, talks, questions, verdicts.

Implements `bot.mentor.memory.Memory`. A recollection is one visit to a reading lane, a record one transaction.
Every text of a person is scrubbed on its way in, whoever hands it over.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Connection, Row, bindparam, case, exists, literal, or_, select
from sqlalchemy.dialects.sqlite import insert

from bot.mentor.events import Occasion
from bot.mentor.memory import Cue, Learner, Question, Recollection, Talk, Verdict, question_id
from bot.mentor.reply import Decision
from bot.mentor.scrub import scrub
from bot.storage.lane import Lane
from bot.storage.prepared import Prepared
from bot.storage.same_learner import SAME_LEARNER
from bot.storage.tables import learners, questions, role_choices, talks, verdicts


class MemoryStore:
    """What the mentor remembers, in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def recall(self, occasion: Occasion) -> Recollection:
        """What is known of the speaker and the talk; new ones come back empty."""
        return await self._reading.run(lambda connection: _recollection(connection, occasion))

    async def record(self, question: Question, talk: Talk, learner: Learner) -> bool:
        """Keep a question, its talk and what it told of the learner; False where it was recorded before.

        The role a learner chose is not touched: only `choose_role` does that, so that a choice made while
        a question was being answered stands.
        """
        rows = _question_row(question), _talk_row(question, talk), _learner_row(question, learner)
        return await self._writing.run(lambda connection: _record(connection, *rows))

    async def question(self, community: str, id_: str) -> Question | None:
        """A question of this community; its text is empty once it has grown too old to be kept."""
        row = await self._reading.run(
            lambda connection: connection.execute(_QUESTION_OF, {"id_": id_, "community_": community}).first()
        )
        return None if row is None else _question(row)

    async def judge(self, question: Question, person: str, verdict: Verdict, reason: str, at: datetime) -> None:
        """Keep what a person said of an answer; nothing happens where the question was forgotten meanwhile."""
        row = {
            "question_": question.id,
            "community_": question.community,
            "person_": person,
            "verdict_": verdict.value,
            "reason_": scrub(reason),
            "at_": at,
        }
        await self._writing.run(lambda connection: connection.execute(_JUDGE, row) and None)

    async def choose_role(self, learner: Learner, at: datetime) -> None:
        """Keep the role that a learner chose, or that they chose none; the latest choice counts."""
        row = {"person": learner.person, "community": learner.community, "role": learner.chosen_role, "at": at}
        await self._writing.run(lambda connection: connection.execute(_CHOOSE, row) and None)


_NO_CUES = "[]"

_CHOSEN_ROLE = (
    select(role_choices.c.role)
    .where(or_(role_choices.c.person == bindparam("person_"), role_choices.c.person.in_(SAME_LEARNER)))
    .order_by(role_choices.c.at.desc(), role_choices.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_KNOWN = select(
    learners.c.evidence,
    learners.c.cues,
    _CHOSEN_ROLE.label("chosen_role"),
    talks.c.question,
    talks.c.state,
    questions.c.id.label("earlier"),
).select_from(
    # One row comes back even where nothing is known.
    select(literal(1))
    .subquery("one")
    .outerjoin(learners, learners.c.person == bindparam("person_"))
    .outerjoin(talks, talks.c.conversation == bindparam("conversation_"))
    .outerjoin(questions, questions.c.id == bindparam("id_"))
)
_QUESTION = select(questions).where(questions.c.id == bindparam("id_"))
_QUESTION_OF = _QUESTION.where(questions.c.community == bindparam("community_"))

_ADD_QUESTION = Prepared(insert(questions).on_conflict_do_nothing(), questions.c.keys())
_CHOOSE = insert(role_choices)


def _keep_learner() -> Prepared:
    new = insert(learners)
    kept = new.on_conflict_do_update(
        index_elements=[learners.c.person],
        set_={
            "community": new.excluded.community,
            "evidence": new.excluded.evidence,
            "cues": new.excluded.cues,
            "cues_since": case((learners.c.cues == _NO_CUES, new.excluded.cues_since), else_=learners.c.cues_since),
            "seen_at": new.excluded.seen_at,
        },
    )
    return Prepared(kept, learners.c.keys())


def _keep_talk() -> Prepared:
    new = insert(talks)
    unchanged = new.excluded.question == talks.c.question
    kept = new.on_conflict_do_update(
        index_elements=[talks.c.conversation],
        set_={
            "community": new.excluded.community,
            "person": case((unchanged, talks.c.person), else_=new.excluded.person),
            "question": new.excluded.question,
            "asked_at": case((unchanged, talks.c.asked_at), else_=new.excluded.asked_at),
            "state": new.excluded.state,
        },
    )
    return Prepared(kept, talks.c.keys())


def _judge() -> Any:
    known = exists().where(questions.c.id == bindparam("question_"), questions.c.community == bindparam("community_"))
    row: dict[str, BindParameter[Any]] = {
        name: bindparam(f"{name}_", type_=verdicts.c[name].type)
        for name in ("question", "person", "verdict", "reason", "at")
    }
    new = insert(verdicts).from_select(
        list(row), select(*(value.label(name) for name, value in row.items())).where(known)
    )
    later = {name: new.excluded[name] for name in ("verdict", "reason", "at")}
    return new.on_conflict_do_update(
        index_elements=[verdicts.c.question, verdicts.c.person],
        set_=later,
        where=new.excluded.at >= verdicts.c.at,
    )


_KEEP_LEARNER = _keep_learner()
_KEEP_TALK = _keep_talk()
_JUDGE = _judge()


def _recollection(connection: Connection, occasion: Occasion) -> Recollection:
    speaker, id_ = occasion.speaker, question_id(occasion.id)
    asked = {"person_": speaker.person, "conversation_": occasion.conversation, "id_": id_}
    known = connection.execute(_KNOWN, asked).one()
    return Recollection(
        Learner(
            speaker.person,
            speaker.community,
            known.chosen_role,
            known.evidence or {},
            _cues().validate_json(known.cues) if known.cues else (),
        ),
        Talk(occasion.conversation) if known.state is None else _talk(known.question, known.state),
        None if known.earlier is None else _question(connection.execute(_QUESTION, {"id_": id_}).one()),
    )


def _record(
    connection: Connection, question: Mapping[str, Any], talk: Mapping[str, Any], learner: Mapping[str, Any]
) -> bool:
    if _ADD_QUESTION.run(connection, question).rowcount == 0:
        return False
    _KEEP_LEARNER.run(connection, learner)
    _KEEP_TALK.run(connection, talk)
    return True


def _question_row(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "event_id": question.event_id,
        "community": question.community,
        "person": question.person,
        "conversation": question.conversation,
        "place": question.place,
        "at": question.at,
        "text": scrub(question.text),
        "decision": question.decision.value,
        "entry": question.entry,
        "role": question.role,
        "confidence": question.confidence,
        "alternatives": list(question.alternatives),
        "kind": question.kind,
    }


def _question(row: Row[Any]) -> Question:
    return Question(
        id=row.id,
        event_id=row.event_id,
        community=row.community,
        person=row.person,
        conversation=row.conversation,
        place=row.place,
        at=row.at,
        text=row.text or "",
        decision=Decision(row.decision),
        entry=row.entry,
        role=row.role,
        confidence=row.confidence,
        alternatives=tuple(row.alternatives),
        kind=row.kind,
    )


def _talk_row(question: Question, talk: Talk) -> dict[str, Any]:
    return {
        "conversation": talk.conversation,
        "community": question.community,
        "person": question.person,
        "question": scrub(talk.question),
        "asked_at": question.at,
        # The question stands in a column of its own, where it can grow old; the rest is one document.
        "state": _talks().dump_json(replace(talk, question="")).decode(),
    }


def _talk(question: str, state: str) -> Talk:
    return replace(_talks().validate_json(state), question=question)


def _learner_row(question: Question, learner: Learner) -> dict[str, Any]:
    return {
        "person": learner.person,
        "community": learner.community,
        "evidence": dict(learner.evidence),
        "cues": _cues().dump_json(tuple(replace(cue, words=scrub(cue.words)) for cue in learner.cues)).decode(),
        "cues_since": question.at,
        "met_at": question.at,
        "seen_at": question.at,
    }


@cache
def _talks() -> TypeAdapter[Talk]:
    return TypeAdapter(Talk)


@cache
def _cues() -> TypeAdapter[tuple[Cue, ...]]:
    return TypeAdapter(tuple[Cue, ...])
