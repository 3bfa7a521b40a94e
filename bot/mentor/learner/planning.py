"""The way into a role for one person: which steps are left, in which order, and by when.

Build first: the phases of building come in their order, what they stand on is pulled in when they need it, and the
rest of the foundations and theory follows. Within a phase the step that closes most of the gap per hour comes first.
Pure and deterministic: the same input gives the same plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from bot.knowledge.growth import Path, Step
from bot.mentor.learner.record import Record, StepState

_PHASES = ("goal", "pretrained", "finetune", "deploy", "foundation", "theory", "job")
_LATE = {"theory": "foundation"}
"""What is weighed together: which of the two comes first is a matter of the gap."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Planned:
    """A step that is left: how many rating points it closes where it stands, and when it would be done."""

    step: Step
    closes: int
    is_started: bool
    done_by: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A step that is left out, since the ratings say that what it gives is there: skill, rating, what is asked."""

    step: Step
    grounds: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left of a path, in order, and what is not, with its reason."""

    roles: tuple[str, ...]
    left: tuple[Planned, ...]
    known: tuple[Known, ...] = ()
    done: tuple[Step, ...] = ()
    skipped: tuple[Step, ...] = ()
    hours_a_week: int | None = None

    @property
    def next(self) -> Planned | None:
        """The one thing to do next."""
        return self.left[0] if self.left else None

    @property
    def hours(self) -> int:
        """Hours of what is left."""
        return sum(planned.step.hours for planned in self.left)

    @property
    def done_by(self) -> date | None:
        """When all of it would be done, where the hours a week are known."""
        return self.left[-1].done_by if self.left else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two plans side by side."""

    mine: Plan
    other: Plan
    only_mine: tuple[Step, ...]
    only_other: tuple[Step, ...]
    shared: tuple[Step, ...]


def plan(
    paths: Mapping[str, Path],
    roles: Sequence[str],
    needed: Mapping[str, int],
    record: Record,
    *,
    day: date,
    hours_a_week: int | None,
) -> Plan:
    """The plan of somebody with `record` into `roles`, from `day` on."""
    steps = steps_of(paths, roles)
    left, known = [], []
    for step in steps:
        state = record.state_of(step.id)
        if state in (StepState.DONE, StepState.SKIPPED):
            continue
        grounds = _grounds(step, needed, record.rated) if state is StepState.OPEN else None
        if grounds:
            known.append(Known(step, grounds))
        else:
            left.append(step)
    ordered = _ordered(left, needed, levels(record, steps), record)
    return Plan(
        tuple(roles),
        _dated(ordered, day, hours_a_week),
        tuple(known),
        tuple(step for step in steps if record.state_of(step.id) is StepState.DONE),
        tuple(step for step in steps if record.state_of(step.id) is StepState.SKIPPED),
        hours_a_week,
    )


def difference(mine: Plan, other: Plan) -> Difference:
    """What would be different with `other`; steps are the same where their ids are."""
    my_ids = {planned.step.id for planned in mine.left}
    other_ids = {planned.step.id for planned in other.left}
    return Difference(
        mine,
        other,
        tuple(planned.step for planned in mine.left if planned.step.id not in other_ids),
        tuple(planned.step for planned in other.left if planned.step.id not in my_ids),
        tuple(planned.step for planned in other.left if planned.step.id in my_ids),
    )


def steps_of(paths: Mapping[str, Path], roles: Iterable[str]) -> tuple[Step, ...]:
    """The steps into `roles` in the order of the content; one that several share stands once."""
    found: dict[str, Step] = {}
    for role in roles:
        if role in paths:
            for step in paths[role].steps:
                found.setdefault(step.id, step)
    return tuple(found.values())


def levels(record: Record, steps: Iterable[Step]) -> dict[str, int]:
    """By skill, where somebody is: their rating, or what a step brought them to that they did since."""
    now = dict(record.rated)
    for step in steps:
        mark = record.steps.get(step.id)
        if mark is None or mark.state is not StepState.DONE:
            continue
        for skill, gain in step.gains.items():
            past = record.ratings.get(skill)
            if past is None or past[-1].at < mark.at:
                now[skill] = max(now.get(skill, 0), gain)
    return now


def _grounds(
    step: Step, needed: Mapping[str, int], rated: Mapping[str, int]
) -> tuple[tuple[str, int, int], ...] | None:
    """Why a step can be left out, or None where something of it is new."""
    asked = {skill: min(gain, needed.get(skill) or gain) for skill, gain in step.gains.items()}
    if not asked or any(rated.get(skill, -1) < enough for skill, enough in asked.items()):
        return None
    return tuple((skill, rated[skill], enough) for skill, enough in asked.items())


def _ordered(
    left: Sequence[Step], needed: Mapping[str, int], start: Mapping[str, int], record: Record
) -> list[tuple[Step, int, bool]]:
    """The steps with what each closes, and whether it is under way."""
    waiting = {step.id: step for step in left}
    place = {step.id: index for index, step in enumerate(left)}
    level = dict(start)
    ordered: list[tuple[Step, int, bool]] = []

    def closes(step: Step) -> int:
        return sum(max(0, min(gain, needed.get(skill, 0)) - level.get(skill, 0)) for skill, gain in step.gains.items())

    def is_started(step: Step) -> bool:
        return record.state_of(step.id) is StepState.STARTED

    def urgency(step: Step) -> tuple[bool, int, float, int]:
        phase = _PHASES.index(_LATE.get(step.phase, step.phase))
        return not is_started(step), phase, -closes(step) / step.hours, place[step.id]

    def take(step: Step) -> None:
        del waiting[step.id]
        while before := [waiting[id_] for id_ in step.after if id_ in waiting]:
            take(min(before, key=urgency))
        ordered.append((step, closes(step), is_started(step)))
        for skill, gain in step.gains.items():
            level[skill] = max(level.get(skill, 0), gain)

    while waiting:
        take(min(waiting.values(), key=urgency))
    return ordered


def _dated(ordered: Sequence[tuple[Step, int, bool]], day: date, hours_a_week: int | None) -> tuple[Planned, ...]:
    dated = []
    hours = 0
    for step, closes, is_started in ordered:
        hours += step.hours
        done_by = day + timedelta(days=ceil(hours * _WEEK / hours_a_week)) if hours_a_week else None
        dated.append(Planned(step, closes, is_started, done_by))
    return tuple(dated)
