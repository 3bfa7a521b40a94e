"""Where Slack installs us for many workspaces: the three tables that Slack's SDK reads and writes by itself.

Their shape is the SDK's (`slack_sdk.oauth`, installation and state stores over SQLAlchemy), column by column;
`tests/slack/test_installations.py` compares them. Nothing else in `bot.storage` touches them.
"""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, PrimaryKeyConstraint, String, Table, func

from bot.storage.tables.base import metadata


def _text(name: str, length: int = 200, *, nullable: bool = True) -> Column[str]:
    return Column(name, String(length), nullable=nullable)


def _team() -> list[Column[str]]:
    return [_text("client_id", 32, nullable=False), _text("app_id", 32, nullable=False), _text("enterprise_id", 32)]


slack_bots = Table(
    "slack_bots",
    metadata,
    Column("id", Integer, nullable=False, autoincrement=True),
    *_team(),
    _text("enterprise_name"),
    _text("team_id", 32),
    _text("team_name"),
    _text("bot_token"),
    _text("bot_id", 32),
    _text("bot_user_id", 32),
    _text("bot_scopes", 1000),
    _text("bot_refresh_token"),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, default=False, nullable=False),
    Column("installed_at", DateTime, default=func.now(), nullable=False),
    PrimaryKeyConstraint("id", name="slack_bots_key"),
    Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
)

slack_installations = Table(
    "slack_installations",
    metadata,
    Column("id", Integer, nullable=False, autoincrement=True),
    *_team(),
    _text("enterprise_name"),
    _text("enterprise_url"),
    _text("team_id", 32),
    _text("team_name"),
    _text("bot_token"),
    _text("bot_id", 32),
    _text("bot_user_id", 32),
    _text("bot_scopes", 1000),
    _text("bot_refresh_token"),
    Column("bot_token_expires_at", DateTime),
    _text("user_id", 32, nullable=False),
    _text("user_token"),
    _text("user_scopes", 1000),
    _text("user_refresh_token"),
    Column("user_token_expires_at", DateTime),
    _text("incoming_webhook_url"),
    _text("incoming_webhook_channel"),
    _text("incoming_webhook_channel_id"),
    _text("incoming_webhook_configuration_url"),
    Column("is_enterprise_install", Boolean, default=False, nullable=False),
    _text("token_type", 32),
    Column("installed_at", DateTime, default=func.now(), nullable=False),
    PrimaryKeyConstraint("id", name="slack_installations_key"),
    Index("slack_installations_idx", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
)

slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, nullable=False, autoincrement=True),
    _text("state", 200, nullable=False),
    Column("expire_at", DateTime, nullable=False),
    PrimaryKeyConstraint("id", name="slack_oauth_states_key"),
)
