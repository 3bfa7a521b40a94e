"""The pack: all curated content at one moment, immutable, known by its hash.

`bot.knowledge.loader` makes it from a folder; everything that answers people reads from it and from
nothing else.
"""

from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from bot.knowledge.assistance import AssistanceTuning
from bot.knowledge.base import Content, Key, Line, Prose, Slug
from bot.knowledge.entry import Entry
from bot.knowledge.gate_rules import GateRules
from bot.knowledge.growth import Exercise, FinderQuestion, Path, Project, QuickCheck, Skill, Tip
from bot.knowledge.house_rules import HouseRules
from bot.knowledge.learner_tuning import LearnerTuning
from bot.knowledge.reference import Fact, Source, Subject, Topic
from bot.knowledge.role import Role
from bot.knowledge.teaching import GoldenDialogue, GoldenQuestion, OutOfScope, RoleStatements, Social
from bot.knowledge.tuning import Tuning
from bot.knowledge.voice import Voice
from bot.knowledge.voice_curation import CurationVoice
from bot.knowledge.voice_daily import DailyVoice
from bot.knowledge.voice_gate import GateVoice
from bot.knowledge.voice_inbox import InboxVoice
from bot.knowledge.voice_learner import LearnerVoice
from bot.knowledge.voice_llm import AssistantVoice


class About(Content):
    """What the pack is: `pack.yaml`."""

    name: Line
    version: Line
    language: Line
    field: Line = Field(description="what the mentor mentors in, as it stands in a sentence")
    spectrum: Annotated[tuple[Line, ...], Field(min_length=2, max_length=2, description="the two ends, left and right")]
    depths: Annotated[tuple[Line, ...], Field(min_length=5, max_length=5, description="what a depth of 0 to 4 means")]
    lifetimes: dict[Key, Annotated[int, Field(ge=1)]] = Field(description="by freshness kind: days until a re-check")


class Pack(Content):
    """Everything the mentor knows."""

    hash: str
    about: About
    voice: Voice
    learner_voice: LearnerVoice
    daily_voice: DailyVoice
    curation_voice: CurationVoice
    gate_voice: GateVoice
    inbox_voice: InboxVoice
    assistant_voice: AssistantVoice
    tuning: Tuning
    gate: GateRules
    learner: LearnerTuning
    assistance: AssistanceTuning
    rules: HouseRules
    topics: dict[Key, Topic]
    subjects: dict[Key, Subject]
    roles: dict[Key, Role]
    sources: dict[Slug, Source]
    facts: dict[Slug, Fact]
    entries: dict[Slug, Entry]
    out_of_scope: tuple[OutOfScope, ...]
    social: tuple[Social, ...]
    role_statements: tuple[RoleStatements, ...]
    skills: dict[Key, Skill] = Field(default_factory=dict)
    finder: tuple[FinderQuestion, ...] = ()
    paths: dict[Key, Path] = Field(default_factory=dict)
    projects: dict[Slug, Project] = Field(default_factory=dict)
    tips: dict[Slug, Tip] = Field(default_factory=dict)
    checks: dict[Slug, QuickCheck] = Field(default_factory=dict)
    exercises: dict[Slug, Exercise] = Field(default_factory=dict)
    golden_questions: tuple[GoldenQuestion, ...] = ()
    golden_dialogues: tuple[GoldenDialogue, ...] = ()

    def lifetime(self, kind: str) -> timedelta:
        """How long content of this freshness kind is good before a re-check."""
        return timedelta(days=self.about.lifetimes[kind])

    def recheck_on(self, entry: Entry) -> date:
        """The day from which an entry counts as due for a re-check."""
        return entry.checked + self.lifetime(entry.kind)

    def approved_hosts(self) -> frozenset[str]:
        """The hosts of every source and resource; no link to another one is ever sent."""
        urls = [source.url for source in self.sources.values()]
        urls += [r.url for path in self.paths.values() for step in path.steps for r in step.resources]
        return frozenset(host for url in urls if url and (host := host_of(str(url))))

    def reply_for_kind(self, kind: str) -> Prose | None:
        """What is said to an out-of-scope or social message of this kind."""
        replies = {social.kind: social.reply for social in self.social}
        replies |= {other.kind: other.reply for other in self.out_of_scope}
        return replies.get(kind)


def host_of(url: str) -> str | None:
    """The host that an address leads to; None where it leads to none, whatever somebody typed."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
