"""Joining identities: the port through which codes and joined identities are kept, and what a code looks like.

A code is shown once, works once, and for `CODE_LIVES`; both sides confirm, and both see the same number, so that
their owner knows that the two screens belong together. Implemented by `bot.storage`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Protocol

CODE_LIVES = timedelta(minutes=15)
MAX_TRIES = 5
"""Wrong codes in `CODE_LIVES`; with some 10^12 codes nobody meets one by chance."""

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another."""
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A code that was given out: `code` is its digest, `person` who made it, `claimant` who typed it elsewhere."""

    code: str
    person: str
    number: int
    made_at: datetime
    claimant: str | None = None
    joined_at: datetime | None = None


class Links(Protocol):
    """Where codes and joined identities are kept."""

    async def offer(self, link: Link) -> None:
        """Keep a new code; earlier ones of this person stop working."""
        ...

    async def find(self, code: str, since: datetime) -> Link | None:
        """The code with this digest, made since then."""
        ...

    async def claim(self, code: str, claimant: str, at: datetime) -> bool:
        """Keep who typed a code; False where somebody else did before, or it is used up."""
        ...

    async def join(self, code: str, at: datetime) -> bool:
        """Make both sides of a claimed code one learner; False where nobody claimed it. Harmless when repeated."""
        ...

    async def withdraw(self, code: str) -> None:
        """Forget a code that was not used."""
        ...

    async def part(self, person: str) -> bool:
        """Take this identity out of its learner; False where it was in none."""
        ...


def new_code() -> str:
    """A code for people to type, in two halves."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def new_number() -> int:
    """A number of two digits that both sides show."""
    return 10 + secrets.randbelow(90)


def digest(code: str) -> str:
    """What is kept of a code, however it was typed: 16 hexadecimal digits."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return blake2b(plain.encode(), digest_size=8).hexdigest()
