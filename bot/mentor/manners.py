"""The manners of the mentor: which of five things a message gets, and in whose terms.

Pure functions over what was understood and what is remembered; `bot.mentor.composing` puts the
outcome into words, `bot.mentor.mentor` keeps it. Nothing here is asynchronous or looks at a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.knowledge.entry import Clarification, Entry
from bot.knowledge.pack import Pack
from bot.mentor.memory import Cue, Learner, OfferedOption, Question, Talk
from bot.mentor.reply import Decision
from bot.mentor.role_belief import shares, updated
from bot.understanding import Context, Option, Understanding, Verdict, verdict
from bot.understanding.understanding import About

MAX_CLARIFICATIONS = 2
"""Questions back in a row; after that the answer stands as it is."""
ALTERNATIVES = 5
INTRODUCTION = "introduction"
"""The kind of a message in which people tell of their work and ask nothing."""
_OFFERED = 3
_REMEMBERED_ANSWERS = 40
_REMEMBERED_CUES = 5


class RoleGround(StrEnum):
    """Why an answer is given in the terms of a role."""

    UNKNOWN = "unknown"
    CHOSEN = "chosen"
    BELIEVED = "believed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RoleView:
    """The role an answer is given for, with the ground it stands on."""

    role: str | None = None
    ground: RoleGround = RoleGround.UNKNOWN
    confidence: float = 0.0
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a message: everything that is needed to put it into words."""

    decision: Decision
    entry: str | None = None
    view: RoleView = RoleView()
    confidence: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()
    phrasing: str | None = None
    kind: str | None = None
    is_doubtful: bool = False
    """Whether the entry is only the nearest there is: what else may have been meant is offered beside it."""
    is_repeat: bool = False
    is_known: bool = False
    """Whether the same entry was given before in this talk, in the terms of another role or of none."""
    shows_spectrum: bool = False
    """Whether the roles are laid out on their line: once a talk, with the first answer that differs by role."""
    options: tuple[OfferedOption, ...] = ()
    """The choices of the question asked back, where there is one."""
    objects_to: str = ""
    """The id of the question whose answer the message objects to."""


def context_of(talk: Talk, learner: Learner) -> Context:
    """What the reader needs of the talk to understand the next message."""
    return Context(
        question=talk.question,
        entry_id=talk.entry,
        role=talk.role or learner.chosen_role,
        options=tuple(Option(o.label, o.role, o.entry) for o in talk.options),
    )


def decide(understanding: Understanding, pack: Pack, talk: Talk, learner: Learner) -> Outcome:
    """The outcome of a message that was understood so, in this talk, for this learner."""
    view = role_view(understanding, pack, talk, learner)
    candidates = [(candidate.entry_id, candidate.confidence) for candidate in understanding.candidates]
    if understanding.only_role and view.role is not None and talk.entry in pack.entries:
        same = _same_question(pack.entries[talk.entry], view.role, pack)
        if same is None:
            return Outcome(Decision.SOCIAL, view=view, kind=INTRODUCTION, options=_offers(view.role, (), pack))
        return _answer(understanding, pack, replace(talk, entry=same.id), view, candidates)
    asked = verdict(understanding, pack.tuning.thresholds)
    if asked is not Verdict.SOCIAL and _introduces(understanding, pack):
        introduction = _introduction(asked, view, candidates, pack)
        if introduction is not None:
            return introduction
    match asked:
        case Verdict.DECLINE:
            kind = understanding.out_of_scope_kind if _is_sure_of_kind(understanding, pack) else None
            return Outcome(Decision.DECLINE, view=view, confidence=1 - understanding.scope, kind=kind)
        case Verdict.SOCIAL:
            kind = understanding.social_kind
            objects_to = _objects_to(kind, pack, talk)
            return Outcome(
                Decision.SOCIAL, view=view, confidence=understanding.social, kind=kind, objects_to=objects_to
            )
        case Verdict.HANDOVER:
            return Outcome(
                Decision.HANDOVER,
                view=view,
                confidence=understanding.scope,
                alternatives=tuple(candidates[: ALTERNATIVES + 1]),
            )
        case Verdict.ANSWER:
            return _answer(understanding, pack, talk, view, candidates)


