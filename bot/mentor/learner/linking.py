"""Joining two identities of one person, such as one on Discord and one on Slack, with a one-time code.

Both sides confirm: the code is typed on the other side and confirmed there, then the side that made it confirms that
both screens show the same number. Only then the two share everything, and either may export or delete it all.
"""

from collections.abc import Mapping

from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked
from bot.mentor.learner.journal import Kind
from bot.mentor.learner.links import CODE_LIVES, MAX_TRIES, Link, Links, digest, new_code, new_number
from bot.mentor.learner.privacy import platform_of
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick, page
from bot.mentor.reply import Choice, Form, FormField, Note, Paragraph, Reply, Tone


class Linking(LearnerFeature):
    """One learner on several platforms."""

    def __init__(self, study: Study, links: Links) -> None:
        super().__init__(study)
        self._links = links

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("link", "start"), "Get a code to join this account with yours on another platform", self._start),
            Command(
                ("link", "confirm"),
                "Type the code that you got on the other platform",
                self._typed,
                (CommandOption("code", "The code, such as ABCD-2345"),),
            ),
            Command(("link", "part"), "Separate this account from those it was joined with", self._part),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "link-code": self._typed,
            "link-claim": self._claim,
            "link-check": self._check,
            "link-join": self._join,
            "link-stop": self._stop,
            "part": self._part,
        }

    async def _start(self, event: Event) -> Reply:
        """Make a code; earlier ones stop working."""
        scene = await self.study.scene(event)
        code = new_code()
        await self._links.offer(Link(digest(code), scene.person, new_number(), scene.now))
        minutes = int(CODE_LIVES.total_seconds() // 60)
        voice = scene.voice
        return Reply(
            (Paragraph(voice.link_code.format(code=code, minutes=minutes)), Note(voice.link_secret)),
            choices(
                Choice(voice.link_check_button, Action("link-check", (digest(code),)), Tone.MAIN),
                Choice(voice.link_stop_button, Action("link-stop", (digest(code),))),
            ),
        )

    async def _typed(self, event: Invoked | Picked | Filled) -> Reply:
        """A code that was typed: what it would do, and whether that is meant."""
        scene = await self.study.scene(event)
        voice = scene.voice
        said = event.options.get("code", "") if isinstance(event, Invoked) else ""
        said = event.values.get("code", "") if isinstance(event, Filled) else said
        if not said.strip():
            field = FormField("code", voice.link_field[:45], placeholder="ABCD-2345", max_length=20)
            return Reply(form=Form(voice.link_title[:24], Action("link-code"), (field,), voice.link_submit))
        tries = [at for at in scene.record.link_tries if at > scene.now - CODE_LIVES]
        if len(tries) >= MAX_TRIES:
            return Reply((Paragraph(voice.link_too_many),))
        link = await self._links.find(digest(said), scene.now - CODE_LIVES)
        if link is None or link.joined_at is not None:
            await self.study.write(scene, [scene.deed(Kind.LINK_TRY)])
            return Reply((Paragraph(voice.link_unknown),))
        if link.person == scene.person:
            return Reply((Paragraph(voice.link_own),))
        if link.person in scene.chronicle.people:
            return Reply((Paragraph(voice.link_already),))
        return Reply(
            (Paragraph(voice.link_meant.format(platform=platform_of(link.person))),),
            choices(
                Choice(voice.link_meant_button, Action("link-claim", (link.code,)), Tone.MAIN),
                page("privacy", voice.link_not_meant),
            ),
        )

    async def _claim(self, event: Picked | Filled) -> Reply:
        """This side confirms; the other one comes next."""
        scene = await self.study.scene(event)
        voice = scene.voice
        link = await self._open(scene, event.action.argument(0))
        if link is None or link.person == scene.person:
            return Reply((Paragraph(voice.link_over),), replaces=True)
        if not await self._links.claim(link.code, scene.person, scene.now):
            return Reply((Paragraph(voice.link_over),), replaces=True)
        said = voice.link_claimed.format(number=link.number, platform=platform_of(link.person))
        return Reply((Paragraph(said),), replaces=True)

    async def _check(self, event: Picked | Filled) -> Reply:
        """Whether the code was typed; then the number to compare."""
        scene = await self.study.scene(event)
        voice = scene.voice
        link = await self._open(scene, event.action.argument(0))
        if link is None or link.person != scene.person:
            return Reply((Paragraph(voice.link_over),), replaces=True)
        stop = Choice(voice.link_stop_button, Action("link-stop", (link.code,)))
        if link.claimant is None:
            again = Choice(voice.link_check_button, Action("link-check", (link.code,)), Tone.MAIN)
            return Reply((Paragraph(voice.link_waiting),), choices(again, stop))
        said = voice.link_compare.format(platform=platform_of(link.claimant), number=link.number)
        join = Choice(voice.link_join_button.format(number=link.number), Action("link-join", (link.code,)), Tone.MAIN)
        return Reply((Paragraph(said),), choices(join, stop), replaces=True)

    async def _join(self, event: Picked | Filled) -> Reply:
        """The side that made the code confirms too, and the two are one."""
        scene = await self.study.scene(event)
        voice = scene.voice
        link = await self._links.find(event.action.argument(0), scene.now - CODE_LIVES)
        if link is None or link.person != scene.person or link.claimant is None:
            return Reply((Paragraph(voice.link_over),), replaces=True)
        if not await self._links.join(link.code, scene.now):
            return Reply((Paragraph(voice.link_over),), replaces=True)
        said = voice.link_joined.format(platform=platform_of(link.claimant))
        return Reply((Paragraph(said),), choices(page("progress", voice.progress_button, Tone.MAIN)), replaces=True)

    async def _stop(self, event: Picked | Filled) -> Reply:
        scene = await self.study.scene(event)
        link = await self._open(scene, event.action.argument(0))
        if link is not None and link.person == scene.person:
            await self._links.withdraw(link.code)
        return Reply((Paragraph(scene.voice.link_stopped),), replaces=True)

    async def _part(self, event: Event) -> Reply:
        scene = await self.study.scene(event)
        parted = await self._links.part(scene.person)
        return Reply((Paragraph(scene.voice.parted if parted else scene.voice.parted_before),), replaces=is_pick(scene))

    async def _open(self, scene: Scene, code: str) -> Link | None:
        """A code that can still be used."""
        link = await self._links.find(code, scene.now - CODE_LIVES)
        return None if link is None or link.joined_at is not None else link
