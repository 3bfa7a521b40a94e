"""Text in, `Understanding` out: offline, deterministic, taught by the pack alone."""

from bot.understanding.encoder import Encoder
from bot.understanding.understanding import Context, Option, RoleReading, Understanding, Verdict, verdict

__all__ = ["Context", "Encoder", "Option", "RoleReading", "Understanding", "Verdict", "verdict"]
