"""What all tests share: brief logs; and neither are new databases migrated nor texts encoded again and again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection
from structlog.tracebacks import ExceptionDictTransformer

from bot.storage import migrations
from bot.storage.connecting import writing_engine
from bot.understanding.encoder import Encoder, Vectors


@pytest.fixture(autouse=True)
def _brief_logs() -> None:
    # One line each, for a traceback with its locals takes longer than most tests.
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ]
    )


@pytest.fixture(scope="session")
def _statements(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What makes an empty file a current one, as the migrations leave it."""
    path: Path = tmp_path_factory.mktemp("current") / "signpost.sqlite3"
    engine = writing_engine(path)
    with engine.begin() as connection:
        migrations.bring_up_to_date(connection)
    engine.dispose()
    with closing(sqlite3.connect(path)) as driver:
        return [line for line in driver.iterdump() if line not in ("BEGIN TRANSACTION;", "COMMIT;")]


@pytest.fixture(autouse=True)
def _migrated_once(_statements: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file is written as it will be; older ones, and programs of their own, take each step."""
    take_steps = migrations._take_steps

    def write_or_take_steps(connection: Connection, version: str | None) -> None:
        if version is not None:
            take_steps(connection, version)
            return
        for statement in _statements:
            connection.exec_driver_sql(statement)

    monkeypatch.setattr(migrations, "_take_steps", write_or_take_steps)


@pytest.fixture(autouse=True, scope="session")
def _encoded_once() -> Iterator[None]:
    """A text has one vector, whichever house it is read in."""
    encode, vectors = Encoder._encode, dict[str, Vectors]()

    def remembered(encoder: Encoder, text: str) -> Vectors:
        if text not in vectors:
            vectors[text] = encode(encoder, text)
        return vectors[text]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Encoder, "_encode", remembered)
        yield
