"""Answers and tips out to files and in from files: `signpost knowledge export`, `import` and `diff`."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.foreign_files import read_foreign
from bot.cli.options import DataOption, KnowledgeOption
from bot.cli.shown import writing_into
from bot.errors import SignpostError

if TYPE_CHECKING:
    from rich.console import Console

    from bot.answering import Progress
    from bot.curation.files.exchange import Brought, Files
    from bot.curation.revisions.overlay import Overlay
    from bot.knowledge.base import Content
    from bot.knowledge.pack import Pack
    from bot.settings import Settings

P = TypeVar("P", bound="Content")


_PLATFORMS = ("discord", "slack", "terminal")


def _community(given: str | None) -> str | None:
    platform, _, id_ = (given or "").partition(":")
    if given is not None and (platform not in _PLATFORMS or not id_):
        raise SignpostError(f"“{given}” is no community. Name one by platform and id, like discord:1234 or slack:T0AB.")
    return given


CommunityOption = Annotated[
    str | None,
    typer.Option(
        metavar="ID", callback=_community, help="A community, such as discord:1234 or slack:T0AB; the pack without."
    ),
]
_SHOWN = 20
_WRITING = "Writing"


def export(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; a new or an exported folder.")],
    community: CommunityOption = None,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Write a community's changes, or the whole pack, as Markdown that is ready for a pull request."""
    from bot.cli.shown import progress_bar
    from bot.knowledge.loader import load
    from bot.settings import load_settings

    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    with progress_bar() as progress:
        if community is None:
            files = _files_of_pack(settings.knowledge_folder, load(settings.knowledge_folder))
        else:
            from bot.curation.files.exchange import overlay_files

            files = overlay_files(asyncio.run(_overlay(settings, community)))
        _make_sure_nothing_else(target, files)
        _write(target, files, progress)
    typer.echo(f"{len(files)} files in {target}.")


def import_(  # noqa: PLR0917 - the options of a command
    source: Annotated[Path, typer.Argument(help="An exported folder, a folder of Markdown, or a CSV file.")],
    community: CommunityOption = None,
    to: Annotated[Path | None, typer.Option(metavar="DIR", help="Write into this content folder instead.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Publish at once instead of asking for review.")] = False,
    with_twins: Annotated[bool, typer.Option("--with-duplicates", help="Bring those that are there already.")] = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Bring answers and tips from files into a community, or into a content folder.

    Files that `export` wrote come back as they were. Of others each question becomes an entry; those that are there
    already are named and left out.
    """
    from rich.console import Console

    from bot.cli.shown import progress_bar
    from bot.settings import load_settings

    if (community is None) == (to is None):
        raise SignpostError("Say where to: a community with --community, or a content folder with --to.")
    if not source.exists():
        raise SignpostError(f"There is nothing at {source}.")
    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    console = Console(soft_wrap=True, highlight=False)
    with progress_bar() as progress:
        brought = _read(source, settings, community, console, progress, with_twins=with_twins)
        if dry_run:
            return
        if to is not None:
            _write(to, _files_for_folder(brought), progress)
            typer.echo(f"Written into {to}. `signpost knowledge check {to}` says what is left to mend.")
        else:
            asyncio.run(_bring(settings, community or "", brought, str(source.name), progress, publish=publish))


def diff(
    new: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="A content folder.")] = None,
    community: CommunityOption = None,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Show which entries and tips a content folder, or a community's changes, add, change and retire."""
    from bot.curation.revisions.overlay import applied
    from bot.knowledge.loader import load
    from bot.settings import load_settings

    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    old = load(settings.knowledge_folder)
    if (community is None) == (new is None):
        raise SignpostError("Name a content folder, or a community with --community.")
    changed = load(new) if new is not None else applied(asyncio.run(_overlay(settings, community or "")), old).pack
    lines = list(_differences(old, changed))
    for line in lines:
        typer.echo(line)
    typer.echo(f"{len(lines)} entries and tips differ." if lines else "Nothing differs.")


def _differences(old: "Pack", new: "Pack") -> Iterator[str]:
    yield from _differing(old.entries, new.entries, lambda entry: entry.question)
    yield from _differing(old.tips, new.tips, lambda tip: f"(tip) {' '.join(tip.text.split())}")


def _differing(old: "Mapping[str, P]", new: "Mapping[str, P]", said: "Callable[[P], str]") -> Iterator[str]:
    from bot.curation.revisions.merge import changed_fields

    for id_ in sorted({*old, *new}):
        was, is_ = old.get(id_), new.get(id_)
        if was is None and is_ is not None:
            yield f"+ {id_}: {said(is_)}"
        elif is_ is None and was is not None:
            yield f"- {id_}: {said(was)}"
        elif was is not None and is_ is not None and was != is_:
            yield f"~ {id_}: {', '.join(changed_fields(was, is_))}"


def _read(
    source: Path, settings: "Settings", community: str | None, console: "Console", progress: "Progress",
    *, with_twins: bool,
) -> "Brought":  # fmt: skip
    """What is in the files, told on the way: faults, what is there already, what is new."""
    from rich.markup import escape

    from bot.curation.files.addresses import Approved
    from bot.curation.files.exchange import OVERLAY_FILE, TIPS_FILE, read_overlay
    from bot.knowledge.loader import load

    pack = load(settings.knowledge_folder, settings.cache_folder)
    if source.is_dir() and any((source / name).exists() for name in ("entries", OVERLAY_FILE, TIPS_FILE)):
        brought = read_overlay(source)
    else:
        approved = Approved.by(_with_changes_of(community, pack, settings))
        brought = read_foreign(source, pack, approved, console, progress, with_twins=with_twins)
    for fault in brought.faults[:_SHOWN]:
        console.print(f"[red]left out[/red] {escape(str(fault))}")
    more = len(brought.faults) - _SHOWN
    rest = f" and {more} more faults" if more > 0 else ""
    tips = f" and {len(brought.tips)} tips" if brought.tips else ""
    console.print(f"{len(brought.entries)} entries{tips} to bring, {len(brought.faults)} left out{rest}.")
    return brought


def _with_changes_of(community: str | None, pack: "Pack", settings: "Settings") -> "Pack":
    """The pack as a community has it, for what its people approved counts too."""
    from bot.curation.revisions.overlay import applied

    if community is None or not settings.database_file.exists():
        return pack
    return applied(asyncio.run(_overlay(settings, community)), pack).pack


def _files_for_folder(brought: "Brought") -> "Files":
    from bot.curation.files.exchange import TIPS_FILE, entry_files
    from bot.knowledge.writing import sources_yaml, tips_yaml

    files = entry_files(brought.entries)
    if brought.tips:
        files[TIPS_FILE] = tips_yaml(brought.tips)
    if brought.sources:
        files[f"sources/{brought.sources[0].id}.yaml"] = sources_yaml(brought.sources)
    return files


def _files_of_pack(folder: Path, pack: "Pack") -> "Files":
    """Every file of a content folder; entries in the one form in which they are written."""
    from bot.curation.files.exchange import entry_files
    from bot.knowledge.content_folder import content_files

    others = (path for path in content_files(folder) if path.relative_to(folder).parts[0] != "entries")
    files = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in others}
    return dict(sorted({**files, **entry_files(pack.entries.values())}.items()))


