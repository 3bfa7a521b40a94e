"""Looking after content folders: checking one, showing one answer, taking answers out and bringing them in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exchange import diff, export, import_
from bot.cli.options import DataOption, KnowledgeOption
from bot.cli.shown import writing_into
from bot.errors import SignpostError

if TYPE_CHECKING:
    from bot.knowledge.checking import Report

knowledge = typer.Typer(help="Check, show, export and import what the mentor answers from.", no_args_is_help=True)
knowledge.command()(export)
knowledge.command("import")(import_)
knowledge.command()(diff)


@knowledge.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The content folder; the shipped one if left out.")
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also ask every golden question and read every phrasing; takes a minute.")
    ] = False,
    data: DataOption = None,
) -> None:
    """List every fault in a content folder, with file, line and what to do."""
    from rich.console import Console
    from rich.text import Text

    from bot.knowledge.checking import check as check_folder
    from bot.knowledge.faults import Severity
    from bot.knowledge.loader import shipped_folder

    where = folder or shipped_folder()
    if not where.is_dir():
        raise SignpostError(f"There is no content folder at {where}. Name one that has a pack.yaml.")
    console = Console(soft_wrap=True)
    report = _deeper(check_folder(where), where, data) if deep else check_folder(where)
    for fault in report.faults:
        style = "red" if fault.severity is Severity.ERROR else "yellow"
        line = Text(f"{fault.path}:{fault.line}", style="bold")
        console.print(line.append(f" {fault.severity.value}: ", style=style).append(fault.message, style="not bold"))
    errors = sum(fault.severity is Severity.ERROR for fault in report.faults)
    console.print(Text(report.summary(), style="red" if errors else "green"))
    raise typer.Exit(1 if errors else 0)


def _deeper(report: "Report", folder: Path, data: Path | None) -> "Report":
    """The report with what a reader taught by the content makes of messages."""
    from dataclasses import replace

    from bot.answering import load_knowledge
    from bot.cli.shown import progress_bar
    from bot.curation.gate.deep_check import deep_findings
    from bot.knowledge.checking import faults_of
    from bot.knowledge.loader import read
    from bot.settings import load_settings

    if report.pack is None:
        return report
    with progress_bar() as progress:
        pack, reader = load_knowledge(load_settings(knowledge_folder=folder, data_folder=data), progress)
        found = list(deep_findings(pack, reader, progress))
    return replace(report, faults=sorted([*report.faults, *faults_of(found, read(folder))]))


@knowledge.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id of an entry.")],
    role: Annotated[str | None, typer.Option(help="Show it in the terms of this role.")] = None,
    folder: KnowledgeOption = None,
) -> None:
    """Show one answer as people see it, with its phrasings."""
    import difflib
    from datetime import UTC, datetime

    from rich.console import Console

    from bot.knowledge.loader import load, shipped_folder
    from bot.mentor.composing import Composer
    from bot.mentor.manners import RoleGround, RoleView
    from bot.mentor.reply import Bullets, Heading, Reply
    from bot.platforms.terminal.render import rendered

    pack = load(folder or shipped_folder())
    entry = pack.entries.get(id_)
    if entry is None:
        near = difflib.get_close_matches(id_, pack.entries, n=3)
        hint = f"Did you mean {', '.join(near)}?" if near else "An entry's id is the name of its file below entries/."
        raise SignpostError(f"There is no entry '{id_}'. {hint}")
    if role is not None and role not in pack.roles:
        raise SignpostError(f"There is no role '{role}'. The roles are {', '.join(pack.roles)}.")
    view = RoleView(role, RoleGround.CHOSEN, 1.0) if role else RoleView()
    blocks = Composer(pack).entry_blocks(entry, view, datetime.now(UTC).date(), whole=True)
    phrasings = (Heading("People ask it like this"), Bullets(entry.phrasings))
    console = Console()
    console.print(f"[dim]{entry.id} · {', '.join(entry.topics)} · {entry.owner}[/dim]")
    console.print(rendered(Reply((*blocks, *phrasings))))


@knowledge.command()
def schemas(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them.")],
) -> None:
    """Write a JSON Schema of each kind of content file, for editors that complete and check while typing."""
    from bot.knowledge.editors import write_schemas

    with writing_into(target):
        written = write_schemas(target)
    for path in written:
        typer.echo(str(path))
