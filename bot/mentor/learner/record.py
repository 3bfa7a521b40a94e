"""What a learner's deeds add up to: role, ratings, steps, goal and the rest, with what was taken back left out.

Pure: the same chronicle gives the same record. Later deeds win over earlier ones, except that the first answer to
a question of a run or round counts, so that a button pressed twice changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.mentor.learner.journal import Chronicle, Deed, Kind
from bot.mentor.memory import Cue


class StepState(StrEnum):
    """How a step stands; the value is what is stored."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    SKIPPED = "skipped"
    KEPT = "kept"
    """Wanted, although the ratings say that it is known already."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating at a moment; none where it was taken out."""

    value: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class StepMark:
    """The last that was said of a step, and on which occasion."""

    state: StepState
    at: datetime
    occasion: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What somebody set out to do, and the plan for it: if this happens, then I do that."""

    goal: str
    cue: str
    plan: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The answers to the questions about one skill: by number of the question, the option and whether it was right."""

    sitting: str
    options: Mapping[int, int] = field(default_factory=dict)
    right: Mapping[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinderAnswer:
    """An answer of a run of the role finder; without an option where the question was skipped."""

    question: str
    option: int | None
    deed: int
    occasion: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the role finder."""

    id: int = 0
    answers: tuple[FinderAnswer, ...] = ()
    is_ended: bool = False

    def answer_to(self, question: str) -> FinderAnswer | None:
        """The answer to a question, where there is one."""
        return next((answer for answer in self.answers if answer.question == question), None)


@dataclass(frozen=True, slots=True)
class Round:
    """A round of quick checks: which ones, and the option chosen for each that was answered."""

    id: int
    topic: str
    checks: tuple[str, ...]
    at: datetime
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """A quick check that was answered."""

    check: str
    is_right: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Where a learner stands."""

    people: tuple[str, ...]
    roles: tuple[str, ...] = ()
    """The role they chose, or the roles of their mix with the main one first."""
    ratings: Mapping[str, tuple[Rated, ...]] = field(default_factory=dict)
    """By skill, the oldest first."""
    self_checks: Mapping[str, "SelfCheck"] = field(default_factory=dict)
    """By skill, the last one that was begun."""
    steps: Mapping[str, StepMark] = field(default_factory=dict)
    hours: int | None = None
    goal: Goal | None = None
    goals_reached: int = 0
    run: Run = Run()
    rounds: Mapping[int, Round] = field(default_factory=dict)
    checks: tuple[CheckAnswer, ...] = ()
    repeating: bool = False
    exercises: Mapping[str, bool] = field(default_factory=dict)
    """By exercise: whether everything was met, the last time."""
    tips_tried: int = 0
    active_at: tuple[datetime, ...] = ()
    """Every moment of doing something, questions among them, the oldest first."""
    asked_at: tuple[datetime, ...] = ()
    evidence: Mapping[str, float] = field(default_factory=dict)
    cues: tuple[Cue, ...] = ()
    link_tries: tuple[datetime, ...] = ()
    taken_back: frozenset[str] = frozenset()
    """The occasions whose deeds were taken back."""

    @property
    def role(self) -> str | None:
        """The role, or the main one of a mix."""
        return self.roles[0] if self.roles else None

    @property
    def rated(self) -> dict[str, int]:
        """The ratings as they are now."""
        return {skill: past[-1].value for skill, past in self.ratings.items() if past[-1].value is not None}

    def state_of(self, step: str) -> StepState:
        """How a step stands."""
        mark = self.steps.get(step)
        return mark.state if mark else StepState.OPEN


_ACTIVE = frozenset(
    {Kind.STEP, Kind.RATING, Kind.SELF_CHECK, Kind.QUIZ_ANSWER, Kind.EXERCISE, Kind.TIP_TRIED, Kind.GOAL}
)


def record_of(chronicle: Chronicle) -> Record:
    """What `chronicle` adds up to."""
    taken_back = _taken_back(chronicle.deeds)
    deeds = [deed for deed in chronicle.deeds if deed.occasion not in taken_back]
    by_kind: dict[Kind, list[Deed]] = {kind: [] for kind in Kind}
    for deed in deeds:
        by_kind[deed.kind].append(deed)
    checks = {(deed.about, deed.detail.get("round")): deed for deed in reversed(by_kind[Kind.QUIZ_ANSWER])}
    goals = by_kind[Kind.GOAL]
    return Record(
        people=chronicle.people,
        roles=_roles(chronicle, by_kind[Kind.MIX]),
        ratings=_ratings(by_kind[Kind.RATING]),
        self_checks=_self_checks(by_kind[Kind.SELF_CHECK]),
        steps={
            deed.about: StepMark(StepState(deed.detail["state"]), deed.at, deed.occasion) for deed in by_kind[Kind.STEP]
        },
        hours=_last_value(by_kind[Kind.HOURS]),
        goal=_goal(goals),
        goals_reached=sum(deed.value == 1 for deed in goals),
        run=_run(by_kind),
        rounds=_rounds(by_kind),
        checks=tuple(
            CheckAnswer(deed.about, deed.value == 1, deed.at)
            for deed in sorted(checks.values(), key=lambda deed: deed.id)
        ),
        repeating=_last_value(by_kind[Kind.REPEATING]) == 1,
        exercises={deed.about: bool(deed.detail.get("passed")) for deed in by_kind[Kind.EXERCISE]},
        tips_tried=len({deed.about for deed in by_kind[Kind.TIP_TRIED]}),
        active_at=_active_at(deeds, chronicle.asked_at),
        asked_at=chronicle.asked_at,
        evidence=chronicle.evidence,
        cues=chronicle.cues,
        link_tries=tuple(deed.at for deed in by_kind[Kind.LINK_TRY]),
        taken_back=taken_back,
    )


def _active_at(deeds: Iterable[Deed], asked_at: Iterable[datetime]) -> tuple[datetime, ...]:
    """Every moment of doing something; a form with many ratings is one."""
    by_occasion = {deed.occasion: deed.at for deed in deeds if deed.kind in _ACTIVE}
    return tuple(sorted([*by_occasion.values(), *asked_at]))


def _taken_back(deeds: Iterable[Deed]) -> frozenset[str]:
    occasions = {str(deed.id): deed.occasion for deed in deeds}
    return frozenset(occasions[deed.about] for deed in deeds if deed.kind is Kind.UNDO and deed.about in occasions)


def _roles(chronicle: Chronicle, mixes: list[Deed]) -> tuple[str, ...]:
    """What was chosen last counts, a role or a mix."""
    choice = chronicle.choice
    if mixes and (choice is None or mixes[-1].at >= choice.at):
        return tuple(mixes[-1].detail.get("roles", ()))
    return (choice.role,) if choice is not None and choice.role else ()


def _ratings(deeds: list[Deed]) -> dict[str, tuple[Rated, ...]]:
    past: dict[str, tuple[Rated, ...]] = {}
    for deed in deeds:
        past[deed.about] = (*past.get(deed.about, ()), Rated(deed.value, deed.at))
    return past


def _self_checks(deeds: list[Deed]) -> dict[str, SelfCheck]:
    checks: dict[str, SelfCheck] = {}
    for deed in deeds:
        sitting, question = str(deed.detail.get("sitting")), int(deed.detail["question"])
        check = checks.get(deed.about)
        if check is None or check.sitting != sitting:
            check = SelfCheck(sitting)
        if question not in check.options:
            check = SelfCheck(
                sitting,
                {**check.options, question: int(deed.detail["option"])},
                {**check.right, question: deed.value == 1},
            )
        checks[deed.about] = check
    return checks


def _goal(deeds: list[Deed]) -> Goal | None:
    """The last goal that was set, unless it was reached or given up since."""
    if not deeds or deeds[-1].value is not None:
        return None
    detail = deeds[-1].detail
    return Goal(detail.get("goal", ""), detail.get("if", ""), detail.get("then", ""), deeds[-1].at)


def _run(by_kind: Mapping[Kind, list[Deed]]) -> Run:
    starts = by_kind[Kind.FINDER_START]
    if not starts:
        return Run()
    id_ = starts[-1].id
    answers: dict[str, FinderAnswer] = {}
    for deed in by_kind[Kind.FINDER_ANSWER]:
        if deed.detail.get("run") == id_:
            answers.setdefault(deed.about, FinderAnswer(deed.about, deed.value, deed.id, deed.occasion))
    return Run(id_, tuple(answers.values()), any(deed.about == str(id_) for deed in by_kind[Kind.FINDER_END]))


def _rounds(by_kind: Mapping[Kind, list[Deed]]) -> dict[int, Round]:
    answers: dict[int, dict[str, int]] = {}
    for deed in by_kind[Kind.QUIZ_ANSWER]:
        answers.setdefault(int(deed.detail["round"]), {}).setdefault(deed.about, int(deed.detail["option"]))
    return {
        deed.id: Round(deed.id, deed.about, tuple(deed.detail.get("checks", ())), deed.at, answers.get(deed.id, {}))
        for deed in by_kind[Kind.QUIZ_START]
    }


def _last_value(deeds: list[Deed]) -> int | None:
    return deeds[-1].value if deeds else None
