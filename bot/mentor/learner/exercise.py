"""Exercises: a task to write by hand, hints one at a time, and a verdict without running anybody's code."""

import asyncio
import re
from collections.abc import Mapping

from bot.knowledge.growth import Exercise
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Command, CommandOption, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker
from bot.mentor.learner.journal import Kind
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick, page
from bot.mentor.learner.verdict_on_code import CodeVerdict, NumbersSeen, judge
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    Choices,
    Citation,
    Code,
    FieldKind,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Reply,
    Sources,
    Tone,
    literal,
)

_CODE_ROOM = 3000
"""Slack's fields hold 3,000 characters, the tightest of all faces."""
_OUTPUT_ROOM = 2000
_SHOWN_MISSING = 3
_CODE_LINES = re.compile(r"((?:^`[^`\n]+`[ ]*(?:\n|\Z))+)", re.MULTILINE)


class Exercises(LearnerFeature):
    """Something to write by hand."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        study.pages["exercise"] = self._show

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("exercise", "show"),
                "Write something by hand, and have it looked at",
                self._show,
                (CommandOption("exercise", "Which one", suggests=True),),
                suggest=self._suggest,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"exercise": self._show, "hint": self._hint, "code": self._code}

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        exercises = self.study.editions.of(speaker.community).pack.exercises.values()
        return nearest(typed, tuple(Suggestion(exercise.title, exercise.id) for exercise in exercises))

    async def _show(self, event: Event) -> Reply:
        """The task; which one, where there are several."""
        scene = await self.study.scene(event)
        voice, exercises = scene.voice, scene.pack.exercises
        if not exercises:
            return Reply((Paragraph(voice.exercise_none),), replaces=is_pick(scene))
        exercise = exercises.get(_named(event))
        if exercise is None and len(exercises) == 1:
            exercise = next(iter(exercises.values()))
        if exercise is None:
            options = tuple(Choice(e.title, Action("exercise", (e.id,))) for e in exercises.values())
            return Reply(
                (Paragraph(voice.exercise_which),),
                (Choices(options, voice.exercise_prompt, as_menu=True),),
                replaces=is_pick(scene),
            )
        blocks = (
            Paragraph(f"**{exercise.title}**\n\n{exercise.task}"),
            Heading(voice.exercise_inputs),
            *_with_code(exercise.inputs),
            Heading(voice.exercise_expected),
            Paragraph(exercise.expected),
            Heading(voice.exercise_self_check),
            Bullets(exercise.self_check),
            *_sources(scene, exercise),
        )
        return Reply(blocks, _after(scene, exercise, 0), replaces=is_pick(scene))

    async def _hint(self, event: Picked | Filled) -> Reply:
        """The hints up to one; the next one waits until it is asked for."""
        scene = await self.study.scene(event)
        exercise, number = scene.pack.exercises.get(event.action.argument(0)), event.action.argument(1)
        if exercise is None or not number.isdigit():
            return Reply((Paragraph(scene.voice.page_gone),))
        shown = exercise.hints[: int(number) + 1]
        title = Paragraph(f"**{exercise.title}**")
        return Reply(
            (title, Bullets(shown, numbered=True)), _after(scene, exercise, len(shown)), replaces=int(number) > 0
        )

    async def _code(self, event: Picked | Filled) -> Reply:
        """A form for code and output, or what can be said of them."""
        scene = await self.study.scene(event)
        exercise, voice = scene.pack.exercises.get(event.action.argument(0)), scene.voice
        if exercise is None:
            return Reply((Paragraph(voice.page_gone),))
        if not isinstance(event, Filled):
            fields = (
                FormField(
                    "code", voice.code_field[:45], FieldKind.LONG, placeholder=voice.code_hint[:100], required=False,
                    max_length=_CODE_ROOM,
                ),
                FormField(
                    "output", voice.output_field[:45], FieldKind.LONG, placeholder=voice.output_hint[:100],
                    required=False, max_length=_OUTPUT_ROOM,
                ),
            )  # fmt: skip
            return Reply(form=Form(voice.code_title[:24], event.action, fields, voice.code_submit))
        code, output = event.values.get("code", ""), event.values.get("output", "")
        verdict = await asyncio.to_thread(judge, exercise, code, output)
        if verdict.has_code or verdict.has_output:
            detail = {"passed": verdict.is_right, "of": verdict.marks}
            await self.study.write(scene, [scene.deed(Kind.EXERCISE, exercise.id, verdict.met, detail)])
        return Reply(_verdict(scene, exercise, verdict), _after(scene, exercise, 0))


def _verdict(scene: Scene, exercise: Exercise, verdict: CodeVerdict) -> tuple[Block, ...]:
    """What is there in one line, then what to look at next: the first few things, since more would only weigh."""
    voice = scene.voice
    if not verdict.has_code and not verdict.has_output:
        return (Paragraph(voice.code_empty),)
    lead = voice.code_right if verdict.is_right else voice.code_met.format(met=verdict.met, of=verdict.marks)
    there = [sign.label for sign, is_there in verdict.signs if is_there]
    there += [seen.numbers.label for seen in verdict.numbers if seen.difference is None]
    missing = _missing(scene, verdict)
    blocks: list[Block] = [Paragraph(f"**{exercise.title}**\n\n{lead}")]
    if there:
        blocks.append(Paragraph(voice.code_there.format(labels=", ".join(there))))
    if missing:
        more = len(missing) - _SHOWN_MISSING
        rest = (voice.code_more.format(number=more),) if more > 0 else ()
        blocks.append(Bullets((*missing[:_SHOWN_MISSING], *rest)))
    if verdict.is_long:
        blocks.append(Paragraph(voice.code_long.format(lines=verdict.lines, enough=verdict.lines_at_most)))
    return (*blocks, Note(voice.code_not_run))


def _missing(scene: Scene, verdict: CodeVerdict) -> list[str]:
    """What to look at, in the order in which it is best looked at."""
    voice, lines = scene.voice, list[str]()
    if verdict.problem is not None:
        row, message = verdict.problem
        lines.append(voice.code_problem.format(line=row, message=literal(message)))
    if verdict.has_code:
        signs = [sign for sign, is_there in verdict.signs if not is_there]
        lines += [voice.sign_missing.format(label=sign.label, hint=sign.hint) for sign in signs]
    else:
        lines.append(voice.code_missing)
    if verdict.has_output:
        lines += [_numbers_words(scene, seen) for seen in verdict.numbers if seen.difference is not None]
    elif verdict.numbers:
        lines.append(voice.output_missing)
    return lines


def _with_code(prose: str) -> tuple[Block, ...]:
    """`prose` with its lines of code as code that can be copied whole."""
    parts = _CODE_LINES.split(prose)
    blocks: list[Block] = []
    for part in (part.strip() for part in parts):
        if _CODE_LINES.fullmatch(part):
            blocks.append(Code("\n".join(line.strip("` ") for line in part.splitlines()), "python"))
        elif part:
            blocks.append(Paragraph(part))
    return tuple(blocks)


def _numbers_words(scene: Scene, seen: NumbersSeen) -> str:
    voice, difference = scene.voice, seen.difference
    if difference is None:
        return ""
    words = {"label": seen.numbers.label, "number": difference.number, "expected": f"{difference.expected:g}"}
    if difference.found is None:
        return f"{voice.numbers_end.format(**words)} {seen.numbers.hint}"
    return f"{voice.numbers_differ.format(**words, found=f'{difference.found:g}')} {seen.numbers.hint}"


def _after(scene: Scene, exercise: Exercise, hints_shown: int) -> tuple[Choices, ...]:
    voice = scene.voice
    hint = (
        Choice(voice.hint_button.format(number=hints_shown + 1), Action("hint", (exercise.id, str(hints_shown))))
        if hints_shown < len(exercise.hints)
        else None
    )
    check = Choice(voice.code_button, Action("code", (exercise.id,)), Tone.MAIN)
    return choices(check, hint, page("progress", voice.progress_button))


def _sources(scene: Scene, exercise: Exercise) -> tuple[Block, ...]:
    found = [scene.pack.sources[id_] for id_ in exercise.sources if id_ in scene.pack.sources]
    if not found:
        return ()
    citations = tuple(Citation(s.title, s.author, str(s.url) if s.url else None, s.published) for s in found)
    return (Sources(scene.pack.voice.sources_title, citations),)


def _named(event: Event) -> str:
    match event:
        case Invoked():
            return event.options.get("exercise", "")
        case Picked() | Filled() if event.action.verb == "exercise":
            return event.action.argument(0)
        case _:
            return ""
