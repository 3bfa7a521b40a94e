"""After an update of the pack: what both it and the community changed is put before somebody, and their choice kept."""

from collections.abc import Mapping

from bot.curation.revisions.overlay import Misfit
from bot.curation.revisions.revision import Kind
from bot.curation.revisions.standing import Act
from bot.curation.workshop import pages
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.passage import Outcome
from bot.curation.workshop.workshop import Workshop
from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.commands import Feature, VerbHandler
from bot.mentor.events import Filled, Picked
from bot.mentor.reply import Block, Choice, Choices, Code, Heading, Paragraph, Reply


class Updating(Feature):
    """Conflicts between a community's answers and an update of the pack."""

    def __init__(self, workshop: Workshop, curators: Curators) -> None:
        self._workshop = workshop
        self._curators = curators

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"kb-merge": self._show, "kb-merged": self._settle}

    async def _show(self, event: Picked | Filled) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        pack, slug, kind = self._workshop.pack(acting.community), event.action.argument(0), pages.kind_in(event, 1)
        voice, misfit = pack.curation_voice, self._misfit(acting.community, kind, slug)
        blocks: list[Block] = [Heading(pages.title_of_piece(kind, slug, pack))]
        for one in misfit.conflicts:
            blocks.append(Paragraph(voice.update_clash.format(field=pages.name_of(one.field, kind, pack))))
            blocks += [Paragraph(voice.update_theirs), Code(pages.as_text(one.theirs))]
            blocks += [Paragraph(voice.update_ours), Code(pages.as_text(one.ours))]
        if not misfit.conflicts:
            blocks.append(Paragraph(voice.update_groundless))
        ours = Choice(voice.keep_ours_button, Action("kb-merged", (slug, "ours", kind.value)))
        theirs = Choice(voice.take_update_button, Action("kb-merged", (slug, "theirs", kind.value)))
        edit = Choice(voice.edit_button, pages.edit_of(kind, slug))
        return Reply(tuple(blocks), (Choices((ours, theirs, edit) if misfit.conflicts else (theirs, edit)),))

    async def _settle(self, event: Picked | Filled) -> Reply:
        community, slug = event.occasion.speaker.community, event.action.argument(0)
        misfit = self._misfit(community, pages.kind_in(event, 2), slug)
        passage = await self._curators.settle_update(event, misfit, keeps_ours=event.action.argument(1) == "ours")
        pack = self._workshop.pack(community)
        if passage.outcome is Outcome.PUBLISHED:
            return Reply((Paragraph(pack.curation_voice.update_done),), replaces=True)
        return pages.passage_page(passage, pack)

    def _misfit(self, community: str, kind: Kind, slug: str) -> Misfit:
        misfits = self._workshop.editions.misfits(community)
        found = [one for one in misfits if (one.change.kind, one.change.subject) == (kind, slug)]
        if not found:
            raise SignpostError(self._workshop.voice(community).update_gone)
        return found[0]
