"""What a file holds when it was written by an older version, after the steps that it lacked."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from bot.clock import SystemClock
from bot.storage import Database, migrations
from bot.storage.connecting import writing_engine
from bot.storage.tables import tip_days

TARGET = """
    INSERT INTO tip_targets (id, platform, kind, community, place, at, zone, days, roles, level, state,
                             version, saved_at)
    VALUES ('t', 'discord', 'channel', 'discord:1', 'discord:2', '09:00', 'UTC', '[]', '[]', 3, 'active', 1, 0)
"""
DAYS = """
    INSERT INTO tip_days (target, day, key, tip, state, origin, tries, message)
    VALUES ('t', '2026-11-21', 'k', 'second', 'sent', 'chosen', 0, 'm'),
           ('t', '2026-11-20', 'j', 'first', 'skipped', 'chosen', 0, NULL)
"""


async def test_days_of_tips_are_kept_when_they_are_laid_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "older.sqlite3"
    _written_by(path, "0008", TARGET, DAYS)
    database = await Database.open(path, SystemClock())
    try:
        statement = select(tip_days.c.day, tip_days.c.tip, tip_days.c.key, tip_days.c.message).order_by(tip_days.c.day)
        rows = await database.reading.run(lambda connection: connection.execute(statement).all())
        assert [(f"{day}", *rest) for day, *rest in rows] == [
            ("2026-11-20", "first", "j", None),
            ("2026-11-21", "second", "k", "m"),
        ]
        assert await database.examine() == ()
    finally:
        await database.close()


def _written_by(path: Path, step: str, *rows: str) -> None:
    """A file as the version of that step left it."""
    engine = writing_engine(path)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        command.upgrade(config, step)
        for row in rows:
            connection.execute(text(row))
        connection.exec_driver_sql(f"PRAGMA application_id={migrations.APPLICATION}")
    engine.dispose()
