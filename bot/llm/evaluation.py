"""The mentor measured with and without the language model, question by question, on talks of one message each.

Nothing is kept and no ceiling holds. Called by `signpost eval`.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rapidfuzz import fuzz

from bot.clock import Clock
from bot.llm.assistant import ModelAssistant
from bot.llm.ledger import MILLION
from bot.llm.scratch import ScratchLedger
from bot.mentor.editions import Editions
from bot.mentor.events import Occasion, Said, Speaker
from bot.mentor.memory import Question, question_id
from bot.mentor.mentor import Mentor
from bot.mentor.reply import Note, Paragraph, Reply
from bot.mentor.scratch import ScratchMemory

COMMUNITY = "eval:local"

Line = tuple[str, str]
"""What was measured, and what came out."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """One message, answered: what was decided, what was said, how many seconds it took."""

    question: Question | None
    reply: Reply
    seconds: float

    @property
    def outcome(self) -> tuple[str, str | None]:
        return (self.question.decision.value, self.question.entry) if self.question is not None else ("", None)


@dataclass(slots=True)
class Evaluation:
    """Counts over the questions asked so far."""

    editions: Editions
    clock: Clock
    assistant: ModelAssistant | None = None
    ledger: ScratchLedger = field(default_factory=ScratchLedger)
    _plain: list[_Heard] = field(default_factory=list)
    _helped: list[_Heard] = field(default_factory=list)

    async def ask_all(self, texts: Sequence[str], report: Callable[[int], None]) -> None:
        """Ask every question without help, and with it where there is an assistant."""
        for number, text in enumerate(texts):
            report(number)
            self._plain.append(await self._ask(text, number, None))
            if self.assistant is not None:
                self._helped.append(await self._ask(text, number, self.assistant))

    def lines(self) -> tuple[Line, ...]:
        """Everything that was measured."""
        decisions = Counter(heard.outcome[0] for heard in self._plain)
        found = [("questions", str(len(self._plain)))]
        found += [(f"without: {decision}", str(count)) for decision, count in sorted(decisions.items())]
        found.append(("without: seconds, median and 95 %", _seconds(self._plain)))
        return (*found, *(self._lines_with_help() if self._helped else ()))

    def _lines_with_help(self) -> list[Line]:
        pairs = list(zip(self._plain, self._helped, strict=True))
        same = sum(plain.outcome == helped.outcome for plain, helped in pairs)
        fitted = [(plain, helped) for plain, helped in pairs if self._is_fitted(helped.reply)]
        alike = [fuzz.ratio(_running(plain.reply), _running(helped.reply)) / 100 for plain, helped in fitted]
        calls = self.ledger.ended_with()
        outcomes = Counter(f"{begun.purpose.value}: {ended.outcome}" for begun, ended in calls)
        cost = sum(ended.cost for _, ended in calls) / MILLION
        tokens = sum(ended.tokens_in for _, ended in calls), sum(ended.tokens_out for _, ended in calls)
        return [
            ("with: same entry and decision", f"{same} of {len(pairs)}"),
            ("with: answers in fitted words", str(len(fitted))),
            ("with: likeness to the approved", f"{statistics.mean(alike):.3f}" if alike else "-"),
            *((f"calls, {outcome}", str(count)) for outcome, count in sorted(outcomes.items())),
            ("with: seconds, median and 95 %", _seconds(self._helped)),
            ("tokens in and out", f"{tokens[0]:,} and {tokens[1]:,}"),
            ("cost in US dollars", f"{cost:.4f}, {cost / len(pairs):.6f} a question"),
        ]

    async def _ask(self, text: str, number: int, assistant: ModelAssistant | None) -> _Heard:
        memory = ScratchMemory()
        mentor = Mentor(self.editions, memory, self.clock, assistant)
        speaker = Speaker(COMMUNITY, "eval:someone")
        said = Said(Occasion(f"eval:{number}", datetime.now(UTC), speaker, f"eval:{number}"), text)
        started = time.perf_counter()
        reply = await mentor.listen(said)
        seconds = time.perf_counter() - started
        return _Heard(await memory.question(COMMUNITY, question_id(said.occasion.id)), reply, seconds)

    def _is_fitted(self, reply: Reply) -> bool:
        words = self.editions.of(COMMUNITY).pack.assistant_voice.fitted
        return any(isinstance(block, Note) and block.text == words for block in reply.blocks)


def _running(reply: Reply) -> str:
    return " ".join(block.text.replace("\\", "") for block in reply.blocks if isinstance(block, Paragraph))


def _seconds(heard: Sequence[_Heard]) -> str:
    times = sorted(each.seconds for each in heard)
    if not times:
        return "-"
    return f"{statistics.median(times):.3f} and {times[min(len(times) - 1, int(len(times) * 0.95))]:.3f}"
