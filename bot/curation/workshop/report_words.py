"""What the gate found, in words: objections with their ways out, and whose answer would be another. Pure."""

from collections import Counter
from collections.abc import Mapping

from bot.curation.gate.report import Consequence, GateReport, Seen
from bot.knowledge.pack import Pack
from bot.mentor.reply import Block, Bullets, Decision, Heading, Note, Paragraph, literal

_CONSEQUENCES_SHOWN = 15
_QUOTED = 120


def report_blocks(report: GateReport | None, pack: Pack, new: Mapping[str, str] | None = None) -> tuple[Block, ...]:
    """What the gate found: objections with their ways out, then whose answer would be another.

    `new` are the questions of entries that the pack does not have yet, by id.
    """
    voice = pack.curation_voice
    if report is None:
        return ()
    blocks: list[Block] = []
    if report.objections:
        blocks.append(Heading(voice.objections_title))
        blocks.append(Bullets(tuple(f"{one.says} {one.way_out}" for one in report.objections)))
    else:
        blocks.append(Note(voice.passes))
    return (*blocks, *_consequences(report, pack, new or {}))


def _consequences(report: GateReport, pack: Pack, new: Mapping[str, str]) -> tuple[Block, ...]:
    voice = pack.curation_voice
    number, changed = f"{report.replayed:,}", f"{len(report.consequences):,}"
    if not report.replayed:
        return ()
    if not report.consequences:
        return (Note(voice.consequences_none.format(number=number)),)
    ordered = sorted(report.consequences, key=lambda one: (not one.breaks, not one.golden))
    asked = Counter(_consequence(one, pack, new) for one in ordered)
    said = [line if n == 1 else f"{line} {voice.asked_times.format(number=n)}" for line, n in asked.items()]
    lines = said[:_CONSEQUENCES_SHOWN]
    if len(said) > _CONSEQUENCES_SHOWN:
        lines.append(voice.consequences_more.format(number=len(said) - _CONSEQUENCES_SHOWN))
    return (
        Heading(voice.consequences_title),
        Paragraph(voice.consequences.format(number=number, changed=changed)),
        Bullets(tuple(lines)),
    )


def _consequence(one: Consequence, pack: Pack, new: Mapping[str, str]) -> str:
    voice = pack.curation_voice
    asked = one.asked.text if len(one.asked.text) <= _QUOTED else one.asked.text[:_QUOTED] + "…"
    line = voice.consequence.format(
        question=literal(asked), before=_seen(one.before, pack, new), after=_seen(one.after, pack, new)
    )
    return f"{line} {voice.is_golden}" if one.golden else line


def _seen(seen: Seen, pack: Pack, new: Mapping[str, str]) -> str:
    voice = pack.curation_voice
    slug = seen.entry or ""
    known = pack.entries.get(slug)
    entry = literal(known.question if known is not None else new.get(slug, slug))
    role = pack.roles[seen.role].title if seen.role in pack.roles else None
    match seen.decision:
        case Decision.ANSWER:
            return voice.answered_by_as.format(entry=entry, role=role) if role else entry
        case Decision.CLARIFY:
            return voice.is_clarify.format(entry=entry)
        case Decision.HANDOVER:
            return voice.is_handover
        case Decision.DECLINE:
            return voice.is_decline
        case Decision.SOCIAL:
            return voice.is_social
