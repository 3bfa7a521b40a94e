"""An approved answer cut into sentences, for an assistant that may fit its wording.

The sentences are those that the asker would read without any assistant, with the facts as they stand today. Which of
them lean on the one before, so that they stay behind it, is told by a list of the pack.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from bot.knowledge.assistance import AssistanceTuning
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import with_facts
from bot.mentor.assistance import Approved, ApprovedSentence
from bot.mentor.manners import Outcome, RoleGround
from bot.mentor.reply import Decision
from bot.understanding.lexicon import words

_ABBREVIATED = r"(?<!e\.g\.)(?<!i\.e\.)(?<!U\.S\.)(?<!vs\.)(?<!Ph\.D\.)(?<!Dr\.)"
_END = re.compile(rf"(?:(?<=[.?!])|(?<=[.?!][”\")])){_ABBREVIATED}\s+(?=[A-Z“\"(0-9])|\n+")


def approved_answer(outcome: Outcome, pack: Pack, day: date) -> Approved | None:
    """What would be said for `outcome`, to be fitted; None where its wording stays as it is.

    Only an answer to the asker themselves is fitted: not a repetition, and not what is asked for somebody else.
    """
    entry = pack.entries.get(outcome.entry or "")
    if entry is None or outcome.decision not in (Decision.ANSWER, Decision.CLARIFY) or outcome.is_repeat:
        return None
    if outcome.view.ground is RoleGround.OTHER:
        return None
    role = pack.roles.get(outcome.view.role or "")
    asks_back = outcome.decision is Decision.CLARIFY
    parts = (entry.answer,) if asks_back else _parts(entry, outcome.view.role, is_known=outcome.is_known)
    texts = tuple(with_facts(text, pack, day) for text in parts)
    sentences = tuple(_sentences(texts, pack.assistance))
    return Approved(entry.id, entry.question, role.article if role else None, sentences, texts)


def leans(sentence: str, tuning: AssistanceTuning) -> bool:
    """Whether a sentence refers to the one before it: by a word for it, or by a number of what it does not name."""
    leaning, counting, free = map(_listed, (tuning.leaning, tuning.counting, tuning.free))
    spoken = words(sentence)
    return any(
        word in leaning and (word not in counting or following is None or following in free)
        for word, following in pairwise([*spoken, None])
        if word is not None
    )


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each whole; a list item counts as one."""
    return [piece.strip() for piece in _END.split(text) if piece and piece.strip()]


def _parts(entry: Entry, role: str | None, *, is_known: bool) -> Iterator[str]:
    """The running text of an entry as it is composed without an assistant, direct answer first."""
    variant = entry.variants.get(role) if role else None
    if not (is_known and variant):
        yield entry.answer
    if variant:
        yield variant
    elif entry.depends:
        yield entry.depends


def _listed(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in words(line))


def _sentences(parts: tuple[str, ...], tuning: AssistanceTuning) -> Iterator[ApprovedSentence]:
    number = 0
    for part, text in enumerate(parts):
        for place, sentence in enumerate(split_sentences(text)):
            number += 1
            yield ApprovedSentence(number, sentence, part, place > 0 and leans(sentence, tuning))
