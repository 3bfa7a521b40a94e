"""The command `signpost`: one file for each group of verbs; nothing heavy is imported before it is needed."""

import sys
from typing import Annotated

import typer

from bot.cli.evaluating import evaluate
from bot.cli.knowledge import knowledge
from bot.cli.measuring import route
from bot.cli.running import doctor, play, run
from bot.cli.shown import fail, told
from bot.cli.talking import ask, chat
from bot.errors import SignpostError
from bot.garbage_collection import look_seldom

app = typer.Typer(
    name="signpost",
    help="A mentor for people who want to get into machine learning: in Discord, in Slack and in this terminal.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(rich_help_panel="Talk")(ask)
app.command(rich_help_panel="Talk")(chat)
app.command(rich_help_panel="Run")(run)
app.command(rich_help_panel="Run")(doctor)
app.command(rich_help_panel="Run")(play)
app.command(rich_help_panel="Look after the answers")(route)
app.command("eval", rich_help_panel="Look after the answers")(evaluate)
app.add_typer(knowledge, name="knowledge", rich_help_panel="Look after the answers")


@app.callback(invoke_without_command=True)
def _version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    if show:
        from importlib.metadata import version

        typer.echo(version("signpost"))
        raise typer.Exit


def main() -> None:
    """Run the command line; an error that a person may read is shown as a sentence."""
    look_seldom()
    try:
        app()
    except SignpostError as error:
        fail(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has enough; nothing more is written at exit.
        sys.stdout = None
    except Exception as error:  # noqa: BLE001 - nobody sees a traceback
        fail(told(error))
        sys.exit(1)
