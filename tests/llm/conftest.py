"""The database fixtures, for the tests in this folder."""

from tests.storage.fixtures import clock, database, empty_file, path

__all__ = ["clock", "database", "empty_file", "path"]
