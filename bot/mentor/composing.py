"""An outcome put into words: the blocks and choices a person sees.

Pure: the same outcome on the same day reads the same. Every word comes from the pack, the numbers in it
only while their facts hold.
"""

from collections.abc import Collection, Iterable
from datetime import date

from bot.knowledge.entry import Clarification, Entry
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import with_facts
from bot.knowledge.role import Role, SubjectDepth
from bot.mentor.actions import Action
from bot.mentor.events import MAX_READ
from bot.mentor.manners import INTRODUCTION, Outcome, RoleGround, RoleView
from bot.mentor.memory import OfferedOption
from bot.mentor.reply import (
    Audience,
    Block,
    Bullets,
    Choice,
    Choices,
    Citation,
    Decision,
    Gauge,
    Gauges,
    Heading,
    Mark,
    Note,
    Paragraph,
    Reply,
    Sources,
    Spectrum,
    Tone,
    literal,
    shortened,
)

_MAX_DEPTH = 4
_NEAREST = 3
_SEE_ALSO = 3
_QUOTABLE = 100
"""Characters of a phrasing up to which it is quoted: a longer one tells somebody's story, and is no reason to read."""


class Composer:
    """Puts outcomes into words from one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._voice = pack.voice

    def compose(
        self,
        outcome: Outcome,
        question: str,
        day: date,
        *,
        was_cut: bool = False,
        audience: Audience = Audience.ASKER,
        has_people: bool = True,
    ) -> Reply:
        """The reply for `outcome`; `question` is the id that its choices refer to.

        `has_people` says whether somebody looks after the community it was asked in.
        """
        blocks: tuple[Block, ...]
        choices: tuple[Choices, ...]
        match outcome.decision:
            case Decision.SOCIAL | Decision.CLARIFY if outcome.kind == INTRODUCTION:
                blocks, choices = self._introduced(outcome, question)
            case Decision.ANSWER | Decision.CLARIFY:
                blocks, choices = self._answer(outcome, question, day)
            case Decision.HANDOVER:
                blocks, choices = self._handover(outcome, question, has_people=has_people)
            case Decision.DECLINE:
                blocks, choices = self._decline(outcome.kind, question)
            case Decision.SOCIAL:
                blocks, choices = self._social(outcome)
        if was_cut:
            blocks = (*blocks, Note(self._voice.cut.format(limit=f"{MAX_READ:,}")))
        return Reply(blocks, choices, audience, outcome.decision)

    def empty(self) -> Reply:
        """What is said to a message without words."""
        return Reply((Paragraph(self._voice.empty),), decision=Decision.SOCIAL)

    def entry_blocks(
        self, entry: Entry, view: RoleView, day: date, *, whole: bool = False, is_known: bool = False
    ) -> tuple[Block, ...]:
        """An entry in the terms of a role: direct answer, variant, depth of subjects, next steps, sources.

        `whole` adds what it depends on even where a variant was shown; `is_known` leaves out what the asker
        has read already, because the same entry was given for another role.
        """
        voice = self._voice
        variant = entry.variants.get(view.role) if view.role else None
        # The question as it was read stands on top: a "yes" is only as clear as what it says yes to.
        blocks: list[Block] = [Heading(entry.question)]
        if not (is_known and variant):
            blocks.append(Paragraph(with_facts(entry.answer, self._pack, day)))
        if variant and view.role:
            title = voice.other_person if view.ground is RoleGround.OTHER else voice.for_role
            blocks.append(Heading(title.format(role=self._pack.roles[view.role].article)))
            blocks.append(Paragraph(with_facts(variant, self._pack, day)))
        if entry.depends and (whole or not variant):
            blocks += [Heading(voice.depends_title), Paragraph(with_facts(entry.depends, self._pack, day))]
        blocks += self._depths(entry, view.role)
        if entry.differs and not is_known:
            blocks += [Heading(voice.differs_title), Paragraph(with_facts(entry.differs, self._pack, day))]
        blocks.append(Heading(voice.next_title))
        blocks.append(Bullets(tuple(with_facts(step, self._pack, day) for step in entry.next_steps)))
        blocks.append(self.sources(entry.sources, entry.checked))
        return (*blocks, *self._overdue(entry, day))

    def _overdue(self, entry: Entry, day: date) -> tuple[Block, ...]:
        if day <= self._pack.recheck_on(entry):
            return ()
        return (Note(self._voice.stale_sources.format(checked=entry.checked.isoformat())),)

    def sources(self, ids: Iterable[str], checked: date | None = None) -> Sources:
        """These sources, and the day when what leans on them was last checked."""
        found = [self._pack.sources[id_] for id_ in ids]
        return Sources(
            self._voice.sources_title,
            tuple(Citation(s.title, s.author, str(s.url) if s.url else None, s.published) for s in found),
            checked,
        )

    def spectrum(self, asker_role: str | None = None) -> Spectrum:
        """The roles on their line from one end to the other."""
        left, right = self._pack.about.spectrum
        roles = sorted(self._pack.roles.values(), key=lambda role: role.place)
        return Spectrum(left, right, tuple(Mark(r.title, r.place, r.id == asker_role) for r in roles))

    def role_menu(self, question: str) -> Choices:
        """A menu of the roles; picking one answers `question` again in its terms."""
        roles = sorted(self._pack.roles.values(), key=lambda role: role.place)
        return Choices(
            tuple(Choice(r.title, Action("role", (r.id, question)), hint=r.tagline[:100]) for r in roles),
            self._voice.role_prompt,
            as_menu=True,
        )

    def tell_me(self, question: str, elsewhere: str = "") -> Choices:
        """To be told once somebody has answered `question`, here or in the community numbered `elsewhere`."""
        named = (question, elsewhere) if elsewhere else (question,)
        return Choices((Choice(self._pack.inbox_voice.tell_me_button, Action("tell-me", named)),))

    def ask_people(self, question: str) -> Choices:
        """The choice to take `question` to people."""
        return Choices((Choice(self._voice.ask_people, Action("people", (question,))),))

    def _answer(self, outcome: Outcome, question: str, day: date) -> tuple[tuple[Block, ...], tuple[Choices, ...]]:
        entry = self._pack.entries[outcome.entry or ""]
        asks_back = outcome.decision is Decision.CLARIFY
        if outcome.is_repeat:
            blocks = self._repeat(entry, day)
        elif asks_back:
            blocks = self._short_answer(entry, day)
        else:
            blocks = self.entry_blocks(entry, outcome.view, day, is_known=outcome.is_known)
        if outcome.is_doubtful:
            blocks = (Paragraph(self._voice.nearest), *blocks)
        if outcome.shows_spectrum:
            blocks = (*blocks, Heading(self._voice.spectrum_title), self.spectrum())
        blocks = (*blocks, *self._why(outcome, entry))
        if asks_back:
            blocks = (*blocks, Paragraph(f"**{self._question_back(entry)}**"))
        choices = (
            self._options(outcome.options, question, entry) if asks_back else Choices(()),
            self.role_menu(question) if not asks_back and outcome.view.role is None else Choices(()),
            self._further(entry, outcome, question),
            self._after_answer(question),
        )
        return blocks, tuple(group for group in choices if group.options)

    def _introduced(self, outcome: Outcome, question: str) -> tuple[tuple[Block, ...], tuple[Choices, ...]]:
        """What somebody gets who told of their work: which role that is, and what they may want to know."""
        voice, role = self._voice, outcome.view.role
        if role is None:
            return (Paragraph(voice.introduced_unsure),), (self.role_menu(question),)
        told = self._pack.roles[role]
        blocks: tuple[Block, ...] = (
            Paragraph(voice.introduced.format(role=told.article, summary=told.summary)),
            self.spectrum(role),
            *map(Note, self._why_role(outcome.view)),
            *((Paragraph(f"**{voice.introduced_prompt}**"),) if outcome.options else ()),
        )
        offered = tuple(
            Choice(shortened(option.label), Action("show", (option.entry or "", question, role)), Tone.MAIN)
            for option in outcome.options
        )
        about = Choice(self._pack.learner_voice.role_about, Action("look", (role,)))
        return blocks, (Choices((*offered, about)),)

    def _short_answer(self, entry: Entry, day: date) -> tuple[Block, ...]:
        """What is true for everybody, before the question that would make it more exact."""
        answer = Paragraph(with_facts(entry.answer, self._pack, day))
        return (
            Heading(entry.question),
            answer,
            *self._depths(entry, None),
            self.sources(entry.sources, entry.checked),
            *self._overdue(entry, day),
        )

    def _repeat(self, entry: Entry, day: date) -> tuple[Block, ...]:
        further = entry.depends or entry.differs
        blocks: list[Block] = [Paragraph(self._voice.repeated.format(question=entry.question))]
        if further:
            blocks.append(Paragraph(with_facts(further, self._pack, day)))
        blocks.append(Bullets(tuple(with_facts(step, self._pack, day) for step in entry.next_steps)))
        return tuple(blocks)

    def _question_back(self, entry: Entry) -> str:
        return entry.clarify.question if isinstance(entry.clarify, Clarification) else self._voice.clarify_role

    def _options(self, options: tuple[OfferedOption, ...], question: str, entry: Entry) -> Choices:
        picks = []
        for option in options:
            action = (
                Action("role", (option.role, question))
                if option.role and not option.entry
                else Action("show", (option.entry or entry.id, question, option.role or ""))
            )
            picks.append(Choice(option.label, action, Tone.MAIN))
        return Choices(tuple(picks))

    def _further(self, entry: Entry, outcome: Outcome, question: str) -> Choices:
        """What else the asker may want: what else was close, where the reading is in doubt, or what goes with it."""
        close = [id_ for id_, _ in outcome.alternatives]
        if outcome.is_doubtful:
            return self._menu(close, self._voice.nearest_title, question)
        if outcome.decision is Decision.CLARIFY:
            return Choices(())
        return self._menu([*entry.see_also, *(close if outcome.is_repeat else ())], self._voice.more_title, question)

    def _menu(self, entries: Iterable[str], title: str, question: str) -> Choices:
        picks = [self._pack.entries[id_] for id_ in dict.fromkeys(entries) if id_ in self._pack.entries]
        return Choices(
            tuple(Choice(shortened(e.question), Action("show", (e.id, question, ""))) for e in picks[:_SEE_ALSO]),
            title,
            as_menu=True,
        )

    def _after_answer(self, question: str) -> Choices:
        return Choices((Choice(self._voice.helpful, Action("helpful", (question,))), *self._objections(question)))

    def _objections(self, question: str) -> tuple[Choice, ...]:
        """What to do for somebody whom the answer to `question` was no help."""
        voice = self._voice
        return (
            Choice(voice.not_helpful, Action("unhelpful", (question,))),
            Choice(voice.not_meant, Action("elsewhere", (question,))),
            Choice(voice.ask_people, Action("people", (question,))),
        )

    def _why(self, outcome: Outcome, entry: Entry) -> tuple[Block, ...]:
        voice, view = self._voice, outcome.view
        lines: list[str] = []
        phrasing = outcome.phrasing
        if phrasing and phrasing != entry.question and len(phrasing) <= _QUOTABLE:
            lines.append(voice.why_matched.format(phrasing=phrasing))
        if view.role in entry.variants:
            lines += self._why_role(view)
        return (Note(" ".join(lines)),) if lines else ()

    def _why_role(self, view: RoleView) -> tuple[str, ...]:
        article = self._pack.roles[view.role].article if view.role else ""
        if view.ground is RoleGround.CHOSEN:
            return (self._voice.why_role_chosen.format(role=article),)
        if view.ground is RoleGround.BELIEVED and view.cue:
            return (self._voice.why_role_believed.format(role=article, cue=literal(view.cue)),)
        return ()

    def _depths(self, entry: Entry, role_id: str | None) -> list[Block]:
        if not entry.subjects:
            return []
        if role_id is not None:
            role = self._pack.roles[role_id]
            return self.depths(role, None if entry.subjects == "all" else entry.subjects)
        roles = sorted(self._pack.roles.values(), key=lambda role: role.place)
        return [Gauges(self._voice.depth_unknown_role, tuple(self._role_row(role, entry) for role in roles))]

    def depths(self, role: Role, subjects: Collection[str] | None = None) -> list[Block]:
        """How deep a role goes into some subjects, or into all; nothing where it names none of them."""
        wanted = [depth for depth in role.subjects if subjects is None or depth.subject in subjects]
        rows = tuple(self._depth_row(self._pack.subjects[depth.subject].title, depth) for depth in wanted)
        title = self._voice.depth_title if len(rows) > 1 else self._voice.depth_title_one
        return [Gauges(title.format(role=role.article), rows)] if rows else []

    def _depth_row(self, label: str, depth: SubjectDepth) -> Gauge:
        return Gauge(label, depth.depth, _MAX_DEPTH, depth.used_for, high=depth.up_to)

    def _role_row(self, role: Role, entry: Entry) -> Gauge:
        """One row for a role: the mean depth over the subjects the entry is about."""
        depths = [d for d in role.subjects if entry.subjects == "all" or d.subject in entry.subjects]
        if not depths:
            return Gauge(role.title, 0, _MAX_DEPTH, self._pack.about.depths[0])
        mean = sum(d.depth if d.up_to is None else (d.depth + d.up_to) / 2 for d in depths) / len(depths)
        return Gauge(role.title, mean, _MAX_DEPTH, self._pack.about.depths[round(mean)])

    def _handover(
        self, outcome: Outcome, question: str, *, has_people: bool
    ) -> tuple[tuple[Block, ...], tuple[Choices, ...]]:
        near = [self._pack.entries[id_] for id_, _ in outcome.alternatives if id_ in self._pack.entries][:_NEAREST]
        options = tuple(Choice(shortened(e.question), Action("show", (e.id, question, ""))) for e in near)
        nearest = (Choices(options, self._voice.nearest_title),) if options else ()
        if not has_people:
            return (Paragraph(self._pack.inbox_voice.between_us),), (*nearest, self.ask_people(question))
        return (Paragraph(self._voice.handover),), (*nearest, self.tell_me(question))

    def _decline(self, kind: str | None, question: str) -> tuple[tuple[Block, ...], tuple[Choices, ...]]:
        """What is said to this kind of message; where the kind is in doubt so is the reading, and people may look."""
        own = self._pack.reply_for_kind(kind) if kind else None
        if own:
            return (Paragraph(own),), ()
        return (Paragraph(f"{self._voice.decline} {self._voice.abilities}"),), (self.ask_people(question),)

    def _social(self, outcome: Outcome) -> tuple[tuple[Block, ...], tuple[Choices, ...]]:
        said = self._pack.reply_for_kind(outcome.kind) if outcome.kind else None
        ways_on = (Choices(self._objections(outcome.objects_to)),) if outcome.objects_to else ()
        return (Paragraph(said or self._voice.welcome),), ways_on
