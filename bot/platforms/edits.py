"""Questions that are put anew soon after they were asked, and whose answer then takes the place of the one before.

A face names a question by a key that is the same however often it is delivered; this knows under which key its
latest words came. What is delivered again, late or out of order changes nothing.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

EDITS_WITHIN = timedelta(minutes=2)
"""After asking; what is edited later is left as it was answered."""

Answered = Callable[[str], Awaitable[str | None]]
"""The answer to the letter with a key, where there was one."""

_REMEMBERED = 5000


class Edits:
    """The latest words of the questions of one face."""

    def __init__(self, answered: Answered) -> None:
        self._answered = answered
        self._latest: OrderedDict[str, str] = OrderedDict()
        """The key of the letter with a question's latest words, by the key of the first."""

    def heard(self, question: str, key: str) -> None:
        """A letter was made of a question: of its first words, or with another key of later ones."""
        # An edit's key is longer and later than those before it.
        self._latest[question] = max(key, self._latest.get(question, ""))
        while len(self._latest) > _REMEMBERED:
            self._latest.popitem(last=False)

    async def latest(self, question: str) -> str | None:
        """The key of the letter with its latest words; None where it never was a question to us."""
        known = self._latest.get(question)
        return known or (question if await self._answered(question) is not None else None)


def key_of_edit(question: str, edited_at: datetime) -> str:
    """The key of the words that a question got then; it comes after those of earlier words."""
    return f"{question}:edited:{round(edited_at.timestamp() * 1000)}"


def is_soon_enough(asked_at: datetime, edited_at: datetime) -> bool:
    """Whether a question that was edited then is answered anew."""
    return edited_at - asked_at <= EDITS_WITHIN
