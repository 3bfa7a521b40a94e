"""Golden questions and real ones asked of old and new knowledge: whose answer would be another.

What takes time is encoding and reading. Encodings are remembered by text and old readings by reader, so that
a second look at a change, or at the next one, costs only what is new.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.curation.gate.remembering import RememberingEncoder
from bot.curation.gate.report import Consequence, Seen
from bot.curation.revisions.archive import Asked
from bot.curation.revisions.knowledge import Knowledge
from bot.knowledge.pack import Pack
from bot.knowledge.teaching import GoldenTurn
from bot.mentor.cleaning import clean, has_words
from bot.mentor.manners import decide
from bot.mentor.memory import Learner, Talk
from bot.mentor.reply import Decision
from bot.understanding import Reader

_NOBODY = Learner("", "")
_NO_TALK = Talk("")
_READERS = 4
"""Readers whose readings are remembered: those that are live in the communities that curate most."""
_READINGS = 4000
"""Questions of each that are remembered; more than any look asks."""


@dataclass(frozen=True, slots=True)
class _Readings:
    """A reader over the encoder that remembers, and what it saw."""

    reader: Reader
    seen: OrderedDict[str, Seen] = field(default_factory=OrderedDict)


class Replay:
    """Asks questions of two states of knowledge; one at a time, from one thread."""

    def __init__(self, encoder: RememberingEncoder) -> None:
        self.encoder = encoder
        self._readings: OrderedDict[Reader, _Readings] = OrderedDict()

    def consequences(self, old: Knowledge, new: Knowledge, asked: Sequence[Asked]) -> tuple[Consequence, ...]:
        """Every golden question and every one of `asked` that would be answered otherwise."""
        golden = {question.id: question for question in new.pack.golden_questions}
        own = (Asked(id_, question.text) for id_, question in golden.items())
        found = []
        for one, before, after in self._compared(old, new, own):
            expected = golden[one.id]
            breaks = meets(before, expected) and not meets(after, expected)
            found.append(Consequence(one, before, after, golden=True, breaks=breaks))
        found += [Consequence(*each) for each in self._compared(old, new, asked)]
        return tuple(found)

    def see(self, knowledge: Knowledge, text: str) -> Seen:
        """What becomes of a question that somebody new asks out of the blue."""
        readings = self._readings.get(knowledge.reader)
        if readings is None:
            readings = _Readings(knowledge.reader.encoding_with(self.encoder))
            self._readings[knowledge.reader] = readings
            while len(self._readings) > _READERS:
                self._readings.popitem(last=False)
        self._readings.move_to_end(knowledge.reader)
        if text not in readings.seen:
            readings.seen[text] = seen(knowledge.pack, readings.reader, text)
            if len(readings.seen) > _READINGS:
                readings.seen.popitem(last=False)
        readings.seen.move_to_end(text)
        return readings.seen[text]

    def _compared(self, old: Knowledge, new: Knowledge, asked: Iterable[Asked]) -> Iterator[tuple[Asked, Seen, Seen]]:
        for one in asked:
            before, after = self.see(old, one.text), self.see(new, one.text)
            if before != after:
                yield one, before, after


def seen(pack: Pack, reader: Reader, text: str) -> Seen:
    """What becomes of `text` by this pack and this reader."""
    words = clean(text).words
    if not has_words(words):
        return Seen(Decision.SOCIAL)
    outcome = decide(reader.read(words), pack, _NO_TALK, _NOBODY)
    return Seen(outcome.decision, outcome.entry, outcome.view.role)


def meets(found: Seen, expected: GoldenTurn) -> bool:
    """Whether what becomes of a golden question is what it must lead to; its role is looked at beside it."""
    if found.decision.value not in expected.decisions:
        return False
    is_answered = found.decision in (Decision.ANSWER, Decision.CLARIFY)
    return not is_answered or not expected.entries or found.entry in expected.entries
