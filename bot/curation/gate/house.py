"""What the house asks of one entry: references, sources, wording, tone, and room on every platform."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz, process, utils

from bot.curation.gate.report import MessageLimit, Objection, ObjectionKind
from bot.curation.gate.tone import Tone
from bot.knowledge.entry import Clarification, Entry
from bot.knowledge.pack import Pack, host_of
from bot.knowledge.quotation import quoted_facts
from bot.knowledge.references import references_of_entry, texts_of
from bot.knowledge.wording import banned_in, entry_wording_faults
from bot.mentor.composing import Composer
from bot.mentor.manners import RoleGround, RoleView
from bot.mentor.reply import Block, Bullets, Gauges, Heading, Note, Paragraph, Sources, literal

_SHOWN = 120


def house_objections(
    entry: Entry, pack: Pack, day: date, tone: Tone, limits: Sequence[MessageLimit]
) -> Iterator[Objection]:
    """Everything that the rules of the house have against an entry by itself."""
    yield from reference_objections(references_of_entry(entry, pack), pack)
    yield from _freshness(entry, pack, day)
    yield from wording_objections(entry_wording_faults(entry, pack), pack)
    for _, text in texts_of(entry):
        yield from tone_objections(text, pack, tone)
    yield from _taken_phrasings(entry, pack)
    yield from _length(entry, pack, day, limits)


def retirement_objections(entry: Entry, pack: Pack) -> Iterator[Objection]:
    """What still leads to an entry that is gone from `pack`."""
    voice = pack.gate_voice
    for other in pack.entries.values():
        asks = isinstance(other.clarify, Clarification) and any(o.entry == entry.id for o in other.clarify.options)
        places = [name for name, points in (("see_also", entry.id in other.see_also), ("clarify", asks)) if points]
        for place in places:
            yield Objection(
                ObjectionKind.REFERENCE,
                voice.retired_reference.format(question=other.question, place=place),
                voice.retired_reference_way_out,
                blocks=place == "clarify",
                about=(other.id,),
            )


def reference_objections(problems: Iterable[str], pack: Pack) -> Iterator[Objection]:
    """What a piece leans on that is not there."""
    voice = pack.gate_voice
    for problem in problems:
        says = voice.reference.format(problem=problem[:1].upper() + problem[1:])
        yield Objection(ObjectionKind.REFERENCE, says, voice.reference_way_out, about=(problem,))


def new_site_objections(sources: Iterable[str], old: Pack, new: Pack) -> Iterator[Objection]:
    """Sources on a site that no source was from before: whoever approves the piece approves the site."""
    voice, known = new.gate_voice, old.approved_hosts()
    for source in (new.sources[id_] for id_ in sources if id_ in new.sources):
        host = host_of(str(source.url)) if source.url else None
        if host is not None and host not in known:
            says = voice.new_site.format(title=literal(source.title), host=host)
            yield Objection(ObjectionKind.SOURCE, says, voice.new_site_way_out, blocks=False, about=(source.id, host))


def _freshness(entry: Entry, pack: Pack, day: date) -> Iterator[Objection]:
    voice = pack.gate_voice
    if entry.checked > day:
        says = voice.future.format(checked=entry.checked.isoformat())
        yield Objection(ObjectionKind.SOURCE, says, voice.future_way_out, about=("checked",))
    elif entry.kind in pack.about.lifetimes and day > pack.recheck_on(entry):
        says = voice.overdue.format(day=pack.recheck_on(entry).isoformat())
        yield Objection(ObjectionKind.SOURCE, says, voice.overdue_way_out, about=("checked",))
    quoted = dict.fromkeys(id_ for _, text in texts_of(entry) for id_ in quoted_facts(text))
    for fact in (pack.facts[id_] for id_ in quoted if id_ in pack.facts):
        # A fact that was never verified withholds its number by design; one that has run out asks for a look.
        if fact.standing == "verified" and not fact.holds_on(day, pack.lifetime(fact.kind)):
            says = voice.expired_fact.format(fact=f"{fact.subject}: {fact.property}")
            yield Objection(ObjectionKind.SOURCE, says, voice.expired_fact_way_out, blocks=False, about=(fact.id,))


def wording_objections(problems: Iterable[str], pack: Pack) -> Iterator[Objection]:
    """What is wrong with the length, level, figures and links of a text."""
    voice = pack.gate_voice
    for problem in problems:
        says = voice.wording.format(problem=problem[:1].upper() + problem[1:])
        yield Objection(ObjectionKind.WORDING, says, voice.wording_way_out, about=(problem,))


def tone_objections(text: str, pack: Pack, tone: Tone) -> Iterator[Objection]:
    """Words that the house does not say, and sentences that shut people out."""
    voice = pack.gate_voice
    banned = list(banned_in(text, pack.rules))
    for words, rule in banned:
        says = voice.banned.format(words=words, pole=rule.pole)
        way_out = voice.banned_way_out.format(advice=rule.advice)
        yield Objection(ObjectionKind.TONE, says, way_out, about=(words,))
    for sentence in tone.shutting_out(text):
        if any(words in sentence for words, _ in banned):
            continue
        says = voice.shuts_out.format(sentence=sentence[:_SHOWN])
        yield Objection(ObjectionKind.TONE, says, voice.shuts_out_way_out, about=(sentence,))


def _taken_phrasings(entry: Entry, pack: Pack) -> Iterator[Objection]:
    """Phrasings that stand, letter by letter nearly, in another entry."""
    voice, likeness = pack.gate_voice, pack.rules.phrasing_likeness
    others = [(p, other) for other in pack.entries.values() if other.id != entry.id for p in other.phrasings]
    mine = [utils.default_process(phrasing) for phrasing in entry.phrasings]
    theirs = [utils.default_process(phrasing) for phrasing, _ in others]
    if not mine or not theirs:
        return
    scores = process.cdist(mine, theirs, scorer=fuzz.ratio, score_cutoff=likeness, workers=1)
    for row, column in zip(*scores.nonzero(), strict=True):
        other = others[int(column)][1]
        says = voice.phrasing_taken.format(phrasing=entry.phrasings[int(row)][:_SHOWN], question=other.question)
        yield Objection(ObjectionKind.DUPLICATE, says, voice.phrasing_taken_way_out, about=(other.id, mine[int(row)]))


def _length(entry: Entry, pack: Pack, day: date, limits: Sequence[MessageLimit]) -> Iterator[Objection]:
    """Where the longest form of the answer does not fit in one message of a platform."""
    if any(True for _ in references_of_entry(entry, pack)):
        return
    composer = Composer(pack)
    views = [RoleView(), *(RoleView(role, RoleGround.CHOSEN, 1.0) for role in entry.variants)]
    forms = [composer.entry_blocks(entry, view, day) for view in views]
    yield from length_objections(forms, pack, limits)


def length_objections(
    forms: Iterable[Sequence[Block]], pack: Pack, limits: Sequence[MessageLimit]
) -> Iterator[Objection]:
    """Where the longest of these forms does not fit in one message of a platform."""
    length = max(sum(_characters(block) for block in blocks) for blocks in forms)
    for limit in limits:
        if length > limit.characters:
            says = pack.gate_voice.too_long.format(
                platform=limit.platform, length=f"{length:,}", limit=f"{limit.characters:,}"
            )
            yield Objection(ObjectionKind.LENGTH, says, pack.gate_voice.too_long_way_out, about=(limit.platform,))


def _characters(block: Block) -> int:
    """About how many characters a face needs to show a block."""
    match block:
        case Heading(text) | Paragraph(text) | Note(text):
            return len(text) + 4
        case Bullets(items):
            return sum(len(item) + 3 for item in items)
        case Gauges(title, rows):
            return len(title) + sum(len(row.label) + len(row.text) + 16 for row in rows)
        case Sources(label, citations):
            return len(label) + sum(len(c.title) + len(c.author) + len(c.url or "") + 8 for c in citations) + 20
        case _:
            return 0
