"""Draws the talk that README.md shows, as the terminal prints it: `python tools/draw_conversation.py`.

The mentor answers for real; the picture is drawn anew when the look or the answers have changed.
"""

import asyncio
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from bot.app import open_house
from bot.platforms.terminal.face import TerminalFace
from bot.settings import Settings

PICTURE = Path(__file__).parents[1] / "docs" / "conversation.svg"
WIDTH = 100
TALK = ("how much math do I need?", "I want to build apps with ready models")


async def draw() -> None:
    """Hold the talk on a database that is thrown away, and write what it looked like."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    with TemporaryDirectory() as folder:
        settings = Settings(data_folder=Path(folder))
        async with open_house(settings) as house:
            face = TerminalFace(house.desk, house.clock, console, person="reader")
            for line in TALK:
                console.print(f"\n[bold green]you ›[/bold green] {line}")
                await face.hear(line)
    # Without the web font that the format would fetch: a picture in a README loads nothing.
    svg = console.export_svg(
        title="signpost", code_format=re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    )
    PICTURE.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(draw())
