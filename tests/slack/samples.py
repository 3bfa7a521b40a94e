"""A mentor that answers with every kind of block and choice, so that the face is tested without the real one."""

import asyncio
import base64
from collections.abc import Mapping

from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, OptionKind, Suggestion, VerbHandler
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Filled, Invoked, Picked, Said, Speaker, Standing
from bot.mentor.reply import (
    Audience,
    Bullets,
    Choice,
    Choices,
    Citation,
    Code,
    Decision,
    FieldKind,
    Form,
    FormField,
    Gauge,
    Gauges,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picker,
    PickerKind,
    Picture,
    Reply,
    Sources,
    Spectrum,
    Tone,
    literal,
)

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)

EVERY_BLOCK = (
    Heading("Two thirds of the way"),
    Paragraph("A **bold** word, an *italic* one, `code` and [a link](https://example.org/a?b=1&c=2)."),
    Bullets(("one", "two with **weight**")),
    Bullets(("first", "second"), numbered=True),
    Code("x = [1 < 2]\nprint(x)", "python"),
    Spectrum("engineering", "research", (Mark("Analyst", 0.3), Mark("Researcher", 1.0, is_asker=True))),
    Gauges("How deep", (Gauge("Statistics", 2, 4, "use it", high=3), Gauge("Algebra", 1, 4, "know it"))),
    Note("Matched because you asked about math."),
    Sources("Sources", (Citation("A book", "An author", "https://example.org/book", "2020"),), None),
)


class SampleMentor(Feature):
    """Remembers what it was given, so that tests can see what reached it."""

    def __init__(self) -> None:
        self.heard: list[Said] = []
        self.invoked: list[Invoked] = []
        self.acted: list[Picked | Filled] = []
        self.open = asyncio.Event()
        self.open.set()
        self.home = "Nothing known yet."
        self.roles: dict[str, str] = {}

    async def listen(self, said: Said) -> Reply:
        await self.open.wait()
        self.heard.append(said)
        if "explode" in said.text:
            raise ValueError("a defect")
        audience = Audience.ASKER if said.occasion.private else Audience.ROOM
        if "every block" in said.text:
            return Reply((*EVERY_BLOCK, Picture(PNG, "skills.png", "Your skills")), answer_choices(), audience)
        if "long story" in said.text:
            return Reply(tuple(Paragraph(f"{n}. " + "word " * 800) for n in range(8)), answer_choices(), audience)
        text = f"You asked: {literal(said.text)}"
        return Reply((Paragraph(text),), answer_choices(), audience, Decision.ANSWER, follow="bye" not in said.text)

    def commands(self) -> tuple[Command, ...]:
        roles = (Suggestion("Data analyst", "data_analyst"), Suggestion("Researcher", "researcher"))
        return (
            Command(("ask",), "Ask the mentor", self._ask, (_required("question"),), may_be_public=True),
            Command(("role", "show"), "See your role", self._show),
            Command(("role", "set"), "Choose a role", self._set, (_required("role", fixed=roles),)),
            Command(("skills",), "Rate your skills", self._skills),
            Command(("tips",), "Daily tips", self._show, (_required("city", suggests=True),), suggest=self._cities),
            Command(("settings",), "Settings", self._settings, needs=Standing.ADMIN),
            Command(("help",), "What I can do", self._show),
            Command(("home",), "Where you stand", self._home),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "helpful": self._thanks,
            "unhelpful": self._reason,
            "role": self._pick_role,
            "quiet": self._thanks,
            "rated": self._rated,
            "places": self._places,
        }

    async def _ask(self, event: Invoked) -> Reply:
        self.invoked.append(event)
        return await self.listen(Said(event.occasion, event.options["question"]))

    async def _show(self, event: Invoked) -> Reply:
        self.invoked.append(event)
        return Reply((Paragraph(f"This is {' '.join(event.path)} {dict(event.options)}."),))

    async def _settings(self, event: Invoked) -> Reply:
        self.invoked.append(event)
        places = Picker(PickerKind.PLACE, Action("places"), "Where may I answer?", at_most=5)
        group = Picker(PickerKind.GROUP, Action("places"), "Who looks after me?")
        return Reply((Paragraph("Settings"),), pickers=(places, group))

    async def _places(self, event: Picked | Filled) -> Reply:
        self.acted.append(event)
        assert isinstance(event, Filled)
        return Reply((Paragraph(f"Picked {literal(event.values['picked'])}."),))

    async def _set(self, event: Invoked) -> Reply:
        self.invoked.append(event)
        self.roles[event.occasion.speaker.person] = event.options["role"]
        return Reply((Paragraph(f"Role set to {literal(event.options['role'])}."),))

    async def _skills(self, event: Invoked) -> Reply:
        self.invoked.append(event)
        fields = (FormField("math", "Math, 0 to 10"), FormField("why", "Why", FieldKind.LONG, required=False))
        return Reply(form=Form("Your skills", Action("rated"), fields))

    async def _home(self, event: Invoked) -> Reply:
        role = self.roles.get(event.occasion.speaker.person, self.home)
        choices = (Choices((Choice("I am a researcher", Action("role", ("researcher",))),)),)
        return Reply((Heading("Where you stand"), Paragraph(literal(role))), choices)

    async def _cities(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        known = ("Berlin", "Bern", "Boston")
        return tuple(Suggestion(city, city.lower()) for city in known if city.lower().startswith(typed.lower()))

    async def _thanks(self, event: Picked | Filled) -> Reply:
        self.acted.append(event)
        return Reply((Paragraph("Thank you, noted."),))

    async def _reason(self, event: Picked | Filled) -> Reply:
        self.acted.append(event)
        if isinstance(event, Filled):
            return Reply((Paragraph(f"Noted: {literal(event.values.get('reason', ''))}"),))
        field = FormField("reason", "What was missing?", FieldKind.LONG, required=False)
        return Reply(form=Form("Tell me more", event.action, (field,)))

    async def _pick_role(self, event: Picked | Filled) -> Reply:
        self.acted.append(event)
        self.roles[event.occasion.speaker.person] = event.action.arguments[0]
        audience = Audience.ASKER if event.occasion.private else Audience.ROOM
        text = f"In the terms of a {literal(event.action.arguments[0])}."
        return Reply((Paragraph(text),), answer_choices(), audience, replaces=True)

    async def _rated(self, event: Picked | Filled) -> Reply:
        self.acted.append(event)
        assert isinstance(event, Filled)
        return Reply((Paragraph(f"Math {literal(event.values['math'])}, thank you."),))


def answer_choices() -> tuple[Choices, ...]:
    roles = (Choice("Data analyst", Action("role", ("data_analyst",)), hint="Tables and questions"),)
    after = (
        Choice("Helpful", Action("helpful", ("q1",))),
        Choice("Not helpful", Action("unhelpful", ("q1",))),
        Choice("Only me", Action("quiet", ("q1",)), Tone.MAIN),
    )
    return Choices(roles, "Which work?", as_menu=True), Choices(after)


def sample_desk(mentor: SampleMentor) -> FrontDesk:
    return FrontDesk(mentor.listen, [mentor])


def _required(name: str, **kwargs: object) -> CommandOption:
    return CommandOption(name, f"The {name}", OptionKind.TEXT, required=True, **kwargs)  # type: ignore[arg-type]
