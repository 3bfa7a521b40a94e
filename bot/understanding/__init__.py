"""Text in, `Understanding` out: offline, deterministic, taught by the pack alone."""

from bot.understanding.encoder import Encoder
from bot.understanding.learning import learn
from bot.understanding.reader import Reader
from bot.understanding.understanding import (
    About,
    Candidate,
    Context,
    Option,
    RoleReading,
    Understanding,
    Verdict,
    verdict,
)

__all__ = [
    "About",
    "Candidate",
    "Context",
    "Encoder",
    "Option",
    "Reader",
    "RoleReading",
    "Understanding",
    "Verdict",
    "learn",
    "verdict",
]
