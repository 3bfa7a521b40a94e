"""Questions and answers from elsewhere, read for `signpost knowledge import`, with what is told of them on the way."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from bot.answering import Progress
    from bot.curation.files.addresses import Approved
    from bot.curation.files.exchange import Brought
    from bot.curation.files.foreign import Given
    from bot.knowledge.entry import Entry
    from bot.knowledge.pack import Pack

_SHOWN = 20
_READING, _COMPARING = "Reading files", "Looking for questions that are there"


def read_foreign(
    source: Path, pack: "Pack", approved: "Approved", console: "Console", progress: "Progress", *, with_twins: bool
) -> "Brought":
    """What the files hold as entries, without those that ask what is asked already unless `with_twins`."""
    from datetime import UTC, datetime

    from rich.markup import escape

    from bot.curation.files.addresses import leaning
    from bot.curation.files.exchange import Brought
    from bot.curation.files.foreign import Given, entry_of, leaned_on, pieces_of_csv, pieces_of_folder
    from bot.curation.files.twins import compare
    from bot.knowledge.entry import Entry
    from bot.knowledge.faults import Fault
    from bot.knowledge.reference import Source
    from bot.understanding import Encoder

    slug = f"imported-{''.join(c if c.isalnum() else '-' for c in source.stem.lower()).strip('-')}"[:48].strip("-")
    kind = "stance" if "stance" in pack.about.lifetimes else next(iter(pack.about.lifetimes))
    given = Given(
        slug, "mentors", kind, "Ask here if a part of this is not clear to you.", datetime.now(UTC).date(),
        tuple(pack.topics), pack.rules,
    )  # fmt: skip
    pieces = list(pieces_of_csv(source) if source.is_file() else pieces_of_folder(source))
    taken, entries, faults = set(pack.entries), list[Entry](), list[Fault]()
    named, leaned_already, left_out = dict[str, Source](), set[str](), dict[str, list[str]]()
    for done, piece in enumerate(pieces):
        progress(_READING, done, len(pieces))
        made = piece if isinstance(piece, Fault) else entry_of(piece, given, taken)
        if isinstance(made, Fault):
            faults.append(made)
        if isinstance(made, Fault) or isinstance(piece, Fault):
            continue
        leans = leaning(made, leaned_on(piece), approved)
        entries.append(leans.entry)
        named.update((one.id, one) for one in leans.sources if one.id not in pack.sources)
        leaned_already.update(one.id for one in leans.sources if one.id in pack.sources)
        for address in leans.left_out:
            left_out.setdefault(address, []).append(f"{piece.path}:{piece.line}")
    progress(_READING, len(pieces), len(pieces))
    compared = compare(
        entries, list(pack.entries.values()), Encoder(), lambda done: progress(_COMPARING, done, len(entries))
    )
    progress(_COMPARING, len(entries), len(entries))
    for twin in compared.twins[:_SHOWN]:
        asked, known = escape(twin.entry.question), escape(twin.other.question)
        console.print(f"[yellow]there already[/yellow] “{asked}” asks what “{known}” asks")
    if compared.twins:
        console.print(f"{len(compared.twins)} of {len(entries)} are there already.")
    gone = set() if with_twins else {twin.entry.id for twin in compared.twins}
    kept = tuple(_on_topic(entry, compared.nearest.get(entry.id), given) for entry in entries if entry.id not in gone)
    if named or leaned_already:
        console.print(f"Addresses that became sources: {len(named) + len(leaned_already)}, {len(named)} of them new.")
    _say_left_out(left_out, console)
    leaned = {id_ for entry in kept for id_ in entry.sources}
    everything = (Source(id=slug, title=source.name, author="imported"), *named.values())
    return Brought(kept, tuple(one for one in everything if one.id in leaned), faults=tuple(faults))


def _say_left_out(left_out: "Mapping[str, list[str]]", console: "Console") -> None:
    """Name the addresses that became no source, and how they can."""
    from rich.markup import escape

    for address, places in list(left_out.items())[:_SHOWN]:
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        console.print(
            f"no source [yellow]{escape(address)}[/yellow] in {escape(places[0])}{more}: its site is not approved"
        )
    if left_out:
        console.print(
            f"Addresses on sites that are not approved: {len(left_out)}. No link to them is sent. To approve a site, "
            "give an answer a source on it (`/kb edit`, in a line such as `title | author | address`, or a file in "
            "`sources/` of a content folder) and import again."
        )


def _on_topic(entry: "Entry", nearest: "Entry | None", given: "Given") -> "Entry":
    """An entry that named no topic takes that of the entry that asks what comes nearest."""
    if nearest is None or entry.topics != given.topics[:1]:
        return entry
    return entry.model_copy(update={"topics": nearest.topics[:1]})
