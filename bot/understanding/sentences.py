"""A message cut into the pieces that are read one by one.

A post mixes a title, a back story, a question and thanks. A question alone says best what a short message asks; a
sentence of a long story says little without the others, so that is read in passages too. Reading is linear in the
text, and a long post costs no more than `MAX_PIECES` pieces.
"""

import re
from collections.abc import Sequence

MAX_PIECES = 12
PASSAGE = 150
"""Words of a passage: about what the encoder reads at once."""
_SHORTEST = 2
"""Characters; a piece below that is a stray mark."""
_ENDS = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\s*\n+\s*")
_LEAD = 5
"""Pieces that are kept from the beginning of a long post; people put the gist first."""


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text` in their order, at most `MAX_PIECES`; the text itself where it has none.

    Of a long post the first sentences stay, then its questions, then its last sentences.
    """
    pieces = [piece.strip() for piece in _ENDS.split(text)]
    pieces = [piece for piece in pieces if len(piece) >= _SHORTEST and any(map(str.isalnum, piece))] or [text]
    if len(pieces) <= MAX_PIECES:
        return pieces
    chosen = list(range(_LEAD))
    asked = [number for number, piece in enumerate(pieces) if number >= _LEAD and "?" in piece]
    others = [number for number in reversed(range(_LEAD, len(pieces))) if "?" not in pieces[number]]
    chosen += (asked + others)[: MAX_PIECES - _LEAD]
    return [pieces[number] for number in sorted(chosen)]


def passages(text: str, pieces: Sequence[str]) -> list[str]:
    """The text in as few passages as the encoder can read to their end: the text itself where it is short enough.

    A longer one is put together from its `pieces`, so that the question at its end is read as well as its beginning.
    """
    if len(text.split()) <= PASSAGE:
        return [text]
    found: list[list[str]] = [[]]
    length = 0
    for piece in pieces:
        size = len(piece.split())
        if found[-1] and length + size > PASSAGE:
            found.append([])
            length = 0
        found[-1].append(piece)
        length += size
    return [" ".join(passage) for passage in found]
