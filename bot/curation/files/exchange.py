"""An overlay as files and back: the same Markdown as the pack, ready for a pull request.

Entries stand where they would in a content folder, new sources beside them, and what no content file can say (what is
retired, what is declined) in `overlay.yaml`. Writing what was read gives the same bytes. Pure but for `read_overlay`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import Field

from bot.curation.revisions.overlay import Overlay, sources_of, whole
from bot.curation.revisions.revision import Content, EntryText, Kind, NotOurs, Retired, text_of
from bot.knowledge.base import Content as FileContent
from bot.knowledge.base import Key, Slug
from bot.knowledge.documents import build, parse_yaml
from bot.knowledge.entry import Entry, Phrasing
from bot.knowledge.faults import Fault
from bot.knowledge.loader import read_entries
from bot.knowledge.reference import Source
from bot.knowledge.writing import entry_markdown, sources_yaml

OVERLAY_FILE = "overlay.yaml"
SOURCES_FILE = "sources/community.yaml"

Files = dict[str, str]
"""Texts of files by their path in a folder."""


class Rest(FileContent):
    """What `overlay.yaml` holds."""

    retired: tuple[Slug, ...] = Field((), description="shipped entries that are not answered by")
    not_ours: dict[Key, tuple[Phrasing, ...]] = Field(
        default_factory=dict, description="messages that are declined, by kind"
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """What was read from files, with every fault; the ids of entries are unique."""

    entries: tuple[Entry, ...] = ()
    sources: tuple[Source, ...] = ()
    retired: tuple[str, ...] = ()
    not_ours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def contents(self) -> list[tuple[Kind, str, Content]]:
        """What is brought, as what a community can publish: kind, subject and content."""
        by_id = {source.id: source for source in self.sources}
        found: list[tuple[Kind, str, Content]] = [
            (Kind.ENTRY, entry.id, text_of(entry, [by_id[id_] for id_ in entry.sources if id_ in by_id]))
            for entry in self.entries
        ]
        found += [(Kind.ENTRY, slug, Retired()) for slug in self.retired]
        found += [(Kind.NOT_OURS, kind, NotOurs(kind, examples)) for kind, examples in self.not_ours.items()]
        return found


def overlay_files(overlay: Overlay) -> Files:
    """The files of an overlay; the same for the same changes, whenever and wherever they were made."""
    entries, sources, retired, not_ours = [], dict[str, Source](), list[str](), dict[str, list[str]]()
    for change in overlay.changes:
        match change.content:
            case EntryText():
                entries.append(whole(change.content))
                sources.update((source.id, source) for source in sources_of(change.content, overlay.names))
            case Retired():
                retired.append(change.subject)
            case NotOurs(kind, examples):
                not_ours.setdefault(kind, []).extend(examples)
            case _:
                pass
    files = entry_files(entries)
    if sources:
        files[SOURCES_FILE] = sources_yaml(sources.values())
    if retired or not_ours:
        rest = {
            "retired": sorted(retired),
            "not_ours": {kind: sorted(dict.fromkeys(not_ours[kind])) for kind in sorted(not_ours)},
        }
        files[OVERLAY_FILE] = yaml.safe_dump(rest, sort_keys=False, allow_unicode=True, width=10_000)
    return dict(sorted(files.items()))


def entry_files(entries: Iterable[Entry]) -> Files:
    """Entries as files, each under its main topic."""
    return {f"entries/{entry.topics[0]}/{entry.id}.md": entry_markdown(entry) for entry in entries}


def read_overlay(folder: Path) -> Brought:
    """What an exported folder holds."""
    entries, sources, faults = read_entries(folder)
    rest = Rest()
    path = folder / OVERLAY_FILE
    if path.is_file():
        document = parse_yaml(OVERLAY_FILE, path.read_text(encoding="utf-8"))
        rest = build(Rest, document) or rest
        faults += document.faults
    return Brought(tuple(entries.values()), tuple(sources.values()), rest.retired, rest.not_ours, tuple(faults))
