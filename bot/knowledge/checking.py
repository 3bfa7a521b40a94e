"""The content check: form, cross-references and the rules of the house, every fault in one run.

Each rule is a small generator over the pack; adding a rule is writing one and naming it in `_RULES`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from bot.knowledge.faults import Fault, Severity
from bot.knowledge.loader import Reading, read
from bot.knowledge.pack import Pack
from bot.knowledge.references import dangling_references
from bot.knowledge.wording import likeness_faults, wording_faults


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in a piece of content, before its place in a file is known."""

    kind: str
    id: str
    message: str
    severity: Severity = Severity.ERROR


_LEAST_PHRASINGS = 5

Rule = Callable[[Pack, date], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, and how much it looked at."""

    pack: Pack | None
    faults: list[Fault] = field(default_factory=list)

    def summary(self) -> str:
        """One line: what was checked and how it stands."""
        errors = sum(fault.severity is Severity.ERROR for fault in self.faults)
        warnings = len(self.faults) - errors
        if self.pack is None:
            return f"{errors} faults to mend before the rest can be checked."
        pack = self.pack
        phrasings = sum(len(entry.phrasings) for entry in pack.entries.values())
        held = (
            f"{len(pack.entries)} entries with {phrasings} phrasings, {len(pack.roles)} roles, "
            f"{len(pack.facts)} facts, {len(pack.tips)} tips, {len(pack.golden_questions)} golden questions"
        )
        return f"{held}: {errors} errors, {warnings} warnings."


def check(folder: Path, day: date | None = None) -> Report:
    """Everything that is wrong with the content in `folder` on `day` (today, if left out)."""
    reading = read(folder)
    if reading.pack is None:
        return Report(None, reading.faults)
    ruled = faults_of(findings(reading.pack, day or datetime.now(UTC).date()), reading)
    return Report(reading.pack, sorted([*reading.faults, *ruled]))


def findings(pack: Pack, day: date) -> Iterator[Finding]:
    """Every finding of every rule."""
    for rule in _RULES:
        yield from rule(pack, day)


def faults_of(found: Iterable[Finding], reading: Reading) -> Iterator[Fault]:
    """Findings with the place in a file where they are."""
    for finding in found:
        path, line = reading.places.get((finding.kind, finding.id), ("pack.yaml", 1))
        yield Fault(path, line, f"{finding.id}: {finding.message}", finding.severity)


def _references(pack: Pack, _: date) -> Iterator[Finding]:
    for kind, id_, message in dangling_references(pack):
        yield Finding(kind, id_, message)


def _wording(pack: Pack, _: date) -> Iterator[Finding]:
    for kind, id_, message in wording_faults(pack):
        yield Finding(kind, id_, message)


def _likeness(pack: Pack, _: date) -> Iterator[Finding]:
    for kind, id_, message in likeness_faults(pack):
        yield Finding(kind, id_, message)


def _phrasings(pack: Pack, _: date) -> Iterator[Finding]:
    """A moderator may begin with one phrasing, in the community's own words; a folder has time for more."""
    for entry in pack.entries.values():
        if len(entry.phrasings) < _LEAST_PHRASINGS:
            yield Finding("Entry", entry.id, f"has {len(entry.phrasings)} phrasings; write {_LEAST_PHRASINGS} or more.")


def _freshness(pack: Pack, day: date) -> Iterator[Finding]:
    for entry in pack.entries.values():
        if entry.checked > day:
            yield Finding("Entry", entry.id, f"'checked' lies in the future ({entry.checked}).")
        elif day > pack.recheck_on(entry):
            yield Finding("Entry", entry.id, f"due for a re-check since {pack.recheck_on(entry)}.", Severity.WARNING)
    for fact in pack.facts.values():
        if fact.checked is not None and day - fact.checked > pack.lifetime(fact.kind):
            yield Finding(
                "Fact", fact.id, "expired: its number is withheld until it is checked again.", Severity.WARNING
            )


def _reachable(pack: Pack, _: date) -> Iterator[Finding]:
    """Every topic has an entry, and every entry a golden question that reaches it."""
    used = {topic for entry in pack.entries.values() for topic in entry.topics}
    for topic in pack.topics:
        if topic not in used:
            yield Finding("Topic", topic, "no entry is about this topic.")
    turns = (*pack.golden_questions, *(turn for dialogue in pack.golden_dialogues for turn in dialogue.turns))
    golden = {id_ for turn in turns for id_ in turn.entries}
    for id_ in pack.entries:
        if golden and id_ not in golden:
            yield Finding("Entry", id_, "no golden question leads here; write one.", Severity.WARNING)


_RULES: tuple[Rule, ...] = (_references, _wording, _phrasings, _likeness, _freshness, _reachable)
