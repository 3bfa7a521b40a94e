"""The gate before publishing: objections with a way out, and the consequences a change would have."""

from bot.curation.gate.gate import Gate
from bot.curation.gate.report import Consequence, GateReport, MessageLimit, Objection, ObjectionKind, Seen
from bot.curation.revisions.archive import Asked

__all__ = ["Asked", "Consequence", "Gate", "GateReport", "MessageLimit", "Objection", "ObjectionKind", "Seen"]
