"""The gate before publishing: what speaks against a change, and whose answer it would change.

Offline and without side effects beyond what it remembers. It blocks for seconds, so that whoever calls it does
so in a thread; one look at a time.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.curation.gate.asked import broken_golden, let_in, taken_golden
from bot.curation.gate.giving_up import GivingUpEncoder
from bot.curation.gate.house import house_objections, length_objections, new_site_objections, retirement_objections
from bot.curation.gate.neighbors import neighbor_objections
from bot.curation.gate.remembering import RememberingEncoder
from bot.curation.gate.replay import Replay
from bot.curation.gate.report import GateReport, MessageLimit, Objection, ObjectionKind
from bot.curation.gate.tips import tip_objections
from bot.curation.gate.tone import Tone
from bot.curation.revisions.archive import Asked
from bot.curation.revisions.knowledge import Knowledge
from bot.knowledge.entry import Entry
from bot.knowledge.gate_rules import GateRules
from bot.knowledge.pack import Pack
from bot.mentor.reply import Block
from bot.understanding import Encoder

_RELATIONS = frozenset({ObjectionKind.DUPLICATE, ObjectionKind.CONTRADICTION, ObjectionKind.GOLDEN})
"""Kinds that tell of an entry and another one; what held before a change is no fault of the change."""


class Gate:
    """Looks at changes; it remembers encodings, readings and the tone of each set of rules."""

    def __init__(self, encoder: Encoder, limits: Sequence[MessageLimit] = (), cache_folder: Path | None = None) -> None:
        self._patient = GivingUpEncoder(encoder)
        self._encoder = RememberingEncoder(self._patient)
        self._limits = tuple(limits)
        self._cache_folder = cache_folder
        self._replay = Replay(self._encoder)
        self._tones: list[tuple[GateRules, Tone]] = []

    def prepare(self, knowledge: Knowledge, asked: Sequence[Asked] = ()) -> None:
        """Do ahead of time what the next look will need: the tone, and how questions are answered now."""
        self._tone(knowledge.pack)
        for one in (*(Asked(g.id, g.text) for g in knowledge.pack.golden_questions), *asked):
            self._replay.see(knowledge, one.text)

    def examine(
        self,
        old: Knowledge,
        new: Knowledge,
        slug: str | None,
        day: date,
        *,
        asked: Sequence[Asked] = (),
    ) -> GateReport:
        """Look at the change from `old` to `new` in the entry `slug`, or in what is not ours where there is none.

        `asked` are real questions of the community.
        """
        started = time.perf_counter()
        consequences = self._replay.consequences(old, new, asked)
        objections = [
            *self.objections(old, new, slug, day),
            *broken_golden(consequences, new.pack, by_examples=slug is None),
        ]
        return GateReport(
            tuple(dict.fromkeys(objections)),
            consequences,
            replayed=len(new.pack.golden_questions) + len(asked),
            seconds=time.perf_counter() - started,
        )

    def examine_tip(self, old: Pack, new: Pack, id_: str) -> GateReport:
        """Look at the change from `old` to `new` in a tip; no question is answered by one, so none is replayed."""
        started = time.perf_counter()
        found = tip_objections(new.tips[id_], old, new, self._tone(new), self._limits) if id_ in new.tips else ()
        return GateReport(tuple(dict.fromkeys(found)), seconds=time.perf_counter() - started)

    def close(self) -> None:
        """Look at nothing any more; what is under way ends within a second, with a `SignpostError`."""
        self._patient.give_up()

    def too_long(self, blocks: Sequence[Block], pack: Pack) -> tuple[Objection, ...]:
        """Where what is shown does not fit in one message of a platform."""
        return tuple(length_objections([blocks], pack, self._limits))

    def objections(self, old: Knowledge, new: Knowledge, slug: str | None, day: date) -> Iterator[Objection]:
        """What speaks against the change without asking any question, in a second or less."""
        if slug is None:
            return
        before, after = old.pack.entries.get(slug), new.pack.entries.get(slug)
        if after is None:
            yield from retirement_objections(before, new.pack) if before else ()
            return
        yield from house_objections(after, new.pack, day, self._tone(new.pack), self._limits)
        yield from new_site_objections(after.sources, old.pack, new.pack)
        known = {(o.kind, o.about) for o in self._relations(before, old, old.pack)} if before else set()
        yield from (o for o in self._relations(after, old, new.pack) if (o.kind, o.about) not in known)
        yield from let_in(after, old, new, self._replay)

    def _relations(self, entry: Entry, old: Knowledge, pack: Pack) -> Iterator[Objection]:
        yield from neighbor_objections(entry, old, pack, self._encoder)
        yield from taken_golden(entry, pack)

    def _tone(self, pack: Pack) -> Tone:
        """The tone of a pack's rules; learned from the first pack that has them, since answers hardly change it."""
        for rules, tone in self._tones:
            if rules == pack.gate:
                return tone
        tone = Tone.of(pack, self._encoder.original, self._cache_folder)
        self._tones.append((pack.gate, tone))
        return tone
