"""Which role a message speaks of, if any: learned from statements of the pack, with explicit cues beside.

A message is read as a whole and sentence by sentence, and both readings count: of a question every sentence has a
say, of a statement the most telling one.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from bot.knowledge.tuning import Cues as WhomCues
from bot.understanding.lexicon import words
from bot.understanding.mentions import Phrases
from bot.understanding.representation import Array
from bot.understanding.role_cues import Cue, Heard, RoleCues, Stance
from bot.understanding.softmax import SoftmaxHead, log_softmax
from bot.understanding.understanding import About, RoleReading

_LONGEST_CUE = 160


class PersonPhrases:
    """Tells of whom a message speaks, by the pack's turns of phrase."""

    def __init__(self, cues: WhomCues) -> None:
        others = [(phrase, About.OTHER) for phrase in cues.other_person]
        self._oneself = frozenset(cues.oneself)
        self._phrases: Phrases[About] = Phrases(others + [(phrase, About.BACK) for phrase in cues.back_to_self])

    def about(self, spoken: Sequence[str], asked: Iterable[str] = ()) -> About:
        """The person that was named last, the asker where none was; `asked` are the questions of the message.

        A relative in the story ("my wife thinks I'm mad") changes nothing where the question is about oneself.
        """
        found = self._phrases.find(spoken)
        if not found or found[-1].meaning is not About.OTHER:
            return found[-1].meaning if found else About.SELF
        questions = [words(question) for question in asked]
        own = [q for q in questions if not self._phrases.find(q) and not self._oneself.isdisjoint(q)]
        return About.SELF if own else About.OTHER


class RoleReader:
    """Reads roles; made once from what was learned."""

    def __init__(self, cues: RoleCues, head: SoftmaxHead, introductions: SoftmaxHead, phrases: PersonPhrases) -> None:
        self._cues = cues
        self._head = head
        self._introductions = introductions
        self._phrases = phrases

    def asks(self, text: str) -> bool:
        """Whether a text has a question in it."""
        return self._cues.asks(text)

    def read(self, text: str, pieces: Sequence[str], whole: Array, parts: Array) -> RoleReading:
        """What `text` reveals; `whole` are its features, `(1, d)`, `parts` those of its `pieces`."""
        heard = self._cues.hear(text)
        if heard.weighs:
            return RoleReading(dict.fromkeys(self._cues.roles, 0.0), 1.0, self._about(heard, pieces))
        cues = self._cues.vector(text, heard)[None]
        of_whole = log_softmax(self._head.logits(np.hstack([whole, cues])))[0]
        of_parts = log_softmax(self._head.logits(np.hstack([parts, np.repeat(cues, len(parts), axis=0)])))
        odds = of_parts - of_parts[:, -1:]
        telling_parts = odds.mean(axis=0) if heard.asks else odds.max(axis=0)
        probabilities = np.exp(log_softmax((of_whole - of_whole[-1] + telling_parts) / 2))
        belief = {role: float(probabilities[number]) for number, role in enumerate(self._cues.roles)}
        best = max(belief, key=lambda role: belief[role])
        found = _strongest(heard.cues, best)
        number = self._cues.roles.index(best)
        telling = pieces[int(of_parts[:, number].argmax())]
        return RoleReading(
            belief=belief,
            unrevealed=float(probabilities[-1]),
            about=self._about(heard, pieces),
            cue=" ".join(heard.spoken[found.start : found.end]) if found is not None else telling[:_LONGEST_CUE],
            stated=found is not None and found.stance in {Stance.WANTED, Stance.HELD},
            introduces=0.0 if heard.asks else float(np.exp(log_softmax(self._introductions.logits(whole)))[0, 1]),
        )

    def _about(self, heard: Heard, pieces: Sequence[str]) -> About:
        return self._phrases.about(heard.spoken, (piece for piece in pieces if self._cues.asks(piece)))


def _strongest(cues: Sequence[Cue], role: str) -> Cue | None:
    order = list(Stance)
    own = [cue for cue in cues if cue.role == role and cue.stance not in {Stance.LEFT, Stance.REFUSED}]
    return min(own, key=lambda cue: order.index(cue.stance)) if own else None
