"""What moderators do with revisions: begin, save, send to review, approve, reject, take back.

Each act looks at the standing of the moment, and leaves its line in the record with the change itself. What others did
meanwhile is merged where it can be and shown where it cannot; nothing is ever overwritten.
"""

from dataclasses import dataclass, replace

from bot.curation.revisions.overlay import Misfit
from bot.curation.revisions.revision import (
    OPEN,
    AsShipped,
    Content,
    Deed,
    EntryText,
    Kind,
    Retired,
    Revision,
    State,
    TipText,
    Written,
    blank,
    revision_id,
    text_of,
)
from bot.curation.revisions.standing import Act, may
from bot.curation.workshop import forms
from bot.curation.workshop.joining import Clash, Wanted, changed, joined, rebased
from bot.curation.workshop.passage import Outcome, Passage, Passing
from bot.curation.workshop.workshop import Acting, Workshop
from bot.errors import SignpostError
from bot.mentor.events import Event

PROPOSED_AT_ONCE = 3
"""Tips that somebody who does not look after answers may have waiting."""
_DRAFTS_LOOKED_AT = 1000
_WORDS_OF_ID = 6


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after a save. `others` are fields that somebody else changed meanwhile, `clashes` those both changed.

    Where there are clashes `revision` is a draft of its own with the words of whoever saved last, beside `beside`.
    Where it `is_same` nothing was saved, since nothing was changed: a draft that waits for approval goes on waiting.
    """

    revision: Revision
    others: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    beside: Revision | None = None
    is_same: bool = False


class Curators:
    """The acts on revisions."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._archive = workshop.archive
        self._passing = Passing(workshop)

    async def open_draft(self, event: Event, kind: Kind, subject: str) -> Revision | None:
        """The draft of a piece that whoever acts has begun and not finished."""
        acting = await self._workshop.acting(event, Act.WRITE)
        drafts = await self._archive.in_state(acting.community, {State.DRAFT})
        mine = (one for one in drafts if (one.kind, one.subject, one.person) == (kind, subject, acting.person))
        return next(mine, None)

    async def begin(
        self,
        event: Event,
        subject: str,
        number: int,
        wanted: Wanted,
        *,
        reason: str,
        origin: str = "",
        kind: Kind = Kind.ENTRY,
    ) -> Revision:
        """A draft of a piece as it stood at `number`, with some fields changed; new where there was none."""
        acting = await self._workshop.acting(event, Act.WRITE)
        base = await self._workshop.piece_at(acting.community, kind, subject, number)
        text = changed(text_of(base) if base is not None else blank(kind, subject), wanted)
        return await self.begin_with(acting, kind, subject, text, number=number, reason=reason, origin=origin)

    async def begin_new(self, acting: Acting, wanted: Wanted, origin: str, reason: str = "") -> Revision:
        """A draft of an entry that there is not; what was not said is taken from the nearest entry there is."""
        pack = self._workshop.pack(acting.community)
        question = str(wanted.fields.get("question") or "")
        model = await self._workshop.nearest(acting.community, question)
        slug = forms.slug_of(question, pack.entries)
        given = {
            "id": slug,
            "topics": list(model.topics[:1]) if model else [],
            "kind": model.kind if model else next(iter(pack.about.lifetimes)),
            "owner": self._workshop.voice(acting.community).owner,
            "checked": self._workshop.clock.now().date().isoformat(),
        }
        text = changed(EntryText(given), wanted)
        reason = reason or self._workshop.voice(acting.community).reason_new
        return await self.begin_with(acting, Kind.ENTRY, slug, text, number=0, reason=reason, origin=origin)

    async def propose_tip(self, event: Event, wanted: Wanted) -> Revision:
        """A draft of a new tip, by anybody; what was not said is taken from the entry that it is nearest to."""
        acting = await self._workshop.acting(event, Act.WRITE, own_tip=True)
        await self._require_room(acting)
        pack, text = self._workshop.pack(acting.community), str(wanted.fields.get("text") or "")
        model = await self._workshop.nearest(acting.community, text)
        slug = forms.slug_of(" ".join(text.split()[:_WORDS_OF_ID]), pack.tips, "tip")
        given = {"id": slug, "kind": "try", "level": 1, "minutes": 5, "topic": model.topics[0] if model else ""}
        said = {field: value for field, value in wanted.fields.items() if value}
        if said.get("topic") not in pack.topics:
            said.pop("topic", None)
        draft = changed(TipText(given), replace(wanted, fields=said))
        reason = self._workshop.voice(acting.community).reason_tip
        return await self.begin_with(acting, Kind.TIP, slug, draft, number=0, reason=reason)

    async def _require_room(self, acting: Acting) -> None:
        """Whoever only asks here proposes a few tips at a time."""
        if may(acting.role, Act.WRITE):
            return
        waiting = await self._archive.in_state(acting.community, OPEN, _DRAFTS_LOOKED_AT)
        if sum(one.person == acting.person for one in waiting) >= PROPOSED_AT_ONCE:
            voice = self._workshop.voice(acting.community)
            raise SignpostError(voice.tips_enough.format(number=PROPOSED_AT_ONCE))

    async def begin_with(
        self, acting: Acting, kind: Kind, subject: str, content: Content, *, number: int, reason: str, origin: str = ""
    ) -> Revision:
        """A draft with this content, made from what stood at `number`; the same event begins one draft only."""
        now = self._workshop.clock.now()
        base = await self._workshop.piece_at(acting.community, kind, subject, number)
        id_ = revision_id(acting.event.occasion.id)
        draft = Revision(
            id_, acting.community, kind, subject or id_, State.DRAFT, content, acting.person, now, now,
            base=base, base_number=number, reason=reason, origin=origin,
        )  # fmt: skip
        await self._archive.save(draft, self._workshop.deed(acting, Act.WRITE, draft, reason))
        return await self._workshop.draft(acting.community, draft.id)

    async def save(self, event: Event, id_: str, seen: int, wanted: Wanted, reason: str) -> Saved:
        """Save fields of a draft by somebody who saw its version `seen`."""
        acting, now = await self._workshop.acting_on(event, Act.WRITE, id_)
        text = now.written
        if now.state not in OPEN or text is None:
            raise SignpostError(self._workshop.voice(acting.community).draft_settled)
        saves = {save.version: save for save in await self._archive.saves(acting.community, id_)}
        seen_text = saves[seen].content if seen in saves else text
        join = joined(seen_text if isinstance(seen_text, Written) else text, text, wanted)
        if join.clashes:
            return await self._save_beside(acting, now, join.text, join.clashes, reason)
        if join.text == text and not join.others and reason in ("", now.reason):
            return Saved(now, is_same=True)
        saved = replace(
            now,
            content=join.text,
            version=now.version + 1,
            state=State.DRAFT,
            reason=reason or now.reason,
            changed_at=self._workshop.clock.now(),
        )
        if not await self._archive.save(saved, self._workshop.deed(acting, Act.WRITE, saved)):
            return await self.save(event, id_, seen, wanted, reason)
        return Saved(await self._workshop.draft(acting.community, id_), join.others)

    async def _save_beside(
        self, acting: Acting, draft: Revision, text: Written, clashes: tuple[Clash, ...], reason: str
    ) -> Saved:
        """Keep the words of whoever came later in a draft of their own."""
        mine = changed(text, Wanted({clash.field: clash.mine for clash in clashes}))
        own = await self.begin_with(
            acting,
            draft.kind,
            draft.subject,
            mine,
            number=draft.base_number,
            reason=reason or draft.reason,
            origin=draft.origin,
        )
        return Saved(own, clashes=clashes, beside=draft)

    async def submit(self, event: Event, id_: str, version: int) -> Passage:
        """Send a draft to whoever approves it, if the gate lets it pass."""
        acting, revision = await self._workshop.acting_on(event, Act.SUBMIT, id_)
        return await self._passing.submit(acting, revision, version)

    async def look(self, event: Event, id_: str) -> Passage:
        """A revision as the gate sees it now."""
        acting, revision = await self._workshop.acting_on(event, Act.LOOK, id_)
        return await self._passing.look(acting, revision)

    async def approve(self, event: Event, id_: str, version: int, digest: str) -> Passage:
        """Publish a revision whose consequences were seen, by their digest."""
        acting, revision = await self._workshop.acting_on(event, Act.APPROVE, id_)
        return await self._passing.approve(acting, revision, version, digest)

    async def settle_clash(self, event: Event, id_: str, version: int, *, keeps_live: bool) -> Passage:
        """Choose between the draft's words and the live ones where both were changed."""
        acting, revision = await self._workshop.acting_on(event, Act.WRITE, id_)
        return await self._passing.settle_clash(acting, revision, version, keeps_live=keeps_live)

    async def reject(self, event: Event, id_: str, reason: str) -> Revision:
        """Say no to a draft in review, with a reason for whoever wrote it.

        An answer that somebody wrote is their draft again, to be gone on with; of anything else nothing more comes.
        """
        acting, revision = await self._workshop.acting_on(event, Act.REJECT, id_)
        is_written = isinstance(revision.content, EntryText) and revision.person is not None
        rejected = replace(
            revision,
            state=State.DRAFT if is_written else State.REJECTED,
            approver=acting.person,
            verdict=reason,
            decided_at=self._workshop.clock.now(),
        )
        deed = self._workshop.deed(acting, Act.REJECT, revision, reason)
        if not await self._archive.decide(rejected, {State.IN_REVIEW}, deed):
            raise SignpostError(self._workshop.voice(acting.community).not_waiting)
        return await self._workshop.draft(acting.community, id_)

    async def withdraw(self, event: Event, id_: str) -> Passage:
        """Take back a draft, or what was published by it."""
        acting, revision = await self._workshop.acting_on(event, Act.WITHDRAW, id_)
        if revision.state is State.PUBLISHED:
            return await self.roll_back(event, revision.kind, revision.subject, (revision.number or 1) - 1, undoes=id_)
        if revision.state not in OPEN:
            raise SignpostError(self._workshop.voice(acting.community).draft_settled)
        if revision.person not in (None, acting.person) and not may(acting.role, Act.PUBLISH):
            raise SignpostError(self._workshop.voice(acting.community).not_your_draft)
        taken = replace(revision, state=State.WITHDRAWN, approver=acting.person, decided_at=self._workshop.clock.now())
        deed = self._workshop.deed(acting, Act.WITHDRAW, revision)
        return Passage(await self._decided(taken, deed), Outcome.TAKEN_BACK)

    async def roll_back(
        self, event: Event, kind: Kind, subject: str, number: int, *, reason: str = "", undoes: str | None = None
    ) -> Passage:
        """Publish what stood at `number` again, as a new revision through the gate.

        What was live before was approved before, so it takes nobody's approval a second time.
        """
        acting = await self._workshop.acting(event, Act.ROLL_BACK)
        published = await self._archive.history(acting.community, kind, subject)
        old = next((one for one in published if one.number == number), None)
        if number and (old is None or old.content is None):
            raise SignpostError(self._workshop.voice(acting.community).nothing_there)
        content = old.content if old is not None and old.content is not None else AsShipped()
        newest = published[-1].number or 0 if published else 0
        reason = reason or self._workshop.voice(acting.community).back_to.format(number=number)
        draft = await self.begin_with(acting, kind, subject, content, number=newest, reason=reason)
        return await self._passing.publish_again(acting, draft, undoes)

    async def settle_update(self, event: Event, misfit: Misfit, *, keeps_ours: bool) -> Passage:
        """Publish the choice between a community's words and those of an update of the pack.

        Both were approved before, here or where the pack comes from, so it takes nobody's approval a second time.
        """
        acting = await self._workshop.acting(event, Act.ROLL_BACK)
        change = misfit.change
        shipped = self._workshop.shipped(acting.community, change.kind, change.subject)
        content: Content = AsShipped()
        if isinstance(change.content, Written) and (keeps_ours or misfit.conflicts):
            content, _ = rebased(change.base, change.content, shipped, keeps_live=not keeps_ours)
        number = await self._workshop.newest(acting.community, change.kind, change.subject)
        reason = self._workshop.voice(acting.community).update_settled
        draft = await self.begin_with(acting, change.kind, change.subject, content, number=number, reason=reason)
        return await self._passing.publish_again(acting, draft, None)

    async def retire(self, event: Event, kind: Kind, subject: str, reason: str) -> Passage:
        """Propose that an entry is not answered by any more, or a tip not given."""
        acting = await self._workshop.acting(event, Act.RETIRE)
        number = await self._workshop.newest(acting.community, kind, subject)
        draft = await self.begin_with(acting, kind, subject, Retired(), number=number, reason=reason)
        return await self._passing.submit(acting, draft, draft.version)

    async def redact(self, event: Event, id_: str) -> Revision:
        """Take the words out of a revision that is neither live nor a draft."""
        acting, revision = await self._workshop.acting_on(event, Act.REDACT, id_)
        newest = await self._workshop.newest(acting.community, revision.kind, revision.subject)
        is_live = revision.state is State.PUBLISHED and revision.number == newest
        deed = self._workshop.deed(acting, Act.REDACT, revision)
        if is_live or not await self._archive.redact(acting.community, id_, deed):
            raise SignpostError(self._workshop.voice(acting.community).still_live)
        return await self._workshop.draft(acting.community, id_)

    async def _decided(self, revision: Revision, deed: Deed) -> Revision:
        if not await self._archive.decide(revision, OPEN, deed):
            raise SignpostError(self._workshop.voice(revision.community).draft_settled)
        return await self._workshop.draft(revision.community, revision.id)
