"""Changes made in one click: begun, sent to review and, where nobody else has to agree, published at once.

Implements `bot.curation.inbox.board.Changes` over the life of a revision, so that a click goes the same way as a
draft that somebody wrote. What a click would break is left for a look: only a change without such consequences goes
live by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.curation.inbox.board import Proposed
from bot.curation.revisions.revision import EntryText, Kind, NotOurs, Revision, State, text_of
from bot.curation.revisions.standing import Act, may
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.passage import Outcome, Passage
from bot.curation.workshop.workshop import Acting, Workshop
from bot.errors import SignpostError
from bot.knowledge.entry import Entry
from bot.mentor.events import Event


@dataclass(frozen=True, slots=True)
class Proposals:
    """Changes in the name of whoever clicks."""

    workshop: Workshop
    curators: Curators

    def get_ready(self, community: str) -> None:
        """Warm the gate."""
        self.workshop.get_ready(community)

    async def propose(self, event: Event, entry: Entry, reason: str, origin: str) -> Proposed:
        """Propose an entry, new or changed; raises `SignpostError` with what the gate says against it."""
        acting = await self.workshop.acting(event, Act.WRITE)
        await self.workshop.require_ready(acting.community)
        number = await self.workshop.newest(acting.community, Kind.ENTRY, entry.id)
        text: EntryText = text_of(entry)
        draft = await self.curators.begin_with(
            acting, Kind.ENTRY, entry.id, text, number=number, reason=reason, origin=origin
        )
        return await self._send(acting, draft)

    async def propose_not_ours(
        self, event: Event, kind: str, examples: Sequence[str], reason: str, origin: str
    ) -> Proposed:
        """Propose that messages like these are declined, as this kind."""
        acting = await self.workshop.acting(event, Act.WRITE)
        await self.workshop.require_ready(acting.community)
        content = NotOurs(kind, tuple(examples))
        draft = await self.curators.begin_with(
            acting, Kind.NOT_OURS, "", content, number=0, reason=reason, origin=origin
        )
        return await self._send(acting, draft)

    async def withdraw(self, event: Event, draft: str) -> None:
        """Take a change back, whether it waits or is live."""
        acting = await self.workshop.acting(event, Act.WITHDRAW)
        passage = await self.curators.withdraw(event, draft)
        if passage.outcome not in {Outcome.TAKEN_BACK, Outcome.PUBLISHED}:
            raise SignpostError(self._objections(acting, passage))

    async def _send(self, acting: Acting, draft: Revision) -> Proposed:
        if draft.state is not State.DRAFT:
            # The same click, worked on again.
            return Proposed(draft.id, draft.state is State.PUBLISHED)
        passage = await self.curators.submit(acting.event, draft.id, draft.version)
        if passage.outcome is not Outcome.WAITS:
            await self.curators.withdraw(acting.event, draft.id)
            raise SignpostError(self._objections(acting, passage))
        if not self._goes_live(acting, passage):
            return Proposed(draft.id, is_live=False)
        published = await self.curators.approve(acting.event, draft.id, passage.revision.version, passage.digest)
        return Proposed(draft.id, published.outcome is Outcome.PUBLISHED)

    def _goes_live(self, acting: Acting, passage: Passage) -> bool:
        """Whether nobody has to look at a change that passed the gate."""
        breaks = passage.report is not None and any(one.breaks for one in passage.report.consequences)
        return not acting.settings.second_person and may(acting.role, Act.PUBLISH) and not breaks

    def _objections(self, acting: Acting, passage: Passage) -> str:
        objections = passage.report.objections if passage.report is not None else ()
        said = [f"{one.says} {one.way_out}".strip() for one in objections if one.blocks]
        voice = self.workshop.pack(acting.community).inbox_voice
        return "\n\n".join((voice.objected, *said))
