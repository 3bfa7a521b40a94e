"""Cross-references: every id that one piece of content gives must be the id of another."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from bot.knowledge.entry import Clarification, Entry
from bot.knowledge.growth import Tip
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import quoted_facts

Dangling = tuple[str, str, str]
"""Kind and id of the content that refers, and what is wrong."""


def dangling_references(pack: Pack) -> Iterator[Dangling]:
    """Every reference in `pack` that leads nowhere."""
    yield from _of_entries(pack)
    yield from _of_roles(pack)
    yield from _of_growth(pack)
    yield from _of_teaching(pack)
    for fact in pack.facts.values():
        yield from _missing("Fact", fact.id, "source", [fact.source], pack.sources)
        yield from _missing("Fact", fact.id, "kind", [fact.kind], pack.about.lifetimes)
    for subject in pack.subjects.values():
        yield from _missing("Subject", subject.id, "topic", [subject.topic] if subject.topic else [], pack.topics)


def references_of(piece: Entry | Tip, pack: Pack) -> Iterator[str]:
    """Every reference of one entry or tip that leads nowhere."""
    return references_of_tip(piece, pack) if isinstance(piece, Tip) else references_of_entry(piece, pack)


def references_of_entry(entry: Entry, pack: Pack) -> Iterator[str]:
    """Every reference of one entry that leads nowhere."""
    return (message for _, _, message in _of_entry(entry, pack))


def references_of_tip(tip: Tip, pack: Pack) -> Iterator[str]:
    """Every reference of one tip that leads nowhere."""
    return (message for _, _, message in _of_tip(tip, pack))


def texts_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """The texts of an entry that people read, each with its name."""
    yield "answer", entry.answer
    if entry.depends:
        yield "depends", entry.depends
    if entry.differs:
        yield "differs", entry.differs
    for role, text in entry.variants.items():
        yield f"role: {role}", text
    for step in entry.next_steps:
        yield "next_steps", step


def _of_entries(pack: Pack) -> Iterator[Dangling]:
    for entry in pack.entries.values():
        yield from _of_entry(entry, pack)


def _of_entry(entry: Entry, pack: Pack) -> Iterator[Dangling]:
    look = _Look("Entry", entry.id)
    yield from look("topic", entry.topics, pack.topics)
    yield from look("source", entry.sources, pack.sources)
    yield from look("entry in see_also", entry.see_also, pack.entries)
    yield from look("role", entry.variants, pack.roles)
    yield from look("role", [entry.role] if entry.role else [], pack.roles)
    yield from look("kind", [entry.kind], pack.about.lifetimes)
    yield from look("subject", () if entry.subjects == "all" else entry.subjects, pack.subjects)
    for _, text in texts_of(entry):
        yield from look("fact", quoted_facts(text), pack.facts)
    if isinstance(entry.clarify, Clarification):
        yield from look("role", [o.role for o in entry.clarify.options if o.role], pack.roles)
        yield from look("entry", [o.entry for o in entry.clarify.options if o.entry], pack.entries)
    elif entry.clarify == "role" and not entry.variants:
        yield "Entry", entry.id, "'clarify: role' asks for the role, so give the variants that differ by it."


def _of_roles(pack: Pack) -> Iterator[Dangling]:
    for role in pack.roles.values():
        look = _Look("Role", role.id)
        yield from look("role in neighbours", role.neighbours, pack.roles)
        yield from look("entry in first_questions", role.first_questions, pack.entries)
        yield from look("subject", [depth.subject for depth in role.subjects], pack.subjects)
        yield from look("source", role.sources, pack.sources)


def _of_growth(pack: Pack) -> Iterator[Dangling]:
    for skill in pack.skills.values():
        yield from _missing("Skill", skill.id, "role", skill.needed, pack.roles)
        yield from _missing("Skill", skill.id, "subject", [skill.subject] if skill.subject else [], pack.subjects)
    for question in pack.finder:
        roles = [role for option in question.options for role in option.weights]
        yield from _missing("FinderQuestion", question.id, "role", roles, pack.roles)
    for path in pack.paths.values():
        steps = [step.id for step in path.steps]
        for step in path.steps:
            look = _Look("Step", step.id)
            yield from look("skill", step.gains, pack.skills)
            yield from look("step in after", step.after, dict.fromkeys(steps))
            yield from look("project", [step.project] if step.project else [], pack.projects)
            yield from look("source", [r.source for r in step.resources if r.source], pack.sources)
    for project in pack.projects.values():
        yield from _missing("Project", project.id, "role", [project.role], pack.roles)
    for tip in pack.tips.values():
        yield from _of_tip(tip, pack)
    for check in pack.checks.values():
        look = _Look("QuickCheck", check.id)
        yield from look("topic", [check.topic], pack.topics)
        yield from look("skill", [check.skill] if check.skill else [], pack.skills)
        yield from look("source", check.sources, pack.sources)
    for exercise in pack.exercises.values():
        yield from _missing("Exercise", exercise.id, "source", exercise.sources, pack.sources)


def _of_tip(tip: Tip, pack: Pack) -> Iterator[Dangling]:
    look = _Look("Tip", tip.id)
    yield from look("topic", [tip.topic], pack.topics)
    yield from look("role", tip.roles, pack.roles)
    yield from look("source", tip.sources, pack.sources)
    yield from look("entry", [tip.entry] if tip.entry else [], pack.entries)
    yield from look("fact", quoted_facts(tip.text), pack.facts)


def _of_teaching(pack: Pack) -> Iterator[Dangling]:
    for statements in pack.role_statements:
        if statements.role:
            yield from _missing("RoleStatements", statements.role, "role", [statements.role], pack.roles)
    for question in pack.golden_questions:
        look = _Look("GoldenQuestion", question.id)
        yield from look("entry", question.entries, pack.entries)
        yield from look("role", [role for role in question.roles if role], pack.roles)
    for dialogue in pack.golden_dialogues:
        for turn in dialogue.turns:
            look = _Look("GoldenDialogue", dialogue.id)
            yield from look("entry", turn.entries, pack.entries)
            yield from look("role", [role for role in turn.roles if role], pack.roles)


class _Look:
    """Looks ids of one piece of content up."""

    def __init__(self, kind: str, id_: str) -> None:
        self._kind = kind
        self._id = id_

    def __call__(self, what: str, ids: Iterable[str], known: Mapping[str, object]) -> Iterator[Dangling]:
        return _missing(self._kind, self._id, what, ids, known)


def _missing(kind: str, id_: str, what: str, ids: Iterable[str], known: Mapping[str, object]) -> Iterator[Dangling]:
    for wanted in ids:
        if wanted not in known:
            near = difflib.get_close_matches(wanted, known, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else "."
            yield kind, id_, f"there is no {what} '{wanted}'{hint}"
