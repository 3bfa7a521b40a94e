"""What people say only to set it aside: "papers" in "I'd rather ship products than read papers".

A text's vector knows what is spoken of and hardly whether it is wanted, so what a message reveals of a role is read
without what it sets aside. The turns of phrase come from the pack; used by `reader`.
"""

import re
from collections.abc import Sequence

from bot.knowledge.tuning import Cues

_WITHIN = r"[^.,;:!?\n]*?"
"""Something of the same clause."""
_NO_AMOUNT = r"(?!\s+\d)"
""""More than 5 years" compares nothing."""


class SetAside:
    """Leaves out what is set aside; made once for a pack."""

    def __init__(self, cues: Cues) -> None:
        end = rf"(?=[.,;:!?\n]|\b{_any(cues.declining_until)}\b|$)"
        preferring = rf"(\b{_any(cues.preferring)}\b{_WITHIN})\b{_any(cues.preferred_to)}\b{_NO_AMOUNT}{_WITHIN}{end}"
        declining = rf"()\b{_any(cues.declining)}\b{_WITHIN}{end}"
        self._patterns = [re.compile(pattern, re.IGNORECASE) for pattern in (preferring, declining)]

    def without(self, text: str) -> str:
        """The text without what it sets aside; the whole text where nothing else is left."""
        kept, left_out = text.replace("’", "'"), 0
        for pattern in self._patterns:
            kept, count = pattern.subn(r"\1", kept)
            left_out += count
        return kept.strip() if left_out and any(map(str.isalnum, kept)) else text


def _any(phrases: Sequence[str]) -> str:
    """A pattern for any of the phrases, and for nothing where there are none."""
    return f"(?:{'|'.join(map(re.escape, phrases)) or '(?!)'})"
