"""A stage: one face with a person in front of it, and what that person sees.

Every face implements `Stage` in its own tests. A scenario only speaks of what a person does (say, pick,
command, fill in) and sees; that it passes on every stage proves that the faces offer the same things.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

MODERATORS = ("mona", "max")
"""People who look after the community's answers."""
MEMBERS = (*MODERATORS, "gil")
"""People who meet the mentor in their community, not in direct messages; there they use commands."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person sees after doing something.

    `text` is all the text of the newest reply, marks of the platform's own Markdown removed or not;
    `choices` are the labels of buttons and of the entries of menus, in order; `form` names the fields
    of a form that opened; `is_private` says that nobody else sees it.
    """

    text: str
    choices: tuple[str, ...] = ()
    form: tuple[str, ...] | None = None
    is_private: bool = True


def flat(seen: Seen) -> str:
    """The text without the marks and line breaks that differ from face to face."""
    return " ".join(re.sub(r"[*_`>#\\]", "", seen.text).split())


class Stage(Protocol):
    """One face with one person in front of it, in a private talk with the mentor unless said otherwise."""

    async def say(self, text: str, person: str = "ann") -> Seen:
        """Write to the mentor and wait for the reply."""
        ...

    async def pick(self, label: str, person: str = "ann") -> Seen:
        """Pick the choice with this label in the newest reply that has one."""
        ...

    async def invoke(self, path: str, options: Mapping[str, str] | None = None, person: str = "ann") -> Seen:
        """Use a command, given as its words: `role set`."""
        ...

    async def fill(self, values: Mapping[str, str], person: str = "ann") -> Seen:
        """Fill in the form that is open, by the keys of its fields, and send it."""
        ...

    async def restart(self) -> None:
        """End the process in front of the person's eyes and start it again, over the same database."""
        ...
