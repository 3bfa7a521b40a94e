"""The door: every received event is written down before anything else, and answered once."""

from bot.door.courier import Courier, UndeliverableError
from bot.door.door import Door, DoorHealth
from bot.door.letter import Letter
from bot.door.limits import DoorLimits

__all__ = ["Courier", "Door", "DoorHealth", "DoorLimits", "Letter", "UndeliverableError"]
