"""What `signpost doctor` finds about a part, and how it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part is doing."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One part, how it is doing and what to do."""

    part: str
    state: State
    text: str
    link: str = ""
    """An address that belongs to it; it is shown apart, in one piece, to be copied."""


_SIGNS = {State.GOOD: ("✓", "green"), State.NOTE: ("·", "yellow"), State.BAD: ("✗", "red")}


def show(found: Sequence[Diagnosis]) -> int:
    """Print what was found, a part a line, and links below; 0 where nothing is bad, 1 otherwise."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for diagnosis in found:
        sign, style = _SIGNS[diagnosis.state]
        table.add_row(Text(sign, style=style), Text(diagnosis.part, style="bold"), Text(diagnosis.text))
    console = Console(soft_wrap=True)
    console.print(table)
    for diagnosis in found:
        if diagnosis.link:
            console.print(Text(f"\n{diagnosis.link}"))
    return 1 if any(diagnosis.state is State.BAD for diagnosis in found) else 0
