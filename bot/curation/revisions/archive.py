"""The port through which revisions, overlays and the record of acts are kept.

`Archive` is implemented by `bot.storage.curation`. Every call names the community and sees nothing of another one. What
changes something carries a `Deed`, which is written in the same transaction; where the event of the deed was worked on
before nothing is changed again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.curation.revisions.overlay import Overlay
from bot.curation.revisions.revision import Deed, Kind, Revision, Save, State


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is replayed: a golden one or one that this community asked."""

    id: str
    text: str


class Archive(Protocol):
    """Where everything that moderators write is kept."""

    async def versions(self) -> Mapping[str, int]:
        """The version of every community's overlay; cheap, for it is asked for every second."""
        ...

    async def overlay(self, community: str) -> Overlay:
        """What stands in a community now."""
        ...

    async def revision(self, community: str, id_: str) -> Revision | None:
        """A revision of this community."""
        ...

    async def in_state(self, community: str, states: Collection[State], at_most: int = 100) -> tuple[Revision, ...]:
        """The revisions in one of these states, the latest changed first."""
        ...

    async def history(self, community: str, kind: Kind, subject: str) -> tuple[Revision, ...]:
        """The published revisions of a subject, oldest first."""
        ...

    async def saves(self, community: str, id_: str) -> tuple[Save, ...]:
        """A draft as it stood at each of its versions, oldest first."""
        ...

    async def save(self, revision: Revision, deed: Deed) -> bool:
        """Keep a draft as its next version.

        `revision.version` is the version that this save makes. Returns False, and keeps nothing, where the draft stands
        at another version than the one before, or nothing can come of it any more.
        """
        ...

    async def decide(self, revision: Revision, expected: Collection[State], deed: Deed) -> bool:
        """Keep the state of a revision and what was said of it, if it is at its version and in an expected state."""
        ...

    async def publish(self, revision: Revision, newest: int, deed: Deed, undoes: str | None = None) -> Revision | None:
        """Publish a revision as the number after `newest`, and let every process know.

        `undoes` is a revision that is taken back by it: what it had answered is open again.
        Returns None, and publishes nothing, where something newer than that was published meanwhile, or the draft was
        changed or settled.
        """
        ...

    async def redact(self, community: str, id_: str, deed: Deed) -> bool:
        """Take the words out of a settled revision, in all its versions; what happened to it stays."""
        ...

    async def asked(self, community: str, at_most: int = 500) -> tuple[Asked, ...]:
        """The latest questions of a community whose words are still kept."""
        ...

    async def record(self, deed: Deed) -> bool:
        """Write down an act that changed nothing here; False where it was written down before."""
        ...

    async def deeds(self, community: str, at_most: int | None = None) -> tuple[Deed, ...]:
        """The record of acts, newest first."""
        ...
