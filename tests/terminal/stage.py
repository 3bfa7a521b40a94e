"""The terminal as a stage: the real face, a console that writes into memory, lines from a list."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import StringIO

from rich.console import Console

from bot.app import House
from bot.mentor.actions import Action
from bot.mentor.reply import Audience, FieldKind, Form, Reply
from bot.platforms.terminal.face import TerminalFace
from tests.scenarios.house import OpenHouse
from tests.scenarios.stage import Seen


class TerminalStage:
    """One terminal for each person."""

    def __init__(self, open_house: OpenHouse) -> None:
        self._open_house = open_house
        self._house: House | None = None
        self._faces: dict[str, _Terminal] = {}

    async def start(self) -> None:
        self._house = await self._open_house.start()

    async def stop(self) -> None:
        self._faces.clear()
        await self._open_house.stop()

    async def restart(self) -> None:
        before = dict(self._faces)
        await self.stop()
        await self.start()
        for person, terminal in before.items():
            self._at(person).take_over(terminal)

    async def say(self, text: str, person: str = "ann") -> Seen:
        return await self._at(person).type(text)

    async def pick(self, label: str, person: str = "ann") -> Seen:
        terminal = self._at(person)
        return await terminal.type(str(terminal.labels.index(label) + 1))

    async def invoke(self, path: str, options: Mapping[str, str] | None = None, person: str = "ann") -> Seen:
        words = " ".join(f'{name}="{value}"' for name, value in (options or {}).items())
        return await self._at(person).type(f"/{path} {words}".strip())

    async def fill(self, values: Mapping[str, str], person: str = "ann") -> Seen:
        return await self._at(person).fill(values)

    def _at(self, person: str) -> "_Terminal":
        assert self._house is not None
        if person not in self._faces:
            self._faces[person] = _Terminal(self._house, person)
        return self._faces[person]


class _Terminal:
    """A terminal whose form waits until the test fills it in."""

    def __init__(self, house: House, person: str) -> None:
        self._house = house
        self._paper = StringIO()
        self._answers: list[str] = []
        self._form: Form | None = None
        self._held: Action | None = None
        console = Console(file=self._paper, width=100)
        folder = house.settings.data_folder
        self._face = TerminalFace(house.desk, house.clock, console, self._read_line, person=person, folder=folder)
        self.labels: list[str] = []

    def take_over(self, before: "_Terminal") -> None:
        """What was on the screen before a restart is still there to be picked."""
        self.labels = before.labels
        self._face.take_over(before._face)

    async def type(self, line: str) -> Seen:
        self._paper.seek(0)
        self._paper.truncate()
        reply = await self._face.reply_to(line)
        return self._see(reply)

    async def fill(self, values: Mapping[str, str]) -> Seen:
        assert self._form is not None
        self._answers = []
        for field in self._form.fields:
            lines = values.get(field.key, "").split("\n")
            self._answers += [*lines, ""] if field.kind is FieldKind.LONG and lines != [""] else lines
        return self._see(await self._face.fill(self._form))

    def _see(self, reply: Reply) -> Seen:
        self._form = reply.form
        if reply.form is not None:
            return Seen("", form=tuple(field.key for field in reply.form.fields))
        self._face.show(reply)
        labels = [choice.label for group in reply.choices for choice in group.options]
        self.labels = labels or self.labels
        return Seen(self._paper.getvalue(), tuple(labels), is_private=reply.audience is Audience.ASKER)

    def _read_line(self, _: str) -> str:
        return self._answers.pop(0)


@asynccontextmanager
async def terminal_stage(open_house: OpenHouse) -> AsyncIterator[TerminalStage]:
    """A terminal over a house, open for as long as the test runs."""
    stage = TerminalStage(open_house)
    await stage.start()
    try:
        yield stage
    finally:
        await stage.stop()
