"""What a kind of work is like, page by page: a day of it, its math, how to begin and what people get wrong."""

from collections.abc import Iterable, Mapping

from bot.knowledge.role import Role
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Command, CommandOption, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker
from bot.mentor.learner.scene import LearnerFeature, Scene, choices, is_pick, page
from bot.mentor.reply import Block, Bullets, Choice, Choices, Heading, Paragraph, Reply, Tone, shortened

_WORK, _MATH, _START = "work", "math", "start"


class RolePages(LearnerFeature):
    """Shows what the pack tells of a role."""

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("role", "about"),
                "See what a kind of work is like: a day of it, its math, its tools, how to begin",
                self._about,
                (CommandOption("role", "The kind of work", suggests=True),),
                suggest=self._suggest,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"look": self._look}

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        roles = self.study.editions.of(speaker.community).pack.roles.values()
        return nearest(typed, [Suggestion(role.title, role.id) for role in roles])

    async def _about(self, event: Invoked) -> Reply:
        return await self._page(event, event.options.get("role", ""), _WORK)

    async def _look(self, event: Picked | Filled) -> Reply:
        return await self._page(event, event.action.argument(0), event.action.argument(1) or _WORK)

    async def _page(self, event: Event, role_id: str, which: str) -> Reply:
        scene = await self.study.scene(event)
        role = scene.pack.roles.get(role_id)
        if role is None:
            menu = menu_of(scene.pack.roles.values(), scene.voice.find_look)
            return Reply((Paragraph(scene.voice.role_which),), (menu,), replaces=is_pick(scene))
        voice = scene.voice
        pages = {
            _WORK: (voice.role_day, _work),
            _MATH: (voice.role_math, _math),
            _START: (voice.role_start, _start),
        }
        _, blocks = pages.get(which, pages[_WORK])
        others = [Choice(label, Action("look", (role_id, name))) for name, (label, _) in pages.items() if name != which]
        near = menu_of([scene.pack.roles[id_] for id_ in role.neighbours], voice.role_neighbours)
        aim = Choice(choose_label(scene, role_id), Action("aim", (role_id, "chosen")), Tone.MAIN)
        back = page("find-result", voice.find_back_to_result) if scene.record.run.answers else None
        return Reply(
            (Heading(role.title), *blocks(scene, role)),
            (*choices(aim, *others, back), *((near,) if near.options else ())),
            replaces=is_pick(scene),
        )


def menu_of(roles: Iterable[Role], prompt: str) -> Choices:
    """A menu of roles to look at."""
    look = tuple(Choice(role.title, Action("look", (role.id,)), hint=role.tagline[:100]) for role in roles)
    return Choices(look, prompt, as_menu=True)


def choose_label(scene: Scene, role: str) -> str:
    """The label of the choice to head for a role."""
    return shortened(scene.voice.choose_role.format(role=scene.pack.roles[role].title))


def _work(scene: Scene, role: Role) -> tuple[Block, ...]:
    voice = scene.voice
    tools = (Heading(voice.role_tools), Bullets(role.tools)) if role.tools else ()
    return (
        Paragraph(role.summary),
        scene.edition.composer.spectrum(next(iter(scene.roles), None)),
        *(Heading(voice.role_day), Paragraph(role.day)),
        *(Heading(voice.role_work), *_listed(role.work)),
        *tools,
    )


def _math(scene: Scene, role: Role) -> tuple[Block, ...]:
    return Heading(scene.voice.role_math), Paragraph(role.math), *scene.edition.composer.depths(role)


def _start(scene: Scene, role: Role) -> tuple[Block, ...]:
    voice = scene.voice
    return (
        *(Heading(voice.role_start), Paragraph(role.start)),
        *(Heading(voice.role_myths), *_listed(role.myths)),
        scene.edition.composer.sources(role.sources),
    )


def _listed(prose: str) -> tuple[Block, ...]:
    """Prose whose lines begin with a dash as the list it is."""
    lines = [line.strip() for line in prose.splitlines() if line.strip()]
    if all(line.startswith("- ") for line in lines):
        return (Bullets(tuple(line[2:] for line in lines)),)
    return (Paragraph(prose),)
