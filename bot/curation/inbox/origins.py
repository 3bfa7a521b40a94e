"""The port through which a new entry begins with what was asked: the item of the inbox that it answers."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Prefill:
    """What people asked: a question, and all the ways in which it was put."""

    question: str
    phrasings: tuple[str, ...] = ()


class Origins(Protocol):
    """Knows what was asked in an item of the inbox."""

    async def prefill(self, community: str, origin: str) -> Prefill | None:
        """What to begin with; None where the item is gone."""
        ...
