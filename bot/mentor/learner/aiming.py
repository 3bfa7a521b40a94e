"""Choosing what to head for, going from page to page, and taking things back."""

from collections.abc import Mapping
from dataclasses import replace

from bot.mentor.actions import Action
from bot.mentor.commands import VerbHandler
from bot.mentor.events import Event, Filled, Picked
from bot.mentor.learner.journal import Deed, Kind
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick, page
from bot.mentor.reply import Choice, Note, Paragraph, Reply, Tone

_PAGES_OF = {
    Kind.RATING: "skills",
    Kind.STEP: "path",
    Kind.HOURS: "path",
    Kind.GOAL: "progress",
    Kind.MIX: "chosen",
    Kind.REPEATING: "quiz",
}
"""What can be taken back, and the page that shows it."""


class Aiming(LearnerFeature):
    """A role or a mix, chosen from any page; and the ways between pages."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        study.pages["chosen"] = self._chosen

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"aim": self._aim, "mix": self._mix, "page": self._open, "undo": self._undo}

    async def _open(self, event: Picked | Filled) -> Reply:
        return await self._page(event, event.action.argument(0))

    async def _aim(self, event: Picked | Filled) -> Reply:
        """Choose a role, then go on to a page."""
        scene = await self.study.scene(event)
        role, then = event.action.argument(0), event.action.argument(1)
        if role not in scene.pack.roles:
            return Reply((Paragraph(scene.voice.page_gone),))
        if scene.roles != (role,):
            await self.study.choose_role(scene, role)
        return await self._page(event, then or "chosen")

    async def _mix(self, event: Picked | Filled) -> Reply:
        """Keep a mix of roles, the first the main one."""
        scene = await self.study.scene(event)
        roles = tuple(role for role in event.action.arguments if role in scene.pack.roles)
        if not roles:
            return Reply((Paragraph(scene.voice.page_gone),))
        # Answers are given in the terms of the main role; the mix is what is planned for.
        await self.study.choose_role(scene, roles[0])
        await self.study.write(scene, [scene.deed(Kind.MIX, detail={"roles": list(roles)})])
        return await self._page(event, "chosen")

    async def _chosen(self, event: Event) -> Reply:
        """What somebody heads for, and what they can do about it."""
        scene = await self.study.scene(event)
        voice = scene.voice
        if not scene.roles:
            return Reply(
                (Paragraph(scene.pack.voice.why_role_unknown),), choices(_find(scene)), replaces=is_pick(scene)
            )
        summary = scene.pack.roles[scene.roles[0]].summary
        said = scene.pack.voice.role_chosen.format(role=scene.heading_for, summary=summary)
        return Reply(
            (Paragraph(said), Paragraph(voice.chosen_next)),
            choices(
                page("skills", voice.skills_button, Tone.MAIN),
                page("path", voice.path_button, Tone.MAIN),
                _find(scene),
            ),
            replaces=is_pick(scene),
        )

    async def _undo(self, event: Picked | Filled) -> Reply:
        """Take a deed back with everything that was done on its occasion; harmless when it was before."""
        scene = await self.study.scene(event)
        deed = _deed(scene, event.action.argument(0))
        voice = scene.voice
        if deed is None or deed.kind not in _PAGES_OF:
            return Reply((Paragraph(voice.undo_gone),))
        note = voice.undone
        if deed.occasion not in scene.record.taken_back:
            await self.study.write(scene, [scene.deed(Kind.UNDO, str(deed.id))])
        elif not _was_here(scene, deed):
            note = voice.undone_before
        shown = await self._page(event, _PAGES_OF[deed.kind])
        return replace(shown, blocks=(Note(note), *shown.blocks))

    async def _page(self, event: Picked | Filled, name: str) -> Reply:
        found = self.study.pages.get(name)
        if found is None:
            scene = await self.study.scene(event)
            return Reply((Paragraph(scene.voice.page_gone),))
        return await found(event)


def undo(scene: Scene, deed: Deed) -> Choice:
    """A choice that takes a deed back."""
    return Choice(scene.voice.undo, Action("undo", (str(deed.id),)))


def _find(scene: Scene) -> Choice | None:
    return page("find", scene.voice.find_button) if scene.pack.finder else None


def _deed(scene: Scene, id_: str) -> Deed | None:
    """One of the learner's own deeds."""
    return next((deed for deed in scene.chronicle.deeds if str(deed.id) == id_), None)


def _was_here(scene: Scene, deed: Deed) -> bool:
    """Whether this very event took it back, and is only being worked on again."""
    occasion = scene.event.occasion.id
    undos = (undo for undo in scene.chronicle.deeds if undo.kind is Kind.UNDO and undo.about == str(deed.id))
    return any(undo.occasion == occasion for undo in undos)