def role_view(understanding: Understanding, pack: Pack, talk: Talk, learner: Learner) -> RoleView:
    """For whom to answer: what this message says, then this talk, then the choice, then the belief over time."""
    threshold = pack.tuning.thresholds.role
    picked, reading = understanding.picked, understanding.role
    if picked is not None and picked.role in pack.roles:
        return RoleView(picked.role, RoleGround.BELIEVED, 1.0, reading.cue or picked.label)
    # Who tries to give us other instructions is not believed about themselves either; who only tells of themselves is.
    best = None if understanding.attack else reading.best
    if best is not None and (reading.belief[best] >= threshold or _introduces(understanding, pack)):
        ground = RoleGround.OTHER if reading.about is About.OTHER else RoleGround.BELIEVED
        return RoleView(best, ground, reading.belief[best], reading.cue)
    if reading.about is About.OTHER:
        return RoleView()
    chosen = learner.chosen_role if learner.chosen_role in pack.roles else None
    if talk.role in pack.roles and talk.role != chosen:
        return RoleView(talk.role, RoleGround.BELIEVED, 1.0, _cue_for(learner, talk.role))
    if chosen is not None:
        return RoleView(chosen, RoleGround.CHOSEN, 1.0)
    if learner.evidence:
        share = shares(learner.evidence, pack.roles)
        likeliest = max(share, key=lambda role: share[role])
        if share[likeliest] >= threshold:
            return RoleView(likeliest, RoleGround.BELIEVED, share[likeliest], _cue_for(learner, likeliest))
    return RoleView()


def talk_after(outcome: Outcome, talk: Talk, remembered: str, question: str) -> Talk:
    """The talk once `outcome` was said; `remembered` is the question as read, scrubbed, `question` its id."""
    role = talk.role if outcome.view.ground is RoleGround.OTHER else outcome.view.role or talk.role
    if outcome.kind == INTRODUCTION:
        return replace(talk, role=role, options=outcome.options)
    if outcome.decision in (Decision.DECLINE, Decision.SOCIAL):
        return talk
    answered = talk.answered
    if outcome.entry is not None:
        answered = (*answered, answer_key(outcome.entry, outcome.view.role))[-_REMEMBERED_ANSWERS:]
    return replace(
        talk,
        question=remembered,
        entry=outcome.entry or talk.entry,
        role=role,
        options=outcome.options,
        clarified_in_a_row=talk.clarified_in_a_row + 1 if outcome.decision is Decision.CLARIFY else 0,
        answered=tuple(dict.fromkeys(answered)),
        latest=question if outcome.entry is not None else talk.latest,
    )


def learner_after(understanding: Understanding, learner: Learner, pack: Pack, scrubbed_cue: str | None) -> Learner:
    """The learner after a message: what it said of their role added to the evidence."""
    reading = understanding.role
    if reading.about is About.OTHER or reading.best is None or understanding.attack:
        return learner
    evidence = updated(learner.evidence, reading.belief, reading.unrevealed, pack.roles, stated=reading.stated)
    cues = (*learner.cues, Cue(scrubbed_cue, reading.best)) if scrubbed_cue else learner.cues
    return replace(learner, evidence=evidence, cues=cues[-_REMEMBERED_CUES:])


def answer_key(entry: str, role: str | None) -> str:
    """How an answer is remembered, so that it is not given twice in one talk unasked."""
    return f"{entry}/{role or ''}"


def outcome_of(question: Question, pack: Pack, talk: Talk) -> Outcome:
    """The outcome of a question that was answered before in `talk`, for saying it again: after a crash, or unfitted."""
    entry = pack.entries.get(question.entry or "")
    options: tuple[OfferedOption, ...] = ()
    if question.kind == INTRODUCTION:
        options = _offers(question.role, (question.entry,) if question.entry else (), pack)
    elif question.decision is Decision.CLARIFY and entry is not None:
        options = offered_options(entry, pack)
    ground = RoleGround.BELIEVED if question.role else RoleGround.UNKNOWN
    return Outcome(
        question.decision,
        question.entry,
        RoleView(question.role, ground, 1.0 if question.role else 0.0),
        question.confidence,
        tuple((entry, 0.0) for entry in question.alternatives),
        kind=question.kind,
        options=options,
        objects_to=_objects_to(question.kind, pack, talk) if question.decision is Decision.SOCIAL else "",
    )


def offered_options(entry: Entry, pack: Pack) -> tuple[OfferedOption, ...]:
    """The choices of the question that belongs to `entry`; empty where it has none."""
    if isinstance(entry.clarify, Clarification):
        return tuple(OfferedOption(o.label, o.role, o.entry) for o in entry.clarify.options)
    if entry.clarify == "role":
        ordered = sorted(pack.roles.values(), key=lambda role: role.place)
        return tuple(OfferedOption(role.title, role.id) for role in ordered)
    return ()


def _same_question(entry: Entry, role: str, pack: Pack) -> Entry | None:
    """The entry that asks of `role` what `entry` asks; None where it is about another role and has no counterpart."""
    if entry.role in (None, role):
        return entry
    topics = set(entry.topics)
    others = [other for other in pack.entries.values() if other.role == role and set(other.topics) == topics]
    return others[0] if len(others) == 1 else None


def _introduces(understanding: Understanding, pack: Pack) -> bool:
    """Whether a message tells of its writer, as likely as anything else it may be, and nothing presses more."""
    reading = understanding.role
    is_free = understanding.picked is None and not understanding.attack and reading.about is not About.OTHER
    is_told = reading.introduces >= max(pack.tuning.thresholds.introduction, understanding.kind_confidence)
    return is_free and is_told and not _is_urgent(understanding.out_of_scope_kind, pack)


