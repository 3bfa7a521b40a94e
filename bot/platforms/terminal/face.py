"""The mentor in a terminal: a line is a question, a number picks a choice, a slash starts a command.

Where the input is no terminal each line is answered, and the talk ends with the input.
"""

import asyncio
import getpass
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from bot.clock import Clock
from bot.mentor.command_words import parse_words
from bot.mentor.commands import Command
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Event, Filled, Invoked, Occasion, Picked, Said, Speaker, Standing
from bot.mentor.reply import Attachment, Choice, FieldKind, Form, FormField, Note, Reply, literal
from bot.platforms.terminal.render import numbered, rendered
from bot.tasks import left_behind

_HELP = ("help",)
_LEAVING = frozenset({"exit", "quit", "/exit", "/quit", ":q"})

ReadLine = Callable[[str], str]
"""Shows a prompt and returns the next line; raises `EOFError` at the end of the input."""

_PATIENCE = 0.4
"""Seconds without a reply after which people wonder; nearly all replies are faster."""
_LONGEST_NUMBER = 3
"""Digits of the number of a choice."""


class TerminalFace:
    """One person's talk with the mentor, from the first line to the last."""

    def __init__(
        self,
        desk: FrontDesk,
        clock: Clock,
        console: Console,
        read_line: ReadLine | None = None,
        person: str | None = None,
        *,
        folder: Path | None = None,
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._console = console
        self._interactive = sys.stdin.isatty()
        self._read_line = read_line or (console.input if self._interactive else _piped_line)
        self._speaker = Speaker("terminal:local", f"terminal:{person or _user()}", frozenset(Standing))
        self._conversation = f"terminal:{uuid4().hex}"
        self._folder = folder
        self._offered: tuple[Choice, ...] = ()

    async def run(self, greeting: Reply) -> None:
        """Talk until the input ends or the person leaves."""
        if self._interactive:
            self.show(greeting)
            self._console.print("[dim]A number picks a choice, /help shows the commands, exit leaves.[/dim]")
        with suppress(EOFError, KeyboardInterrupt):
            while (line := await self._next_line()).strip().lower() not in _LEAVING:
                if line.strip():
                    self._echo(line)
                    await self.hear(line)

    async def _next_line(self) -> str:
        return await self._typed(lambda: self._read_line("\n[bold green]you ›[/bold green] "))

    async def _typed(self, read: Callable[[], str]) -> str:
        """What somebody types. At a prompt, Ctrl-C ends the talk at once: no thread is waited for then."""
        if not (self._interactive and sys.stdout.isatty()):
            return await asyncio.to_thread(read)
        return await left_behind("terminal", read)

    async def hear(self, line: str) -> None:
        """Answer one line, form after form if there are any, and show the answer."""
        reply = await self.reply_to(line.strip())
        while reply.form is not None:
            reply = await self.fill(reply.form)
        self.show(reply)

    async def reply_to(self, line: str) -> Reply:
        """The reply to one line."""
        if self._offered and line.isdecimal() and len(line) <= _LONGEST_NUMBER:
            if not 1 <= int(line) <= len(self._offered):
                return Reply((Note(f"No choice has the number {line}. The last one is {len(self._offered)}."),))
            return await self._handled(Picked(self._occasion(), self._offered[int(line) - 1].action))
        if line.startswith("/"):
            return await self._command(line[1:])
        return await self._handled(Said(self._occasion(), line))

    async def _command(self, line: str) -> Reply:
        parsed = parse_words(line, self._desk.commands)
        if parsed.command is None and line.strip():
            self._list_commands(parsed.near)
            return Reply((Note(f"I don't know “/{literal(line.strip())}”. /help shows all I can do."),))
        path = parsed.command.path if parsed.command else _HELP
        if path == _HELP:
            self._list_commands(self._desk.commands)
        event: Event = Invoked(self._occasion(), path, parsed.options)
        if parsed.missing is not None and parsed.command is not None:
            if parsed.missing.fixed:
                self._console.print(f"[dim]One of: {', '.join(escape(s.value) for s in parsed.missing.fixed)}[/dim]")
            prompt = f"{escape(parsed.missing.description)}: "
            value = await self._typed(lambda: self._read_line(prompt))
            event = Invoked(self._occasion(), parsed.command.path, {**parsed.options, parsed.missing.name: value})
        return await self._handled(event)

    async def fill(self, form: Form) -> Reply:
        """The reply to a form, after its fields were asked for one by one."""
        self._console.print(f"[bold]{escape(form.title)}[/bold]")
        values = {}
        for field in form.fields:
            answer = await self._typed(partial(self._read_field, field))
            values[field.key] = answer.strip()[: field.max_length] or field.value
        return await self._handled(Filled(self._occasion(), form.action, values))

    async def _handled(self, event: Event) -> Reply:
        """The reply to an event; while it takes longer than usual, a line says that it is worked on."""
        status = self._console.status("One moment, I'm working on it …")
        timer = asyncio.get_running_loop().call_later(_PATIENCE, status.start)
        try:
            return await self._desk.handle(event)
        finally:
            timer.cancel()
            status.stop()

    def _read_field(self, field: FormField) -> str:
        """What somebody writes into a field: one line, or, where more may be said, lines up to an empty one.

        Where more may be said, `@` and the name of a file stands for what is in it.
        """
        is_long = field.kind is FieldKind.LONG
        if is_long and field.value:
            self._console.print(escape(field.value), style="dim")
        kept = "an empty line keeps what stands above" if field.value else "end with an empty line"
        how = f" ({kept}; @file reads a file)" if is_long and self._interactive else ""
        default = f" [{field.value}]" if field.value and not is_long else ""
        lines = [self._read_line(f"{escape(field.label + default + how)}: ")]
        if is_long and lines[0].startswith("@"):
            return self._in_file(lines[0][1:].strip(), field.max_length)
        with suppress(EOFError):
            while is_long and lines[-1].strip():
                lines.append(self._read_line(""))
        return "\n".join(lines)

    def _in_file(self, name: str, at_most: int) -> str:
        try:
            with Path(name).expanduser().open(encoding="utf-8", errors="replace") as file:
                return file.read(at_most)
        except OSError as error:
            self._console.print(f"[dim]{escape(name)} can't be read: {error.strerror}[/dim]")
            return ""

    def take_over(self, before: "TerminalFace") -> None:
        """Go on with the talk and the choices of another face."""
        self._conversation = before._conversation  # noqa: SLF001 - its own kind
        self._offered = before._offered  # noqa: SLF001

    def _echo(self, line: str) -> None:
        """Where lines come from a pipe, each answer stands under its question."""
        if not self._interactive:
            self._console.rule(style="dim")
            self._console.print(Text(f"› {line.strip()}", style="bold green"))

    def show(self, reply: Reply) -> None:
        """Print a reply with its choices numbered."""
        self._console.print()
        self._console.print(rendered(reply))
        for block in reply.blocks:
            if isinstance(block, Attachment):
                self._save(block)
        lines, offered = numbered(reply.choices)
        if offered:
            self._offered = offered
            self._console.print()
            self._console.print(lines)

    def _save(self, attachment: Attachment) -> None:
        """Put a file where the person works; one that is there already stays as it is."""
        folder = self._folder or Path.cwd()
        stem, ending = Path(attachment.name).stem, Path(attachment.name).suffix
        names = (f"{stem}{f'-{number}' if number else ''}{ending}" for number in range(100))
        path = next((folder / name for name in names if not (folder / name).exists()), folder / attachment.name)
        try:
            path.write_bytes(attachment.content)
        except OSError as error:
            self._console.print(f"[dim]{escape(str(path))} can't be written: {error.strerror}[/dim]")
            return
        path.chmod(0o600)
        self._console.print(f"[dim]Saved as {escape(str(path))}[/dim]")

    def _list_commands(self, commands: Sequence[Command]) -> None:
        for command in commands:
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
