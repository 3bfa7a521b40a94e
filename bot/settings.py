"""Every setting, in one typed object that is built once and passed down.

Values come from the environment and from a `.env` file beside the project; nothing else in the code
reads either. `.env.example` lists each setting with its meaning and is held against this by a test.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.knowledge.loader import shipped_folder

LogLevel = Literal["debug", "info", "warning", "error"]


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class Settings(BaseSettings):
    """What the person who runs Signpost can set."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        env_ignore_empty=True,
    )

    data_folder: Annotated[Path, Field(description="Where the database and the caches live.")] = Field(
        default_factory=lambda: user_data_path("signpost", appauthor=False),
        validation_alias=_named("SIGNPOST_DATA_FOLDER"),
    )
    knowledge_folder: Annotated[Path, Field(description="The content folder to answer from.")] = Field(
        default_factory=shipped_folder, validation_alias=_named("SIGNPOST_KNOWLEDGE_FOLDER")
    )
    community_folders: Annotated[
        str | None,
        Field(description="Communities with a content folder of their own: discord:123=/one; slack:T0AB=/two."),
    ] = Field(None, validation_alias=_named("SIGNPOST_COMMUNITY_FOLDERS"))
    log_level: Annotated[LogLevel, Field(description="How much is logged: debug, info, warning or error.")] = Field(
        "info", validation_alias=_named("SIGNPOST_LOG_LEVEL")
    )
    keep_text_days: Annotated[
        int, Field(ge=1, le=3650, description="Days after which the text of questions is forgotten.")
    ] = Field(180, validation_alias=_named("SIGNPOST_KEEP_TEXT_DAYS"))
    health_port: Annotated[
        int, Field(ge=0, le=65535, description="Port of /healthz on loopback while platforms run; 0 for none.")
    ] = Field(8765, validation_alias=_named("SIGNPOST_HEALTH_PORT"))

    discord_token: Annotated[SecretStr | None, Field(description="Token of the Discord bot; empty for no Discord.")] = (
        Field(None, validation_alias=_named("DISCORD_TOKEN"))
    )
    discord_api_url: Annotated[str | None, Field(description="A Discord-compatible API instead of Discord's own.")] = (
        Field(None, validation_alias=_named("DISCORD_API_URL"))
    )
    discord_gateway_url: Annotated[
        str | None, Field(description="A Discord-compatible gateway instead of Discord's own.")
    ] = Field(None, validation_alias=_named("DISCORD_GATEWAY_URL"))
    discord_shard_count: Annotated[int | None, Field(ge=1, description="Shards in all; empty lets Discord decide.")] = (
        Field(None, validation_alias=_named("DISCORD_SHARD_COUNT"))
    )
    discord_shard_ids: Annotated[
        str | None, Field(pattern=r"^\d+(,\d+)*$", description="Shards of this process, such as 0,1; empty for all.")
    ] = Field(None, validation_alias=_named("DISCORD_SHARD_IDS"))

    slack_bot_token: Annotated[
        SecretStr | None, Field(description="Bot token (xoxb-) of the Slack app, for one workspace.")
    ] = Field(None, validation_alias=_named("SLACK_BOT_TOKEN"))
    slack_app_token: Annotated[
        SecretStr | None, Field(description="App-level token (xapp-); set it for Socket Mode.")
    ] = Field(None, validation_alias=_named("SLACK_APP_TOKEN"))
    slack_signing_secret: Annotated[
        SecretStr | None, Field(description="Signing secret of the Slack app; set it for HTTP mode.")
    ] = Field(None, validation_alias=_named("SLACK_SIGNING_SECRET"))
    slack_client_id: Annotated[str | None, Field(description="Client id, to be installed by many workspaces.")] = Field(
        None, validation_alias=_named("SLACK_CLIENT_ID")
    )
    slack_client_secret: Annotated[SecretStr | None, Field(description="Client secret that goes with it.")] = Field(
        None, validation_alias=_named("SLACK_CLIENT_SECRET")
    )
    slack_public_url: Annotated[
        str | None, Field(description="Where Slack and browsers reach HTTP mode, such as https://mentor.example.org.")
    ] = Field(None, validation_alias=_named("SLACK_PUBLIC_URL"))
    slack_host: Annotated[str, Field(description="Address that HTTP mode listens on.")] = Field(
        "127.0.0.1", validation_alias=_named("SLACK_HOST")
    )
    slack_port: Annotated[int, Field(ge=1, le=65535, description="Port that HTTP mode listens on.")] = Field(
        3000, validation_alias=_named("SLACK_PORT")
    )
    slack_api_url: Annotated[str | None, Field(description="A Slack-compatible API instead of Slack's own.")] = Field(
        None, validation_alias=_named("SLACK_API_URL")
    )

    openai_api_key: Annotated[
        SecretStr | None, Field(description="Key of an OpenAI-compatible language model; empty for none.")
    ] = Field(None, validation_alias=_named("OPENAI_API_KEY"))
    openai_base_url: Annotated[str | None, Field(description="An OpenAI-compatible endpoint instead of OpenAI's.")] = (
        Field(None, validation_alias=_named("OPENAI_BASE_URL"))
    )
    assistant_model: Annotated[str, Field(min_length=1, description="Name of the model at that endpoint.")] = Field(
        "gpt-4.1-mini", validation_alias=_named("SIGNPOST_MODEL")
    )
    assistant_price_in: Annotated[float, Field(ge=0, description="US dollars for a million tokens sent to it.")] = (
        Field(0.4, validation_alias=_named("SIGNPOST_MODEL_PRICE_IN"))
    )
    assistant_price_out: Annotated[float, Field(ge=0, description="US dollars for a million tokens it writes.")] = (
        Field(1.6, validation_alias=_named("SIGNPOST_MODEL_PRICE_OUT"))
    )
    assistant_person_day: Annotated[
        float, Field(ge=0, description="US dollars that it may cost for one person in a day.")
    ] = Field(0.05, validation_alias=_named("SIGNPOST_MODEL_PERSON_DAY"))
    assistant_community_month: Annotated[
        float, Field(ge=0, description="US dollars that it may cost for one community in a month.")
    ] = Field(10.0, validation_alias=_named("SIGNPOST_MODEL_COMMUNITY_MONTH"))

    @field_validator("community_folders")
    @classmethod
    def _names_a_folder_for_each(cls, text: str | None) -> str | None:
        for pair in (text or "").split(";"):
            community, _, folder = (part.strip() for part in pair.partition("="))
            if pair.strip() and not (":" in community and folder):
                raise ValueError(f"write it as discord:123=/folder, with ; between several (not {pair.strip()!r})")
        return text

    @field_validator("openai_base_url")
    @classmethod
    def _is_an_address(cls, text: str | None) -> str | None:
        """People are told whose model it is by the host in it."""
        try:
            parts = urlsplit(text or "")
        except ValueError as error:
            raise ValueError(f"write it as https://host/v1 ({error})") from error
        if text and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("write it as https://host/v1")
        return text

    @property
    def has_platforms(self) -> bool:
        """Whether any platform has a token."""
        return any((self.discord_token, self.slack_bot_token, self.slack_app_token, self.slack_client_id))

    @property
    def own_folders(self) -> dict[str, Path]:
        """The content folders of communities that use one of their own, by community."""
        pairs = (pair.partition("=") for pair in (self.community_folders or "").split(";") if pair.strip())
        return {community.strip(): Path(folder.strip()) for community, _, folder in pairs}

    @property
    def database_file(self) -> Path:
        """The SQLite file."""
        return self.data_folder / "signpost.sqlite3"

    @property
    def log_file(self) -> Path:
        """Where talks in a terminal log to, so that no log line stands between question and answer."""
        return self.data_folder / "signpost.log"

    @property
    def cache_folder(self) -> Path:
        """What may be deleted at any time and is made again."""
        return self.data_folder / "cache"


def load_settings(**overrides: object) -> Settings:
    """The settings of this process; raises `SettingsError` that names each faulty one and what it takes."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate({**Settings().model_dump(), **given}) if given else Settings()
    except ValidationError as error:
        lines = []
        for detail in error.errors(include_url=False, include_input=False):
            name = str(detail["loc"][0]) if detail["loc"] else "settings"
            lines.append(f"  {name}: {detail['msg'].removeprefix('Value error, ')}")
        raise SettingsError(
            "Some settings cannot be used. Mend them in .env or in the environment:\n" + "\n".join(lines)
        ) from error


def setting_names() -> dict[str, str]:
    """Every setting as it is written in `.env`, with what it means."""
    names = {}
    for field in Settings.model_fields.values():
        if isinstance(field.validation_alias, AliasChoices):
            names[str(field.validation_alias.choices[0])] = field.description or ""
    return names
