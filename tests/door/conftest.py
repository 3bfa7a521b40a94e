"""A door over a real database, with a mailbox instead of a platform."""

from pathlib import Path

import pytest

from tests.door.mailbox import Mailbox
from tests.storage.fixtures import clock, database, empty_file, path

__all__ = ["clock", "database", "empty_file", "path"]


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mailbox.jsonl")
