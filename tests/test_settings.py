"""The settings, their example file, and what a person reads when one is wrong."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings, setting_names

EXAMPLE = Path(__file__).parents[1] / ".env.example"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine reaches a test."""
    monkeypatch.chdir(tmp_path)
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)


def _example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(_example()) == set(setting_names())


def test_the_example_as_it_stands_means_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_settings() == Settings.model_construct(
        **{n: f.get_default(call_default_factory=True) for n, f in Settings.model_fields.items()}
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SIGNPOST_KEEP_TEXT_DAYS", "0", "SIGNPOST_KEEP_TEXT_DAYS"),
        ("SIGNPOST_LOG_LEVEL", "loud", "SIGNPOST_LOG_LEVEL"),
        ("SLACK_PORT", "none", "SLACK_PORT"),
        ("DISCORD_SHARD_IDS", "a,b", "DISCORD_SHARD_IDS"),
        ("OPENAI_BASE_URL", "models.example.org/v1", "write it as https://host/v1"),
        ("OPENAI_BASE_URL", "http://[models", "write it as https://host/v1"),
    ],
)
def test_a_faulty_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told):
        load_settings()


def test_a_secret_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    settings = load_settings()
    assert "very-secret" not in repr(settings)
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "very-secret"


def test_what_the_command_line_gives_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIGNPOST_DATA_FOLDER", str(tmp_path / "a"))
    assert load_settings(data_folder=tmp_path / "b").database_file == tmp_path / "b" / "signpost.sqlite3"
