"""The gate before publishing: objections with a way out, and the consequences a change would have."""

from bot.curation.gate.gate import Gate
from bot.curation.gate.report import Asked, Consequence, GateReport, MessageLimit, Objection, ObjectionKind, Seen

__all__ = ["Asked", "Consequence", "Gate", "GateReport", "MessageLimit", "Objection", "ObjectionKind", "Seen"]
