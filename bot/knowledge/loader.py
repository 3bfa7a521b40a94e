"""A content folder as a pack: every file read, every fault of every file reported in one run.

Nothing else in the project reads content files. `read` never raises for bad content; `load` raises
one `ContentError` that lists what to mend.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path as FilePath
from typing import Any, TypeVar

from bot.errors import ContentError
from bot.knowledge.assistance import AssistanceTuning
from bot.knowledge.base import Content
from bot.knowledge.documents import Document, build, parse_markdown, parse_yaml
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

_SHIPPED = (
    "voice/learner.yaml",
    "voice/daily.yaml",
    "voice/curation.yaml",
    "voice/gate.yaml",
    "voice/inbox.yaml",
    "voice/llm.yaml",
    "gate.yaml",
    "learner.yaml",
    "language_model.yaml",
)
"""Files that a folder may leave out, to have those that come with the project."""
_SHOWN_FAULTS = 20
_VARIANT = "role: "
_DEFAULT_FOLDER = FilePath(__file__).resolve().parents[2] / "knowledge"

ContentT = TypeVar("ContentT", bound=Content)


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
    shelf = _Shelf(folder)
    pieces: dict[str, Any] = {
        "about": shelf.one("pack.yaml", About),
        "voice": shelf.one("voice.yaml", Voice),
        "learner_voice": shelf.one_or_shipped("voice/learner.yaml", LearnerVoice),
        "daily_voice": shelf.one_or_shipped("voice/daily.yaml", DailyVoice),
        "curation_voice": shelf.one_or_shipped("voice/curation.yaml", CurationVoice),
        "gate_voice": shelf.one_or_shipped("voice/gate.yaml", GateVoice),
        "inbox_voice": shelf.one_or_shipped("voice/inbox.yaml", InboxVoice),
        "assistant_voice": shelf.one_or_shipped("voice/llm.yaml", AssistantVoice),
        "tuning": shelf.one("understanding.yaml", Tuning),
        "gate": shelf.one_or_shipped("gate.yaml", GateRules),
        "learner": shelf.one_or_shipped("learner.yaml", LearnerTuning),
        "assistance": shelf.one_or_shipped("language_model.yaml", AssistanceTuning),
        "rules": shelf.one("house_rules.yaml", HouseRules),
        "topics": shelf.named("topics.yaml", Topic),
        "subjects": shelf.named("subjects.yaml", Subject),
        "roles": shelf.named("roles/*.md", Role, lead="summary"),
        "sources": shelf.named("sources/*.yaml", Source),
        "facts": shelf.named("facts/*.yaml", Fact),
        "entries": shelf.named("entries/**/*.md", Entry, lead="answer", shape=_gather_variants),
        "out_of_scope": shelf.many("teaching/out_of_scope/*.yaml", OutOfScope),
        "social": shelf.many("teaching/social/*.yaml", Social),
        "role_statements": shelf.many("teaching/role_statements/*.yaml", RoleStatements),
        "skills": shelf.named("skills/*.yaml", Skill),
        "finder": shelf.many("finder/*.yaml", FinderQuestion),
        "paths": {path.role: path for path in shelf.many("paths/*.yaml", Path)},
        "projects": shelf.named("projects/*.yaml", Project),
        "tips": shelf.named("tips/*.yaml", Tip),
        "checks": shelf.named("checks/*.yaml", QuickCheck),
        "exercises": shelf.named("exercises/*.yaml", Exercise),
        "golden_questions": shelf.many("golden/*.yaml", GoldenQuestion, under="questions"),
        "golden_dialogues": shelf.many("golden/*.yaml", GoldenDialogue, under="dialogues"),
    }
    shelf.report_unread()
    if any(fault.severity is Severity.ERROR for fault in shelf.faults):
        return Reading(None, sorted(shelf.faults), shelf.places)
    return Reading(Pack(hash=folder_hash(folder), **pieces), sorted(shelf.faults), shelf.places)


def read_pieces(folder: FilePath) -> tuple[dict[str, Entry], dict[str, Tip], dict[str, Source], list[Fault]]:
    """The entries, tips and sources in a folder that need not be a whole pack, and every fault of their form."""
    shelf = _Shelf(folder)
    entries = shelf.named("entries/**/*.md", Entry, lead="answer", shape=_gather_variants)
    tips = shelf.named("tips/*.yaml", Tip)
    sources = shelf.named("sources/*.yaml", Source)
    return entries, tips, sources, sorted(shelf.faults)


class _Shelf:
    """The files of one folder, each parsed once."""

    def __init__(self, folder: FilePath) -> None:
        self._folder = folder
        self._unread = set(content_files(folder))
        self._reported: set[str] = set()
        self.faults: list[Fault] = []
        self.places: dict[tuple[str, str], tuple[str, int]] = {}
        self._document = cache(self._parse)

    def one(self, name: str, model: type[ContentT]) -> ContentT | None:
        """The single piece of content in a file that must be there."""
        path = self._folder / name
        if not path.is_file():
            self.faults.append(Fault(name, 1, "this file is missing; every content folder has one."))
            return None
        document = self._document(path, None)
        piece = None if document.faults else build(model, document)
        self._collect(document)
        return piece

    def one_or_shipped(self, name: str, model: type[ContentT]) -> ContentT | None:
        """The single piece of content in a file; the one that comes with the project where the folder has none."""
        if (self._folder / name).is_file():
            return self.one(name, model)
        shipped = _Shelf(_DEFAULT_FOLDER)
        piece = shipped.one(name, model)
        self.faults += shipped.faults
        return piece

    def many(
        self,
        pattern: str,
        model: type[ContentT],
        *,
        lead: str | None = None,
        under: str | None = None,
        shape: Callable[[Document], None] | None = None,
    ) -> tuple[ContentT, ...]:
        """Every piece in the files that match: one a file, or a list of them (under a key, if given)."""
        pieces: list[ContentT] = []
        for path in sorted(self._folder.glob(pattern)):
            document = self._document(path, lead)
            if document.data is None or (document.faults and lead):
                self._collect(document)
                continue
            if shape is not None:
                shape(document)
            for place in _places_of_pieces(document, under):
                piece = build(model, document, place)
                if piece is not None:
                    self._remember(piece, document, place)
                    pieces.append(piece)
            self._collect(document)
        return tuple(pieces)

    def named(
        self,
        pattern: str,
        model: type[ContentT],
        *,
        lead: str | None = None,
        shape: Callable[[Document], None] | None = None,
    ) -> dict[str, ContentT]:
        """Like `many`, by id."""
        return {_id_of(piece): piece for piece in self.many(pattern, model, lead=lead, shape=shape)}

    def report_unread(self) -> None:
        """A content file that nothing reads is most likely in the wrong folder."""
        for path in sorted(self._unread):
            relative = path.relative_to(self._folder).as_posix()
            self.faults.append(Fault(relative, 1, "no part of the pack reads this file; is it in the right folder?"))

    def _parse(self, path: FilePath, lead: str | None) -> Document:
        self._unread.discard(path)
        relative = path.relative_to(self._folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            document = Document(relative)
            document.faults.append(Fault(relative, 1, f"this file cannot be read as UTF-8 text ({error})."))
            return document
        return parse_yaml(relative, text) if lead is None else parse_markdown(relative, text, lead)

    def _remember(self, piece: Content, document: Document, place: tuple[str | int, ...]) -> None:
        id_ = _id_of(piece)
        if not id_:
            return
        key = (type(piece).__name__, id_)
        if key in self.places:
            path, line = self.places[key]
            document.fault(place, f"the id '{id_}' is taken ({path}:{line}); choose another.")
        self.places[key] = (document.path, document.line_of(place))

    def _collect(self, document: Document) -> None:
        new = [fault for fault in document.faults if str(fault) not in self._reported]
        self._reported.update(str(fault) for fault in new)
        self.faults.extend(new)


def content_files(folder: FilePath) -> list[FilePath]:
    """Every file of a folder that a pack is made from."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in {".yaml", ".md"} and path.is_file() and path.name != "README.md"
    )


def _places_of_pieces(document: Document, under: str | None) -> list[tuple[str | int, ...]]:
    data = document.data
    place: tuple[str | int, ...] = ()
    if under is not None:
        if not isinstance(data, dict):
            document.fault((), "this file holds 'questions:' and 'dialogues:', each a list.")
            return []
        unknown = set(data) - {"questions", "dialogues"}
        for key in sorted(unknown):
            document.fault((key,), f"'{key}' is not a key I know; use 'questions' or 'dialogues'.")
        data, place = data.get(under) or [], (under,)
    if isinstance(data, list):
        return [(*place, index) for index in range(len(data))]
    return [place]


def _id_of(piece: Content) -> str:
    return str(getattr(piece, "id", ""))


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
