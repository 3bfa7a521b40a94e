"""An item of the inbox in words: what was asked, by how many, when, and how it was understood."""

from datetime import date, datetime

from bot.curation.inbox.items import Case, Item, ItemKind, expired_facts, nearest_entries
from bot.knowledge.pack import Pack
from bot.mentor.reply import Block, Bullets, Decision, Heading, Note, Paragraph, literal, shortened

_ALSO_SHOWN = 3
_REASONS_SHOWN = 4
_QUOTED = 400
"""Characters of somebody's words that are shown; a phone shows no more at once."""


def item_blocks(item: Item, pack: Pack, day: date) -> tuple[Block, ...]:
    """Everything a moderator needs to see of an item."""
    voice = pack.inbox_voice
    blocks: list[Block] = [Heading(title_of(item, pack))]
    if item.cases:
        blocks.append(Paragraph(_asked(item, pack)))
        others = item.wordings[1 : 1 + _ALSO_SHOWN]
        if others:
            blocks += [Paragraph(voice.also_put), Bullets(tuple(_quoted(text) for text in others))]
    blocks.append(Paragraph("\n\n".join(_understood(item, pack, day))))
    if item.reasons:
        said = tuple(_quoted(reason) for reason in item.reasons[:_REASONS_SHOWN])
        blocks += [Paragraph(voice.reasons), Bullets(said)]
    if item.draft is not None:
        blocks.append(Note(voice.in_hand))
    return tuple(blocks)


def title_of(item: Item, pack: Pack) -> str:
    """What stands above an item: the question as it was put, or the entry's, or the beginning of the tip."""
    if item.text:
        return _quoted(item.text)
    return _quoted(_about(item, pack))


def label_of(item: Item, pack: Pack) -> str:
    """An item as the label of a choice."""
    return shortened(item.text or _about(item, pack))


def _about(item: Item, pack: Pack) -> str:
    """The question of the entry, or the text of the tip, that an item is about."""
    if item.tip is not None:
        tip = pack.tips.get(item.tip)
        return tip.text if tip else item.tip
    entry = pack.entries.get(item.entry or "")
    return entry.question if entry else item.entry or ""


def hint_of(item: Item, pack: Pack) -> str:
    """Why an item waits and for how many, for a menu."""
    voice = pack.inbox_voice
    reason = {
        ItemKind.UNANSWERED: voice.reason_unanswered,
        ItemKind.DOUBTFUL: voice.reason_doubtful,
        ItemKind.CONTRADICTED: voice.reason_contradicted,
        ItemKind.DUE: voice.reason_due,
        ItemKind.CONFLICT: voice.reason_conflict,
    }[item.kind]
    if not item.cases:
        return reason
    return voice.menu_hint.format(reason=reason, people=people_words(item.people, pack))


def people_words(number: int, pack: Pack) -> str:
    """A number of people."""
    voice = pack.inbox_voice
    return voice.one_person if number == 1 else voice.people.format(number=number)


def day_words(moment: datetime | date, pack: Pack) -> str:
    """A day without its year."""
    voice = pack.learner_voice
    return voice.short_date.format(month=voice.months[moment.month - 1], day=moment.day)


def _asked(item: Item, pack: Pack) -> str:
    voice = pack.inbox_voice
    times = [case.at for case in item.cases]
    first, last = day_words(min(times), pack), day_words(max(times), pack)
    line = voice.asked.format(people=people_words(item.people, pack), first=first, last=last)
    if first == last:
        line = voice.asked_on_one_day.format(people=people_words(item.people, pack), day=first)
    if item.waiting:
        one = voice.asker_wants_word if item.people == 1 else voice.one_wants_word
        wanted = one if item.waiting == 1 else voice.want_word.format(number=item.waiting)
        line = f"{line} {wanted}"
    return line


def _understood(item: Item, pack: Pack, day: date) -> list[str]:
    """How the questions were understood, or what is wrong with the entry."""
    voice = pack.inbox_voice
    match item.kind:
        case ItemKind.DUE:
            return _due(item, pack, day)
        case ItemKind.CONFLICT:
            return [voice.conflict_tip if item.tip is not None else voice.conflict]
    lines = dict.fromkeys(_case_words(case, item, pack) for case in item.cases)
    return list(lines)[:_REASONS_SHOWN]


def _case_words(case: Case, item: Item, pack: Pack) -> str:
    voice = pack.inbox_voice
    if case.decision == Decision.HANDOVER.value or case.entry is None:
        near = nearest_entries(item, pack)
        return voice.nearest.format(question=literal(near[0].question)) if near else voice.nothing_near
    entry = pack.entries.get(case.entry)
    if entry is None:
        return voice.entry_gone
    sentence = {
        ItemKind.CONTRADICTED: voice.not_helpful,
        ItemKind.UNANSWERED: voice.wanted_person,
        ItemKind.DOUBTFUL: voice.not_meant if case.is_disputed else voice.unsure,
    }.get(case.kind, voice.unsure)
    return sentence.format(question=literal(entry.question))


def _due(item: Item, pack: Pack, day: date) -> list[str]:
    voice = pack.inbox_voice
    entry = pack.entries.get(item.entry or "")
    if entry is None:
        return [voice.entry_gone]
    lines = []
    if day > pack.recheck_on(entry):
        lines.append(voice.due.format(checked=entry.checked.isoformat(), owner=literal(entry.owner)))
    for id_ in expired_facts(entry, pack, day):
        fact = pack.facts[id_]
        lines.append(voice.expired.format(subject=literal(fact.subject), property=literal(fact.property)))
    return lines


def _quoted(text: str) -> str:
    return literal(shortened(text, _QUOTED))
