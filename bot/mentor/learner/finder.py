"""The role finder: a few short questions, the one that tells most next, and what they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.knowledge.growth import FinderQuestion
from bot.mentor.actions import Action
from bot.mentor.commands import Command, VerbHandler
from bot.mentor.events import Event, Filled, Picked
from bot.mentor.learner.belief import (
    Belief,
    Finding,
    finding,
    next_question,
    prior,
    ranked,
    updated,
    weights_for,
)
from bot.mentor.learner.journal import Kind
from bot.mentor.learner.record import Run
from bot.mentor.learner.role_pages import choose_label, menu_of
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick
from bot.mentor.reply import (
    MAX_LABEL,
    Block,
    Bullets,
    Choice,
    Choices,
    Gauge,
    Gauges,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    literal,
)

_SKIP = "skip"
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Search:
    """How a run stands: what is believed, what comes next, and how many answers it rests on."""

    run: Run
    belief: Belief
    question: FinderQuestion | None
    answered: int

    @property
    def asked(self) -> int:
        """Questions that were answered or skipped."""
        return len(self.run.answers)


class RoleFinder(LearnerFeature):
    """Finds out which kind of work fits somebody."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        study.pages["find"] = self._find
        study.pages["find-result"] = self._show_result

    def commands(self) -> tuple[Command, ...]:
        return (Command(("role", "find"), "Find the kind of work that fits you, in a few short questions", self._find),)

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "find": self._answer,
            "find-back": self._back,
            "find-end": self._end,
            "find-again": self._again,
        }

    async def _find(self, event: Event) -> Reply:
        """Go on with a run that is under way, or begin one."""
        scene = await self.study.scene(event)
        search = search_of(scene)
        if search.question is None or not search.asked:
            return await self._begin(scene)
        return _question(scene, search, search.question)

    async def _again(self, event: Picked | Filled) -> Reply:
        return await self._begin(await self.study.scene(event))

    async def _begin(self, scene: Scene) -> Reply:
        if not scene.pack.finder:
            return Reply((Paragraph(scene.voice.find_none),))
        _, scene = await self.study.write(scene, [scene.deed(Kind.FINDER_START)])
        return _current(scene)

    async def _answer(self, event: Picked | Filled) -> Reply:
        scene = await self.study.scene(event)
        run, question_id, option = (event.action.argument(index) for index in range(3))
        question = {question.id: question for question in scene.pack.finder}.get(question_id)
        value = int(option) if option.isdigit() else None
        if str(scene.record.run.id) != run or question is None or (value or 0) >= len(question.options):
            return _current(scene, note=scene.voice.find_stale)
        given = scene.record.run.answer_to(question_id)
        if given is None:
            detail = {"run": scene.record.run.id}
            _, scene = await self.study.write(scene, [scene.deed(Kind.FINDER_ANSWER, question_id, value, detail)])
            given = scene.record.run.answer_to(question_id)
        if given is not None and given.occasion != event.occasion.id and given.option != value:
            chosen = scene.voice.skip if given.option is None else question.options[given.option].text
            return _current(scene, note=scene.voice.find_answered.format(option=chosen))
        return _current(scene)

    async def _back(self, event: Picked | Filled) -> Reply:
        scene = await self.study.scene(event)
        run, deed = event.action.argument(0), event.action.argument(1)
        if str(scene.record.run.id) == run and any(str(answer.deed) == deed for answer in scene.record.run.answers):
            _, scene = await self.study.write(scene, [scene.deed(Kind.UNDO, deed)])
        return _current(scene)

    async def _end(self, event: Picked | Filled) -> Reply:
        scene = await self.study.scene(event)
        run = event.action.argument(0)
        if str(scene.record.run.id) == run and not scene.record.run.is_ended:
            _, scene = await self.study.write(scene, [scene.deed(Kind.FINDER_END, run)])
        return _current(scene)

    async def _show_result(self, event: Event) -> Reply:
        """What the last run came to, as far as it went."""
        scene = await self.study.scene(event)
        return _result(scene, search_of(scene))


def search_of(scene: Scene) -> Search:
    """How the learner's run stands."""
    pack, tuning, run = scene.pack, scene.tuning.finder, scene.record.run
    questions = {question.id: question for question in pack.finder}
    belief: Belief = prior(scene.record.evidence, pack.roles, tuning)
    answered = 0
    for answer in run.answers:
        question = questions.get(answer.question)
        if question is not None:
            belief = updated(belief, question, answer.option, tuning.lapse)
            answered += answer.option is not None
    asked = {answer.question for answer in run.answers}
    ask_on = run.id and not run.is_ended
    question = next_question(belief, pack.finder, asked, answered, tuning) if ask_on else None
    return Search(run, belief, question, answered)


