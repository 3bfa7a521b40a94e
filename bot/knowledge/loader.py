"""A content folder as a pack: every file read, every fault of every file reported in one run.

Nothing else in the project reads content files; `bot.knowledge.content_folder` finds and parses them for it. `read`
never raises for bad content; `load` raises one `ContentError` that lists what to mend.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path as FilePath
from typing import Any

from bot.errors import ContentError
from bot.knowledge.assistance import AssistanceTuning
from bot.knowledge.base import Content
from bot.knowledge.content_folder import ContentFolder, content_files
from bot.knowledge.documents import Document
from bot.knowledge.entry import Entry
from bot.knowledge.faults import Fault, Severity
from bot.knowledge.gate_rules import GateRules
from bot.knowledge.growth import Exercise, FinderQuestion, Path, Project, QuickCheck, Skill, Tip
from bot.knowledge.house_rules import HouseRules
from bot.knowledge.learner_tuning import LearnerTuning
from bot.knowledge.pack import About, Pack
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

FORMAT = "1"
"""Goes into every hash; raise it when the same files come to mean something else."""

_SHIPPED: Mapping[str, tuple[str, type[Content]]] = {
    "voice/learner.yaml": ("learner_voice", LearnerVoice),
    "voice/daily.yaml": ("daily_voice", DailyVoice),
    "voice/curation.yaml": ("curation_voice", CurationVoice),
    "voice/gate.yaml": ("gate_voice", GateVoice),
    "voice/inbox.yaml": ("inbox_voice", InboxVoice),
    "voice/llm.yaml": ("assistant_voice", AssistantVoice),
    "gate.yaml": ("gate", GateRules),
    "learner.yaml": ("learner", LearnerTuning),
    "language_model.yaml": ("assistance", AssistanceTuning),
}
"""Files that a folder may leave out, to have those that come with the project; and what each is in a pack."""
_SHOWN_FAULTS = 20
_VARIANT = "role: "
_DEFAULT_FOLDER = FilePath(__file__).resolve().parents[2] / "knowledge"


def shipped_folder() -> FilePath:
    """The content folder that comes with the project."""
    return _DEFAULT_FOLDER


@dataclass(slots=True)
class Reading:
    """What came of reading a folder: the pack where it could be made, every fault, and where ids stand."""

    pack: Pack | None
    faults: list[Fault]
    places: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """File and line of each piece of content, by its kind and id."""


def folder_hash(folder: FilePath) -> str:
    """The hash of a content folder: 32 hexadecimal digits over every file's path and bytes, shipped ones included."""
    digest = blake2b(FORMAT.encode(), digest_size=16)
    lacking = [(name, _DEFAULT_FOLDER / name) for name in _SHIPPED if not (folder / name).is_file()]
    for name, path in [*((path.relative_to(folder).as_posix(), path) for path in content_files(folder)), *lacking]:
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def load(folder: FilePath, cache_folder: FilePath | None = None) -> Pack:
    """The pack in `folder`; kept in `cache_folder` by its hash, for the next start.

    Raises `ContentError` with every fault where the folder cannot be used.
    """
    if not folder.is_dir():
        raise ContentError(f"There is no content folder at {folder}. Point --knowledge at one that has a pack.yaml.")
    cached = cache_folder / f"pack-{folder_hash(folder)}.json" if cache_folder else None
    if cached and cached.is_file():
        try:
            return Pack.model_validate_json(cached.read_bytes())
        except ValueError:
            cached.unlink(missing_ok=True)
    reading = read(folder)
    if reading.pack is None:
        raise ContentError(describe_faults(folder, reading.faults))
    if cached:
        _write_atomically(cached, reading.pack.model_dump_json())
    return reading.pack


def describe_faults(folder: FilePath, faults: Iterable[Fault]) -> str:
    """A sentence and the first faults, for a person who has to mend them."""
    errors = sorted(fault for fault in faults if fault.severity is Severity.ERROR)
    shown = "\n".join(f"  {fault}" for fault in errors[:_SHOWN_FAULTS])
    more = f"\n  and {len(errors) - _SHOWN_FAULTS} more" if len(errors) > _SHOWN_FAULTS else ""
    return (
        f"The content in {folder} has {len(errors)} fault{'s' * (len(errors) != 1)} to mend:\n{shown}{more}\n"
        f"`signpost knowledge check {folder}` lists them all."
    )


def read(folder: FilePath) -> Reading:
    """Everything in `folder`, with every fault of form; the rules of the house are checked elsewhere."""
    files = ContentFolder(folder, _DEFAULT_FOLDER)
    pieces: dict[str, Any] = {
        "about": files.one("pack.yaml", About),
        "voice": files.one("voice.yaml", Voice),
        "tuning": files.one("understanding.yaml", Tuning),
        **{field: files.one_or_shipped(name, model) for name, (field, model) in _SHIPPED.items()},
        "rules": files.one("house_rules.yaml", HouseRules),
        "topics": files.named("topics.yaml", Topic),
        "subjects": files.named("subjects.yaml", Subject),
        "roles": files.named("roles/*.md", Role, lead="summary"),
        "sources": files.named("sources/*.yaml", Source),
        "facts": files.named("facts/*.yaml", Fact),
        "entries": files.named("entries/**/*.md", Entry, lead="answer", shape=_gather_variants),
        "out_of_scope": files.many("teaching/out_of_scope/*.yaml", OutOfScope),
        "social": files.many("teaching/social/*.yaml", Social),
        "role_statements": files.many("teaching/role_statements/*.yaml", RoleStatements),
        "skills": files.named("skills/*.yaml", Skill),
        "finder": files.many("finder/*.yaml", FinderQuestion),
        "paths": {path.role: path for path in files.many("paths/*.yaml", Path)},
        "projects": files.named("projects/*.yaml", Project),
        "tips": files.named("tips/*.yaml", Tip),
        "checks": files.named("checks/*.yaml", QuickCheck),
        "exercises": files.named("exercises/*.yaml", Exercise),
        "golden_questions": files.many("golden/*.yaml", GoldenQuestion, under="questions"),
        "golden_dialogues": files.many("golden/*.yaml", GoldenDialogue, under="dialogues"),
    }
    files.report_unread()
    if any(fault.severity is Severity.ERROR for fault in files.faults):
        return Reading(None, sorted(files.faults), files.places)
    return Reading(Pack(hash=folder_hash(folder), **pieces), sorted(files.faults), files.places)


def read_pieces(folder: FilePath) -> tuple[dict[str, Entry], dict[str, Tip], dict[str, Source], list[Fault]]:
    """The entries, tips and sources in a folder that need not be a whole pack, and every fault of their form."""
    files = ContentFolder(folder, _DEFAULT_FOLDER)
    entries = files.named("entries/**/*.md", Entry, lead="answer", shape=_gather_variants)
    tips = files.named("tips/*.yaml", Tip)
    sources = files.named("sources/*.yaml", Source)
    return entries, tips, sources, sorted(files.faults)


def _gather_variants(document: Document) -> None:
    """Turn the `## role: x` sections of an entry into its `variants`."""
    variants: dict[str, str] = {}
    for name in [key for key in document.data if isinstance(key, str) and key.startswith(_VARIANT)]:
        role = name.removeprefix(_VARIANT).strip()
        variants[role] = document.data.pop(name)
        document.lines[("variants", role)] = document.lines[(name,)]
    if variants:
        document.data["variants"] = variants


def _write_atomically(path: FilePath, text: str) -> None:
    """Write a cache file so that no reader ever sees half of it; a cache that cannot be written is no fault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{id(text)}.partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError:
        return
