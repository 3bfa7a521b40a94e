"""The conversation around an answer: its choices, and the commands to ask and to set a role.

Every choice refers to a question by id, so that it works after a restart; a question that was
forgotten meanwhile is said to be, and nothing breaks.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.clock import Clock
from bot.errors import SignpostError
from bot.knowledge.voice import Voice
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Command, CommandOption, Feature, OptionKind, Suggestion, VerbHandler
from bot.mentor.editions import Edition
from bot.mentor.events import Event, Filled, Invoked, Picked, Said, Speaker
from bot.mentor.manners import Outcome, RoleGround, RoleView
from bot.mentor.memory import Memory, Question, Verdict
from bot.mentor.mentor import Mentor, audience_of
from bot.mentor.reply import (
    Audience,
    Choice,
    Choices,
    Decision,
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
    shortened,
)
from bot.mentor.role_belief import shares

_REASON_LENGTH = 500
_NO_ROLE = "none"


def welcome(voice: Voice) -> Reply:
    """What the mentor says of itself, with questions to begin with."""
    examples = tuple(
        Choice(shortened(example), Action("example", (str(index),)))
        for index, example in enumerate(voice.prompt_examples)
    )
    return Reply((Paragraph(voice.welcome),), (Choices(examples),) if examples else (), decision=Decision.SOCIAL)


class Conversation(Feature):
    """Asking, answering back, and the role a learner heads for."""

    def __init__(self, mentor: Mentor, memory: Memory, clock: Clock) -> None:
        self._mentor = mentor
        self._memory = memory
        self._clock = clock

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("ask",),
                "Ask the mentor a question",
                self._ask,
                (
                    CommandOption("question", "Your question, in your own words", required=True),
                    CommandOption("private", "Only you see the answer", OptionKind.YES_NO),
                ),
                may_be_public=True,
            ),
            Command(("role", "show"), "See which kind of work I think you're heading for, and why", self._show_role),
            Command(
                ("role", "set"),
                "Tell the mentor which kind of work you're heading for",
                self._set_role,
                (CommandOption("role", "The kind of work; none to leave it open", required=True, suggests=True),),
                suggest=self._suggest_role,
            ),
            Command(("help",), "See what the mentor can do", self._help),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "role": self._pick_role,
            "show": self._show_entry,
            "elsewhere": self._not_meant,
            "nothing": self._nothing_fits,
            "helpful": self._helpful,
            "unhelpful": self._not_helpful,
            "help": self._help,
            "example": self._ask_example,
        }

    def _edition(self, event: Event) -> Edition:
        return self._mentor.editions.of(event.occasion.speaker.community)

    async def _suggest_role(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        roles = self._mentor.editions.of(speaker.community).pack.roles.values()
        return nearest(typed, (*(Suggestion(role.title, role.id) for role in roles), Suggestion("None yet", _NO_ROLE)))

    async def _ask(self, event: Invoked) -> Reply:
        private = event.options.get("private", "").lower() in {"true", "yes", "1"}
        occasion = replace(event.occasion, private=event.occasion.private or private)
        return await self._mentor.listen(Said(occasion, event.options.get("question", "")))

    async def _help(self, event: Invoked | Picked | Filled) -> Reply:
        return welcome(self._edition(event).pack.voice)

    async def _ask_example(self, event: Picked | Filled) -> Reply:
        voice, number = self._edition(event).pack.voice, event.action.argument(0)
        examples = {str(index): example for index, example in enumerate(voice.prompt_examples)}
        if number not in examples:
            return welcome(voice)
        return await self._mentor.listen(Said(event.occasion, examples[number]))

    async def _pick_role(self, event: Picked | Filled) -> Reply:
        role_id, question_id = event.action.argument(0), event.action.argument(1)
        edition = self._edition(event)
        await self._choose(event, role_id)
        question = await self._memory.question(event.occasion.speaker.community, question_id)
        if question is None or question.entry not in edition.pack.entries:
            return _role_chosen(edition, role_id)
        view = RoleView(role_id, RoleGround.CHOSEN, 1.0)
        return self._answer_again(event, question, question.entry, view)

    async def _show_entry(self, event: Picked | Filled) -> Reply:
        entry_id, question_id, role_id = (event.action.argument(index) for index in range(3))
        pack = self._edition(event).pack
        if entry_id not in pack.entries:
            raise SignpostError(pack.voice.expired_question)
        question = await self._question(event, question_id)
        recollection = await self._memory.recall(event.occasion)
        role = role_id or recollection.learner.chosen_role or question.role
        view = RoleView(role, RoleGround.CHOSEN, 1.0) if role in pack.roles else RoleView()
        return self._answer_again(event, question, entry_id, view)

    async def _not_meant(self, event: Picked | Filled) -> Reply:
        question = await self._question(event, event.action.argument(0))
        await self._judge(event, question, Verdict.NOT_MEANT)
        pack = self._edition(event).pack
        voice = pack.voice
        near = [pack.entries[id_] for id_ in question.alternatives if id_ in pack.entries]
        options = tuple(Choice(shortened(e.question), Action("show", (e.id, question.id, ""))) for e in near)
        none = Choice(voice.not_meant_none, Action("nothing", (question.id,)))
        return Reply((Paragraph(voice.not_meant_prompt),), (Choices((*options, none), as_menu=True),))

    async def _nothing_fits(self, event: Picked | Filled) -> Reply:
        question = await self._question(event, event.action.argument(0))
        await self._judge(event, question, Verdict.NOT_MEANT)
        edition = self._edition(event)
        if question.community in self._mentor.without_people:
            noted = Paragraph(edition.pack.inbox_voice.noted_between_us)
            return Reply((noted,), (edition.composer.ask_people(question.id),), replaces=True)
        recorded = Paragraph(edition.pack.voice.not_meant_recorded)
        return Reply((recorded,), (edition.composer.tell_me(question.id),), replaces=True)

    async def _helpful(self, event: Picked | Filled) -> Reply:
        question = await self._question(event, event.action.argument(0))
        await self._judge(event, question, Verdict.HELPFUL)
        return Reply((Paragraph(self._edition(event).pack.voice.helpful_thanks),))

    async def _not_helpful(self, event: Picked | Filled) -> Reply:
        """The first press asks for a reason; the form that comes back, even empty, is kept."""
        question = await self._question(event, event.action.argument(0))
        voice = self._edition(event).pack.voice
        reason = event.values.get("reason", "") if isinstance(event, Filled) else ""
        await self._judge(event, question, Verdict.NOT_HELPFUL, reason)
        if isinstance(event, Filled):
            return Reply((Paragraph(voice.not_helpful_thanks),))
        field = FormField("reason", voice.reason_field, FieldKind.LONG, required=False, max_length=_REASON_LENGTH)
        return Reply((Paragraph(voice.not_helpful_thanks),), form=Form(voice.reason_title, event.action, (field,)))

    async def _set_role(self, event: Invoked) -> Reply:
        role_id = event.options.get("role", "")
        if role_id == _NO_ROLE:
            await self._choose(event, None)
            return Reply((Paragraph(self._edition(event).pack.voice.role_forgotten),))
        await self._choose(event, role_id)
        return _role_chosen(self._edition(event), role_id)

    async def _show_role(self, event: Invoked) -> Reply:
        edition = self._edition(event)
        pack, voice = edition.pack, edition.pack.voice
        learner = (await self._memory.recall(event.occasion)).learner
        share = shares(learner.evidence, pack.roles)
        ordered = sorted(pack.roles.values(), key=lambda role: role.place)
        lines = []
        if learner.chosen_role in pack.roles:
            lines.append(voice.why_role_chosen.format(role=pack.roles[learner.chosen_role].article))
        lines += [
            voice.why_role_believed.format(role=pack.roles[cue.role].article, cue=literal(cue.words))
            for cue in reversed(learner.cues)
            if cue.role in pack.roles
        ][:3]
        rows = tuple(Gauge(r.title, share[r.id], 1.0, f"{share[r.id]:.0%}") for r in ordered)
        blocks = (
            Paragraph("\n\n".join(lines) or voice.why_role_unknown),
            *((Gauges(voice.role_prompt, rows),) if learner.evidence else ()),
            Heading(voice.spectrum_title),
            edition.composer.spectrum(learner.chosen_role),
        )
        find = Choices((Choice(pack.learner_voice.find_button, Action("page", ("find",)), Tone.MAIN),))
        return Reply(blocks, (*((find,) if pack.finder else ()), edition.composer.role_menu(_NO_ROLE)))

    async def _choose(self, event: Event, role_id: str | None) -> None:
        roles = self._edition(event).pack.roles
        if role_id is not None and role_id not in roles:
            known = ", ".join(roles)
            raise SignpostError(f"I don't know the role “{literal(role_id)}”. The ones I know are {literal(known)}.")
        learner = (await self._memory.recall(event.occasion)).learner
        await self._memory.choose_role(replace(learner, chosen_role=role_id), self._clock.now())

    def _answer_again(self, event: Picked | Filled, question: Question, entry_id: str, view: RoleView) -> Reply:
        """Another entry, or the same in another role's terms: in place for the asker, privately for anyone else."""
        outcome = Outcome(
            Decision.ANSWER,
            entry_id,
            view,
            question.confidence,
            tuple((id_, 0.0) for id_ in question.alternatives if id_ != entry_id),
        )
        own = event.occasion.speaker.person == question.person
        audience = audience_of(event.occasion) if own else Audience.ASKER
        composer = self._edition(event).composer
        reply = composer.compose(outcome, question.id, self._clock.now().date(), audience=audience)
        return replace(reply, replaces=own)

    async def _question(self, event: Picked | Filled, id_: str) -> Question:
        question = await self._memory.question(event.occasion.speaker.community, id_)
        if question is None:
            raise SignpostError(self._edition(event).pack.voice.expired_question)
        return question

    async def _judge(self, event: Picked | Filled, question: Question, verdict: Verdict, reason: str = "") -> None:
        person = event.occasion.speaker.person
        await self._memory.judge(question, person, verdict, reason[:_REASON_LENGTH], self._clock.now())


def _role_chosen(edition: Edition, role_id: str) -> Reply:
    role = edition.pack.roles[role_id]
    text = edition.pack.voice.role_chosen.format(role=role.article, summary=role.summary)
    about = Choice(edition.pack.learner_voice.role_about, Action("look", (role_id,)))
    return Reply((Paragraph(text), edition.composer.spectrum(role_id)), (Choices((about,)),))
