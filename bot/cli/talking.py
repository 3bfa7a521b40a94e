"""Talking to the mentor: one question, or a conversation."""

import asyncio
import json
from typing import Annotated, Any
from uuid import uuid4

import typer

from bot.cli.options import DataOption, KnowledgeOption


def ask(
    question: Annotated[str, typer.Argument(help="Your question, in quotes.")],
    role: Annotated[str | None, typer.Option(help="Answer in the terms of this role, such as data_analyst.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Ask the mentor one question."""
    asyncio.run(_ask(question, role, knowledge, data, as_json=as_json))


def chat(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Talk with the mentor in this terminal."""
    from bot.cli.running import talk_here

    asyncio.run(talk_here(knowledge, data))


async def _ask(question: str, role: str | None, knowledge: object, data: object, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from bot.answering import open_answering
    from bot.cli.shown import logged, progress_bar
    from bot.mentor.events import Invoked, Occasion, Said, Speaker
    from bot.platforms.terminal.render import rendered
    from bot.settings import load_settings

    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    with logged(settings, for_people=True), progress_bar() as progress:
        async with open_answering(settings, progress) as house:
            visit = uuid4().hex
            speaker = Speaker("terminal:local", f"terminal:visit-{visit}" if role else "terminal:ask")
            conversation = f"terminal:ask-{visit}"

            def occasion() -> Occasion:
                return Occasion(f"terminal:{uuid4().hex}", house.clock.now(), speaker, conversation)

            if role is not None:
                refusal = await house.desk.handle(Invoked(occasion(), ("role", "set"), {"role": role}))
                if role not in house.pack.roles:
                    Console().print(rendered(refusal))
                    raise typer.Exit(2)
            reply = await house.desk.handle(Said(occasion(), question))
    if as_json:
        typer.echo(json.dumps(_as_data(reply), ensure_ascii=False, indent=2))
        return
    console = Console()
    console.print(rendered(reply))
    labels = [choice.label for group in reply.choices for choice in group.options]
    if labels:
        console.print(Text(f"\nIn `signpost chat` you could pick: {' · '.join(labels)}", style="dim"))


def _as_data(reply: object) -> Any:
    """A reply as JSON-able data, each block with its kind."""
    from dataclasses import fields, is_dataclass
    from datetime import date
    from enum import Enum

    if isinstance(reply, Enum):
        return reply.value
    if isinstance(reply, date):
        return reply.isoformat()
    if isinstance(reply, bytes):
        return None
    if isinstance(reply, tuple | list):
        return [_as_data(part) for part in reply]
    if is_dataclass(reply):
        named = {f.name: _as_data(getattr(reply, f.name)) for f in fields(reply)}
        return {"kind": type(reply).__name__.lower(), **named}
    return reply
