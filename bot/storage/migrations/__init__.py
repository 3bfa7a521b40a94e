"""How an older file becomes a current one, step by step, each step with its reason.

`bring_up_to_date` is called once, when a database is opened, inside one transaction: either every step is
taken or none. To add a step, put a module into `versions` with the next number, its `down_revision` and a
docstring that gives the reason, and set `NEWEST`; a test proves that the steps lead to `bot.storage.tables`.
"""

from pathlib import Path

from sqlalchemy import Connection, text

from bot.errors import StorageError

NEWEST = "0010"
"""The step a current file has taken; known here so that opening one loads no migration machinery."""
APPLICATION = 0x5369676E
"""SQLite's application_id of our files: `Sign`."""

_FOLDER = Path(__file__).parent


def bring_up_to_date(connection: Connection) -> None:
    """Take the steps that the file behind `connection` lacks.

    Raises `StorageError` where the file is another program's or was written by a newer version.
    """
    version = _version(connection)
    if version == NEWEST:
        return
    _take_steps(connection, version)
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")


def _version(connection: Connection) -> str | None:
    tables = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if not tables and application in (0, APPLICATION):
        return None
    if "alembic_version" not in tables or application != APPLICATION:
        raise StorageError(
            "The file is another program's database. Choose another place for mine, or move that file away."
        )
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _take_steps(connection: Connection, version: str | None) -> None:
    # Loaded here: a current file needs none of it, and it costs a fifth of a second.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StorageError(
            "The database was written by a newer version of me than this one. "
            "Update me, or restore the backup from before the update."
        )
    command.upgrade(config, NEWEST)
