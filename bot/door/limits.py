"""How much a door does at once, and how long it waits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """Counts, and seconds throughout."""

    workers: int = 32
    workers_per_community: int = 24
    held: int = 2000
    """Letters kept in memory; those beyond wait in the database."""
    arriving_first: float = 0.3
    """While letters arrive, answers are begun no sooner than this: a burst is written down and acknowledged first."""
    acknowledged_first: float = 1.2
    """The same while some that arrived are still to be acknowledged."""
    expiry: float = 600.0
    """A letter that is older is not answered any more: nobody is waiting for it now."""
    visibility: float = 15.0
    """A process that shows no sign of life for so long loses what it had claimed."""
    glance: float = 1.0
    """How often the inbox is looked through for letters that nobody works on."""
    handling: float = 60.0
    delivering: float = 120.0
    attempts: int = 4
    """So often a reply is tried that a platform which can be reached will not take; then a sentence about it is."""
    first_wait: float = 1.0
    longest_wait: float = 15.0
