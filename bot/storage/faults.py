"""What SQLite complains about, as sentences for people.

The one place where errors of SQLite and SQLAlchemy become a `StorageError`; a mistake of ours in a
statement stays what it is, so that it is logged as a defect.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError

from bot.errors import StorageError

_PRIMARY_CODE = 0xFF
"""SQLite puts the kind of an error into the low byte and details above it (sqlite.org/rescode.html)."""

FULL = "The disk is full, so I can't write anything down. Free some space, then try again."
_SENTENCES = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: (
        "The database can be read but not written. "
        "Give the account I run as the right to write to the file and its folder."
    ),
    sqlite3.SQLITE_PERM: "I'm not allowed to open the database. Give the account I run as the right to its file.",
    sqlite3.SQLITE_AUTH: "I'm not allowed to open the database. Give the account I run as the right to its file.",
    sqlite3.SQLITE_BUSY: (
        "Another program has been holding the database for a while. Close it, or wait until it is done, then try again."
    ),
    sqlite3.SQLITE_LOCKED: (
        "Another program has been holding the database for a while. Close it, or wait until it is done, then try again."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The database is damaged. Stop me, put the file aside, and put a backup in its place; "
        "without one, I start with an empty file."
    ),
    sqlite3.SQLITE_NOTADB: (
        "The file is not a database, or its beginning is damaged. Put it aside and put a backup in its place, "
        "or let me start with an empty file."
    ),
    sqlite3.SQLITE_CANTOPEN: "The database can't be opened. See that its folder exists and that I may write there.",
    sqlite3.SQLITE_IOERR: "The disk reports an error under the database. See that it is attached and in good health.",
}


def explained(error: BaseException) -> BaseException:
    """A `StorageError` for what people can do something about, with `error` as its cause; else `error` itself."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return error
    sentence = _SENTENCES.get(getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE)
    if sentence is None:
        return error
    storage_error = StorageError(sentence)
    storage_error.__cause__ = cause
    return storage_error
