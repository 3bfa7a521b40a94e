"""“Tell me what becomes of it”: whoever proposed a tip is told once that it is live, changed or sent back.

It is said directly, never where others read: what speaks against a tip is for whoever proposed it. A wish like that of
`bot.curation.notices.telling`, fulfilled once somebody has decided.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.clock import Clock
from bot.curation.inbox.item_words import day_words
from bot.curation.notices.notices import NothingToSayError, Notice, NoticeKind, Notices, notice_key
from bot.curation.revisions.archive import Archive
from bot.curation.revisions.revision import OPEN, Content, Revision, State
from bot.daily.tip_words import tip_blocks
from bot.errors import SignpostError
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.commands import Feature, VerbHandler
from bot.mentor.editions import Editions
from bot.mentor.events import Filled, Picked
from bot.mentor.reply import Audience, Block, Choice, Choices, Heading, Note, Paragraph, Reply, literal


@dataclass(frozen=True, slots=True)
class Proposed:
    """A tip that somebody proposed, and what they wrote last."""

    revision: Revision
    own_words: Content | None

    @property
    def is_changed(self) -> bool:
        """Whether somebody else had a hand in what was decided on."""
        return self.own_words != self.revision.content


async def proposed(archive: Archive, community: str, id_: str) -> Proposed | None:
    """The tip that was proposed in a revision; None where there is none."""
    revision = await archive.revision(community, id_)
    if revision is None or revision.person is None:
        return None
    saves = await archive.saves(community, id_)
    own = [save.content for save in saves if save.person == revision.person]
    return Proposed(revision, own[-1] if own else revision.content)


class TellingProposers(Feature):
    """Takes the wish to be told. `carried` are the platforms on which people can be written to unasked."""

    def __init__(
        self, editions: Editions, archive: Archive, notices: Notices, clock: Clock, carried: Collection[str]
    ) -> None:
        self._editions = editions
        self._archive = archive
        self._notices = notices
        self._clock = clock
        self._carried = carried

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"tell-proposer": self._tell_me, "tell-proposer-not": self._tell_me_not}

    async def _tell_me(self, event: Picked | Filled) -> Reply:
        pack, revision = await self._own(event)
        voice = pack.inbox_voice
        if revision.state not in OPEN:
            return await self._decided(revision, pack)
        notice = wish_about(revision, event.occasion.speaker.person)
        if notice.platform not in self._carried:
            return Reply((Paragraph(voice.proposal_nowhere),))
        await self._notices.wish(notice)
        never_mind = Choice(voice.tell_me_taken_back, Action("tell-proposer-not", (revision.id,)))
        return Reply((Paragraph(voice.proposal_noted),), (Choices((never_mind,)),))

    async def _tell_me_not(self, event: Picked | Filled) -> Reply:
        pack, revision = await self._own(event)
        person = event.occasion.speaker.person
        await self._notices.unwish(notice_key(NoticeKind.PROPOSAL, revision.id, person), person)
        return Reply((Paragraph(pack.inbox_voice.tell_me_undone),), replaces=True)

    async def _decided(self, revision: Revision, pack: Pack) -> Reply:
        """What has become of it already."""
        found = await proposed(self._archive, revision.community, revision.id)
        try:
            said = proposal_words(found, pack, self._clock.now().date()) if found else None
        except NothingToSayError:
            said = None
        return said or Reply((Paragraph(pack.inbox_voice.proposal_settled),))

    async def _own(self, event: Picked | Filled) -> tuple[Pack, Revision]:
        """The tip that the action names, if the speaker proposed it."""
        speaker = event.occasion.speaker
        pack = self._editions.of(speaker.community).pack
        revision = await self._archive.revision(speaker.community, event.action.argument(0))
        if revision is None or revision.person != speaker.person:
            raise SignpostError(pack.voice.expired_question)
        return pack, revision


def wish_about(revision: Revision, person: str) -> Notice:
    """The wish of whoever proposed a tip to be told, directly, what becomes of it."""
    return Notice(
        notice_key(NoticeKind.PROPOSAL, revision.id, person),
        NoticeKind.PROPOSAL,
        revision.community,
        revision.changed_at,
        person=person,
        detail={"revision": revision.id},
    )


def proposal_words(found: Proposed, pack: Pack, day: date) -> Reply | None:
    """What became of a tip that was decided on; None where it is not known here yet.

    Raises `NothingToSayError` where whoever proposed it knows, for they took it back.
    """
    revision, voice = found.revision, pack.inbox_voice
    on = day_words(revision.begun_at, pack)
    if revision.state is State.PUBLISHED:
        tip = pack.tips.get(revision.subject)
        if tip is None:
            return None
        lead = voice.proposal_changed if found.is_changed else voice.proposal_live
        blocks: tuple[Block, ...] = (Heading(voice.proposal_live_title), Paragraph(lead.format(day=on)))
        return Reply((*blocks, *tip_blocks(pack, tip, day)), audience=Audience.ASKER)
    if revision.state in OPEN or revision.approver in (None, revision.person):
        raise NothingToSayError
    reason = " ".join(revision.verdict.split())
    lead = voice.proposal_back.format(day=on, reason=literal(reason)) if reason else voice.proposal_out.format(day=on)
    text = revision.written
    own = (Note(voice.proposal_was.format(text=literal(str(text.fields.get("text", ""))))),) if text else ()
    return Reply(
        (Heading(voice.proposal_back_title), Paragraph(lead), *own, Paragraph(voice.proposal_again)),
        audience=Audience.ASKER,
    )
