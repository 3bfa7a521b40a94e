"""Everything that outlives the process, in one SQLite file."""

from bot.storage.database import Database

__all__ = ["Database"]
