"""A step and a plan in words, and the choices that move a step on. Pure."""

from collections.abc import Sequence

from bot.knowledge.growth import Resource, Step
from bot.mentor.actions import Action
from bot.mentor.learner.gaps import needs
from bot.mentor.learner.planning import Known, Plan, Planned, plan, steps_of
from bot.mentor.learner.record import StepState
from bot.mentor.learner.scene import Scene
from bot.mentor.reply import MAX_LABEL, Block, Bullets, Choice, Choices, Heading, Paragraph, Tone


def plan_of(scene: Scene, roles: Sequence[str] | None = None, hours: int | None = None) -> Plan:
    """The learner's plan; with other roles or other hours where given."""
    wanted = tuple(roles if roles is not None else scene.roles)
    return plan(
        scene.pack.paths,
        wanted,
        needs(scene.pack.skills, wanted),
        scene.record,
        day=scene.day,
        hours_a_week=hours or scene.record.hours,
    )


def find_step(scene: Scene, id_: str) -> Step | None:
    """A step of any path; those of the learner's own first."""
    roles = (*scene.roles, *scene.pack.paths)
    return next((step for step in steps_of(scene.pack.paths, roles) if step.id == id_), None)


def card(scene: Scene, step: Step, *, lead: str = "") -> tuple[Block, ...]:
    """Everything about a step: why, how long, from what, what to build, when it is done."""
    voice = scene.voice
    title = f"**{lead} {step.title}**" if lead else f"**{step.title}**"
    blocks: list[Block] = [Paragraph(f"{title} ({voice.phase(step.phase)}, {hours(scene, step.hours)})\n\n{step.why}")]
    project = scene.pack.projects.get(step.project or "")
    if project is not None:
        blocks.append(
            Paragraph(f"**{voice.step_project}** {project.title} ({hours(scene, project.hours)}). {project.brief}")
        )
    blocks += [
        Heading(voice.step_resources),
        Bullets(tuple(_resource(scene, resource) for resource in step.resources)),
        Paragraph(f"**{voice.step_done_when}** {step.done_when}"),
    ]
    return tuple(blocks)


def moves(scene: Scene, step: Step, state: StepState, *, is_known: bool) -> tuple[Choice, ...]:
    """What can be done with a step that stands so."""
    voice = scene.voice

    def mark(label: str, to: StepState, tone: Tone = Tone.QUIET) -> Choice:
        return Choice(label, Action("mark", (to.value, step.id)), tone)

    if state in (StepState.DONE, StepState.SKIPPED):
        return (mark(voice.step_reopen, StepState.OPEN),)
    if is_known:
        return (mark(voice.step_keep, StepState.KEPT, Tone.MAIN), mark(voice.step_done, StepState.DONE))
    start = () if state is StepState.STARTED else (mark(voice.step_start, StepState.STARTED, Tone.MAIN),)
    done_tone = Tone.MAIN if state is StepState.STARTED else Tone.QUIET
    return (*start, mark(voice.step_done, StepState.DONE, done_tone), mark(voice.step_skip, StepState.SKIPPED))


def overview(scene: Scene, way: Plan) -> str:
    """How much is left, in a sentence or two."""
    voice = scene.voice
    if not way.left:
        return voice.path_finished
    steps = voice.one_step if len(way.left) == 1 else voice.steps.format(number=len(way.left))
    left = voice.path_left.format(steps=steps, hours=hours(scene, way.hours))
    if way.done_by is None:
        return f"{left} {voice.path_no_hours}"
    by_then = voice.path_done_by.format(a_week=way.hours_a_week, day=scene.say_day(way.done_by))
    return f"{left} {by_then}"


def line(scene: Scene, planned: Planned) -> str:
    """A step of the plan in one line."""
    parts = [f"**{planned.step.title}**", scene.voice.phase(planned.step.phase), hours(scene, planned.step.hours)]
    if planned.done_by is not None:
        parts.append(scene.voice.by_day.format(day=scene.say_day(planned.done_by)))
    return ", ".join(parts)


def known_line(scene: Scene, known: Known) -> str:
    """Why a step is left out."""
    skills = scene.pack.skills
    grounds = ", ".join(
        scene.voice.known_ground.format(skill=skills[skill].title, have=have, enough=enough)
        for skill, have, enough in known.grounds
        if skill in skills
    )
    return scene.voice.known_step.format(step=known.step.title, grounds=grounds)


def menu(scene: Scene, way: Plan) -> tuple[Choices, ...]:
    """Every step of the path as an entry of a menu."""
    voice = scene.voice
    listed = [(planned.step, voice.state_started if planned.is_started else voice.state_open) for planned in way.left]
    listed += [(known.step, voice.state_known) for known in way.known]
    listed += [(step, voice.state_done) for step in way.done]
    listed += [(step, voice.state_skipped) for step in way.skipped]
    options = tuple(
        Choice(step.title[:MAX_LABEL], Action("step", (step.id,)), hint=f"{state}, {hours(scene, step.hours)}")
        for step, state in listed
    )
    return (Choices(options, voice.step_prompt, as_menu=True),) if options else ()


def hours(scene: Scene, number: int) -> str:
    """A number of hours in words."""
    return scene.voice.one_hour if number == 1 else scene.voice.hours.format(number=number)


def _resource(scene: Scene, resource: Resource) -> str:
    title = f"[{resource.title}]({resource.url})" if resource.url else resource.title
    cost = scene.voice.free if resource.free else scene.voice.paid
    return f"{title}, {resource.author} ({cost})"
