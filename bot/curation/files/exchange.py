"""An overlay as files and back: the same Markdown as the pack, ready for a pull request.

Entries and tips stand where they would in a content folder, new sources beside them, and what no content file can say
(what is retired, what is declined) in `overlay.yaml`. Writing what was read gives the same bytes. Pure but for
`read_overlay`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import Field

from bot.curation.revisions.overlay import Overlay, sources_of, whole
from bot.curation.revisions.revision import Content, EntryText, Kind, NotOurs, Retired, TipText, Written, text_of
from bot.knowledge.base import Content as FileContent
from bot.knowledge.base import Key, Slug
from bot.knowledge.documents import build, parse_yaml
from bot.knowledge.entry import Entry, Phrasing
from bot.knowledge.faults import Fault
from bot.knowledge.growth import Tip
from bot.knowledge.loader import read_pieces
from bot.knowledge.reference import Source
from bot.knowledge.writing import entry_markdown, sources_yaml, tips_yaml

OVERLAY_FILE = "overlay.yaml"
SOURCES_FILE = "sources/community.yaml"
TIPS_FILE = "tips/community.yaml"

Files = dict[str, str]
"""Texts of files by their path in a folder."""


class Rest(FileContent):
    """What `overlay.yaml` holds."""

    retired: tuple[Slug, ...] = Field((), description="shipped entries that are not answered by")
    retired_tips: tuple[Slug, ...] = Field((), description="shipped tips that are not given")
    not_ours: dict[Key, tuple[Phrasing, ...]] = Field(
        default_factory=dict, description="messages that are declined, by kind"
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """What was read from files, with every fault; the ids of entries are unique, and those of tips."""

    entries: tuple[Entry, ...] = ()
    sources: tuple[Source, ...] = ()
    tips: tuple[Tip, ...] = ()
    retired: tuple[str, ...] = ()
    retired_tips: tuple[str, ...] = ()
    not_ours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def contents(self) -> list[tuple[Kind, str, Content]]:
        """What is brought, as what a community can publish: kind, subject and content."""
        by_id = {source.id: source for source in self.sources}

        def new_sources(piece: Entry | Tip) -> list[Source]:
            return [by_id[id_] for id_ in piece.sources if id_ in by_id]

        found: list[tuple[Kind, str, Content]] = [
            (Kind.ENTRY, entry.id, text_of(entry, new_sources(entry))) for entry in self.entries
        ]
        found += [(Kind.TIP, tip.id, text_of(tip, new_sources(tip))) for tip in self.tips]
        found += [(Kind.ENTRY, slug, Retired()) for slug in self.retired]
        found += [(Kind.TIP, id_, Retired()) for id_ in self.retired_tips]
        found += [(Kind.NOT_OURS, kind, NotOurs(kind, examples)) for kind, examples in self.not_ours.items()]
        return found


def overlay_files(overlay: Overlay) -> Files:
    """The files of an overlay; the same for the same changes, whenever and wherever they were made."""
    entries, tips, sources = list[Entry](), list[Tip](), dict[str, Source]()
    retired, not_ours = dict[Kind, list[str]]({Kind.ENTRY: [], Kind.TIP: []}), dict[str, list[str]]()
    for change in overlay.changes:
        match change.content:
            case Written() as text:
                if isinstance(text, TipText):
                    tips.append(whole(text))
                elif isinstance(text, EntryText):
                    entries.append(whole(text))
                sources.update((source.id, source) for source in sources_of(text, overlay.names))
            case Retired():
                retired[change.kind].append(change.subject)
            case NotOurs(kind, examples):
                not_ours.setdefault(kind, []).extend(examples)
            case _:
                pass
    files = entry_files(entries)
    if sources:
        files[SOURCES_FILE] = sources_yaml(sources.values())
    if tips:
        files[TIPS_FILE] = tips_yaml(tips)
    if any(retired.values()) or not_ours:
        rest = {
            "retired": sorted(retired[Kind.ENTRY]),
            "retired_tips": sorted(retired[Kind.TIP]),
            "not_ours": {kind: sorted(dict.fromkeys(not_ours[kind])) for kind in sorted(not_ours)},
        }
        files[OVERLAY_FILE] = yaml.safe_dump(rest, sort_keys=False, allow_unicode=True, width=10_000)
    return dict(sorted(files.items()))


def entry_files(entries: Iterable[Entry]) -> Files:
    """Entries as files, each under its main topic."""
    return {f"entries/{entry.topics[0]}/{entry.id}.md": entry_markdown(entry) for entry in entries}


def read_overlay(folder: Path) -> Brought:
    """What an exported folder holds."""
    entries, tips, sources, faults = read_pieces(folder)
    rest = Rest()
    path = folder / OVERLAY_FILE
    if path.is_file():
        document = parse_yaml(OVERLAY_FILE, path.read_text(encoding="utf-8"))
        rest = build(Rest, document) or rest
        faults += document.faults
    return Brought(
        tuple(entries.values()), tuple(sources.values()), tuple(tips.values()), rest.retired, rest.retired_tips,
        rest.not_ours, tuple(faults),
    )  # fmt: skip