def _introduction(
    asked: Verdict, view: RoleView, candidates: Sequence[tuple[str, float]], pack: Pack
) -> Outcome | None:
    """What becomes of an introduction; None where an entry plainly speaks to it.

    One that is near no entry is thanked for, and what others of that role ask first is offered. One that is near
    some entries is asked which of them it is about.
    """
    if asked is Verdict.DECLINE:
        return Outcome(Decision.SOCIAL, view=view, kind=INTRODUCTION, options=_offers(view.role, (), pack))
    if view.role is None or not candidates or candidates[0][1] >= pack.tuning.thresholds.unsure:
        return None
    (best, confidence), others = candidates[0], tuple(candidates[1 : ALTERNATIVES + 2])
    near = [entry for entry, confidence in candidates if confidence >= pack.tuning.thresholds.answer]
    options = _offers(view.role, near, pack)
    return Outcome(Decision.CLARIFY, best, view, confidence, others, kind=INTRODUCTION, options=options)


def _offers(role: str | None, near: Sequence[str], pack: Pack) -> tuple[OfferedOption, ...]:
    """What is offered to somebody who told of their work: the entries that are near, then what the role asks first."""
    firsts = pack.roles[role].first_questions if role in pack.roles else ()
    entries = [entry for entry in dict.fromkeys((*near, *firsts)) if entry in pack.entries]
    return tuple(OfferedOption(pack.entries[entry].question, entry=entry) for entry in entries[:_OFFERED])


def _answer(
    understanding: Understanding, pack: Pack, talk: Talk, view: RoleView, candidates: list[tuple[str, float]]
) -> Outcome:
    picked = understanding.picked
    wanted = picked.entry_id if picked is not None and picked.entry_id in pack.entries else None
    keeps_question = understanding.only_role or (picked is not None and picked.role is not None)
    if wanted is None and keeps_question and talk.entry in pack.entries:
        wanted = talk.entry
    best = understanding.best
    is_doubtful = False
    if wanted is None:
        if best is None:
            return Outcome(Decision.HANDOVER, view=view)
        wanted = best.entry_id
        is_doubtful = best.confidence < pack.tuning.thresholds.unsure
    entry = pack.entries[wanted]
    if entry.role is not None and view.role is None:
        ground = RoleGround.OTHER if understanding.role.about is About.OTHER else RoleGround.BELIEVED
        view = RoleView(entry.role, ground, understanding.role.belief.get(entry.role, 0.0))
    confidence = next((value for id_, value in candidates if id_ == wanted), 1.0)
    outcome = Outcome(
        Decision.ANSWER,
        wanted,
        view,
        confidence,
        tuple(pair for pair in candidates if pair[0] != wanted)[: ALTERNATIVES + 1],
        best.phrasing if best is not None and best.entry_id == wanted else None,
        is_doubtful=is_doubtful,
        is_repeat=answer_key(wanted, view.role) in talk.answered,
        is_known=any(key.startswith(answer_key(wanted, None)) for key in talk.answered),
        shows_spectrum=view.role is None and _differs_by_role(entry) and not _has_differed(pack, talk),
    )
    options = offered_options(entry, pack)
    asks_back = options and view.role is None and talk.clarified_in_a_row < MAX_CLARIFICATIONS and not outcome.is_repeat
    return replace(outcome, decision=Decision.CLARIFY, options=options) if asks_back else outcome


def _differs_by_role(entry: Entry) -> bool:
    """Whether the answer is another one for another role."""
    return bool(entry.variants or entry.subjects or entry.clarify == "role")


def _has_differed(pack: Pack, talk: Talk) -> bool:
    """Whether an answer of this talk was one that differs by role."""
    given = (pack.entries.get(key.partition("/")[0]) for key in talk.answered)
    return any(entry is not None and _differs_by_role(entry) for entry in given)


def _objects_to(kind: str | None, pack: Pack, talk: Talk) -> str:
    """The question whose answer a social message of this kind objects to; none where nothing was answered."""
    return talk.latest if any(social.objects for social in pack.social if social.kind == kind) else ""


def _is_sure_of_kind(understanding: Understanding, pack: Pack) -> bool:
    """Whether a declined message may be told what it is; distress that is only likely is spoken to all the same."""
    kind = understanding.out_of_scope_kind
    return (
        understanding.attack or understanding.kind_confidence >= pack.tuning.thresholds.kind or _is_urgent(kind, pack)
    )


def _is_urgent(kind: str | None, pack: Pack) -> bool:
    return any(other.urgent for other in pack.out_of_scope if other.kind == kind)


def _cue_for(learner: Learner, role: str | None) -> str | None:
    return next((cue.words for cue in reversed(learner.cues) if cue.role == role), None)
