"""The manifest installs the app in one click, and is the one place where scopes stand."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.errors import SettingsError
from bot.platforms.slack import limits
from bot.platforms.slack.listeners import ASK_SHORTCUT
from bot.platforms.slack.settings import MANIFEST, bot_scopes
from tests.slack.house import SPECS

CODE = Path(__file__).resolve().parents[2] / "bot" / "platforms" / "slack"
SCHEMA = SPECS / "slack-manifest-v1.schema.json"

NEEDED_FOR = {
    "app_mentions:read": "app_mention",
    "assistant:write": "assistant.threads.",
    "channels:history": "conversations.replies",
    "chat:write": "chat.postMessage",
    "commands": "on_command",
    "files:write": "files.getUploadURLExternal",
    "groups:history": "conversations.replies",
    "im:history": "conversations.history",
    "im:write": "address.user",
    "mpim:history": "conversations.replies",
    "usergroups:read": "usergroups.list",
    "users:read": "users.info",
}


@pytest.fixture
def manifest() -> Any:
    return yaml.safe_load(MANIFEST.read_text())


@pytest.mark.skipif(not SCHEMA.exists(), reason="the published schemas are not beside this clone")
def test_it_is_valid_against_slacks_schema(manifest: Any) -> None:
    jsonschema.validate(manifest, json.loads(SCHEMA.read_text()))


def test_each_scope_is_used_and_justified_in_a_comment() -> None:
    code = "\n".join(file.read_text() for file in CODE.glob("*.py"))
    lines = MANIFEST.read_text()
    for scope in bot_scopes(MANIFEST):
        assert NEEDED_FOR[scope] in code
        assert re.search(rf"- {scope} # \S", lines), f"say what {scope} is for"


def test_scopes_are_written_nowhere_else() -> None:
    code = "\n".join(file.read_text() for file in CODE.rglob("*.py"))
    assert not [scope for scope in bot_scopes(MANIFEST) if ":" in scope and f'"{scope}"' in code]


def test_what_it_subscribes_to_is_listened_to(manifest: Any) -> None:
    listeners = (CODE / "listeners.py").read_text()
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        name = event.partition(".")[0]
        assert f'"{name}"' in listeners or name == "app_context_changed"


def test_the_command_and_the_shortcut_are_those_we_listen_to(manifest: Any) -> None:
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == ["/mentor"]
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == [ASK_SHORTCUT, "do_kb_keep"]
    assert len(features["agent_view"]["suggested_prompts"]) <= limits.SUGGESTED_PROMPTS
    assert features["app_home"]["home_tab_enabled"]


def test_a_manifest_that_cannot_be_read_is_said_plainly(tmp_path: Path) -> None:
    broken = tmp_path / "slack-manifest.yaml"
    broken.write_text("display_information: {}")
    for file in (broken, tmp_path / "missing.yaml"):
        with pytest.raises(SettingsError, match="manifest"):
            bot_scopes(file)
