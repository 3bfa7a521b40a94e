"""`signpost doctor`: looks at each part Signpost stands on and says what to do about it."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.diagnosis import Diagnosis, State, show
from bot.errors import SignpostError

if TYPE_CHECKING:
    from bot.settings import Settings


Examination = Callable[["Settings"], Awaitable[list[Diagnosis]]]


async def examine(knowledge: Path | None, data: Path | None) -> int:
    """Print a diagnosis of every part; 0 where nothing is bad, 1 otherwise."""
    from bot.settings import load_settings

    found: list[Diagnosis] = []
    try:
        settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    except SignpostError as error:
        found.append(Diagnosis("settings", State.BAD, str(error)))
    else:
        found += _settings(settings)
        for part, look in _EXAMINATIONS:
            try:
                found += await look(settings)
            except SignpostError as error:
                found.append(Diagnosis(part, State.BAD, str(error)))
    return show(found)


def _settings(settings: "Settings") -> Iterator[Diagnosis]:
    yield Diagnosis("settings", State.GOOD, f"read; data in {settings.data_folder}")
    for name in _unknown_keys(Path(".env")):
        yield Diagnosis("settings", State.NOTE, f"{name} in .env is no setting of mine; .env.example lists them all.")


async def _database(settings: "Settings") -> list[Diagnosis]:
    from bot.answering import make_folder
    from bot.clock import SystemClock
    from bot.storage import Database

    make_folder(settings.data_folder)
    existed = settings.database_file.exists()
    database = await Database.open(settings.database_file, SystemClock())
    await database.close()
    state = f"opens and is up to date: {settings.database_file}"
    return [Diagnosis("database", State.GOOD, state if existed else f"made anew: {settings.database_file}")]


async def _content(settings: "Settings") -> list[Diagnosis]:
    from bot.knowledge.checking import check
    from bot.knowledge.faults import Severity

    if not settings.knowledge_folder.is_dir():
        advice = f"There is no content folder at {settings.knowledge_folder}. Point --knowledge at one."
        return [Diagnosis("content", State.BAD, advice)]
    report = check(settings.knowledge_folder)
    errors = sum(fault.severity is Severity.ERROR for fault in report.faults)
    if errors:
        advice = f"{report.summary()} Run `signpost knowledge check {settings.knowledge_folder}`."
        return [Diagnosis("content", State.BAD, advice)]
    return [Diagnosis("content", State.GOOD, report.summary())]


async def _encoder(_: "Settings") -> list[Diagnosis]:
    import time

    from bot.understanding import Encoder

    started = time.perf_counter()
    encoder = Encoder()
    loaded = time.perf_counter()
    encoder.encode(["How much math do I need?"])
    read = time.perf_counter()
    text = f"loads in {loaded - started:.2f} s, reads a question in {(read - loaded) * 1000:.1f} ms"
    return [Diagnosis("encoder", State.GOOD, text)]


async def _discord(settings: "Settings") -> list[Diagnosis]:
    from bot.faces import discord_settings
    from bot.platforms.discord.invite import REASONS, application_of, invite_link, permission_title

    if settings.discord_token is None:
        return [Diagnosis("discord", State.NOTE, "no DISCORD_TOKEN set, so Discord is left out.")]
    application = application_of(settings.discord_token.get_secret_value())
    if application is None:
        advice = "DISCORD_TOKEN is not a bot's token. Copy it from the page Bot of your application."
        return [Diagnosis("discord", State.BAD, advice)]
    discord_settings(settings)
    reasons = "\n".join(f"{permission_title(name)}: {reason}" for name, reason in REASONS.items())
    invitation = (
        f"token set. The link below adds the mentor to a server, with these permissions and no others:\n{reasons}"
    )
    return [Diagnosis("discord", State.GOOD, invitation, invite_link(application))]


async def _slack(settings: "Settings") -> list[Diagnosis]:
    from bot.faces import slack_settings
    from bot.platforms.slack.settings import SlackMode
    from bot.platforms.slack.web import INSTALL_PATH

    told = slack_settings(settings)
    if told is None:
        return [Diagnosis("slack", State.NOTE, "no SLACK_BOT_TOKEN set, so Slack is left out.")]
    if told.mode is SlackMode.SOCKET:
        return [Diagnosis("slack", State.GOOD, "tokens set for Socket Mode, in one workspace.")]
    invitation = f"set up for HTTP mode on {told.host}:{told.port}. The link below adds the mentor to a workspace."
    return [Diagnosis("slack", State.GOOD, invitation, f"{told.public_url.rstrip('/')}{INSTALL_PATH}")]


async def _language_model(settings: "Settings") -> list[Diagnosis]:
    part = "model"
    if settings.openai_api_key is None:
        return [Diagnosis(part, State.NOTE, "no OPENAI_API_KEY set, so answers come in their approved words only.")]
    from bot.clock import SystemClock
    from bot.llm.examination import examined
    from bot.llm.ledger import MILLION
    from bot.storage import Database

    look = await examined(settings)
    clock = SystemClock()
    database = await Database.open(settings.database_file, clock)
    try:
        spent = await database.assistance.spent(clock.now().date().replace(day=1))
    finally:
        await database.close()
    cost = f"It cost ${spent.cost / MILLION:.2f} this month, for {spent.calls} calls."
    return [Diagnosis(part, State.GOOD if look.is_well else State.BAD, f"{look.text} {cost}")]


_EXAMINATIONS: tuple[tuple[str, Examination], ...] = (
    ("database", _database),
    ("content", _content),
    ("encoder", _encoder),
    ("discord", _discord),
    ("slack", _slack),
    ("model", _language_model),
)


def _unknown_keys(file: Path) -> list[str]:
    """Keys of a `.env` file that name no setting: most often a typing error."""
    from bot.settings import setting_names

    if not file.is_file():
        return []
    keys = [line.split("=", 1)[0].strip() for line in file.read_text(encoding="utf-8").splitlines() if "=" in line]
    return [key for key in keys if key and not key.startswith("#") and key.upper() not in setting_names()]
