"""A draft, a review, a revision in words: what changes, what the gate says, whose answer would be another. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.curation.revisions.overlay import piece_in
from bot.curation.revisions.revision import Content, Kind, NotOurs, Revision, State, Written, blank, text_of
from bot.curation.workshop import forms
from bot.curation.workshop.curators import Saved
from bot.curation.workshop.differences import difference
from bot.curation.workshop.joining import Wanted
from bot.curation.workshop.lacking import in_sentence, say_lacking
from bot.curation.workshop.passage import Outcome, Passage, Rights
from bot.curation.workshop.report_words import report_blocks
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.events import Filled, Picked
from bot.mentor.reply import (
    MAX_LABEL,
    Block,
    Choice,
    Choices,
    Code,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    literal,
    shortened,
)

_TITLE = 100


def draft_page(revision: Revision, pack: Pack, said: str = "", *, is_new_message: bool = False) -> Reply:
    """A draft: what it would change, and what can be done with it."""
    voice = pack.curation_voice
    blocks: list[Block] = [Paragraph(said)] if said else []
    blocks += [Heading(voice.draft_title.format(title=title_of(revision, pack))), *changes_of(revision, pack)]
    blocks.append(Note(_facts(revision, pack)))
    if revision.verdict:
        blocks.append(Paragraph(voice.rejected_reason.format(reason=literal(revision.verdict))))
    return Reply(tuple(blocks), draft_choices(revision, pack), replaces=not is_new_message)


def draft_choices(revision: Revision, pack: Pack) -> tuple[Choices, ...]:
    """What can be done with a draft."""
    voice, id_ = pack.curation_voice, revision.id
    text = revision.written
    send = Choice(voice.send_button, Action("kb-send", (id_, str(revision.version))), Tone.MAIN)
    drop = Choice(voice.drop_button, Action("kb-drop", (id_,)), Tone.DANGER)
    if text is None:
        return (Choices((send, drop)),)
    preview = Choice(voice.preview_button, Action("kb-preview", (id_,)))
    edit = _edit(id_, text, pack)
    menu = parts_menu(revision.kind, pack, lambda part: Action("kb-fill", (id_, part)))
    if revision.kind is Kind.TIP:
        return Choices((send, preview, edit, drop)), menu
    asked = Choice(voice.asked_button, Action("kb-fill", (id_, forms.ASKED)))
    return Choices((send, preview, edit, asked, drop)), menu


def parts_menu(kind: Kind, pack: Pack, action: Callable[[str], Action]) -> Choices:
    """A menu of the parts of a piece that have no button."""
    voice = pack.curation_voice
    if kind is Kind.TIP:
        parts = ((voice.part_tip_for, forms.TIP_FOR), (voice.part_tip_about, forms.TIP_ABOUT))
        return Choices(tuple(Choice(name, action(part)) for name, part in parts), voice.parts_prompt, as_menu=True)
    roles = forms.in_order(pack)
    together = (Choice(voice.part_roles, action(forms.ROLES)),) if 1 < len(roles) <= forms.MOST_FIELDS else ()
    return Choices(
        (
            Choice(voice.part_depth, action(forms.DEPTH)),
            Choice(voice.part_about, action(forms.ABOUT)),
            Choice(voice.part_back, action(forms.BACK)),
            *together,
            *(
                Choice(voice.part_role.format(role=role.title)[:MAX_LABEL], action(forms.role_part(role.id)))
                for role in roles
            ),
        ),
        voice.parts_prompt,
        as_menu=True,
    )


def say_saved(wanted: Wanted, pack: Pack, said: str = "") -> str:
    """That a draft is saved, or what is `said` of it, and what of it could not be read."""
    voice = pack.curation_voice
    unread = [voice.source_unread.format(line=literal(line[:80])) for line in wanted.unread]
    return "\n\n".join((said or voice.draft_saved, *unread))


def unchanged_page(wanted: Wanted, pack: Pack) -> Reply:
    """That nothing was changed; what led to the form stays as it was, with its choices."""
    return Reply((Paragraph(say_saved(wanted, pack, pack.curation_voice.draft_unchanged)),))


def saved_page(saved: Saved, wanted: Wanted, pack: Pack) -> Reply:
    """A draft after it was saved."""
    voice = pack.curation_voice
    if saved.is_same:
        return unchanged_page(wanted, pack)
    if saved.beside is not None:
        fields = tuple(clash.field for clash in saved.clashes)
        said = voice.draft_beside.format(fields=_names(fields, saved.revision.kind, pack))
        page = draft_page(saved.revision, pack, said, is_new_message=True)
        theirs = difference(saved.beside.content, saved.revision.content, pack)
        return Reply((*page.blocks[:1], *theirs, *page.blocks[1:]), page.choices)
    said = say_saved(wanted, pack)
    if changes_of(saved.revision, pack) == (Paragraph(voice.no_difference),):
        page = draft_page(saved.revision, pack, say_saved(wanted, pack, voice.draft_same))
        return replace(page, blocks=tuple(block for block in page.blocks if block != Paragraph(voice.no_difference)))
    if saved.others:
        said = voice.draft_others.format(fields=_names(saved.others, saved.revision.kind, pack))
    return draft_page(saved.revision, pack, said)


def passage_page(passage: Passage, pack: Pack, rights: Rights = Rights()) -> Reply:  # noqa: B008 - immutable
    """What came of sending a draft on: published, waiting, or what has to be done first."""
    voice, revision = pack.curation_voice, passage.revision
    match passage.outcome:
        case Outcome.PUBLISHED:
            return Reply((Paragraph(_published(revision, pack)),), _after_publication(revision, pack), replaces=True)
        case Outcome.TAKEN_BACK:
            return Reply((Paragraph(voice.dropped),), replaces=True)
        case Outcome.UNFINISHED:
            return draft_page(revision, pack, say_lacking(passage.lacking, revision.kind, voice))
        case Outcome.CLASHED:
            return _clash_page(passage, pack)
        case Outcome.OBJECTED:
            page = draft_page(revision, pack, voice.blocked)
            found = report_blocks(passage.report, pack, _question(revision))
            return Reply((*page.blocks[:1], *found, *page.blocks[1:]), page.choices, replaces=True)
        case _:
            return review_page(passage, pack, rights)


def review_page(passage: Passage, pack: Pack, rights: Rights) -> Reply:
    """A draft in review: what it changes, what the gate says, and the list that an approver accepts with it."""
    voice, revision = pack.curation_voice, passage.revision
    if passage.report is None:
        return draft_page(revision, pack)
    said = {Outcome.LOOK_AGAIN: voice.look_again, Outcome.WAITS: voice.waits}.get(passage.outcome, voice.waits_for_you)
    if rights.publishes and passage.outcome is Outcome.WAITS:
        said = voice.ready
    blocks = (
        Paragraph(said),
        Heading(title_of(revision, pack)),
        *changes_of(revision, pack),
        *report_blocks(passage.report, pack, _question(revision)),
        Note(_facts(revision, pack)),
    )
    if revision.state is State.DRAFT:
        return Reply(blocks, draft_choices(revision, pack), replaces=True)
    version = str(revision.version)
    approval = Action("kb-approve", (revision.id, version, passage.digest))
    label = voice.publish_button if rights.publishes else voice.approve_button
    approve = (Choice(label, approval, Tone.MAIN),) if rights.approves or rights.publishes else ()
    reject = Choice(voice.reject_button, Action("kb-reject", (revision.id,)), Tone.DANGER)
    drop = Choice(voice.drop_button, Action("kb-drop", (revision.id,)), Tone.DANGER)
    preview = Choice(voice.preview_button, Action("kb-preview", (revision.id,)))
    text = (preview, _edit(revision.id, revision.written, pack)) if revision.written is not None else ()
    word = _word(revision, pack) if rights.awaits else ()
    return Reply(blocks, (Choices((*approve, *word, *text, reject if rights.approves else drop)),), replaces=True)


def _word(revision: Revision, pack: Pack) -> tuple[Choice, ...]:
    """A way to hear what becomes of a tip, for whoever proposed it."""
    if revision.kind is not Kind.TIP or revision.base is not None or revision.written is None:
        return ()
    return (Choice(pack.inbox_voice.proposal_button, Action("tell-proposer", (revision.id,)), Tone.MAIN),)


def changes_of(revision: Revision, pack: Pack) -> tuple[Block, ...]:
    """What a draft changes of what is live."""
    live = piece_in(pack, revision.kind, revision.subject)
    before: Content = text_of(live) if live is not None else blank(revision.kind, revision.subject)
    return difference(before, revision.content, pack)


def _question(revision: Revision) -> dict[str, str]:
    """The question that a draft of an entry puts, by the id of the entry."""
    text = revision.written
    question = text and revision.kind is Kind.ENTRY and text.fields.get("question")
    return {revision.subject: str(question)} if question else {}


def title_of(revision: Revision, pack: Pack) -> str:
    """What a revision is about, for people."""
    text = revision.written
    words = text and (text.fields.get("question") or text.fields.get("text"))
    if words:
        return literal(shortened(str(words), _TITLE))
    if isinstance(revision.content, NotOurs):
        return literal(revision.content.kind.replace("_", " "))
    return title_of_piece(revision.kind, revision.subject, pack)


def title_of_piece(kind: Kind, subject: str, pack: Pack) -> str:
    """The question of an entry, or the beginning of a tip, for people."""
    piece = piece_in(pack, kind, subject)
    if piece is None:
        return literal(subject)
    return literal(shortened(piece.question if isinstance(piece, Entry) else piece.text, _TITLE))


def label_of(revision: Revision, pack: Pack) -> str:
    """What a revision is about, as the label of a choice."""
    return shortened(title_of(revision, pack).replace("\\", ""))


def history_line(revision: Revision, pack: Pack) -> str:
    """One revision in a line: its number, when, who, who approved it, why."""
    voice, number = pack.curation_voice, revision.number or 0
    day = say_day(revision.decided_at or revision.changed_at, pack)
    person, reason = say_person(revision.person, pack), literal(revision.reason) or voice.no_reason
    if revision.approver is None or revision.approver == revision.person:
        return voice.history_line.format(number=number, day=day, person=person, reason=reason)
    approver = say_person(revision.approver, pack)
    return voice.history_approved.format(number=number, day=day, person=person, approver=approver, reason=reason)


def say_changed(published: Sequence[Revision], pack: Pack) -> str:
    """How often a piece was changed here."""
    voice = pack.curation_voice
    if not published:
        return voice.entry_shipped
    count = len(published)
    times = voice.once if count == 1 else voice.times.format(number=count)
    return voice.entry_changed.format(times=times, number=published[-1].number)


def say_day(moment: datetime, pack: Pack) -> str:
    """A day as people write it."""
    voice = pack.learner_voice
    return voice.date.format(month=voice.months[moment.month - 1], day=moment.day, year=moment.year)


def _clash_page(passage: Passage, pack: Pack) -> Reply:
    voice, revision = pack.curation_voice, passage.revision
    blocks: list[Block] = [Heading(voice.clash_title)]
    for one in passage.conflicts:
        blocks.append(Paragraph(voice.clash.format(field=name_of(one.field, revision.kind, pack))))
        blocks += [Paragraph(voice.clash_live), Code(as_text(one.theirs))]
        blocks += [Paragraph(voice.clash_mine), Code(as_text(one.ours))]
    version = str(revision.version)
    choices = (
        Choice(voice.keep_mine_button, Action("kb-clash", (revision.id, version, "mine"))),
        Choice(voice.keep_live_button, Action("kb-clash", (revision.id, version, "live"))),
        Choice(voice.drop_button, Action("kb-drop", (revision.id,)), Tone.DANGER),
    )
    return Reply(tuple(blocks), (Choices(choices),), replaces=True)


def _facts(revision: Revision, pack: Pack) -> str:
    voice, number = pack.curation_voice, revision.base_number
    reason = literal(revision.reason) if revision.reason else voice.draft_no_reason
    base = f" {voice.draft_from.format(number=number)}" if number else ""
    day = say_day(revision.begun_at, pack)
    if revision.person is None:
        return voice.draft_facts.format(day=day, base=base, reason=reason)
    return voice.draft_facts_by.format(day=day, base=base, reason=reason, person=say_person(revision.person, pack))


def say_person(person: str | None, pack: Pack) -> str:
    """Somebody, as each platform names its people."""
    return f"[{pack.curation_voice.somebody}](person:{person})" if person else pack.curation_voice.somebody


def _after_publication(revision: Revision, pack: Pack) -> tuple[Choices, ...]:
    voice = pack.curation_voice
    if revision.kind is Kind.NOT_OURS:
        return ()
    return (Choices((Choice(voice.history_button, history_of(revision.kind, revision.subject)),)),)


def history_of(kind: Kind, subject: str) -> Action:
    """Opens the history of a piece."""
    return Action("kb-history", (subject, kind.value))


def edit_of(kind: Kind, subject: str) -> Action:
    """Opens the form of the part of a piece that most changes are about."""
    return Action("kb-tip-part", (subject, forms.TIP)) if kind is Kind.TIP else Action("kb-edit", (subject, ""))


def kind_in(event: Picked | Filled, index: int) -> Kind:
    """The kind of piece that an action is about; an entry where it does not say."""
    return Kind.TIP if event.action.argument(index) == Kind.TIP.value else Kind.ENTRY


def _published(revision: Revision, pack: Pack) -> str:
    voice = pack.curation_voice
    if revision.kind is Kind.TIP and revision.written is not None:
        return voice.tip_published
    is_gone = revision.content is not None and not isinstance(revision.content, Written | NotOurs)
    return voice.retired if is_gone else voice.published


def _edit(id_: str, text: Written, pack: Pack) -> Choice:
    label = pack.curation_voice.edit_tip_button if forms.first_part(text) == forms.TIP else None
    return Choice(label or pack.curation_voice.edit_button, Action("kb-fill", (id_, forms.first_part(text))))


def _names(fields: Sequence[str], kind: Kind, pack: Pack) -> str:
    return ", ".join(name_of(field, kind, pack) for field in fields) or "…"


def name_of(field: str, kind: Kind, pack: Pack) -> str:
    """What a field is called in a sentence."""
    return in_sentence(field, kind, pack.curation_voice)


def as_text(value: object) -> str:
    """The value of a field, line by line."""
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "\n".join(f"{key}: {text}" for key, text in value.items()) if isinstance(value, dict) else str(value or "")
