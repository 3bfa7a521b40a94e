"""How a reply looks in a terminal."""

from rich.console import Console

from bot.mentor.actions import Action
from bot.mentor.reply import Choice, Choices, Citation, Reply, Sources
from bot.platforms.terminal.render import numbered, rendered


def test_an_address_stands_apart_from_the_punctuation_behind_it() -> None:
    sources = Sources("Sources", (Citation("Rice", "Ann", "https://rice.example/a"), Citation("Salt", "Bob")))
    console = Console(width=120)
    with console.capture() as capture:
        console.print(rendered(Reply((sources,))))
    assert capture.get().strip() == "Sources: “Rice”, Ann <https://rice.example/a>; “Salt”, Bob."


def test_what_a_menu_says_of_its_lines_stands_behind_them() -> None:
    drafts = (Choice("Rice", Action("a"), hint="waits for approval"), Choice("Salt", Action("b"), hint="draft, yours"))
    console = Console(width=120)
    with console.capture() as capture:
        console.print(numbered((Choices(drafts, "Open a draft", as_menu=True),))[0])
    lines = [line.strip() for line in capture.get().strip().splitlines()]
    assert lines == ["Open a draft", "[1] Rice · waits for approval", "[2] Salt · draft, yours"]
