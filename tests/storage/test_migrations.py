from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from bot.storage import Database, migrations
from bot.storage.tables import metadata

SCRIPTS = ScriptDirectory(str(Path(migrations.__file__).parent))
STEPS = sorted(SCRIPTS.walk_revisions(), key=lambda step: step.revision)


def statements(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'")
    )
    return {row.name: " ".join(row.sql.split()) for row in rows}


async def test_all_steps_from_nothing_lead_to_the_tables_we_declare(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert await database.reading.run(differences) == []
    with create_engine("sqlite://").connect() as declared:
        metadata.create_all(declared)
        assert await database.reading.run(statements) == statements(declared)


def test_the_newest_step_is_the_one_we_name() -> None:
    assert SCRIPTS.get_heads() == [migrations.NEWEST]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.revision)
def test_every_step_says_why_it_was_taken(step: Any) -> None:
    assert "\nReason: " in step.module.__doc__
