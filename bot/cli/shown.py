"""What the command line shows: one console, a bar for work that takes a while, sentences for failures."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import structlog
import typer
from structlog.tracebacks import ExceptionDictTransformer

from bot.errors import SignpostError

if TYPE_CHECKING:
    from bot.answering import Progress
    from bot.settings import Settings


_LOG_BYTES = 2_000_000
_MEANT = (SignpostError, typer.Exit, BrokenPipeError)
"""What ends a command as it is meant to; everything else is a defect."""


def fail(sentence: str) -> None:
    """Show what went wrong and what to do, on standard error."""
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True, soft_wrap=True).print(Text(sentence, style="red"))


@contextmanager
def logged(settings: "Settings", *, for_people: bool) -> Iterator[None]:
    """One event a line, as JSON: on standard error, or in a file where a person is using the terminal to talk."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    with _logging_to(_log_file(settings.log_file) if for_people else sys.stderr, level):
        try:
            yield
        except _MEANT:
            raise
        except Exception as error:
            # Here, where there is a log still.
            raise SignpostError(_logged_defect(error)) from error


def told(error: Exception) -> str:
    """What people are told of a defect outside of all that is `logged`; it is logged, as far as it is known where."""
    from bot.settings import load_settings

    try:
        stream = _log_file(load_settings().log_file)
    except Exception:  # noqa: BLE001 - it may be the very defect that is told of
        stream = sys.stderr
    with _logging_to(stream, logging.ERROR):
        return _logged_defect(error)


def _logged_defect(error: Exception) -> str:
    from bot.mentor.desk import new_reference

    reference = new_reference()
    structlog.get_logger(__name__).error("command failed", reference=reference, exc_info=error)
    return f"Something went wrong on my side. The log has the details under the reference {reference}."


@contextmanager
def _logging_to(stream: TextIO, level: int) -> Iterator[None]:
    logging.basicConfig(
        force=True, level=level, format='{"level": "%(levelname)s", "logger": "%(name)s"}', stream=stream
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without locals, since they hold what people wrote.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    try:
        yield
    finally:
        structlog.reset_defaults()
        logging.basicConfig(force=True, handlers=[logging.NullHandler()])
        if stream is not sys.stderr:
            stream.close()


def _log_file(path: Path) -> TextIO:
    """The log of terminal talks, cut to its newer half when it has grown; standard error where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LOG_BYTES:
            kept = path.read_bytes()[-_LOG_BYTES // 2 :]
            path.write_bytes(kept[kept.find(b"\n") + 1 :])
        return path.open("a", encoding="utf-8", buffering=1)
    except OSError:
        return sys.stderr


@contextmanager
def writing_into(folder: Path) -> Iterator[None]:
    """Says in a sentence where files cannot be written into `folder`."""
    try:
        yield
    except OSError as error:
        raise SignpostError(
            f"I can't write into {folder}: {error.strerror}. Name a folder you may write to."
        ) from error


@contextmanager
def progress_bar() -> Iterator["Progress"]:
    """A bar on standard error for anything that takes more than a moment; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield report
