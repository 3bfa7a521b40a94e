"""The way of a revision from draft to live: over what others published, through the gate, past a second person.

The gate looks twice, when a draft is sent to review and when it is published, for things change in between. Whoever
approves accepts a list of consequences, known by its digest: where it would be another one by now, it is shown again.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.curation.gate.report import GateReport
from bot.curation.revisions.merge import FieldConflict
from bot.curation.revisions.revision import OPEN, Kind, Revision, State, Written, text_of
from bot.curation.revisions.standing import Act, may
from bot.curation.workshop.joining import rebased
from bot.curation.workshop.lacking import Lack, lacking_in
from bot.curation.workshop.workshop import Acting, Workshop
from bot.errors import SignpostError


class Outcome(StrEnum):
    """How far a revision came."""

    SHOWN = "shown"
    UNFINISHED = "unfinished"
    OBJECTED = "objected"
    CLASHED = "clashed"
    LOOK_AGAIN = "look_again"
    WAITS = "waits"
    PUBLISHED = "published"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Passage:
    """A revision, how far it came, and what was found on the way."""

    revision: Revision
    outcome: Outcome
    report: GateReport | None = None
    conflicts: tuple[FieldConflict, ...] = ()
    lacking: tuple[Lack, ...] = ()
    """What keeps it from being a whole piece."""

    @property
    def digest(self) -> str:
        """That of the consequences, as an approver is shown them."""
        return self.report.digest if self.report else ""


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do with a revision that waits."""

    approves: bool = False
    publishes: bool = False
    """Whether it is their own text that they would make live."""
    awaits: bool = False
    """Whether it is their own and somebody else decides."""

    @classmethod
    def of(cls, acting: Acting, revision: Revision) -> "Rights":
        """Those of whoever acts, at this moment."""
        if revision.person != acting.person:
            return cls(approves=may(acting.role, Act.APPROVE))
        publishes = not acting.settings.second_person and may(acting.role, Act.PUBLISH)
        return cls(publishes=publishes, awaits=not publishes)


