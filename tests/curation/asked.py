"""Questions as they lie in the database when moderators come to look, and what was said of the answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.curation.inbox.board import Proposed
from bot.knowledge.entry import Entry
from bot.mentor.events import Event, Occasion, Speaker, Standing
from bot.mentor.memory import Learner, Question, Talk, Verdict, question_id
from bot.mentor.reply import Decision
from bot.storage import Database
from tests.clocks import StillClock

NOON = StillClock().now()
KITCHEN = "discord:kitchen"
BAKERY = "discord:bakery"


async def ask(
    database: Database, text: str, *, person: str = "discord:ann", community: str = KITCHEN, at: datetime = NOON,
    **changes: Any,
) -> Question:  # fmt: skip
    """Keep a question that was handed over, or with another outcome where `changes` say so."""
    event = f"{community}-{person}-{text}-{at.isoformat()}"
    outcome: dict[str, Any] = {
        "decision": Decision.HANDOVER, "entry": None, "role": None, "confidence": 0.05,
        "alternatives": ("cook-rice", "salt"),
    }  # fmt: skip
    question = Question(
        id=question_id(event), event_id=event, community=community, person=person, conversation=f"{community}:talk",
        place=f"{community}:42", at=at, text=text, **(outcome | changes),
    )  # fmt: skip
    await database.memory.record(question, Talk(question.conversation), Learner(person, community))
    return question


async def judge(database: Database, question: Question, verdict: Verdict, reason: str = "") -> None:
    """Let the asker say something of the answer, a minute later."""
    await database.memory.judge(question, question.person, verdict, reason, question.at + timedelta(minutes=1))


def by_moderator(event: str = "event", community: str = KITCHEN, at: datetime = NOON) -> Occasion:
    """An occasion of somebody who looks after a community."""
    speaker = Speaker(community, "discord:mod", frozenset({Standing.MODERATOR, Standing.HELPER}))
    return Occasion(event, at, speaker, f"{community}:talk", f"{community}:42")


class ChangesOnPaper:
    """Makes no change, and writes down which were wanted."""

    def __init__(self, *, is_live: bool = False) -> None:
        self.is_live = is_live
        self.entries: list[tuple[Entry, str, str]] = []
        self.not_ours: list[tuple[str, tuple[str, ...], str]] = []
        self.withdrawn: list[str] = []
        self.ready: list[str] = []

    def get_ready(self, community: str) -> None:
        self.ready.append(community)

    async def propose(self, event: Event, entry: Entry, reason: str, origin: str) -> Proposed:
        self.entries.append((entry, reason, origin))
        return Proposed(f"draft-{len(self.entries)}", self.is_live)

    async def propose_not_ours(
        self, event: Event, kind: str, examples: Sequence[str], reason: str, origin: str
    ) -> Proposed:  # fmt: skip
        self.not_ours.append((kind, tuple(examples), origin))
        return Proposed(f"not-ours-{len(self.not_ours)}", self.is_live)

    async def withdraw(self, event: Event, draft: str) -> None:
        self.withdrawn.append(draft)
