"""What the gate found is said in words that people use."""

from bot.curation.gate.report import Consequence, GateReport, Seen
from bot.curation.revisions.archive import Asked
from bot.curation.workshop.report_words import report_blocks
from bot.mentor.reply import Bullets, Decision
from tests.scenarios.house import cooking

PACK = cooking()[0]


def _eggs(id_: str) -> Consequence:
    after = Seen(Decision.ANSWER, "how-long-do-eggs-keep")
    return Consequence(Asked(id_, "is this egg off?"), Seen(Decision.HANDOVER), after)


def _lines(*consequences: Consequence) -> tuple[str, ...]:
    blocks = report_blocks(GateReport((), consequences, 9), PACK, {"how-long-do-eggs-keep": "How long do eggs keep?"})
    return next(block.items for block in blocks if isinstance(block, Bullets))


def test_an_entry_that_is_not_live_yet_is_named_by_its_question() -> None:
    (line,) = _lines(_eggs("1"))
    assert "How long do eggs keep?" in line
    assert "how-long" not in line


def test_a_question_that_several_people_asked_is_listed_once() -> None:
    (line,) = _lines(_eggs("1"), _eggs("2"))
    assert line.endswith("(asked 2 times)")