class Passing:
    """Sees revisions through."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._archive = workshop.archive

    async def look(self, acting: Acting, revision: Revision) -> Passage:
        """What the gate says of a revision, whatever its state."""
        if revision.state not in OPEN:
            return Passage(revision, Outcome.SHOWN)
        return await self._judged(acting, revision) or Passage(revision, Outcome.SHOWN)

    async def submit(self, acting: Acting, revision: Revision, version: int) -> Passage:
        """Put a draft where others see it, if the gate lets it pass."""
        self._require_open(revision)
        if revision.version != version:
            return replace(await self.look(acting, revision), outcome=Outcome.LOOK_AGAIN)
        self._require_difference(revision)
        passage = await self._over_the_live_one(acting, revision)
        if passage.outcome is not Outcome.SHOWN:
            return passage
        sent = replace(passage.revision, state=State.IN_REVIEW, approver=None, verdict="", decided_at=None)
        deed = self._workshop.deed(acting, Act.SUBMIT, sent, sent.reason)
        if not await self._archive.decide(sent, OPEN, deed):
            return replace(passage, outcome=Outcome.LOOK_AGAIN)
        return Passage(sent, Outcome.WAITS, passage.report)

    async def approve(self, acting: Acting, revision: Revision, version: int, digest: str) -> Passage:
        """Publish a revision, if whoever approves it may and has seen what it does."""
        if revision.state is State.PUBLISHED and revision.approver == acting.person:
            return Passage(revision, Outcome.PUBLISHED)
        self._require_open(revision)
        if revision.state is State.DRAFT and revision.version == version:
            raise SignpostError(self._workshop.voice(acting.community).not_waiting)
        await self._require_second_person(acting, revision)
        passage = await self._over_the_live_one(acting, revision)
        if passage.outcome is not Outcome.SHOWN:
            return passage
        if passage.revision.version != version or passage.digest != digest:
            return replace(passage, outcome=Outcome.LOOK_AGAIN)
        return await self._publish(acting, passage, Act.APPROVE)

    async def publish_again(self, acting: Acting, revision: Revision, undoes: str | None) -> Passage:
        """Publish what was live before."""
        if revision.state is State.PUBLISHED:
            return Passage(revision, Outcome.PUBLISHED)
        passage = await self._judged(acting, revision)
        return (
            passage
            if passage.outcome is not Outcome.SHOWN
            else await self._publish(acting, passage, Act.ROLL_BACK, undoes)
        )

    async def settle_clash(self, acting: Acting, revision: Revision, version: int, *, keeps_live: bool) -> Passage:
        """Make a draft go on from the live entry, with its own words or the live ones where both were changed."""
        self._require_open(revision)
        text = revision.written
        if revision.version != version or text is None:
            return replace(await self.look(acting, revision), outcome=Outcome.LOOK_AGAIN)
        live = self._workshop.live(acting.community, revision.kind, revision.subject)
        over, _ = rebased(revision.base, text, live, keeps_live=keeps_live)
        return await self.look(acting, await self._go_on_from_live(acting, revision, over))

    async def _over_the_live_one(self, acting: Acting, revision: Revision) -> Passage:
        """A revision over what others published since it was begun, and what the gate says of it."""
        newest = await self._workshop.newest(acting.community, revision.kind, revision.subject)
        if newest == revision.base_number or revision.kind is Kind.NOT_OURS:
            return await self._judged(acting, revision)
        text = revision.written
        live = self._workshop.live(acting.community, revision.kind, revision.subject)
        if text is not None:
            try:
                text, conflicts = rebased(revision.base, text, live)
            except ValueError:
                return await self._judged(acting, revision)
            if conflicts:
                return Passage(revision, Outcome.CLASHED, conflicts=conflicts)
        merged = await self._go_on_from_live(acting, revision, text)
        passage = await self._judged(acting, merged)
        return replace(passage, outcome=Outcome.LOOK_AGAIN) if passage.outcome is Outcome.SHOWN else passage

    async def _go_on_from_live(self, acting: Acting, revision: Revision, text: Written | None) -> Revision:
        """Save a draft as one that was made from what is live now."""
        over = replace(
            revision,
            content=text or revision.content,
            base=self._workshop.live(acting.community, revision.kind, revision.subject),
            base_number=await self._workshop.newest(acting.community, revision.kind, revision.subject),
            version=revision.version + 1,
            changed_at=self._workshop.clock.now(),
        )
        await self._archive.save(over, self._workshop.deed(acting, Act.MERGE, over))
        return await self._workshop.draft(acting.community, revision.id)

    async def _judged(self, acting: Acting, revision: Revision) -> Passage:
        """What the gate says; `SHOWN` where it lets the revision pass."""
        content = revision.content
        if content is None:
            return Passage(revision, Outcome.UNFINISHED)
        community, editions = acting.community, self._workshop.editions
        revision = replace(revision, content=editions.grounded(community, content))
        try:
            new = await editions.preview(community, revision.kind, revision.subject, content)
        except ValueError as error:
            return Passage(revision, Outcome.UNFINISHED, lacking=lacking_in(error))
        report = await self._workshop.examine(community, new, revision.kind, revision.subject)
        return Passage(revision, Outcome.SHOWN if report.passes else Outcome.OBJECTED, report)

    async def _publish(self, acting: Acting, passage: Passage, act: Act, undoes: str | None = None) -> Passage:
        revision = passage.revision
        published = replace(
            revision,
            state=State.PUBLISHED,
            approver=acting.person,
            accepted=passage.digest,
            decided_at=self._workshop.clock.now(),
            # From now on it is merged with updates of the pack, no more with other drafts.
            base=self._workshop.shipped(acting.community, revision.kind, revision.subject),
        )
        deed = self._workshop.deed(acting, act, published, revision.reason)
        live = await self._archive.publish(published, revision.base_number, deed, undoes)
        if live is None:
            return replace(passage, outcome=Outcome.LOOK_AGAIN)
        await self._workshop.editions.refresh()
        return replace(passage, revision=live, outcome=Outcome.PUBLISHED)

    async def _require_second_person(self, acting: Acting, revision: Revision) -> None:
        voice = self._workshop.voice(acting.community)
        writers = {save.person for save in await self._archive.saves(acting.community, revision.id)}
        if acting.person not in {*writers, revision.person}:
            return
        if acting.settings.second_person:
            raise SignpostError(voice.own_draft)
        if not may(acting.role, Act.PUBLISH):
            raise SignpostError(voice.not_yours_to_publish)

    def _require_difference(self, revision: Revision) -> None:
        live = self._workshop.live(revision.community, revision.kind, revision.subject)
        text = revision.written
        if live is not None and text is not None and text.fields == text_of(live).fields:
            raise SignpostError(self._workshop.voice(revision.community).still_same)

    def _require_open(self, revision: Revision) -> None:
        if revision.state not in OPEN:
            raise SignpostError(self._workshop.voice(revision.community).draft_settled)
