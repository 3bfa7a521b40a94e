"""How a fitted sentence may begin: with what the asker said of themselves, in their own words.

"I'm a nurse, how much math do I need?" allows "As a nurse, ..." and nothing else. A statement only counts where the
asker's clause begins with it, and no word stands in it that would claim something about the matter itself.
"""

import re
from collections.abc import Sequence

from bot.llm.lexis import Lexis, root, tokens

_CLAUSE = re.compile(r"[.!?,;:\n()–—]+|\b(?:and|but|so|because|since|while)\b", re.IGNORECASE)
_OPENING = re.compile(r"^\s*([^,.:;!?()“”\"]{3,90}),\s+(?=\S)")
_LONGEST = 9
_SIGNS = frozenset("$€£₹¥%")


def parted(sentence: str) -> tuple[str, str]:
    """What a sentence opens with before its first comma, and the rest; the opening is empty where there is none."""
    found = _OPENING.match(sentence)
    return (found.group(1), sentence[found.end() :]) if found else ("", sentence)


def is_theirs(opening: str, message: str, role: str | None, lexis: Lexis) -> bool:
    """Whether `opening` repeats what the asker said of themselves in `message`, or the role they are answered for."""
    spoken = tokens(opening)
    if role is not None and spoken in (["as", *tokens(role)], ["for", *tokens(role)]):
        return True
    clauses = [tokens(clause) for clause in _CLAUSE.split(message)]
    for opener, *sayings in lexis.tuning.address:
        begins = tokens(opener)
        said = spoken[len(begins) :]
        if spoken[: len(begins)] != begins or not 0 < len(said) <= _LONGEST or not _is_harmless(said, lexis):
            continue
        if any(_says(clause, tokens(saying), said, lexis) for clause in clauses for saying in sayings):
            return True
    return False


def _is_harmless(said: Sequence[str], lexis: Lexis) -> bool:
    return not any(word in _SIGNS or "/" in word or root(word) in lexis.unaddressed for word in said)


def _says(clause: Sequence[str], saying: Sequence[str], said: Sequence[str], lexis: Lexis) -> bool:
    """Whether a clause begins by saying so, up to a word that may end it."""
    if list(clause[: len(saying)]) != list(saying):
        return False
    changed = [word for token in clause[len(saying) :] for word in lexis.asker.get(token, token).split()]
    rest = changed[len(said) :]
    return changed[: len(said)] == list(said) and (not rest or rest[0] in lexis.ends)
