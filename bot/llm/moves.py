"""What may change places in a sentence without saying something else: a condition, a time, a turn such as "at first".

"If you like it, build it again" is "Build it again if you like it", and "at first" may stand in front. Nothing moves
over a word that joins two parts of a sentence, nor beside one that binds what stands next to it, such as "only".
Called by `bot.llm.verification` where two sentences do not claim the same in the same order; pure.
"""

import re
from collections.abc import Sequence

from bot.llm.lexis import Lexis, root, tokens

_INNER = re.compile(r"[,;:(–—](?=\s|$)|\s[–—-]\s")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIMES = ("in", "at")
_LONGEST_TIME = 4
_SHORTEST_REST = 3
"""Words; less is no sentence that a time or a condition could stand before."""


class Moves:
    """The lists of a pack, ready to tell a sentence with a part that moved from one that was turned round."""

    def __init__(self, lexis: Lexis) -> None:
        tuning = lexis.tuning
        self._lexis = lexis
        self._openers = sorted((tuple(tokens(line)) for line in tuning.fronting), key=len, reverse=True)
        self._moments = frozenset(root(word) for line in tuning.moments for word in tokens(line))
        self._drifting = sorted((tuple(tokens(line)) for line in tuning.drifting), key=len, reverse=True)
        self._joining = lexis.rooted(tuning.joining) | {word for line in tuning.joining for word in tokens(line)}
        self._denying = frozenset(word for line in tuning.denying for word in tokens(line))
        self._binding = frozenset(root(word) for line in tuning.binding for word in tokens(line))

    def is_moved(self, text: str, source: str) -> bool:
        """Whether `text` is `source` with one part of it elsewhere, and says the same."""
        return self._is_fronted(text, source) or self._is_fronted(source, text) or self._has_drifted(text, source)

    def _is_fronted(self, before: str, behind: str) -> bool:
        """Whether `before` is "part, rest" and `behind` is "rest part"."""
        part_text, comma, rest_text = before.partition(",")
        part, rest, whole = tokens(part_text), tokens(rest_text), tokens(behind)
        opener = self._opener_of(part)
        if not comma or opener is None or any(map(_INNER.search, (part_text, rest_text))):
            return False
        if len(_INNER.findall(behind)) > ("," in behind):
            return False
        for at in range(1, len(whole)):
            kept, moved = whole[:at], whole[at:]
            if tuple(moved[: len(opener)]) != opener or self._claims(moved) != self._claims(part):
                continue
            if self._claims(kept) == self._claims(rest) and all(
                self._is_alone(words, opener) for words in (kept, rest)
            ):
                return True
        return False

    def _opener_of(self, part: Sequence[str]) -> tuple[str, ...] | None:
        """What a part begins with that may move; None where it may not."""
        opener = next((one for one in self._openers if tuple(part[: len(one)]) == one), None)
        if opener is not None:
            return opener if len(part) > len(opener) or len(opener) > 1 else None
        is_short = bool(part) and len(part) <= _LONGEST_TIME
        is_time = is_short and part[0] in _TIMES and (root(part[-1]) in self._moments or _YEAR.fullmatch(part[-1]))
        return (part[0],) if is_time else None

    def _is_alone(self, rest: Sequence[str], opener: tuple[str, ...]) -> bool:
        """Whether the rest is one whole part, and no word of it binds or denies what stood behind it."""
        is_cut_off = len(rest) < _SHORTEST_REST or rest[-1] in self._lexis.free
        if is_cut_off or any(_stands_in(rest, one) for one in self._openers):
            return False
        units = {unit for unit, _ in self._lexis.units(rest)}
        if units & self._joining or {root(word) for word in rest} & self._binding:
            return False
        return opener[0] not in _TIMES or self._denying.isdisjoint(rest)

    def _has_drifted(self, text: str, source: str) -> bool:
        here, there = tokens(text), tokens(source)
        places, rest = self._without_drifting(here)
        places_there, rest_there = self._without_drifting(there)
        return bool(places) and places == places_there and self._claims(rest) == self._claims(rest_there)

    def _without_drifting(self, spoken: Sequence[str]) -> tuple[list[tuple[tuple[str, ...], int]], list[str]]:
        """The adverbs with the number of joining words before each, and the other words.

        One that stands behind a word that binds or denies it stays where it is.
        """
        joined, rest, places = 0, list[str](), list[tuple[tuple[str, ...], int]]()
        at = 0
        while at < len(spoken):
            found = next((one for one in self._drifting if tuple(spoken[at : at + len(one)]) == one), None)
            if found is not None and not (rest and (root(rest[-1]) in self._binding or rest[-1] in self._denying)):
                places.append((found, joined))
                at += len(found)
                continue
            joined += spoken[at] in self._joining
            rest.append(spoken[at])
            at += 1
        return sorted(places), rest

    def _claims(self, spoken: Sequence[str]) -> list[str]:
        return self._lexis.claims_of(spoken)


def _stands_in(spoken: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(spoken[at : at + len(phrase)]) == phrase for at in range(len(spoken)))
