"""What somebody types in a terminal, and what becomes of it."""

import io

import pytest
from rich.console import Console

from bot.clock import SystemClock
from bot.mentor.actions import Action
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Said
from bot.mentor.reply import Choice, Choices, Paragraph, Reply
from bot.platforms.terminal.face import TerminalFace


async def _echo(said: Said) -> Reply:
    return Reply((Paragraph(f"You said {said.text}."),), (Choices((Choice("One", Action("one")),)),))


@pytest.mark.parametrize("line", ["²", "٢", "9" * 5000, "2", "0"])
async def test_a_number_that_no_choice_has_is_a_question_like_any_other(line: str) -> None:
    shown = io.StringIO()
    face = TerminalFace(FrontDesk(_echo, []), SystemClock(), Console(file=shown, width=80), lambda _: line, "ann")
    await face.hear("hello")
    await face.hear(line)
    assert shown.getvalue().count("You said") == 2
