"""Our check of fitted wording: nothing added, nothing lost, nothing turned round, whatever the model says of it.

Every sentence must name the approved sentences it says, and claim what they claim, word for word in their order, but
for the small and equal words that the pack lists and for parts that mean the same wherever they stand. It may open
with a word that only connects it, or, once, with what the asker said of themselves. A sentence that fails in its words
alone is said as it was approved; anything worse, such as a figure or a link, and nothing of the text is shown. Called
by `bot.llm.assistant` on everything before anybody sees it; pure, so that any output can be tried.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.knowledge.house_rules import HouseRules
from bot.llm.address import is_theirs, parted
from bot.llm.lexis import Lexis, tokens
from bot.llm.moves import Moves
from bot.mentor.assistance import Approved, ApprovedSentence, Fitted
from bot.mentor.reply import literal

_LINK = re.compile(r"\w+://|www\.|\]\(|<[^>]*>|@\w|mailto:", re.IGNORECASE)
_ADDRESS = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?", re.IGNORECASE)
"""What a platform may turn into a link by itself: `fast.ai`."""
_PLAIN = re.compile(r"[^\W_]|[ .,;:'’“”\"()/+#&%$€£₹¥–—-]")
_MARKUP = re.compile(r"[*_`\[\]<>|~\\#@{}^=]")
_COUNTED = ("?", "“", "”", '"', "(", ")", "…", "/")
_ENDS = (".", "?", ":", ".”", '."', ".)")
_LONGER_BY = 1.3
_AND_BY_WORDS = 15


class Reason(StrEnum):
    """Why a fitted text was refused; the value is what is counted."""

    SOURCE = "source"
    """It names an entry or a sentence that it was not given."""
    LOST = "lost"
    """Something of the approved text is missing."""
    ADDED = "added"
    NUMBER = "number"
    NAME = "name"
    LINK = "link"
    TURNED = "turned"
    """The words are those of the approved text, in an order that may say something else."""
    ASKER = "asker"
    """It says something of the asker that they did not say."""
    BANNED = "banned"
    LENGTH = "length"
    FORM = "form"
    """Marks, letters or a kind of sentence that the approved text does not have."""


_OF_WORDS = frozenset({Reason.ADDED, Reason.LOST, Reason.TURNED, Reason.FORM, Reason.LENGTH})
"""What a model may do that only rewords too freely; the others are signs of one that lies or was talked round."""


class FitSentence(BaseModel):
    """One sentence as a model gives it back."""

    model_config = ConfigDict(extra="forbid")

    entry: str
    says: list[int]
    """The numbers of the approved sentences that it says."""
    text: str


class FitAnswer(BaseModel):
    """A fitted text as a model gives it back."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[FitSentence]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a fitted text is not shown, which sentence it was and its place; the sentence is never for a log."""

    reason: Reason
    sentence: str = ""
    place: int | None = None
    """None where it is not about one sentence."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be shown of a fitted text, and why each sentence was refused that was."""

    fitted: Fitted | None
    refused: tuple[Rejection, ...] = ()


