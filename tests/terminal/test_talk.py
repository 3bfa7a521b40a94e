"""What somebody types in a terminal, and what becomes of it."""

import asyncio
import io
from collections.abc import Mapping

import pytest
from rich.console import Console

from bot.clock import SystemClock
from bot.knowledge.loader import load, shipped_folder
from bot.mentor.actions import Action
from bot.mentor.commands import Feature, VerbHandler
from bot.mentor.conversation import welcome
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Filled, Picked, Said
from bot.mentor.reply import Choice, Choices, FieldKind, Form, FormField, Paragraph, Reply
from bot.platforms.terminal.face import TerminalFace


async def _echo(said: Said) -> Reply:
    return Reply((Paragraph(f"You said {said.text}."),), (Choices((Choice("One", Action("one")),)),))


@pytest.mark.parametrize(
    ("line", "is_question"), [("²", True), ("9" * 5000, True), ("2024", True), ("2", False), ("0", False), ("٢", False)]
)
async def test_a_number_that_no_choice_has_is_told_so_and_longer_ones_are_questions(
    line: str, is_question: bool
) -> None:
    shown = io.StringIO()
    face = TerminalFace(FrontDesk(_echo, []), SystemClock(), Console(file=shown, width=80), lambda _: line, "ann")
    await face.hear("hello")
    await face.hear(line)
    assert (shown.getvalue().count("You said") == 2) is is_question
    assert (f"No choice has the number {line}" in shown.getvalue()) is not is_question


async def test_a_number_before_anything_was_offered_is_a_question() -> None:
    shown = io.StringIO()
    face = TerminalFace(FrontDesk(_echo, []), SystemClock(), Console(file=shown, width=80), lambda _: "", "ann")
    await face.hear("2")
    assert "You said 2." in shown.getvalue()


async def test_what_the_greeting_offers_is_picked_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    shown, lines = io.StringIO(), iter(["1", "exit"])
    desk = FrontDesk(_echo, [_Examples()])
    face = TerminalFace(desk, SystemClock(), Console(file=shown, width=80), lambda _: next(lines), "ann")
    await face.run(welcome(load(shipped_folder()).voice))
    assert "You picked 0." in shown.getvalue()


class _Examples(Feature):
    """Says which of the questions to begin with was picked."""

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"example": self._picked}

    async def _picked(self, event: Picked | Filled) -> Reply:
        return Reply((Paragraph(f"You picked {event.action.argument(0)}."),))


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


@pytest.mark.parametrize(("value", "hint"), [("as it is", "keeps what stands above"), ("", "end with an empty line")])
async def test_a_long_field_says_what_an_empty_line_does(
    monkeypatch: pytest.MonkeyPatch, value: str, hint: str
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    prompts: list[str] = []

    def read_line(prompt: str) -> str:
        prompts.append(prompt)
        return ""

    face = TerminalFace(FrontDesk(_echo, []), SystemClock(), Console(file=io.StringIO()), read_line, "ann")
    await face.fill(Form("Edit", Action("one"), (FormField("text", "Answer", kind=FieldKind.LONG, value=value),)))
    assert hint in prompts[0]