def _write(target: Path, files: "Files", progress: "Progress") -> None:
    """Write files, over those of an earlier export."""
    for done, (name, text) in enumerate(files.items()):
        progress(_WRITING, done, len(files))
        path = target / name
        with writing_into(target):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    progress(_WRITING, len(files), len(files))


def _make_sure_nothing_else(target: Path, files: "Files") -> None:
    """An export that leaves entries of an earlier one beside it would bring back what is gone."""
    there = (*target.glob("entries/**/*.md"), *target.glob("tips/*.yaml"))
    others = [path for path in there if path.relative_to(target).as_posix() not in files]
    if others:
        raise SignpostError(
            f"{target} holds content that is not part of this, such as {others[0].name}. Name a new folder, or take "
            "them away first."
        )


async def _overlay(settings: "Settings", community: str) -> "Overlay":
    from bot.answering import make_folder
    from bot.clock import SystemClock
    from bot.storage import Database

    make_folder(settings.data_folder)
    database = await Database.open(settings.database_file, SystemClock())
    try:
        return await database.curation.overlay(community)
    finally:
        await database.close()


async def _bring(
    settings: "Settings", community: str, brought: "Brought", name: str, progress: "Progress", *, publish: bool
) -> None:
    from bot.answering import make_folder
    from bot.clock import SystemClock
    from bot.curation.files.bringing import Bringer
    from bot.knowledge.loader import load
    from bot.storage import Database

    make_folder(settings.data_folder)
    clock, contents = SystemClock(), brought.contents()
    database = await Database.open(settings.database_file, clock)
    try:
        shipped = load(settings.knowledge_folder, settings.cache_folder)
        bringer = Bringer(database.curation, shipped, community, clock.now(), f"imported from {name}", publish)
        result = await bringer.bring(contents, lambda done: progress(_WRITING, done, len(contents)))
    finally:
        await database.close()
    progress(_WRITING, len(contents), len(contents))
    became = "published" if publish else "waiting for review"
    typer.echo(f"{result.brought} {became} in {community}, {result.unchanged} unchanged.")
    for subject in result.refused:
        typer.echo(f"{subject}: somebody changed it meanwhile; import again to go on.")