def _current(scene: Scene, note: str = "") -> Reply:
    """The next question, or the result where there is none."""
    search = search_of(scene)
    if search.question is None:
        return _result(scene, search, note)
    return _question(scene, search, search.question, note)


def _question(scene: Scene, search: Search, question: FinderQuestion, note: str = "") -> Reply:
    voice, run = scene.voice, str(search.run.id)
    blocks: tuple[Block, ...] = (
        *((Note(note),) if note else ()),
        *((Paragraph(voice.find_intro),) if not search.asked else ()),
        Paragraph(f"**{question.text}**"),
        Note(voice.find_count.format(number=search.asked + 1, most=scene.tuning.finder.most_questions)),
    )
    options = tuple(
        Choice(option.text, Action("find", (run, question.id, str(index))))
        for index, option in enumerate(question.options)
    )
    last = search.run.answers[-1] if search.run.answers else None
    moves = choices(
        Choice(voice.skip, Action("find", (run, question.id, _SKIP))),
        Choice(voice.back, Action("find-back", (run, str(last.deed)))) if last else None,
        Choice(voice.find_stop, Action("find-end", (run,))) if search.answered else None,
    )
    return Reply(blocks, (Choices(options), *moves), replaces=is_pick(scene))


def _result(scene: Scene, search: Search, note: str = "") -> Reply:
    pack, voice = scene.pack, scene.voice
    order = ranked(search.belief)
    found = finding(search.belief, search.answered, scene.tuning.finder)
    titles = [pack.roles[role].title for role in order]
    articles = [pack.roles[role].article for role in order]
    top: tuple[str, ...] = ()
    if found is Finding.OPEN:
        lead = voice.find_open
    elif found is Finding.BETWEEN_TWO:
        lead, top = voice.find_between.format(first=articles[0], second=articles[1]), tuple(order[:2])
    else:
        lead, top = voice.find_one.format(role=articles[0]), (order[0],)
    rows = tuple(
        Gauge(
            pack.roles[role].title, search.belief[role], 1.0, f"{search.belief[role]:.0%}. {pack.roles[role].tagline}"
        )
        for role in order
    )
    blocks: list[Block] = [*((Note(note),) if note else ()), Paragraph(lead), Gauges(voice.find_shares, rows)]
    reasons = _reasons(scene, search, top or tuple(order[:1]))
    if reasons:
        blocks += [Heading(voice.find_why), Bullets(reasons)]
    for role in top:
        blocks += [Paragraph(f"**{pack.roles[role].title}**"), *_day_and_math(scene, role)]
    picks = [Choice(choose_label(scene, role), Action("aim", (role, "chosen")), Tone.MAIN) for role in top]
    mix = (
        Choice(voice.find_mix.format(first=titles[0], second=titles[1])[:MAX_LABEL], Action("mix", tuple(order[:2])))
        if len(order) > 1 and found is not Finding.OPEN and len("".join(order[:2])) <= MAX_LABEL
        else None
    )
    menu = menu_of([pack.roles[role] for role in order], voice.find_look)
    after = choices(*picks, mix, Choice(voice.find_again, Action("find-again")))
    return Reply(tuple(blocks), (*after, menu), replaces=is_pick(scene))


def _reasons(scene: Scene, search: Search, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Which answers moved it, the strongest first, then what was said in conversation."""
    pack, voice = scene.pack, scene.voice
    questions = {question.id: question for question in pack.finder}
    answers = [(answer.question, answer.option) for answer in search.run.answers]
    weights = [
        w for role in roles for w in weights_for(role, questions, answers, pack.roles, scene.tuning.finder.lapse)
    ]
    lines: dict[str, str] = {}
    for weight in sorted(weights, key=lambda weight: -weight.value):
        option = questions[weight.question].options[weight.option].text
        lines.setdefault(weight.question, voice.find_reason.format(option=option, role=pack.roles[weight.role].article))
    said = [
        voice.find_reason_said.format(cue=literal(cue.words), role=pack.roles[cue.role].article)
        for cue in reversed(scene.record.cues)
        if cue.role in roles
    ]
    return (*list(lines.values())[:_REASONS], *said[:1])


def _day_and_math(scene: Scene, role_id: str) -> tuple[Block, ...]:
    role, voice = scene.pack.roles[role_id], scene.voice
    return Heading(voice.role_day), Paragraph(role.day), Heading(voice.role_math), Paragraph(role.math)
