"""How a reply looks in a terminal."""

from rich.console import Console

from bot.mentor.reply import Citation, Reply, Sources
from bot.platforms.terminal.render import rendered


def test_an_address_stands_apart_from_the_punctuation_behind_it() -> None:
    sources = Sources("Sources", (Citation("Rice", "Ann", "https://rice.example/a"), Citation("Salt", "Bob")))
    console = Console(width=120)
    with console.capture() as capture:
        console.print(rendered(Reply((sources,))))
    assert capture.get().strip() == "Sources: “Rice”, Ann <https://rice.example/a>; “Salt”, Bob."
