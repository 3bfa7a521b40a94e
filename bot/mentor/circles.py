"""Whom a learner and the mentor both know: the communities that they share, where they write to each other alone.

What is said in direct messages that belong to no community reaches nobody who could look at it, unless the learner
says where to. A face that has such messages tells its `Circles` to `KnownCircles.meet`; `bot.mentor.asking_people`
asks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Circle:
    """A community that a person and the mentor are both in, by the name that people know it by."""

    community: str
    name: str

    @property
    def number(self) -> str:
        """What its platform calls it; short enough for an action, and without a colon."""
        return self.community.partition(":")[2]


def beside(community: str, number: str) -> str:
    """The community of this number on the platform of another one."""
    return f"{community.partition(':')[0]}:{number}"


class Circles(Protocol):
    """Knows, on one platform, who is in which community at this moment."""

    async def shared_with(self, person: str) -> tuple[Circle, ...]:
        """The communities that the mentor shares with a person, by name; some of them where there are very many."""
        ...

    async def share(self, person: str, community: str) -> Circle | None:
        """This community, if the mentor shares it with the person."""
        ...


class KnownCircles:
    """The circles of every platform; a platform that nobody told us of shares nothing."""

    def __init__(self, without_people: Collection[str] = ()) -> None:
        self.without_people = frozenset(without_people)
        """Communities that are only direct messages: nobody looks after them."""
        self._by_platform: dict[str, Circles] = {}

    def meet(self, platform: str, circles: Circles) -> None:
        """A face of this platform is there."""
        self._by_platform[platform] = circles

    async def shared_with(self, person: str) -> tuple[Circle, ...]:
        """The communities that the mentor shares with a person."""
        circles = self._by_platform.get(person.partition(":")[0])
        return await circles.shared_with(person) if circles is not None else ()

    async def share(self, person: str, community: str) -> Circle | None:
        """This community, if the mentor shares it with the person."""
        circles = self._by_platform.get(person.partition(":")[0])
        return await circles.share(person, community) if circles is not None else None
