"""The path: ordered steps into a role, moved on by buttons, dated by hours a week, compared with another."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Command, CommandOption, OptionKind, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker
from bot.mentor.learner.aiming import undo
from bot.mentor.learner.journal import Kind
from bot.mentor.learner.planning import difference
from bot.mentor.learner.record import StepState
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, choose_role_first, is_pick, page
from bot.mentor.learner.step_words import (
    card,
    find_step,
    known_line,
    line,
    menu,
    moves,
    overview,
    plan_of,
)
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    Choices,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    literal,
    shortened,
)

MOST_HOURS = 80
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SHOWN_STEPS = 24
_SAME = "same"


class Paths(LearnerFeature):
    """The way into a role, step by step."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        study.pages["path"] = self._show

    def commands(self) -> tuple[Command, ...]:
        hours = CommandOption("hours", "Hours a week, from 1 to 80", OptionKind.NUMBER)
        role = CommandOption("role", "Another kind of work", suggests=True)
        return (
            Command(("path", "show"), "See your path: what comes next, and what is left", self._show),
            Command(("path", "hours"), "Say how many hours a week you have, and get dates", self._hours, (hours,)),
            Command(
                ("path", "compare"),
                "What would change with another role, or with other hours?",
                self._compare,
                (role, hours),
                suggest=self._suggest_role,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "step": self._step,
            "mark": self._mark,
            "hours": self._hours,
            "whatif": self._compare,
        }

    async def _suggest_role(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        if option != "role":
            return ()
        roles = self.study.editions.of(speaker.community).pack.roles.values()
        return nearest(typed, tuple(Suggestion(role.title, role.id) for role in roles))

    async def _show(self, event: Event) -> Reply:
        scene = await self.study.scene(event)
        return self._page(scene)

    def _page(self, scene: Scene) -> Reply:
        voice, pack = scene.voice, scene.pack
        if not pack.paths:
            return Reply((Paragraph(voice.path_none),), replaces=is_pick(scene))
        if not scene.roles:
            return choose_role_first(scene, "path")
        way = plan_of(scene)
        blocks: list[Block] = [Heading(voice.path_title.format(role=scene.heading_for))]
        if not way.done and (path := pack.paths.get(scene.roles[0])):
            blocks.append(Paragraph(path.intro))
        blocks.append(Paragraph(overview(scene, way)))
        after: tuple[Choices, ...] = ()
        if way.next is not None:
            step = way.next.step
            blocks += card(scene, step, lead=voice.next_lead)
            after = choices(*moves(scene, step, scene.record.state_of(step.id), is_known=False))
        if len(way.left) > 1:
            blocks += [Heading(voice.path_then), Bullets(tuple(line(scene, p) for p in way.left[1:_SHOWN_STEPS]))]
        if way.known:
            blocks += [Heading(voice.path_known), Bullets(tuple(known_line(scene, known) for known in way.known))]
        behind = [voice.path_behind.format(done=len(way.done), skipped=len(way.skipped))] if way.done else []
        blocks += [Note(text) for text in behind]
        ways = choices(
            Choice(voice.hours_button, Action("hours")),
            Choice(voice.compare_button, Action("whatif")),
            page("progress", voice.progress_button),
        )
        return Reply(tuple(blocks), (*after, *menu(scene, way), *ways), replaces=is_pick(scene))

    async def _step(self, event: Picked | Filled) -> Reply:
        """One step with everything about it."""
        scene = await self.study.scene(event)
        step = find_step(scene, event.action.argument(0))
        if step is None:
            return Reply((Paragraph(scene.voice.step_gone),), choices(page("path", scene.voice.path_button)))
        known = {known.step.id: known for known in plan_of(scene).known}
        ground = (Note(known_line(scene, known[step.id])),) if step.id in known else ()
        project = scene.pack.projects.get(step.project or "")
        details: tuple[Block, ...] = ()
        if project is not None:
            voice = scene.voice
            details = (
                Heading(voice.project_steps),
                Bullets(project.steps, numbered=True),
                Paragraph(f"**{voice.project_data}** {project.data}"),
                Paragraph(f"**{voice.project_shows}** {project.shows}"),
                Paragraph(f"**{voice.project_talk}** {project.talk}"),
            )
        state = scene.record.state_of(step.id)
        return Reply(
            (*card(scene, step), *details, *ground),
            choices(*moves(scene, step, state, is_known=step.id in known), page("path", scene.voice.back_to_path)),
            replaces=is_pick(scene),
        )

    async def _mark(self, event: Picked | Filled) -> Reply:
        """A step started, done, skipped or opened again: written, then said."""
        scene = await self.study.scene(event)
        state_name, step_id = event.action.argument(0), event.action.argument(1)
        step, voice = find_step(scene, step_id), scene.voice
        if step is None or state_name not in set(StepState):
            return Reply((Paragraph(voice.step_gone),), choices(page("path", voice.path_button)))
        state, before = StepState(state_name), scene.record.steps.get(step_id)
        words = voice.step_marked(state.value).format(step=step.title)
        taken_back: Choice | None = None
        stood = before.state if before else StepState.OPEN
        if stood is state and before is not None and before.occasion != event.occasion.id:
            words = voice.step_already.format(
                step=step.title, state=voice.state(state.value), day=scene.say_day(before.at.date())
            )
        elif before is None or before.occasion != event.occasion.id:
            written, scene = await self.study.write(
                scene, [scene.deed(Kind.STEP, step_id, detail={"state": state.value})]
            )
            taken_back = undo(scene, written[0])
        return self._after(scene, words, taken_back)

    def _after(self, scene: Scene, words: str, taken_back: Choice | None) -> Reply:
        """What was kept, and the one step that comes next."""
        voice = scene.voice
        to_path = page("path", voice.path_button)
        way = plan_of(scene)
        if way.next is None:
            said = (Paragraph(words), Paragraph(overview(scene, way))) if scene.roles else (Paragraph(words),)
            return Reply(said, choices(taken_back, to_path), replaces=is_pick(scene))
        step = way.next.step
        blocks = (Paragraph(f"{words} {overview(scene, way)}"), *card(scene, step, lead=voice.next_lead))
        ways = choices(taken_back, to_path, page("progress", voice.progress_button))
        next_moves = choices(*moves(scene, step, scene.record.state_of(step.id), is_known=False))
        return Reply(blocks, (*next_moves, *ways), replaces=is_pick(scene))

    async def _hours(self, event: Invoked | Picked | Filled) -> Reply:
        """A form for the hours a week, or the path with dates."""
        scene = await self.study.scene(event)
        voice = scene.voice
        typed = _typed(event, "hours")
        if not typed and not isinstance(event, Filled):
            now = str(scene.record.hours or "")
            field = FormField("hours", voice.hours_field[:45], value=now, placeholder=voice.hours_hint, max_length=20)
            return Reply(form=Form(voice.hours_title[:24], Action("hours"), (field,), voice.save))
        wanted = _hours_in(typed)
        if wanted is None:
            again = choices(Choice(voice.hours_button, Action("hours"), Tone.MAIN))
            return Reply((Paragraph(voice.hours_unread.format(text=literal(typed), most=MOST_HOURS)),), again)
        first: tuple[Choices, ...] = ()
        if wanted != scene.record.hours:
            written, scene = await self.study.write(scene, [scene.deed(Kind.HOURS, value=wanted)])
            first = choices(undo(scene, written[0]))
        shown = self._page(scene)
        said = Paragraph(voice.hours_kept.format(hours=wanted))
        return replace(shown, blocks=(said, *shown.blocks), choices=(*first, *shown.choices))

    async def _compare(self, event: Invoked | Picked | Filled) -> Reply:
        """Another role or other hours, beside the path as it is."""
        scene = await self.study.scene(event)
        voice, pack = scene.voice, scene.pack
        if not pack.paths:
            return Reply((Paragraph(voice.path_none),), replaces=is_pick(scene))
        if not scene.roles:
            return choose_role_first(scene, "path")
        if isinstance(event, Invoked):
            role, typed = event.options.get("role", ""), event.options.get("hours", "")
        else:
            role, typed = event.action.argument(0), event.action.argument(1)
        role = role or (_SAME if typed else "")
        hours = _hours_in(typed) if typed else None
        if typed and hours is None:
            return Reply((Paragraph(voice.hours_unread.format(text=literal(typed), most=MOST_HOURS)),))
        if role not in pack.paths and role != _SAME:
            note = (Note(voice.compare_unknown.format(role=literal(role))),) if role else ()
            ways = (*self._others(scene), *choices(page("path", voice.back_to_path)))
            return Reply((*note, Paragraph(voice.compare_which)), ways, replaces=is_pick(scene))
        roles = scene.roles if role == _SAME else (role,)
        return self._compared(scene, roles, hours)

    def _compared(self, scene: Scene, roles: tuple[str, ...], hours: int | None) -> Reply:
        voice, pack = scene.voice, scene.pack
        found = difference(plan_of(scene), plan_of(scene, roles, hours))
        other = f" {voice.mix_joint} ".join(pack.roles[role].article for role in roles)
        blocks: list[Block] = [
            Heading(voice.compare_title),
            Bullets(
                (
                    f"**{voice.compare_now.format(role=scene.heading_for)}** {overview(scene, found.mine)}",
                    f"**{voice.compare_then.format(role=other)}** {overview(scene, found.other)}",
                )
            ),
        ]
        for heading, steps in (
            (voice.compare_new, found.only_other),
            (voice.compare_gone, found.only_mine),
            (voice.compare_same, found.shared),
        ):
            if steps:
                blocks += [
                    Heading(heading),
                    Bullets(tuple(f"{step.title}, {voice.hours.format(number=step.hours)}" for step in steps)),
                ]
        switch = (
            Choice(
                shortened(voice.choose_role.format(role=pack.roles[roles[0]].title)), Action("aim", (roles[0], "path"))
            )
            if roles != scene.roles
            else None
        )
        return Reply(
            tuple(blocks),
            (*choices(switch, page("path", voice.back_to_path, Tone.MAIN)), *self._others(scene)),
            replaces=is_pick(scene),
        )

    def _others(self, scene: Scene) -> tuple[Choices, ...]:
        """The other roles, and half or twice the hours."""
        voice = scene.voice
        roles = [
            role for role in scene.pack.roles.values() if role.id in scene.pack.paths and (role.id,) != scene.roles
        ]
        menu_ = Choices(
            tuple(Choice(role.title, Action("whatif", (role.id,)), hint=role.tagline[:100]) for role in roles),
            voice.compare_prompt,
            as_menu=True,
        )
        now = scene.record.hours
        hours = [] if now is None else [number for number in (now // 2, now * 2) if 1 <= number <= MOST_HOURS]
        picks = [Choice(voice.compare_hours.format(hours=h), Action("whatif", (_SAME, str(h)))) for h in hours]
        return (*choices(*picks), *((menu_,) if roles else ()))


def _typed(event: Invoked | Picked | Filled, name: str) -> str:
    match event:
        case Invoked():
            return event.options.get(name, "").strip()
        case Filled():
            return event.values.get(name, "").strip()
        case Picked():
            return ""


def _hours_in(text: str) -> int | None:
    """The hours a week in `text`, rounded to whole ones; None where there are none from 1 to `MOST_HOURS`."""
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        return None
    hours = round(float(numbers[0].replace(",", ".")))
    return hours if 1 <= hours <= MOST_HOURS else None
