"""What the mentor knows at one moment: a pack and the reader it taught, as the gate compares two of them."""

from dataclasses import dataclass

from bot.knowledge.pack import Pack
from bot.understanding import Reader


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A pack and the reader it taught."""

    pack: Pack
    reader: Reader
