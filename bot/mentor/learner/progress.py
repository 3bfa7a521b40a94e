"""Progress: what was done, week by week; a goal with a plan for it; and always one next step."""

from collections.abc import Mapping, Sequence

from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked
from bot.mentor.learner.aiming import undo
from bot.mentor.learner.drawings import ProgressDrawing
from bot.mentor.learner.journal import Kind
from bot.mentor.learner.planning import Plan
from bot.mentor.learner.record import StepState
from bot.mentor.learner.rhythm import Week, weeks, weeks_away
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick, page
from bot.mentor.learner.spacing import due
from bot.mentor.learner.step_words import card, hours, moves, overview, plan_of
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    FieldKind,
    Form,
    FormField,
    Gauge,
    Gauges,
    Heading,
    Paragraph,
    Reply,
    Tone,
    literal,
)

_AWAY_FROM = 2
"""Whole weeks off from which on a return is welcomed."""
_GOAL_LENGTH = 200


class Progress(LearnerFeature):
    """Where somebody stands, and the one thing that comes next."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        study.pages["progress"] = self._show

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("progress", "show"), "See what you have done, and what comes next", self._show),
            Command(
                ("progress", "goal"),
                "Set yourself a goal, with a plan for when you get to it",
                self._goal,
                (CommandOption("goal", "What you want to get done"),),
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"goal": self._goal, "goal-end": self._end_goal}

    async def _show(self, event: Event) -> Reply:
        scene = await self.study.scene(event)
        voice = scene.voice
        way = plan_of(scene) if scene.roles else None
        shown_weeks = weeks(scene.record.active_at, scene.day)
        blocks: list[Block] = [Heading(voice.progress_title)]
        if weeks_away(scene.record.active_at, scene.day) >= _AWAY_FROM:
            blocks.append(Paragraph(voice.back_again))
        if scene.record.active_at or (way and way.done):
            words = self._rhythm(scene, shown_weeks)
            blocks += await self.study.picture(self._drawing(scene, way, shown_weeks, words), "progress", (words,))
        counts = counted(scene, way)
        if counts:
            blocks.append(Bullets(counts))
        blocks.append(Paragraph(goal_words(scene)))
        next_blocks, next_choices = what_next(scene, way)
        return Reply(
            (*blocks, *next_blocks),
            (
                *choices(*next_choices),
                *choices(
                    *_goal_choices(scene),
                    page("path", voice.path_button) if scene.roles else None,
                    page("skills", voice.skills_button) if scene.pack.skills else None,
                    page("quiz", voice.quiz_button) if scene.pack.checks else None,
                ),
            ),
            replaces=is_pick(scene),
        )

    async def _goal(self, event: Invoked | Picked | Filled) -> Reply:
        """A form for a goal and its if-then plan, or what was written into it."""
        scene = await self.study.scene(event)
        voice = scene.voice
        if not isinstance(event, Filled):
            given = event.options.get("goal", "") if isinstance(event, Invoked) else ""
            now = scene.record.goal
            values = (given or (now.goal if now else ""), now.cue if now else "", now.plan if now else "")
            labels = (voice.goal_field, voice.goal_if, voice.goal_then)
            hints = (voice.goal_hint, voice.goal_if_hint, voice.goal_then_hint)
            fields = tuple(
                FormField(
                    key, label[:45], FieldKind.SHORT, value, hint[:100], required=key == "goal", max_length=_GOAL_LENGTH
                )
                for key, label, value, hint in zip(("goal", "if", "then"), labels, values, hints, strict=True)
            )
            return Reply(form=Form(voice.goal_title[:24], Action("goal"), fields, voice.save))
        written = {key: event.values.get(key, "").strip()[:_GOAL_LENGTH] for key in ("goal", "if", "then")}
        if not written["goal"]:
            return Reply((Paragraph(voice.goal_empty),), choices(Choice(voice.goal_button, Action("goal"))))
        kept, scene = await self.study.write(scene, [scene.deed(Kind.GOAL, detail=written)])
        blocks = (Paragraph(voice.goal_kept), Paragraph(goal_words(scene)))
        return Reply(blocks, choices(page("progress", voice.progress_button, Tone.MAIN), undo(scene, kept[0])))

    async def _end_goal(self, event: Picked | Filled) -> Reply:
        """A goal reached, or let go: both are fine."""
        scene = await self.study.scene(event)
        voice = scene.voice
        is_reached = event.action.argument(0) == "reached"
        again = choices(Choice(voice.goal_new, Action("goal"), Tone.MAIN), page("progress", voice.progress_button))
        mine = [deed for deed in scene.chronicle.deeds if deed.occasion == event.occasion.id]
        if scene.record.goal is None and not mine:
            return Reply((Paragraph(voice.goal_over),), again, replaces=is_pick(scene))
        kept, scene = await self.study.write(scene, [scene.deed(Kind.GOAL, value=int(is_reached))])
        said = voice.goal_reached if is_reached else voice.goal_let_go
        return Reply((Paragraph(said),), (*choices(undo(scene, kept[0])), *again), replaces=is_pick(scene))

    def _rhythm(self, scene: Scene, shown: Sequence[Week]) -> Gauges:
        """The weeks in which something was done, in words; a week off is not mentioned."""
        most = max((week.done for week in shown), default=1) or 1
        rows = tuple(
            Gauge(
                scene.say_day(week.monday),
                week.done,
                most,
                scene.voice.one_thing if week.done == 1 else scene.voice.things.format(number=week.done),
            )
            for week in shown
            if week.done
        )
        title = scene.voice.weeks_title.format(number=len(shown))
        return Gauges(title, rows or (Gauge(title, 0, 1, scene.voice.nothing_yet),))

    def _drawing(self, scene: Scene, way: Plan | None, shown: Sequence[Week], words: Gauges) -> ProgressDrawing:
        voice = scene.voice
        done = sum(step.hours for step in way.done) if way else 0
        started = [planned for planned in way.left if planned.is_started] if way else []
        under_way = sum(planned.step.hours for planned in started)
        left = way.hours - under_way if way else 0
        said = "; ".join(f"{row.label}: {row.text}" for row in words.rows)
        way_words = ", ".join(
            f"{name} {hours(scene, number)}"
            for name, number in ((voice.way_done, done), (voice.way_under_way, under_way), (voice.way_left, left))
        )
        way_title = voice.way_title.format(role=scene.heading_for) if scene.roles else voice.way_open
        return ProgressDrawing(
            voice.progress_title,
            voice.weeks_title.format(number=len(shown)),
            tuple((_short_day(scene, week), week.done) for week in shown),
            way_title,
            (voice.way_done, done),
            (voice.way_under_way, under_way),
            (voice.way_left, left),
            voice.nothing_yet,
            f"{words.title}: {said}. {way_title}: {way_words}.",
        )


def what_next(scene: Scene, way: Plan | None) -> tuple[tuple[Block, ...], tuple[Choice, ...]]:
    """The one next step, whatever somebody has done so far: find a role, rate skills, or the step of the path."""
    voice, pack = scene.voice, scene.pack
    if way is None:
        find = page("find", voice.find_button, Tone.MAIN) if pack.finder else page("path", voice.path_button, Tone.MAIN)
        return (Heading(voice.next_title), Paragraph(voice.next_role)), (find,)
    if not scene.record.rated and pack.skills and not way.done:
        rate = Choice(voice.rate_button, Action("rate", ("0",)), Tone.MAIN)
        return (Heading(voice.next_title), Paragraph(voice.next_rate)), (rate,)
    if way.next is None:
        return (Heading(voice.next_title), Paragraph(voice.path_finished)), (page("path", voice.path_button),)
    step = way.next.step
    state = scene.record.state_of(step.id)
    return (Heading(voice.next_title), *card(scene, step)), moves(scene, step, state, is_known=False)


def goal_words(scene: Scene) -> str:
    """The goal with its plan, or that there is none yet."""
    voice, goal = scene.voice, scene.record.goal
    if goal is None:
        return voice.goal_none
    said = voice.goal_is.format(goal=literal(goal.goal))
    if goal.cue and goal.plan:
        return f"{said} {voice.goal_plan.format(cue=literal(goal.cue), plan=literal(goal.plan))}"
    return said


def counted(scene: Scene, way: Plan | None) -> tuple[str, ...]:
    """What was done, as numbers; what is none is not mentioned."""
    voice, record = scene.voice, scene.record
    lines = []
    if way is not None and (way.done or record.rated):
        lines.append(overview(scene, way))
    projects = [step for step in way.done if step.project] if way else []
    done = sum(mark.state is StepState.DONE for mark in record.steps.values())
    numbers = (
        (voice.count_steps, done),
        (voice.count_projects, len(projects)),
        (voice.count_goals, record.goals_reached),
        (voice.count_questions, len(record.asked_at)),
        (voice.count_tips, record.tips_tried),
        (voice.count_checks, sum(answer.is_right for answer in record.checks)),
        (voice.count_exercises, sum(record.exercises.values())),
        (voice.count_due, len(due(record.checks, scene.now)) if record.repeating else 0),
    )
    return (*lines, *(text.format(number=number) for text, number in numbers if number))


def _goal_choices(scene: Scene) -> tuple[Choice, ...]:
    voice = scene.voice
    if scene.record.goal is None:
        return (Choice(voice.goal_button, Action("goal")),)
    return (
        Choice(voice.goal_reached_button, Action("goal-end", ("reached",))),
        Choice(voice.goal_change, Action("goal")),
        Choice(voice.goal_let_go_button, Action("goal-end", ("let-go",))),
    )


def _short_day(scene: Scene, week: Week) -> str:
    voice = scene.voice
    return voice.short_date.format(day=week.monday.day, month=voice.months[week.monday.month - 1][:3])
