"""What showing fitted words sentence by sentence would bring: when each sentence of a stream is whole.

Run it: `python -m benchmarks.fitted_stream`. No model is asked. The streams are those of a model that gives each
approved answer of the shipped pack back as it is; seconds follow from the speeds written beside them.
"""

import json
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.llm.verification import FitAnswer, FitSentence
from bot.mentor.approving import approved_answer
from bot.mentor.assistance import Approved
from bot.mentor.manners import Outcome, RoleGround, RoleView
from bot.mentor.reply import Decision

CHARACTERS_A_TOKEN = 4
SPEEDS = ((0.5, 50), (0.5, 100), (0.3, 200))
"""Seconds to the first token, and tokens a second from then on."""
PATIENCE = 6.0


def approved_answers(pack: Pack) -> Iterator[Approved]:
    """Every answer that may be fitted: each entry for nobody in particular, and for each role that it has words for."""
    day = datetime.now(UTC).date()
    for entry in pack.entries.values():
        for role in (None, *entry.variants):
            view = RoleView(role, RoleGround.CHOSEN, 1.0) if role else RoleView()
            approved = approved_answer(Outcome(Decision.ANSWER, entry.id, view, 0.9), pack, day)
            if approved is not None:
                yield approved


def tokens_until(approved: Approved) -> list[int]:
    """Tokens that have come when each sentence is whole, the first one first."""
    sentences = [FitSentence(entry=approved.entry, says=[s.number], text=s.text) for s in approved.sentences]
    whole = [json.dumps(FitAnswer(sentences=sentences[: n + 1]).model_dump()) for n in range(len(sentences))]
    return [len(text) // CHARACTERS_A_TOKEN for text in whole]


def main() -> None:
    """Print a line for each speed."""
    streams = [tokens_until(approved) for approved in approved_answers(load(shipped_folder()))]
    sizes = sorted(stream[-1] for stream in streams)
    print(f"{len(streams)} answers, tokens: median {sizes[len(sizes) // 2]}, 95 % {sizes[int(len(sizes) * 0.95)]}")
    for first, speed in SPEEDS:
        begins = [first + stream[0] / speed for stream in streams]
        ends = [first + stream[-1] / speed for stream in streams]
        late = sum(end > PATIENCE for end in ends)
        print(
            f"{first:g} s, then {speed} tokens/s: first sentence {statistics.median(begins):.1f} s, "
            f"whole {statistics.median(ends):.1f} s (95 % {sorted(ends)[int(len(ends) * 0.95)]:.1f} s), "
            f"later than {PATIENCE:g} s: {late} of {len(ends)}"
        )


if __name__ == "__main__":
    main()
