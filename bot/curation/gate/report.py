"""What the gate says of a change: objections, each with a way out, and whose answer would be another.

Everything here is data. A change passes where no objection blocks; the list of consequences has a digest, so
that whoever approves a change approves exactly the list they were shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

from bot.curation.revisions.archive import Asked
from bot.mentor.reply import Decision


class ObjectionKind(StrEnum):
    """What is wrong; the value is what is stored and counted."""

    REFERENCE = "reference"
    SOURCE = "source"
    WORDING = "wording"
    TONE = "tone"
    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"
    GOLDEN = "golden"
    SCOPE = "scope"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that speaks against a change, in a sentence, with what to do about it."""

    kind: ObjectionKind
    says: str
    way_out: str
    blocks: bool = True
    """Whether it keeps the change from being published; the others are shown to the approver."""
    about: tuple[str, ...] = ()
    """Ids of what it is about: entries, facts, golden questions, fields."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What becomes of a question."""

    decision: Decision
    entry: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """A question whose entry, role or decision a change would change."""

    asked: Asked
    before: Seen
    after: Seen
    golden: bool = False
    breaks: bool = False
    """Whether a golden question met what is expected of it before, and would not any more."""


@dataclass(frozen=True, slots=True)
class MessageLimit:
    """How much text a platform shows in one message; the faces know the number, the gate is told."""

    platform: str
    characters: int


@dataclass(frozen=True, slots=True)
class GateReport:
    """What the gate found."""

    objections: tuple[Objection, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    replayed: int = 0
    """Questions that were asked of both, golden ones included."""
    seconds: float = field(default=0.0, compare=False)

    @property
    def passes(self) -> bool:
        """Whether the change may be published."""
        return not any(objection.blocks for objection in self.objections)

    @property
    def digest(self) -> str:
        """32 hexadecimal digits over the consequences and over the objections that do not block.

        It is what an approver accepts: another list has another digest.
        """
        return _digest(self.consequences, (objection for objection in self.objections if not objection.blocks))


def _digest(consequences: Iterable[Consequence], shown: Iterable[Objection]) -> str:
    digest = blake2b(digest_size=16)
    for says in sorted(objection.says for objection in shown):
        digest.update(f"{says}\n".encode())
    for one in sorted(consequences, key=lambda consequence: (consequence.golden, consequence.asked.id)):
        for seen in (one.before, one.after):
            line = (one.asked.id, seen.decision.value, seen.entry or "", seen.role or "")
            digest.update("\0".join((*line, "\n")).encode())
    return digest.hexdigest()
