"""What was read from files, brought into a community's overlay: for review, or published by whoever runs the mentor.

The same files brought twice change nothing the second time. Every piece that is brought is a revision with its line
in the record of acts, like any other, so that it can be seen, compared and rolled back in the chat.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from bot.curation.revisions.archive import Archive
from bot.curation.revisions.overlay import piece_in
from bot.curation.revisions.revision import Content, Deed, Kind, Revision, State, revision_id
from bot.curation.revisions.standing import Act, Role
from bot.knowledge.pack import Pack

OPERATOR = Role.OWNER.value
"""As what the record names whoever brings files at the command line."""


@dataclass(frozen=True, slots=True)
class Bringing:
    """What became of the pieces: counts."""

    brought: int = 0
    unchanged: int = 0
    refused: tuple[str, ...] = ()
    """Subjects that somebody published meanwhile."""


@dataclass(frozen=True, slots=True)
class Bringer:
    """Brings pieces into the overlay of one community; without `publishes` they wait for approval."""

    archive: Archive
    shipped: Pack
    community: str
    now: datetime
    reason: str
    publishes: bool

    async def bring(
        self, contents: Sequence[tuple[Kind, str, Content]], progress: Callable[[int], None] | None = None
    ) -> Bringing:
        """Bring `contents`; `progress` is called with how many are done."""
        stands = {(c.kind, c.subject): c for c in (await self.archive.overlay(self.community)).changes}
        brought, unchanged, refused = 0, 0, []
        for done, (kind, subject, content) in enumerate(contents):
            if progress is not None:
                progress(done)
            standing = stands.get((kind, subject))
            if standing is not None and standing.content == content:
                unchanged += 1
                continue
            newest = standing.number if standing is not None else await self._newest(kind, subject)
            if await self._take_in(self._revision(kind, subject, content, newest)):
                brought += 1
            else:
                refused.append(subject)
        return Bringing(brought, unchanged, tuple(refused))

    async def _take_in(self, revision: Revision) -> bool:
        state = State.DRAFT if self.publishes else State.IN_REVIEW
        wrote = _deed(revision, Act.WRITE if self.publishes else Act.SUBMIT)
        if not await self.archive.save(replace(revision, state=state), wrote):
            return False
        if not self.publishes:
            return True
        published = await self.archive.publish(revision, revision.base_number, _deed(revision, Act.PUBLISH))
        return published is not None

    async def _newest(self, kind: Kind, subject: str) -> int:
        """The number of what was published last; a change may have been taken back since."""
        history = await self.archive.history(self.community, kind, subject)
        return max((revision.number or 0 for revision in history), default=0)

    def _revision(self, kind: Kind, subject: str, content: Content, newest: int) -> Revision:
        key = f"{self.community}\0{kind}\0{subject}\0{newest}\0{content!r}\0{self.publishes}"
        return Revision(
            id=revision_id(f"import:{blake2b(key.encode(), digest_size=12).hexdigest()}"),
            community=self.community,
            kind=kind,
            subject=subject,
            state=State.PUBLISHED,
            content=content,
            person=None,
            begun_at=self.now,
            changed_at=self.now,
            base=piece_in(self.shipped, kind, subject),
            base_number=newest,
            reason=self.reason,
            decided_at=self.now if self.publishes else None,
        )


def _deed(revision: Revision, act: Act) -> Deed:
    occasion = f"import:{revision.id}:{act.name.lower()}"
    return Deed(
        occasion, revision.community, None, OPERATOR, act.value, revision.subject, revision.changed_at, revision.id,
        revision.reason,
    )  # fmt: skip
