"""The gate objects to what is wrong with a tip, and every shipped tip of the small pack passes it."""

import pytest

from bot.curation.gate import Gate, GateReport, MessageLimit, ObjectionKind
from bot.knowledge.growth import Tip
from bot.knowledge.reference import Source
from bot.understanding import Encoder
from tests.scenarios.house import cooking

PACK = cooking()[0]
BOOK = "https://books.example.net/knives"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return Gate(Encoder(), [MessageLimit("Slate", 450)], tmp_path_factory.mktemp("cache"))


def examined(gate: Gate, tip: Tip, *sources: Source) -> GateReport:
    known = PACK.sources | {source.id: source for source in sources}
    new = PACK.model_copy(update={"tips": PACK.tips | {tip.id: tip}, "sources": known})
    return gate.examine_tip(PACK, new, tip.id)


def honed(**fields: object) -> Tip:
    return PACK.tips["hone-before-service"].model_copy(update=fields)


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"topic": "nothing"}, ObjectionKind.REFERENCE, "nothing"),
        ({"roles": ("astronaut",)}, ObjectionKind.REFERENCE, "astronaut"),
        ({"sources": ("nowhere",)}, ObjectionKind.REFERENCE, "nowhere"),
        ({"entry": "no-entry"}, ObjectionKind.REFERENCE, "no-entry"),
        ({"text": "Read {fact:not-there} and think about it for a while."}, ObjectionKind.REFERENCE, "not-there"),
        ({"text": "taste it " * 60}, ObjectionKind.WORDING, "words"),
        ({"text": "Look at https://elsewhere.example.net/x for a while."}, ObjectionKind.WORDING, "elsewhere"),
        ({"text": "People who never cooked as a child should stay away from kitchens."}, ObjectionKind.TONE, "stay"),
        ({"text": PACK.tips["one-acid"].text + " Yes."}, ObjectionKind.DUPLICATE, "Keep one lemon"),
        ({"text": "Draw your knife over steel. " * 20}, ObjectionKind.LENGTH, "Slate"),
    ],
)
def test_what_is_wrong_with_a_tip_keeps_it_back(
    gate: Gate, fields: dict[str, object], kind: ObjectionKind, words: str
) -> None:
    found = [one for one in examined(gate, honed(**fields)).objections if one.kind is kind]
    assert any(words in one.says and one.way_out and one.blocks for one in found), found


def test_a_site_that_no_source_was_from_is_named_to_whoever_approves(gate: Gate) -> None:
    book = Source.model_validate({"id": "knife-book", "title": "Knives", "author": "A smith", "url": BOOK})
    report = examined(gate, honed(sources=("knife-book",)), book)
    (objection,) = report.objections
    assert (objection.kind, objection.blocks, report.passes) == (ObjectionKind.SOURCE, False, True)
    assert "books.example.net" in objection.says
    assert report.digest != examined(gate, honed()).digest


def test_every_tip_of_the_pack_passes(gate: Gate) -> None:
    assert [id_ for id_, tip in PACK.tips.items() if examined(gate, tip).objections] == []


def test_a_tip_that_goes_is_nobodys_loss(gate: Gate) -> None:
    fewer = PACK.model_copy(update={"tips": {}})
    assert gate.examine_tip(PACK, fewer, "one-acid") == GateReport()
