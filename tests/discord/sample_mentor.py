"""A mentor for tests: a real front desk that says back what it heard, with every kind of block and choice.

What somebody says decides what it does: `slow` waits for the gate, `nap` for half a second, `stuck` holds the
loop up, `broken` fails,
`long` fills several pages, `picture` shows one, anything else is echoed.
"""

import asyncio
import struct
import time
import zlib
from collections import Counter
from collections.abc import Mapping

from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, OptionKind, Suggestion, VerbHandler
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Event, Filled, Invoked, Picked, Said, Speaker, Standing
from bot.mentor.reply import (
    Audience,
    Bullets,
    Choice,
    Choices,
    Citation,
    Code,
    FieldKind,
    Form,
    FormField,
    Gauge,
    Gauges,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picture,
    Reply,
    Sources,
    Spectrum,
    Tone,
    literal,
)


class SampleMentor(Feature):
    """Echoes, and counts how often it was asked each thing."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.gate = asyncio.Event()
        self.stuck_seconds = 0.0

    def desk(self) -> FrontDesk:
        return FrontDesk(self.listen, [self])

    def times(self) -> Counter[str]:
        """How often each occasion came."""
        return Counter(event.occasion.id for event in self.heard)

    async def listen(self, said: Said) -> Reply:
        self.heard.append(said)
        return await self._reply(said, said.text)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("ask",),
                "Ask the mentor a question",
                self._ask,
                (
                    CommandOption("question", "Your question", required=True),
                    CommandOption("private", "Only you see the answer", OptionKind.YES_NO),
                ),
                may_be_public=True,
            ),
            Command(
                ("role", "set"),
                "Say which kind of work you are heading for",
                self._invoked,
                (CommandOption("role", "The kind of work", required=True, suggests=True),),
                suggest=self._suggest,
            ),
            Command(("role", "show"), "See the kind of work you are heading for", self._invoked),
            Command(("settings",), "Set the mentor up", self._invoked, needs=Standing.ADMIN),
            Command(("form",), "Fill in a form", self._form),
            Command(
                ("hours",),
                "Say how many hours you have",
                self._invoked,
                (CommandOption("a_week", "Hours", OptionKind.NUMBER),),
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "again": self._picked,
            "replace": self._replace,
            "form": self._form,
            "broken": self._broken,
            "slow": self._picked,
            "slowly": self._slowly_replace,
        }

    async def _reply(self, event: Event, text: str) -> Reply:
        audience = Audience.ASKER if event.occasion.private else Audience.ROOM
        if "personal" in text:
            audience = Audience.ASKER
        if text.startswith("slow"):
            await self.gate.wait()
        if text.startswith("nap"):
            await asyncio.sleep(0.5)
        if text.startswith("stuck"):
            time.sleep(self.stuck_seconds)  # noqa: ASYNC251 - holding the loop up is the point
        if text.startswith("refuse"):
            raise SignpostError("I'd rather not, and here is what you can do instead.")
        if text.startswith("broken"):
            raise RuntimeError("a defect")
        if text.startswith("long"):
            return Reply(tuple(Paragraph(f"Part {n}. " + "word " * 300) for n in range(6)), audience=audience)
        if text.startswith("picture"):
            return Reply(
                (Paragraph("Look:"), Picture(tiny_png(), "then-and-now", "A line that rises")), audience=audience
            )
        return Reply(blocks(text), choices(), audience)

    async def _ask(self, event: Invoked) -> Reply:
        self.heard.append(event)
        return await self._reply(event, event.options["question"])

    async def _invoked(self, event: Invoked) -> Reply:
        self.heard.append(event)
        given = ", ".join(f"{name}={value}" for name, value in event.options.items())
        return await self._reply(event, f"{' '.join(event.path)} {given}")

    async def _picked(self, event: Picked | Filled) -> Reply:
        self.heard.append(event)
        if event.action.verb == "slow":
            await self.gate.wait()
        audience = Audience.ASKER if event.occasion.private else Audience.ROOM
        return Reply((Paragraph(f"picked {literal(' '.join(event.action.arguments))}"),), audience=audience)

    async def _replace(self, event: Picked | Filled) -> Reply:
        self.heard.append(event)
        audience = Audience.ASKER if event.occasion.private else Audience.ROOM
        return Reply((Paragraph("in its place"),), choices(), audience, replaces=True)

    async def _slowly_replace(self, event: Picked | Filled) -> Reply:
        await self.gate.wait()
        return await self._replace(event)

    async def _form(self, event: Invoked | Picked | Filled) -> Reply:
        self.heard.append(event)
        if isinstance(event, Filled):
            return Reply((Paragraph(f"filled in {literal(event.values['reason'])}"),))
        field = FormField("reason", "What was missing?", FieldKind.LONG, placeholder="In a few words")
        return Reply(form=Form("What was missing?", Action("form"), (field,)))

    async def _broken(self, event: Picked | Filled) -> Reply:
        self.heard.append(event)
        raise RuntimeError("a defect")

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        if typed == "broken":
            raise RuntimeError("a defect")
        if typed == "slow":
            await self.gate.wait()
        if typed == "many":
            return tuple(Suggestion(f"role {n} " + "x" * 120, f"r{n}") for n in range(60))
        return (Suggestion("Data analyst", "data_analyst"), Suggestion("Researcher", "researcher"))


def blocks(text: str) -> tuple[Heading | Paragraph | Gauges | Spectrum | Bullets | Code | Sources | Note, ...]:
    """Every kind of block around what was said."""
    return (
        Heading("What you said"),
        Paragraph(f"You said: {literal(text)}"),
        Gauges("Math", (Gauge("Linear algebra", 2, 4, "use it", high=3), Gauge("Calculus", 1, 4, "recognize it"))),
        Spectrum("engineering", "research", (Mark("Software engineer", 0.0), Mark("Researcher", 1.0, is_asker=True))),
        Bullets(("Read a little", "Try a little"), numbered=True),
        Code("print(1)", "python"),
        Sources("Sources", (Citation("A book", "Somebody", "https://example.org/book", "2020"),)),
        Note("Read as it stands."),
    )


def choices() -> tuple[Choices, ...]:
    """Every kind of choice."""
    return (
        Choices(
            (
                Choice("Again", Action("again", ("a",)), Tone.MAIN),
                Choice("Replace", Action("replace")),
                Choice("Form", Action("form")),
                Choice("Broken", Action("broken"), Tone.DANGER),
                Choice("Slow", Action("slow", ("s",))),
            ),
            "What next",
        ),
        Choices((Choice("Slowly", Action("slowly")),)),
        Choices(
            (Choice("One", Action("again", ("one",))), Choice("Two", Action("again", ("two",)))), "Which", as_menu=True
        ),
    )


def tiny_png() -> bytes:
    """A picture of one dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
