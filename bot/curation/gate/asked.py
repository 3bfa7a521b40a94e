"""Questions beside a change: test questions that would break, phrasings that take them, what is not ours let in."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process, utils

from bot.curation.gate.replay import Replay
from bot.curation.gate.report import Consequence, Objection, ObjectionKind, Seen
from bot.curation.revisions.knowledge import Knowledge
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.knowledge.teaching import GoldenQuestion
from bot.mentor.reply import Decision
from bot.understanding.lessons import Sort

_NEAREST = 12
"""Known texts near each phrasing that are looked at."""
_ALIKE = 0.6
"""Cosine from which a text that is not ours is near enough to be let in."""
_SHOWN = 160


def broken_golden(consequences: Sequence[Consequence], pack: Pack, *, by_examples: bool = False) -> Iterator[Objection]:
    """The test questions that met what is expected of them, and would not any more.

    `by_examples` of what is not ours, rather than by an entry and its phrasings.
    """
    voice = pack.gate_voice
    golden = {question.id: question for question in pack.golden_questions}
    for one in consequences:
        if not one.breaks or not _can_be_met(golden[one.asked.id], pack):
            continue
        is_scope = one.before.decision is Decision.DECLINE
        text = one.asked.text[:_SHOWN]
        says = (
            voice.scope.format(text=text)
            if is_scope
            else voice.breaks_golden.format(text=text, before=told(one.before, pack), after=told(one.after, pack))
        )
        golden_way_out = voice.not_ours_way_out if by_examples else voice.breaks_golden_way_out
        way_out = voice.scope_way_out if is_scope else golden_way_out
        yield Objection(ObjectionKind.SCOPE if is_scope else ObjectionKind.GOLDEN, says, way_out, about=(one.asked.id,))


def taken_golden(entry: Entry, pack: Pack) -> Iterator[Objection]:
    """Phrasings in the words of a test question that belongs to another entry, or to nobody."""
    voice = pack.gate_voice
    foreign = [question for question in pack.golden_questions if entry.id not in question.entries]
    mine = [utils.default_process(phrasing) for phrasing in entry.phrasings]
    theirs = [utils.default_process(question.text) for question in foreign]
    if not mine or not theirs:
        return
    scores = process.cdist(mine, theirs, scorer=fuzz.token_sort_ratio, score_cutoff=pack.gate.same_words, workers=1)
    for row, column in zip(*scores.nonzero(), strict=True):
        question = foreign[int(column)]
        owner = next((pack.entries[id_].question for id_ in question.entries if id_ in pack.entries), None)
        kind = ObjectionKind.GOLDEN if owner else ObjectionKind.SCOPE
        phrasing = entry.phrasings[int(row)][:_SHOWN]
        says = (
            voice.golden_taken.format(phrasing=phrasing, text=question.text[:_SHOWN], owner=f"“{owner}”")
            if owner
            else voice.scope.format(text=phrasing)
        )
        way_out = voice.golden_taken_way_out if owner else voice.scope_way_out
        yield Objection(kind, says, way_out, about=(question.id, mine[int(row)]))


def let_in(entry: Entry, old: Knowledge, new: Knowledge, replay: Replay) -> Iterator[Objection]:
    """Examples of what is not ours that would be answered by `entry`."""
    voice = new.pack.gate_voice
    near = old.reader.encoding_with(replay.encoder).nearest([entry.question, *entry.phrasings], _NEAREST)
    foreign = dict.fromkeys(
        one.phrasing for row in near for one in row if one.meaning.sort is Sort.OUT_OF_SCOPE and one.cosine >= _ALIKE
    )
    for text in foreign:
        before, after = replay.see(old, text), replay.see(new, text)
        if after.entry == entry.id and before.entry != entry.id:
            yield Objection(
                ObjectionKind.SCOPE, voice.scope.format(text=text[:_SHOWN]), voice.scope_way_out, about=(text,)
            )


def told(seen: Seen, pack: Pack) -> str:
    """What becomes of a question, in words that fit after "from" and "to"."""
    voice = pack.gate_voice
    match seen.decision:
        case Decision.HANDOVER:
            return voice.handed_over
        case Decision.DECLINE:
            return voice.declined
        case Decision.SOCIAL:
            return voice.small_talk
        case _:
            entry = pack.entries.get(seen.entry or "")
            return voice.answered.format(question=entry.question if entry else seen.entry or "")


def _can_be_met(question: GoldenQuestion, pack: Pack) -> bool:
    """A test question whose entries are all retired proves nothing any more."""
    return not question.entries or any(id_ in pack.entries for id_ in question.entries)
