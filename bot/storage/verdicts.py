"""What people said of an answer, as a condition on its question. Used by the stores that sort and count questions."""

from typing import Any

from sqlalchemy import exists

from bot.mentor.memory import Verdict
from bot.storage.tables import questions, verdicts


def said(*any_of: Verdict) -> Any:
    """Whether anybody gave one of these verdicts on a question."""
    values = [verdict.value for verdict in any_of]
    return exists().where(verdicts.c.question == questions.c.id, verdicts.c.verdict.in_(values))
