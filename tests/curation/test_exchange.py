"""Answers go out as files and come back the same; those from elsewhere come in with what they lack named."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.curation.files.bringing import Bringer
from bot.curation.files.exchange import Files, overlay_files, read_overlay
from bot.curation.files.foreign import Given, Piece, entry_of, pieces_of_csv, pieces_of_folder
from bot.curation.files.twins import compare
from bot.curation.revisions.overlay import applied
from bot.curation.revisions.revision import Content, Kind, NotOurs, Retired, State, text_of
from bot.knowledge.entry import Entry
from bot.knowledge.faults import Fault
from bot.knowledge.reference import Source
from bot.storage import Database
from bot.understanding import Encoder
from tests.clocks import StillClock
from tests.scenarios.house import cooking

PACK = cooking()[0]
HERE, THERE = "discord:garden", "slack:T2"
TODAY = date(2026, 11, 21)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "signpost.sqlite3", StillClock())
    yield opened
    await opened.close()


def _bringer(database: Database, community: str, *, publishes: bool = True) -> Bringer:
    return Bringer(database.curation, PACK, community, StillClock().now(), "a test", publishes)


def _contents() -> list[tuple[Kind, str, Content]]:
    rice = PACK.entries["cook-rice"].model_copy(update={"answer": 'Rinse: "twice".\n\n## not a heading'})
    fish = rice.model_copy(update={"id": "cook-fish", "question": "How do I cook fish?", "sources": ("fish-book",)})
    said = {"id": "scale-fish", "text": 'Scale a fish: "from tail to head", under water.', "sources": ("fish-book",)}
    scaled = PACK.tips["feed-on-sight"].model_copy(update=said)
    return [
        (Kind.ENTRY, "cook-rice", text_of(rice)),
        (Kind.ENTRY, "cook-fish", text_of(fish, [Source(id="fish-book", title="Fish: all of it", author="A cook")])),
        (Kind.TIP, "scale-fish", text_of(scaled, [Source(id="fish-book", title="Fish: all of it", author="A cook")])),
        (Kind.TIP, "weigh-flour", text_of(PACK.tips["weigh-flour"].model_copy(update={"minutes": 7}))),
        (Kind.TIP, "one-acid", Retired()),
        (Kind.ENTRY, "first-pan", Retired()),
        (Kind.NOT_OURS, "repairs", NotOurs(PACK.out_of_scope[0].kind, ("who mends my boots", "my tap drips"))),
    ]


def _written(folder: Path, files: Files) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


async def test_export_import_export_gives_the_same_bytes(database: Database, tmp_path: Path) -> None:
    await _bringer(database, HERE).bring(_contents())
    first = overlay_files(await database.curation.overlay(HERE))
    assert set(first) >= {"overlay.yaml", "sources/community.yaml", "tips/community.yaml"}
    brought = read_overlay(_written(tmp_path / "files", first))
    assert brought.faults == ()
    await _bringer(database, THERE).bring(brought.contents())
    assert overlay_files(await database.curation.overlay(THERE)) == first


async def test_what_is_brought_is_answered_from_and_what_is_retired_is_gone(database: Database) -> None:
    await _bringer(database, HERE).bring(_contents())
    pack = applied(await database.curation.overlay(HERE), PACK).pack
    assert "cook-fish" in pack.entries
    assert "first-pan" not in pack.entries
    assert "my tap drips" in pack.out_of_scope[0].examples
    assert (pack.tips["scale-fish"].roles, pack.tips["weigh-flour"].minutes) == (("pastry_chef", "home_cook"), 7)
    assert "one-acid" not in pack.tips


async def test_bringing_the_same_twice_changes_nothing_the_second_time(database: Database) -> None:
    assert (await _bringer(database, HERE).bring(_contents())).brought == 7
    version = (await database.curation.overlay(HERE)).version
    again = await _bringer(database, HERE).bring(_contents())
    assert (again.brought, again.unchanged, again.refused) == (0, 7, ())
    assert (await database.curation.overlay(HERE)).version == version


async def test_without_publishing_what_is_brought_waits_for_review(database: Database) -> None:
    assert (await _bringer(database, HERE, publishes=False).bring(_contents())).brought == 7
    assert (await database.curation.overlay(HERE)).changes == ()
    assert len(await database.curation.in_state(HERE, {State.IN_REVIEW})) == 7
    assert {deed.act for deed in await database.curation.deeds(HERE)} == {"submitted"}


GIVEN = Given("imported", "cooks", "advice", "Ask here.", TODAY, tuple(PACK.topics), PACK.rules)


def _made(piece: Piece | Fault, taken: set[str] | None = None) -> Entry:
    assert isinstance(piece, Piece)
    entry = entry_of(piece, GIVEN, set() if taken is None else taken)
    assert isinstance(entry, Entry), entry
    return entry


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_questions_becomes_entries(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "faq.csv"
    rows = [["Title", "Response", "Tags", "Aliases"], ["Is a wok useful?", '"Yes. Very."', "tools", "wok?|need a wok"]]
    path.write_text("\ufeff" + "\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    (piece,) = pieces_of_csv(path)
    entry = _made(piece)
    assert (entry.id, entry.topics, entry.answer) == ("is-a-wok-useful", ("tools",), "Yes. Very.")
    assert entry.phrasings == ("Is a wok useful?", "wok?", "need a wok")


def test_markdown_with_front_matter_becomes_an_entry(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    text = '---\ntitle: "Which oil?"\ntags: [tools, nothing-known]\nupdated: 2026-01-02\n---\n\n# Which oil?\n\nAny.\n'
    (tmp_path / "deep" / "oil.md").write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text("not a question", encoding="utf-8")
    (piece,) = pieces_of_folder(tmp_path)
    entry = _made(piece)
    assert (entry.question, entry.answer, entry.checked) == ("Which oil?", "Any.", date(2026, 1, 2))


def test_markdown_without_front_matter_takes_its_heading_or_else_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# May I freeze bread?\n\nYes.", encoding="utf-8")
    (tmp_path / "how-to-boil_eggs.md").write_text("Eight minutes.", encoding="utf-8")
    first, second = (_made(piece) for piece in pieces_of_folder(tmp_path))
    assert (first.question, first.answer) == ("May I freeze bread?", "Yes.")
    assert second.question == "how to boil eggs"


def test_a_long_answer_is_parted_and_nothing_of_it_is_lost() -> None:
    paragraphs = [" ".join([f"word{n}"] * 40) for n in range(3)]
    entry = _made(Piece("a", 1, {"question": "How long?", "answer": "\n\n".join(paragraphs)}))
    assert entry.answer == paragraphs[0]
    assert entry.depends == "\n\n".join(paragraphs[1:])


def test_a_long_question_is_shortened_and_stays_whole_as_a_phrasing() -> None:
    question = "Is it " + "really " * 30 + "so?"
    entry = _made(Piece("a", 1, {"question": question, "answer": "Yes."}))
    assert len(entry.question) <= 100
    assert entry.phrasings == (question,)


def test_questions_with_one_name_get_ids_of_their_own() -> None:
    taken = {"why"}
    ids = [_made(Piece("a", n, {"question": "Why?", "answer": "So."}), taken).id for n in range(2)]
    assert ids == ["why-2", "why-3"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": "x"}, "no question"),
        ({"question": "x?"}, "no answer"),
        ({"question": "x?", "answer": "y" * 4000}, ""),
    ],
)
def test_what_is_lacking_is_said_with_its_place(fields: dict[str, str], words: str) -> None:
    fault = entry_of(Piece("faq.csv", 7, fields), GIVEN, set())
    assert isinstance(fault, Fault)
    assert (fault.path, fault.line, words in fault.message) == ("faq.csv", 7, True)


def test_questions_that_are_there_already_are_found_also_among_the_new_ones() -> None:
    rice = PACK.entries["cook-rice"]
    new = [
        rice.model_copy(update={"id": f"n{n}", "question": question})
        for n, question in enumerate([rice.question, "Where do I buy a grill?", "Where do I buy a grill"])
    ]
    compared = compare(new, list(PACK.entries.values()), Encoder())
    assert [(twin.entry.id, twin.other.id) for twin in compared.twins] == [("n0", "cook-rice"), ("n2", "n1")]
    assert compare([], [], Encoder()).twins == ()
