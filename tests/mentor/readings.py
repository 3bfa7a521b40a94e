"""A reader that understands what a test tells it to: a real port, with a script instead of a model."""

from bot.understanding import Context, Option, RoleReading, Understanding
from bot.understanding.understanding import About, Candidate


def reading(
    *entries: tuple[str, float],
    scope: float = 0.95,
    social: float = 0.0,
    kind: str | None = None,
    role: str | None = None,
    about: About = About.SELF,
    stated: bool = False,
    cue: str | None = None,
    picked: Option | None = None,
    only_role: bool = False,
    attack: bool = False,
    kind_confidence: float = 0.9,
    text: str = "a question",
    introduces: float = 0.0,
    belief: float = 0.9,
) -> Understanding:
    """An understanding with these entries and their confidence."""
    return Understanding(
        text=text,
        candidates=tuple(Candidate(entry, confidence, f"about {entry}") for entry, confidence in entries),
        scope=scope,
        out_of_scope_kind=kind,
        kind_confidence=kind_confidence,
        social_kind=kind if social else None,
        social=social,
        role=RoleReading({role: belief} if role else {}, 0.1 if role else 1.0, about, cue or role, stated, introduces),
        read_as=text,
        picked=picked,
        only_role=only_role,
        attack=attack,
    )


class ScriptedReader:
    """Returns what was put in for a text, and remembers in which context it was asked."""

    def __init__(self) -> None:
        self.script: dict[str, Understanding] = {}
        self.contexts: list[Context | None] = []

    def read(self, text: str, context: Context | None = None) -> Understanding:
        self.contexts.append(context)
        return self.script[text]
