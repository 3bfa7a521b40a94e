"""Every stage that scenarios are played on."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.discord.stage import discord_stage
from tests.scenarios.house import OpenHouse
from tests.scenarios.stage import Stage
from tests.slack.stage import slack_http_stage, slack_stage
from tests.terminal.stage import terminal_stage

STAGES: dict[str, Callable[[OpenHouse], AbstractAsyncContextManager[Stage]]] = {
    "terminal": terminal_stage,
    "discord": discord_stage,
    "slack": slack_stage,
    "slack_http": slack_http_stage,
}
