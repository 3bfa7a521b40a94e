"""Quick checks: three questions on a topic, explained, and repeated at growing intervals for those who want it."""

from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

from bot.knowledge.growth import QuickCheck
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Command, CommandOption, OptionKind, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker
from bot.mentor.learner.aiming import undo
from bot.mentor.learner.asking import asked, explained
from bot.mentor.learner.gaps import gaps
from bot.mentor.learner.journal import Kind
from bot.mentor.learner.record import Round
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick, page
from bot.mentor.learner.spacing import due, due_moments
from bot.mentor.reply import Block, Choice, Choices, Note, Paragraph, Reply, Tone, literal

IN_A_ROUND = 3
_DUE = "due"
"""The topic of a round of checks that came back."""


class QuickChecks(LearnerFeature):
    """Short questions that show what stuck."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        study.pages["quiz"] = self._menu_page

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("quiz", "start"),
                "Three quick questions, with explanations",
                self._start,
                (CommandOption("topic", "What it should be about", suggests=True),),
                suggest=self._suggest,
            ),
            Command(
                ("quiz", "repeat"),
                "Let questions come back at growing intervals, at most three a day, or stop that",
                self._repeat,
                (CommandOption("on", "Whether they come back", OptionKind.YES_NO),),
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"quiz": self._start, "quizzed": self._answer, "repeat": self._repeat}

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        pack = self.study.editions.of(speaker.community).pack
        topics = dict.fromkeys(check.topic for check in pack.checks.values())
        return nearest(typed, tuple(Suggestion(pack.topics[topic].title, topic) for topic in topics))

    async def _menu_page(self, event: Event) -> Reply:
        """What can be asked: what is due, or a topic."""
        scene = await self.study.scene(event)
        voice, pack = scene.voice, scene.pack
        if not pack.checks:
            return Reply((Paragraph(voice.quiz_none),), replaces=is_pick(scene))
        topics = dict.fromkeys(check.topic for check in pack.checks.values())
        menu = Choices(
            tuple(Choice(pack.topics[topic].title, Action("quiz", (topic,))) for topic in topics),
            voice.quiz_prompt,
            as_menu=True,
        )
        back = due_today(scene)
        came_back = Choice(voice.quiz_due_button.format(number=len(back)), Action("quiz", (_DUE,)), Tone.MAIN)
        return Reply(
            (Paragraph(voice.quiz_intro), *_repeating_note(scene)),
            (*choices(came_back if back else None, _repeat_choice(scene)), menu),
            replaces=is_pick(scene),
        )

    async def _start(self, event: Invoked | Picked | Filled) -> Reply:
        """A round: what is due, else what was never asked, nearest to the gaps of the learner."""
        scene = await self.study.scene(event)
        voice, pack = scene.voice, scene.pack
        if not pack.checks:
            return Reply((Paragraph(voice.quiz_none),), replaces=is_pick(scene))
        topic = event.options.get("topic", "") if isinstance(event, Invoked) else event.action.argument(0)
        known = {check.topic for check in pack.checks.values()}
        if topic and topic not in known and topic != _DUE:
            by_title = [t for t in known if pack.topics[t].title.casefold() == topic.casefold()]
            if not by_title:
                shown = await self._menu_page(event)
                return replace(shown, blocks=(Note(voice.quiz_unknown.format(topic=literal(topic))), *shown.blocks))
            topic = by_title[0]
        topic = topic or (_DUE if due_today(scene) else "")
        picked = choose_checks(scene, topic)
        if not picked:
            return await self._menu_page(event)
        deed = scene.deed(Kind.QUIZ_START, topic, detail={"checks": [check.id for check in picked]})
        written, scene = await self.study.write(scene, [deed])
        return _next(scene, scene.record.rounds[written[0].id], ())

    async def _answer(self, event: Picked | Filled) -> Reply:
        """An answer: kept the first time, explained every time, then the next question."""
        scene = await self.study.scene(event)
        round_id, check_id, option = (event.action.argument(index) for index in range(3))
        this = scene.record.rounds.get(int(round_id)) if round_id.isdigit() else None
        check = scene.pack.checks.get(check_id)
        if this is None or check is None or not option.isdigit() or int(option) >= len(check.options):
            return Reply((Paragraph(scene.voice.quiz_gone),), choices(page("quiz", scene.voice.quiz_button, Tone.MAIN)))
        if check_id not in this.answers:
            detail = {"round": this.id, "option": int(option)}
            right = int(check.options[int(option)].right)
            _, scene = await self.study.write(scene, [scene.deed(Kind.QUIZ_ANSWER, check_id, right, detail)])
            this = scene.record.rounds[this.id]
        return _next(scene, this, explained(check, this.answers[check_id], scene.voice))

    async def _repeat(self, event: Invoked | Picked | Filled) -> Reply:
        """Checks come back from now on, or no more; the other way round from how it is where nothing was said."""
        scene = await self.study.scene(event)
        voice = scene.voice
        said = event.options.get("on", "") if isinstance(event, Invoked) else event.action.argument(0)
        on = said.lower() in {"yes", "true", "on", "1"} if said else not scene.record.repeating
        first: tuple[Choices, ...] = ()
        if on != scene.record.repeating:
            written, scene = await self.study.write(scene, [scene.deed(Kind.REPEATING, value=int(on))])
            first = choices(undo(scene, written[0]))
        said_words = voice.repeat_on.format(number=scene.tuning.checks_a_day) if on else voice.repeat_off
        return Reply(
            (Paragraph(said_words),), (*first, *choices(page("quiz", voice.quiz_button))), replaces=is_pick(scene)
        )


def due_today(scene: Scene) -> list[QuickCheck]:
    """The checks that come back now, so that there are no more in a day than the pack says."""
    if not scene.record.repeating:
        return []
    today = sum(
        len(this.answers) for this in scene.record.rounds.values() if this.topic == _DUE and this.at.date() == scene.day
    )
    room = max(0, min(IN_A_ROUND, scene.tuning.checks_a_day - today))
    found = [scene.pack.checks[id_] for id_ in due(scene.record.checks, scene.now) if id_ in scene.pack.checks]
    return found[:room]


def choose_checks(scene: Scene, topic: str) -> list[QuickCheck]:
    """Up to three checks: those due where they were asked for, else the ones asked least, gaps of the learner first."""
    if topic == _DUE:
        return due_today(scene)
    times: dict[str, int] = {}
    for answer in scene.record.checks:
        times[answer.check] = times.get(answer.check, 0) + 1
    size = {gap.skill.id: gap.size for gap in gaps(scene.pack.skills, scene.roles, scene.record.rated)}
    left = [check for check in scene.pack.checks.values() if not topic or check.topic == topic]
    order = sorted(
        left,
        key=lambda check: (
            times.get(check.id, 0), -size.get(check.skill or "", 0), check.level, crc32(check.id.encode())
        ),
    )  # fmt: skip
    return order[:IN_A_ROUND]


def _next(scene: Scene, this: Round, said: tuple[Block, ...]) -> Reply:
    """The next question of the round, or what it came to."""
    voice = scene.voice
    left = [check for id_ in this.checks if id_ not in this.answers and (check := scene.pack.checks.get(id_))]
    if left:
        check = left[0]
        blocks, options = asked(check, lambda option: Action("quizzed", (str(this.id), check.id, str(option))))
        number = len(this.checks) - len(left) + 1
        count = Note(voice.quiz_count.format(number=number, of=len(this.checks)))
        return Reply((*said, *blocks, count), (options, *choices(page("quiz", voice.stop))), replaces=is_pick(scene))
    checks = {id_: scene.pack.checks[id_] for id_ in this.checks if id_ in scene.pack.checks}
    right = sum(check.options[this.answers[id_]].right for id_, check in checks.items() if id_ in this.answers)
    blocks_after: list[Block] = [*said, Paragraph(voice.quiz_result.format(right=right, of=len(this.checks)))]
    if scene.record.repeating:
        moments = due_moments(scene.record.checks)
        soonest = min((moments[id_] for id_ in this.checks if id_ in moments), default=None)
        if soonest is not None:
            blocks_after.append(Note(voice.quiz_back_on.format(day=scene.say_day(soonest.date()))))
    again = Choice(voice.quiz_again, Action("quiz", ("" if this.topic == _DUE else this.topic,)), Tone.MAIN)
    return Reply(
        tuple(blocks_after),
        choices(again, _repeat_choice(scene), page("progress", voice.progress_button)),
        replaces=is_pick(scene),
    )


def _repeating_note(scene: Scene) -> tuple[Block, ...]:
    if not scene.record.repeating:
        return ()
    return (Note(scene.voice.repeat_is_on.format(number=scene.tuning.checks_a_day)),)


def _repeat_choice(scene: Scene) -> Choice:
    voice = scene.voice
    if scene.record.repeating:
        return Choice(voice.repeat_stop, Action("repeat", ("no",)))
    return Choice(voice.repeat_start, Action("repeat", ("yes",)))