class Verifier:
    """Checks fitted texts by the lists and the house rules of one pack."""

    def __init__(self, lexis: Lexis, rules: HouseRules) -> None:
        self.lexis = lexis
        self._moves = Moves(lexis)
        self._banned = [re.compile(banned.pattern, re.IGNORECASE) for banned in rules.banned]

    def checked(self, answer: FitAnswer, approved: Approved, message: str) -> Checked:
        """The text to show, each sentence that fails in its words alone as it was approved; none where none is left.

        What is shown passes `verify` as a whole: nothing can be said this way that could not be said without it.
        """
        texts = {sentence.number: sentence.text for sentence in approved.sentences}
        sentences, refused = list(answer.sentences), list[Rejection]()
        while isinstance(verdict := self.verify(FitAnswer(sentences=sentences), approved, message), Rejection):
            refused.append(verdict)
            if verdict.place is None or verdict.reason not in _OF_WORDS:
                return Checked(None, tuple(refused))
            failed = sentences[verdict.place]
            source = " ".join(texts[number] for number in failed.says)
            sentences[verdict.place] = failed.model_copy(update={"text": source})
        is_all_refused = bool(refused) and " ".join(verdict.paragraphs) == approved.words
        return Checked(None if is_all_refused else verdict, tuple(refused))

    def verify(self, answer: FitAnswer, approved: Approved, message: str) -> Fitted | Rejection:
        """The text to show, or the first reason why it is not shown as it is."""
        known = {sentence.number: sentence for sentence in approved.sentences}
        fault = _faulty_order(answer, approved, known) or self._too_long(answer, approved)
        if fault is not None:
            return fault
        openings = 0
        for place, sentence in enumerate(answer.sentences):
            source = " ".join(known[number].text for number in sentence.says)
            reason = self._fault_of(sentence.text, sentence.text, source)
            opening, rest = parted(sentence.text)
            if reason is not None and place and self.lexis.connects(opening):
                reason = self._fault_of(rest, sentence.text, source)
            elif reason is not None and opening and is_theirs(opening, message, approved.role, self.lexis):
                openings += 1
                reason = self._fault_of(rest, sentence.text, source)
            if reason is not None or openings > 1:
                return Rejection(reason or Reason.ASKER, sentence.text, place)
        return Fitted(_paragraphs(answer.sentences, known))

    def _fault_of(self, rest: str, text: str, source: str) -> Reason | None:
        """What is wrong with one sentence, of which `rest` must say what its source says."""
        if _squeezed(text) == _squeezed(source):
            return None
        if (
            _LINK.search(text)
            or _LINK.search(source)
            or not set(_ADDRESS.findall(text)) <= set(_ADDRESS.findall(source))
        ):
            return Reason.LINK
        if not _is_plain(text, source):
            return Reason.FORM
        if any(pattern.search(text) for pattern in self._banned):
            return Reason.BANNED
        if len(text.split()) > max(self.lexis.tuning.sentence_words, len(source.split()) + _AND_BY_WORDS):
            return Reason.LENGTH
        return self._difference(rest, source)

    def _difference(self, rest: str, source: str) -> Reason | None:
        """Where the claims of a sentence part from those of its source; None where they are the same."""
        claims, wanted = self.lexis.claims(rest), self.lexis.claims(source)
        if claims == wanted:
            # What claims nothing in so many words is left as it stands.
            return None if wanted else Reason.FORM
        if self._moves.is_moved(rest, source):
            return None
        added, lost = Counter(claims) - Counter(wanted), Counter(wanted) - Counter(claims)
        if any(word[0].isdigit() for word in (*added, *lost)):
            return Reason.NUMBER
        if added:
            return Reason.NAME if _names(rest) - _names(source) - _first_word(rest) else Reason.ADDED
        return Reason.LOST if lost else Reason.TURNED

    def _too_long(self, answer: FitAnswer, approved: Approved) -> Rejection | None:
        length = sum(len(sentence.text.split()) for sentence in answer.sentences)
        most = len(approved.words.split()) * _LONGER_BY + _AND_BY_WORDS
        return Rejection(Reason.LENGTH) if length > most else None


def _faulty_order(answer: FitAnswer, approved: Approved, known: dict[int, ApprovedSentence]) -> Rejection | None:
    """Whether every approved sentence is said once, by its number, and next to the one it leans on."""
    for sentence in answer.sentences:
        if sentence.entry != approved.entry or not sentence.says or any(n not in known for n in sentence.says):
            return Rejection(Reason.SOURCE, sentence.text)
    order = [number for sentence in answer.sentences for number in sentence.says]
    if len(set(order)) != len(order):
        return Rejection(Reason.SOURCE)
    if set(order) != set(known):
        return Rejection(Reason.LOST)
    for before, number in zip([None, *order], order, strict=False):
        if known[number].leans and before != number - 1:
            return Rejection(Reason.TURNED)
    return None


def _is_plain(text: str, source: str) -> bool:
    """Whether a sentence has only marks and letters of its source or of plain English, and ends like a sentence."""
    if _MARKUP.search(text.replace("C#", "").replace("#", "", source.count("#"))):
        return False
    if any(not _PLAIN.match(mark) and mark not in source for mark in text):
        return False
    if any(mark.isalpha() and not mark.isascii() and mark not in source for mark in text):
        return False
    return all(text.count(mark) == source.count(mark) for mark in _COUNTED) and text.rstrip().endswith(_ENDS)


def _names(text: str) -> set[str]:
    """The words of a text that begin with a capital letter, as they compare."""
    return {word for found in re.findall(r"\b[A-Z][\w+#]*", text) for word in tokens(found)}


def _first_word(text: str) -> set[str]:
    return set(tokens(text)[:1])


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(sentences: Sequence[FitSentence], known: dict[int, ApprovedSentence]) -> tuple[str, ...]:
    """The sentences as paragraphs, a new one where another part of the approved text begins; no mark comes alive."""
    paragraphs: list[list[str]] = []
    part: int | None = None
    for sentence in sentences:
        here = known[sentence.says[0]].part
        if here != part:
            paragraphs.append([])
            part = here
        source = " ".join(known[number].text for number in sentence.says)
        is_unchanged = _squeezed(sentence.text) == _squeezed(source)
        paragraphs[-1].append(source if is_unchanged else literal(_squeezed(sentence.text)))
    return tuple(" ".join(paragraph) for paragraph in paragraphs)
