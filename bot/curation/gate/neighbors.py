"""An entry beside the others: whether it says one of them again, or speaks against one or against a fact."""

from collections.abc import Iterator

from bot.curation.gate.contradictions import Contradiction, against_entries, against_facts
from bot.curation.gate.report import Objection, ObjectionKind
from bot.curation.gate.tone import sentences
from bot.curation.revisions.knowledge import Knowledge
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.understanding import Encoder, Reader

_NEAR = 3
"""Entries that the question of an entry leads to without it, and whose sentences are looked at closely."""
_SHOWN = 160


def neighbor_objections(entry: Entry, old: Knowledge, pack: Pack, encoder: Encoder) -> Iterator[Objection]:
    """What speaks against `entry` beside the other entries of `pack`; `old` is what answered before it."""
    reader = old.reader.encoding_with(encoder)
    yield from _duplicate(entry, reader, pack, encoder)
    near = [id_ for id_ in _answering(entry.question, entry.id, reader) if id_ in pack.entries][:_NEAR]
    for found in (*against_facts(entry, pack), *against_entries(entry, pack, near, encoder)):
        yield _contradiction(found, pack)


def _duplicate(entry: Entry, reader: Reader, pack: Pack, encoder: Encoder) -> Iterator[Objection]:
    """The entry that is asked for in these words today and answers much the same, where there is one."""
    texts = list(dict.fromkeys((entry.question, *entry.phrasings)))
    answered: dict[str, float] = {}
    for text in texts:
        for id_, confidence in _answering(text, entry.id, reader).items():
            answered[id_] = answered.get(id_, 0.0) + confidence / len(texts)
    likely = [id_ for id_ in sorted(answered, key=lambda id_: -answered[id_]) if id_ in pack.entries][:_NEAR]
    if not likely:
        return
    scores = {id_: answered[id_] + _said_again(entry, pack.entries[id_], encoder) for id_ in likely}
    best = max(scores, key=lambda id_: scores[id_])
    if scores[best] >= pack.gate.duplicate:
        voice = pack.gate_voice
        says = voice.duplicate.format(question=pack.entries[best].question)
        yield Objection(ObjectionKind.DUPLICATE, says, voice.duplicate_way_out, about=(best,))


def _said_again(entry: Entry, other: Entry, encoder: Encoder) -> float:
    """How alike the sentences of an answer are, on the whole, to the one of another answer that is nearest to each.

    Answers as a whole are alike wherever their subject is: those of neighbors more so than those of twins.
    """
    mine, theirs = (encoder.encode(sentences(one.answer) or [one.answer]) for one in (entry, other))
    return float((mine @ theirs.T).max(axis=1).mean())


def _answering(text: str, own: str, reader: Reader) -> dict[str, float]:
    """How surely each entry would answer `text` if `own` were not there, likeliest first."""
    understanding = reader.read(text)
    others = {c.entry_id: c.confidence for c in understanding.candidates if c.entry_id != own}
    mine = sum(c.confidence for c in understanding.candidates if c.entry_id == own)
    share = understanding.scope / max(understanding.scope - mine, 1e-6)
    return {id_: min(1.0, confidence * share) for id_, confidence in others.items()}


def _contradiction(found: Contradiction, pack: Pack) -> Objection:
    voice, ours, theirs = pack.gate_voice, found.ours[:_SHOWN], found.theirs[:_SHOWN]
    if found.fact is not None:
        says = voice.contradicts_fact.format(ours=ours, theirs=theirs)
        way_out = voice.contradicts_fact_way_out.format(fact=found.fact.id)
        about = (found.fact.id, found.ours)
        # A number that nobody could verify is no reason to refuse another one, but one to look.
        verified = found.fact.standing == "verified"
        return Objection(ObjectionKind.CONTRADICTION, says, way_out, blocks=verified, about=about)
    other = found.entry
    says = voice.contradicts_entry.format(ours=ours, theirs=theirs, question=other.question if other else "")
    of_both = (other.id if other else "", found.ours, found.theirs)
    return Objection(ObjectionKind.CONTRADICTION, says, voice.contradicts_entry_way_out, about=of_both)
