"""What somebody types in a terminal, and what becomes of it."""

import asyncio
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


class _Watched(io.StringIO):
    """A terminal that says when something stands on it."""

    def __init__(self, awaited: str) -> None:
        super().__init__()
        self._awaited = awaited
        self._loop = asyncio.get_running_loop()
        self.stands = asyncio.Event()

    def write(self, text: str) -> int:
        if self._awaited in text:
            self._loop.call_soon_threadsafe(self.stands.set)
        return super().write(text)


async def test_while_a_reply_takes_long_a_line_says_that_it_is_worked_on() -> None:
    shown = _Watched("working on it")

    async def slow(said: Said) -> Reply:
        async with asyncio.timeout(10):
            await shown.stands.wait()
        return await _echo(said)

    console = Console(file=shown, width=80, force_terminal=True)
    await TerminalFace(FrontDesk(slow, []), SystemClock(), console, lambda _: "", "ann").hear("hello")
    assert "You said hello." in shown.getvalue()
