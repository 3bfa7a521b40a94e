"""`signpost eval`: what the mentor makes of a file of questions, with and without the language model."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.measuring import rows_of
from bot.cli.options import DataOption, KnowledgeOption
from bot.errors import SignpostError


def evaluate(
    file: Annotated[Path, typer.Argument(help="Lines of JSON with `id` and `text`.")],
    model: Annotated[
        bool, typer.Option("--model", help="Ask the language model as well, which costs, and compare.")
    ] = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Count what the mentor makes of the questions in FILE; with --model, with and without the language model.

    Agreement with the approved answers, refused rewordings by reason, latency and cost. Nothing is kept.
    """
    asyncio.run(_evaluate(file, knowledge, data, with_model=model))


async def _evaluate(file: Path, knowledge: Path | None, data: Path | None, *, with_model: bool) -> None:
    from bot.answering import load_knowledge
    from bot.cli.shown import logged, progress_bar
    from bot.clock import SystemClock
    from bot.llm.evaluation import Evaluation
    from bot.llm.opening import Parts, assistant_over, endpoint_of
    from bot.llm.scratch import DefaultCommunities
    from bot.mentor.editions import Edition, OneEdition
    from bot.settings import load_settings

    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    endpoint = endpoint_of(settings) if with_model else None
    if with_model and endpoint is None:
        raise SignpostError("No language model is set up. Set OPENAI_API_KEY, or leave --model out.")
    texts = [str(row["text"]) for row in rows_of(file) if "text" in row]
    with logged(settings, for_people=True), progress_bar() as progress:
        pack, reader = load_knowledge(settings, progress)
        clock = SystemClock()
        evaluation = Evaluation(OneEdition(Edition.of(pack, reader)), clock)
        if endpoint is not None:
            await endpoint.open()
            parts = Parts(evaluation.ledger, DefaultCommunities(), lambda _: pack, clock)
            evaluation.assistant = assistant_over(endpoint, settings, parts)
        try:
            await evaluation.ask_all(texts, lambda done: progress("Asking", done, len(texts)))
        finally:
            if evaluation.assistant is not None:
                await evaluation.assistant.close()
    for name, value in evaluation.lines():
        typer.echo(f"{name:<36} {value}")
