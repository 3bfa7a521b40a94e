"""JSON Schemas of the content files, for editors that complete and check while a person types."""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.knowledge.assistance import AssistanceTuning
from bot.knowledge.base import Content
from bot.knowledge.entry import Entry
from bot.knowledge.gate_rules import GateRules
from bot.knowledge.growth import Exercise, FinderQuestion, Project, QuickCheck, Skill, Tip
from bot.knowledge.growth import Path as LearningPath
from bot.knowledge.house_rules import HouseRules
from bot.knowledge.learner_tuning import LearnerTuning
from bot.knowledge.pack import About
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

_KINDS: Mapping[str, type[Content]] = {
    "pack": About,
    "voice": Voice,
    "voice_learner": LearnerVoice,
    "voice_daily": DailyVoice,
    "voice_curation": CurationVoice,
    "voice_gate": GateVoice,
    "voice_inbox": InboxVoice,
    "voice_llm": AssistantVoice,
    "gate": GateRules,
    "learner": LearnerTuning,
    "language_model": AssistanceTuning,
    "understanding": Tuning,
    "house_rules": HouseRules,
    "topic": Topic,
    "subject": Subject,
    "role": Role,
    "source": Source,
    "fact": Fact,
    "entry": Entry,
    "out_of_scope": OutOfScope,
    "social": Social,
    "role_statements": RoleStatements,
    "skill": Skill,
    "finder_question": FinderQuestion,
    "path": LearningPath,
    "project": Project,
    "tip": Tip,
    "check": QuickCheck,
    "exercise": Exercise,
    "golden_question": GoldenQuestion,
    "golden_dialogue": GoldenDialogue,
}


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of content, by file name."""
    return {
        f"{name}.schema.json": json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True)
        + "\n"
        for name, model in _KINDS.items()
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into `folder` and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schemas().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
