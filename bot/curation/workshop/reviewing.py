"""Approving what others wrote: `/kb review`, and the buttons under a draft that waits."""

from collections.abc import Mapping

from bot.curation.revisions.revision import State
from bot.curation.revisions.standing import Act
from bot.curation.workshop import pages
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.passage import Passage, Rights
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
        return {"kb-approve": self._approve, "kb-reject": self._reject, "kb-clash": self._settle_clash}

    async def _review(self, event: Invoked) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        pack = self._workshop.pack(acting.community)
        voice = pack.curation_voice
        waiting = await self._workshop.archive.in_state(acting.community, {State.IN_REVIEW})
        if not waiting:
            return Reply((Paragraph(voice.review_none),))
        if len(waiting) == 1:
            return await self._page(event, await self._curators.look(event, waiting[0].id))
        picks = tuple(Choice(pages.label_of(one, pack), Action("kb-draft", (one.id,))) for one in waiting)
        return Reply((Heading(voice.review_title),), (Choices(picks, voice.review_prompt, as_menu=True),))

    async def _approve(self, event: Picked | Filled) -> Reply:
        id_, version, digest = (event.action.argument(index) for index in range(3))
        return await self._page(event, await self._curators.approve(event, id_, int(version or 0), digest))

    async def _reject(self, event: Picked | Filled) -> Reply:
        """The first press asks for a reason: whoever wrote it needs one."""
        acting = await self._workshop.acting(event, Act.REJECT)
        voice = self._workshop.voice(acting.community)
        if isinstance(event, Filled):
            await self._curators.reject(event, event.action.argument(0), event.values.get("reason", "").strip())
            return Reply((Paragraph(voice.rejected),), replaces=True)
        field = FormField("reason", voice.reject_field, FieldKind.LONG, max_length=_REASON)
        return Reply((Paragraph(voice.reject_title),), form=Form(voice.reject_title, event.action, (field,)))

    async def _settle_clash(self, event: Picked | Filled) -> Reply:
        id_, version, whose = (event.action.argument(index) for index in range(3))
        passage = await self._curators.settle_clash(event, id_, int(version or 0), keeps_live=whose == "live")
        return await self._page(event, passage)

    async def _page(self, event: Event, passage: Passage) -> Reply:
        acting, _ = await self._workshop.acting_on(event, Act.LOOK, passage.revision.id)
        pack = self._workshop.pack(acting.community)
        return pages.passage_page(passage, pack, Rights.of(acting, passage.revision))
