"""When the mentor asks for a second opinion on what a message asks for, and what becomes of one.

Pure: which entries are offered where the reader was unsure, and the understanding once one of them was chosen. Nothing
outside the reader's own candidates can ever be chosen.
"""

from dataclasses import replace

from bot.knowledge.pack import Pack
from bot.mentor.assistance import Offer
from bot.understanding import Understanding, Verdict, verdict


def offers_where_unsure(understanding: Understanding, pack: Pack) -> tuple[Offer, ...]:
    """The entries to choose among; empty where the reader was sure, or where the message needs what went before.

    What went before in a talk may be another person's, so a message that leans on it is never put before anybody.
    """
    best = understanding.best
    leans = understanding.follow_up or understanding.only_role or understanding.picked is not None
    if best is None or leans or best.confidence >= pack.assistance.unsure_below:
        return ()
    if verdict(understanding, pack.tuning.thresholds) not in (Verdict.ANSWER, Verdict.HANDOVER):
        return ()
    near = understanding.candidates[: pack.assistance.candidates]
    return tuple(
        Offer(candidate.entry_id, pack.entries[candidate.entry_id].question, candidate.phrasing)
        for candidate in near
        if candidate.entry_id in pack.entries
    )


def with_chosen(understanding: Understanding, entry: str, pack: Pack) -> Understanding:
    """The understanding in which `entry`, one of its candidates, is the best and sure enough to be given."""
    chosen = next((c for c in understanding.candidates if c.entry_id == entry), None)
    if chosen is None:
        return understanding
    confidence = max(chosen.confidence, pack.tuning.thresholds.answer)
    share = (1 - confidence) / (1 - chosen.confidence) if chosen.confidence < 1 else 0.0
    others = [replace(c, confidence=c.confidence * share) for c in understanding.candidates if c.entry_id != entry]
    return replace(understanding, candidates=(replace(chosen, confidence=confidence), *others))
