"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

KnowledgeOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--knowledge", metavar="DIR", help="Answer from this content folder instead of the shipped one."),
]
DataOption: TypeAlias = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Keep the database and caches in this folder.")
]
