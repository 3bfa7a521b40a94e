"""Texts as what they claim: a list of roots, without the small words that claim nothing.

Two texts with the same roots in the same order say the same in other words, as far as the lists in the pack allow:
small words, inflection, a few groups of equal words. Pure, and linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.knowledge.assistance import AssistanceTuning

_TOKEN = re.compile(r"https?://[^\s)>\]]+|[$€£₹¥%]|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*[+#]*")
_SHORT_FORMS = {"re": ("are",), "ve": ("have",), "ll": ("will",), "d": ("would",), "m": ("am",), "s": ()}
_NOT = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall"}
_VOWEL = re.compile(r"[aeiouy]")
_LONG = 3
_LONG_ENOUGH_FOR_ING = 4


def tokens(text: str) -> list[str]:
    """The words, numbers and signs of `text` in lower case, short forms written out, possessive endings gone."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("ʼ", "'")
    return [token for found in _TOKEN.findall(folded) for token in _written_out(found)]


def root(token: str) -> str:
    """The form under which inflections of a word are one; tense is kept, for it may carry the claim."""
    if token[0].isdigit():
        return token.replace(",", "")
    if len(token) > _LONG_ENOUGH_FOR_ING and token.endswith("ing") and _VOWEL.search(token[:-3]):
        token = token[:-3]
        if token[-1] == token[-2] and token[-1] not in "lsz":
            token = token[:-1]
    elif len(token) > _LONG and token.endswith("ies"):
        token = token[:-3] + "y"
    elif len(token) > _LONG and token.endswith(("ses", "xes", "zes", "ches", "shes")):
        token = token[:-2]
    elif len(token) > _LONG and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        token = token[:-1]
    return token[:-1] if len(token) > _LONG - 1 and token.endswith("e") else token


class Lexis:
    """The lists of a pack, ready to compare texts by."""

    def __init__(self, tuning: AssistanceTuning) -> None:
        self.tuning = tuning
        self.free = frozenset(word for line in tuning.free for word in tokens(line))
        self.asker = tuning.asker
        self.ends = self.free | {word for line in tuning.address_ends for word in tokens(line)}
        self._connecting = frozenset(tuple(tokens(line)) for line in tuning.connecting)
        self._obliging = frozenset(tuple(tokens(line)) for line in tuning.obliging)
        self._same: dict[tuple[str, ...], str] = {}
        for group in tuning.same:
            for phrase in group:
                self._same[_roots(tokens(phrase))] = "=" + " ".join(_roots(tokens(group[0])))
        self._longest = max(map(len, self._same), default=1)
        self.unaddressed = self.rooted(tuning.unaddressed)

    def claims(self, text: str) -> list[str]:
        """What `text` claims: its roots in order, without free words, equal words as one."""
        return self.claims_of(tokens(text))

    def claims_of(self, spoken: Sequence[str]) -> list[str]:
        """What tokens claim."""
        return [unit for unit, is_free in self.units(spoken) if not is_free]

    def units(self, spoken: Sequence[str]) -> list[tuple[str, bool]]:
        """Tokens in order as they compare, equal words as one that begins with "="; and whether each is free."""
        found: list[tuple[str, bool]] = []
        at = 0
        while at < len(spoken):
            length, meant = self._equal_at(spoken, at)
            if meant is None and tuple(spoken[at : at + 2]) in self._obliging:
                length, meant = 2, "!" + " ".join(spoken[at : at + 2])
            is_free = meant is None and spoken[at] in self.free
            found.append((meant or (spoken[at] if is_free else root(spoken[at])), is_free))
            at += length
        return found

    def connects(self, opening: str) -> bool:
        """Whether what a sentence opens with only ties it to the one before."""
        return tuple(tokens(opening)) in self._connecting

    def rooted(self, lines: Iterable[str]) -> frozenset[str]:
        """Listed words as `claims` gives them, free ones included."""
        listed = set[str]()
        for line in lines:
            spoken = tokens(line)
            listed.update((_roots(spoken)[0], *self.claims(line)) if len(spoken) == 1 else self.claims(line))
        return frozenset(listed)

    def _equal_at(self, spoken: Sequence[str], at: int) -> tuple[int, str | None]:
        for length in range(min(self._longest, len(spoken) - at), 0, -1):
            meant = self._same.get(_roots(spoken[at : at + length]))
            if meant is not None:
                return length, meant
        return 1, None


def _roots(spoken: Sequence[str]) -> tuple[str, ...]:
    return tuple(root(token) for token in spoken)


def _written_out(token: str) -> tuple[str, ...]:
    if token in _NOT:
        return _NOT[token], "not"
    word, apostrophe, ending = token.rpartition("'")
    if not apostrophe:
        return (token,)
    if ending == "t" and word.endswith("n"):
        return word[:-1], "not"
    return (word.replace("'", ""), *_SHORT_FORMS[ending]) if ending in _SHORT_FORMS else (token.replace("'", ""),)
