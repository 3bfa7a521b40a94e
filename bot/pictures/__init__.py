"""Pictures for learners: drawn with matplotlib, outside the loop, and kept for a while."""

from bot.pictures.studio import Studio

__all__ = ["Studio"]
