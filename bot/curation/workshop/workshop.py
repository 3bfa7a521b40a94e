"""What everything that moderators do shares: the ports, who acts as what, and the line that each act leaves.

Every act of the feature goes through `acting`, so none is done without a look at the standing of that moment.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from bot.clock import Clock
from bot.curation.gate.report import GateReport, Objection
from bot.curation.revisions.archive import Archive, Asked
from bot.curation.revisions.editions import LiveEditions
from bot.curation.revisions.knowledge import Knowledge
from bot.curation.revisions.overlay import piece_in, whole
from bot.curation.revisions.revision import Deed, Kind, Piece, Revision, Written
from bot.curation.revisions.standing import Act, Role, require
from bot.errors import SignpostError
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.knowledge.voice_curation import CurationVoice
from bot.mentor.community import Communities, CommunitySettings
from bot.mentor.events import Event
from bot.mentor.reply import Block
from bot.tasks import Tasks, left_behind


class Examines(Protocol):
    """The gate; takes its time, so it is called in a thread."""

    def examine(
        self,
        old: Knowledge,
        new: Knowledge,
        slug: str | None,
        day: date,
        *,
        asked: tuple[Asked, ...] = (),
    ) -> GateReport:
        """What speaks against a change, and whose answer would be another."""
        ...

    def examine_tip(self, old: Pack, new: Pack, id_: str) -> GateReport:
        """What speaks against a change of a tip; no question is answered by one."""
        ...

    def too_long(self, blocks: Sequence[Block], pack: Pack) -> tuple[Objection, ...]:
        """Where what is shown does not fit in one message of a platform."""
        ...

    def prepare(self, knowledge: Knowledge) -> None:
        """Do ahead of time what the first look at a change of this needs."""
        ...

    def close(self) -> None:
        """Look at nothing any more, and end soon what is under way."""
        ...


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who does something about the answers of their community, as what, in which event."""

    event: Event
    role: Role
    settings: CommunitySettings

    @property
    def community(self) -> str:
        """Whose answers."""
        return self.event.occasion.speaker.community

    @property
    def person(self) -> str:
        """Who."""
        return self.event.occasion.speaker.person


@dataclass(frozen=True, slots=True)
class Workshop:
    """The ports of curation."""

    editions: LiveEditions
    archive: Archive
    communities: Communities
    gate: Examines
    clock: Clock
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """The gate looks at one change at a time, whoever asks it."""
    tasks: Tasks = field(default_factory=Tasks)
    patience: float = 8.0
    """Seconds that somebody who proposes a change by a click waits for the gate to get ready."""

    async def examine(self, community: str, new: Knowledge, kind: Kind, subject: str) -> GateReport:
        """What the gate says of a change of what a community is answered from."""
        if kind is Kind.TIP:
            async with self.turn:
                return await asyncio.to_thread(self.gate.examine_tip, self.pack(community), new.pack, subject)
        slug = subject if kind is Kind.ENTRY else None
        asked = await self.archive.asked(community)
        async with self.turn:
            old, day = self.editions.knowledge(community), self.clock.now().date()
            return await asyncio.to_thread(self.gate.examine, old, new, slug, day, asked=asked)

    async def warm(self, community: str = "") -> None:
        """Let the gate read the golden questions as they are answered now, so that the first look is quick."""
        async with self.turn:
            knowledge = self.editions.knowledge(community)
            await left_behind("warms the gate", lambda: self.gate.prepare(knowledge))

    def get_ready(self, community: str) -> None:
        """Warm the gate meanwhile: whoever looks after answers will soon need it, and nobody else ever does."""
        self._warming(community)

    async def require_ready(self, community: str) -> None:
        """Wait for the gate to get ready, which takes up to a minute the first time on a machine.

        Raises `SignpostError` where that takes longer than anybody waits for a click; it goes on meanwhile.
        """
        _, unfinished = await asyncio.wait({self._warming(community)}, timeout=self.patience)
        if unfinished:
            raise SignpostError(self.pack(community).inbox_voice.getting_ready)

    def _warming(self, community: str) -> asyncio.Task[None]:
        return self.tasks.start("warms the gate", self.warm(community))

    async def close(self) -> None:
        """Leave what is only got ready."""
        self.gate.close()
        await self.tasks.close()

    async def acting(self, event: Event, act: Act, *, own_tip: bool = False) -> Acting:
        """Who acts, if they may at this moment; raises `SignpostError` otherwise. The gate gets ready meanwhile."""
        speaker = event.occasion.speaker
        settings = await self.communities.settings(speaker.community)
        role = require(speaker, settings, act, own_tip=own_tip)
        self.get_ready(speaker.community)
        return Acting(event, role, settings)

    async def acting_on(self, event: Event, act: Act, id_: str) -> tuple[Acting, Revision]:
        """Who acts on which revision, if they may: a tip that one proposed oneself is everybody's to see through."""
        speaker = event.occasion.speaker
        revision = await self.archive.revision(speaker.community, id_)
        is_own = revision is not None and revision.kind is Kind.TIP and revision.person == speaker.person
        acting = await self.acting(event, act, own_tip=is_own)
        if revision is None:
            raise SignpostError(self.voice(acting.community).draft_gone)
        return acting, revision

    def deed(self, acting: Acting, act: Act, revision: Revision, detail: str = "") -> Deed:
        """The line that an act leaves; one event leaves one line of each kind of act."""
        return Deed(
            occasion=f"{acting.event.occasion.id}/{act.name.lower()}",
            community=acting.community,
            person=acting.person,
            standing=acting.role.value,
            act=act.value,
            subject=revision.subject,
            at=self.clock.now(),
            revision=revision.id,
            detail=detail,
        )

    def pack(self, community: str) -> Pack:
        """What a community is answered from."""
        return self.editions.of(community).pack

    def voice(self, community: str) -> CurationVoice:
        """The sentences."""
        return self.pack(community).curation_voice

    async def nearest(self, community: str, text: str) -> Entry | None:
        """The entry that a text is likeliest to ask for, however unlikely; None where there is none."""
        edition = self.editions.of(community)
        near = (await asyncio.to_thread(edition.reader.read, text)).candidates
        return edition.pack.entries.get(near[0].entry_id) if near else None

    async def newest(self, community: str, kind: Kind, subject: str) -> int:
        """The number of what was published last of a subject; 0 where that is what came with the pack."""
        published = await self.archive.history(community, kind, subject)
        return published[-1].number or 0 if published else 0

    def live(self, community: str, kind: Kind, subject: str) -> Piece | None:
        """An entry or a tip as it is given now."""
        return piece_in(self.pack(community), kind, subject)

    def shipped(self, community: str, kind: Kind, subject: str) -> Piece | None:
        """An entry or a tip as it came with the pack."""
        return piece_in(self.editions.below(community), kind, subject)

    async def piece_at(self, community: str, kind: Kind, subject: str, number: int) -> Piece | None:
        """A piece as it stood at a number; None where it was not given by then, or its words were redacted."""
        published = await self.archive.history(community, kind, subject)
        if number == (published[-1].number if published else 0):
            return self.live(community, kind, subject)
        revision = next((one for one in published if one.number == number), None)
        if revision is None or revision.content is None:
            return self.shipped(community, kind, subject) if number == 0 else None
        return whole(revision.content) if isinstance(revision.content, Written) else None

    async def draft(self, community: str, id_: str) -> Revision:
        """A revision of this community; raises `SignpostError` where there is none."""
        revision = await self.archive.revision(community, id_)
        if revision is None:
            raise SignpostError(self.voice(community).draft_gone)
        return revision
