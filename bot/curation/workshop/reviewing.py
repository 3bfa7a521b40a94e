"""Approving what others wrote: `/kb review`, and the buttons under a draft that waits."""

from collections.abc import Mapping
from dataclasses import replace

from bot.curation.revisions.revision import State
from bot.curation.revisions.standing import Act
from bot.curation.workshop import pages
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.passage import Outcome, Passage, Rights
from bot.curation.workshop.workshop import Workshop
from bot.mentor.actions import Action
from bot.mentor.commands import Command, Feature, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Standing
from bot.mentor.reply import Choice, Choices, FieldKind, Form, FormField, Heading, Paragraph, Reply

_REASON = 500


class Reviewing(Feature):
    """What waits for a second person."""

    def __init__(self, workshop: Workshop, curators: Curators) -> None:
        self._workshop = workshop
        self._curators = curators

    def commands(self) -> tuple[Command, ...]:
        return (Command(("kb", "review"), "See what waits for approval", self._review, needs=Standing.HELPER),)

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "kb-review": self._review,
            "kb-approve": self._approve,
            "kb-reject": self._reject,
            "kb-clash": self._settle_clash,
        }

    async def _review(self, event: Invoked | Picked | Filled) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        pack = self._workshop.pack(acting.community)
        voice = pack.curation_voice
        # From a message that all moderators see, it opens beside it, for one of them.
        replaces = isinstance(event, Picked) and event.occasion.private and not event.action.arguments
        waiting = await self._workshop.archive.in_state(acting.community, {State.IN_REVIEW})
        if not waiting:
            return Reply((Paragraph(voice.review_none),), replaces=replaces)
        if len(waiting) == 1:
            page = await self._page(event, await self._curators.look(event, waiting[0].id))
            return replace(page, replaces=replaces)
        picks = tuple(Choice(pages.label_of(one, pack), Action("kb-draft", (one.id,))) for one in waiting)
        menu = Choices(picks, voice.review_prompt, as_menu=True)
        return Reply((Heading(voice.review_title),), (menu,), replaces=replaces)

    async def _approve(self, event: Picked | Filled) -> Reply:
        id_, version, digest = (event.action.argument(index) for index in range(3))
        passage = await self._curators.approve(event, id_, int(version or 0), digest)
        page = await self._page(event, passage)
        return await self._with_the_rest(event, page) if passage.outcome is Outcome.PUBLISHED else page

    async def _reject(self, event: Picked | Filled) -> Reply:
        """The first press asks for a reason: whoever wrote it needs one."""
        acting = await self._workshop.acting(event, Act.REJECT)
        voice = self._workshop.voice(acting.community)
        if isinstance(event, Filled):
            reason = event.values.get("reason", "").strip()
            rejected = await self._curators.reject(event, event.action.argument(0), reason)
            said = voice.rejected_draft if rejected.state is State.DRAFT else voice.rejected
            return await self._with_the_rest(event, Reply((Paragraph(said),), replaces=True))
        field = FormField("reason", voice.reject_field, FieldKind.LONG, max_length=_REASON)
        return Reply((Paragraph(voice.reject_title),), form=Form(voice.reject_title, event.action, (field,)))

    async def _settle_clash(self, event: Picked | Filled) -> Reply:
        id_, version, whose = (event.action.argument(index) for index in range(3))
        passage = await self._curators.settle_clash(event, id_, int(version or 0), keeps_live=whose == "live")
        return await self._page(event, passage)

    async def _with_the_rest(self, event: Event, reply: Reply) -> Reply:
        """A reply with the way to what else waits for approval, where something does."""
        community = event.occasion.speaker.community
        if not await self._workshop.archive.in_state(community, {State.IN_REVIEW}, at_most=1):
            return reply
        choice = Choice(self._workshop.pack(community).inbox_voice.review_button, Action("kb-review"))
        return replace(reply, choices=(*reply.choices, Choices((choice,))))

    async def _page(self, event: Event, passage: Passage) -> Reply:
        acting, _ = await self._workshop.acting_on(event, Act.LOOK, passage.revision.id)
        pack = self._workshop.pack(acting.community)
        return pages.passage_page(passage, pack, Rights.of(acting, passage.revision))
