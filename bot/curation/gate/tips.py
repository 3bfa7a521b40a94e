"""What speaks against a change of a tip: what it leans on, its wording and tone, another tip that says the same."""

from collections.abc import Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz, process, utils

from bot.curation.gate.house import (
    length_objections,
    new_site_objections,
    reference_objections,
    tone_objections,
    wording_objections,
)
from bot.curation.gate.report import MessageLimit, Objection, ObjectionKind
from bot.curation.gate.tone import Tone
from bot.daily.tip_words import tip_blocks
from bot.knowledge.growth import Tip
from bot.knowledge.pack import Pack
from bot.knowledge.references import references_of_tip
from bot.knowledge.wording import tip_wording_faults
from bot.mentor.reply import literal

_SHOWN = 120


def tip_objections(tip: Tip, old: Pack, new: Pack, tone: Tone, limits: Sequence[MessageLimit]) -> Iterator[Objection]:
    """Everything against a tip of `new`, where `old` is what was given before."""
    yield from reference_objections(references_of_tip(tip, new), new)
    yield from wording_objections(tip_wording_faults(tip, new), new)
    yield from tone_objections(tip.text, new, tone)
    yield from _said_before(tip, new)
    yield from new_site_objections(tip.sources, old, new)
    if not any(True for _ in references_of_tip(tip, new)):
        yield from length_objections([tip_blocks(new, tip, date.max)], new, limits)


def _said_before(tip: Tip, pack: Pack) -> Iterator[Objection]:
    others = {id_: utils.default_process(other.text) for id_, other in pack.tips.items() if id_ != tip.id}
    near = process.extract(
        utils.default_process(tip.text), others, scorer=fuzz.ratio, score_cutoff=pack.rules.tip_likeness, limit=3
    )
    voice = pack.gate_voice
    for _, _, id_ in near:
        says = voice.tip_duplicate.format(text=literal(pack.tips[id_].text[:_SHOWN]))
        yield Objection(ObjectionKind.DUPLICATE, says, voice.tip_duplicate_way_out, about=(id_,))
