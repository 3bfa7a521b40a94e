"""Things to store: plausible ones, each different where it matters."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.door import Letter
from bot.mentor.events import Occasion, Said, Speaker
from bot.mentor.memory import Cue, Learner, OfferedOption, Question, Talk, question_id
from bot.mentor.reply import Decision
from bot.storage import Database
from tests.clocks import StillClock

NOON = StillClock().now()


def occasion(
    event: str = "event-1",
    person: str = "discord:ada",
    community: str = "discord:garden",
    conversation: str = "discord:thread-1",
    at: datetime = NOON,
) -> Occasion:
    return Occasion(event, at, Speaker(community, person), conversation, place="general")


def question(of: Occasion | None = None, **changes: Any) -> Question:
    of = of or occasion()
    return replace(
        Question(
            id=question_id(of.id),
            event_id=of.id,
            community=of.speaker.community,
            person=of.speaker.person,
            conversation=of.conversation,
            place=of.place,
            at=of.at,
            text="Is linear algebra worth my evenings?",
            decision=Decision.ANSWER,
            entry="linear-algebra",
            role="data_analyst",
            confidence=0.83,
            alternatives=("statistics", "calculus"),
        ),
        **changes,
    )


def talk(of: Question, **changes: Any) -> Talk:
    return replace(
        Talk(
            of.conversation,
            of.text,
            of.entry,
            of.role,
            (OfferedOption("Data analyst", "data_analyst"), OfferedOption("Statistics", entry="statistics")),
            clarified_in_a_row=1,
            answered=("linear-algebra/data_analyst",),
        ),
        **changes,
    )


def learner(of: Question, **changes: Any) -> Learner:
    return replace(
        Learner(
            of.person,
            of.community,
            evidence={"data_analyst": 1.25, "researcher": -0.5},
            cues=(Cue("I make dashboards", "data_analyst"),),
        ),
        **changes,
    )


async def keep(database: Database, asked: Question) -> bool:
    return await database.memory.record(asked, talk(asked), learner(asked))


def letter(key: str = "discord:event-1", text: str = "Which role fits me?", **changes: Any) -> Letter:
    said = Said(
        occasion(
            key, **{name: changes.pop(name) for name in ("person", "community", "conversation") if name in changes}
        ),
        text,
    )
    return replace(Letter(key, said, {"channel": "42", "token": "interaction-token"}, NOON), **changes)
