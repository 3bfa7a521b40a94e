"""The mentor in a terminal: a line is a question, a number picks a choice, a slash starts a command.

Where the input is no terminal each line is answered, and the talk ends with the input.
"""

import asyncio
import getpass
import sys
from collections.abc import Callable
from uuid import uuid4

from rich.console import Console
from rich.markup import escape

from bot.clock import Clock
from bot.mentor.command_words import parse_words
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Event, Filled, Invoked, Occasion, Picked, Said, Speaker, Standing
from bot.mentor.reply import Choice, Form, Reply
from bot.platforms.terminal.render import numbered, rendered

_LEAVING = frozenset({"exit", "quit", "/exit", "/quit", ":q"})

ReadLine = Callable[[str], str]
"""Shows a prompt and returns the next line; raises `EOFError` at the end of the input."""


class TerminalFace:
    """One person's talk with the mentor, from the first line to the last."""

    def __init__(
        self,
        desk: FrontDesk,
        clock: Clock,
        console: Console,
        read_line: ReadLine | None = None,
        person: str | None = None,
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._console = console
        self._interactive = sys.stdin.isatty()
        self._read_line = read_line or (console.input if self._interactive else _piped_line)
        self._speaker = Speaker("terminal:local", f"terminal:{person or _user()}", frozenset(Standing))
        self._conversation = f"terminal:{uuid4().hex}"
        self._offered: tuple[Choice, ...] = ()

    async def run(self, greeting: Reply) -> None:
        """Talk until the input ends or the person leaves."""
        if self._interactive:
            self.show(greeting)
            self._console.print("[dim]A number picks a choice, /help shows the commands, exit leaves.[/dim]")
        while True:
            try:
                line = await asyncio.to_thread(self._read_line, "\n[bold green]you ›[/bold green] ")
            except (EOFError, KeyboardInterrupt):
                return
            if line.strip().lower() in _LEAVING:
                return
            if line.strip():
                await self.hear(line)

    async def hear(self, line: str) -> None:
        """Answer one line, form after form if there are any, and show the answer."""
        reply = await self.reply_to(line.strip())
        while reply.form is not None:
            reply = await self.fill(reply.form)
        self.show(reply)

    async def reply_to(self, line: str) -> Reply:
        """The reply to one line."""
        if line.isdigit() and 1 <= int(line) <= len(self._offered):
            return await self._desk.handle(Picked(self._occasion(), self._offered[int(line) - 1].action))
        if line.startswith("/"):
            return await self._command(line[1:])
        return await self._desk.handle(Said(self._occasion(), line))

    async def _command(self, line: str) -> Reply:
        parsed = parse_words(line, self._desk.commands)
        if parsed.command is None or line.strip() == "help":
            self._list_commands()
        event: Event = Invoked(self._occasion(), parsed.command.path if parsed.command else ("help",), parsed.options)
        if parsed.missing is not None and parsed.command is not None:
            if parsed.missing.fixed:
                self._console.print(f"[dim]One of: {', '.join(escape(s.value) for s in parsed.missing.fixed)}[/dim]")
            value = await asyncio.to_thread(self._read_line, f"{escape(parsed.missing.description)}: ")
            event = Invoked(self._occasion(), parsed.command.path, {**parsed.options, parsed.missing.name: value})
        return await self._desk.handle(event)

    async def fill(self, form: Form) -> Reply:
        """The reply to a form, after its fields were asked for one by one."""
        self._console.print(f"[bold]{escape(form.title)}[/bold]")
        values = {}
        for field in form.fields:
            default = f" [{field.value}]" if field.value else ""
            answer = await asyncio.to_thread(self._read_line, f"{escape(field.label + default)}: ")
            values[field.key] = answer.strip()[: field.max_length] or field.value
        return await self._desk.handle(Filled(self._occasion(), form.action, values))

    def take_over(self, before: "TerminalFace") -> None:
        """Go on with the talk and the choices of another face."""
        self._conversation = before._conversation  # noqa: SLF001 - its own kind
        self._offered = before._offered  # noqa: SLF001

    def show(self, reply: Reply) -> None:
        """Print a reply with its choices numbered."""
        self._console.print()
        self._console.print(rendered(reply))
        lines, offered = numbered(reply.choices)
        if offered:
            self._offered = offered
        if self._interactive and offered:
            self._console.print()
            self._console.print(lines)

    def _list_commands(self) -> None:
        for command in self._desk.commands:
            self._console.print(f"  [bold]/{' '.join(command.path)}[/bold]  [dim]{escape(command.description)}[/dim]")

    def _occasion(self) -> Occasion:
        return Occasion(f"terminal:{uuid4().hex}", self._clock.now(), self._speaker, self._conversation)


def _piped_line(_: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "someone"
