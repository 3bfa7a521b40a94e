"""Small facts that a face must not forget over a restart; `bot.storage` keeps them.

Which commands were synced, what the moderators were told, which thread is followed: a text under a scope and
a name, nothing about a person.
"""

from typing import Protocol


class Marks(Protocol):
    """Where marks are kept."""

    async def read(self, scope: str, name: str) -> str | None:
        """The mark, or None where there is none."""
        ...

    async def write(self, scope: str, name: str, value: str = "") -> None:
        """Set the mark, whatever it was before."""
        ...

    async def write_first(self, scope: str, name: str, value: str = "") -> bool:
        """Set the mark where there is none; True for exactly one of all who try, in any process."""
        ...

    async def erase(self, scope: str, name: str) -> None:
        """Remove the mark, where there is one."""
        ...
