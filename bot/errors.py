"""The errors whose text may be shown to a person.

A `SignpostError` says what happened and what to do about it, in a sentence that is safe to show
anywhere. Every other exception is a defect: it is logged whole, and the person gets a reference id.
"""


class SignpostError(Exception):
    """What happened and what to do next, in words a person may read."""


class ContentError(SignpostError):
    """The content folder cannot be used as it is."""


class StorageError(SignpostError):
    """The database cannot be opened, read or written."""


class SettingsError(SignpostError):
    """A setting is missing, unknown or out of range."""


class UnderstandingError(SignpostError):
    """The encoder or what was learned from the content cannot be loaded."""


class PlatformError(SignpostError):
    """A chat platform refused us or cannot be reached."""
