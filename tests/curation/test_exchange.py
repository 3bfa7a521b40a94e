"""Answers go out as files and come back the same; those from elsewhere come in with what they lack named."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.curation.files.addresses import Approved, leaning
from bot.curation.files.bringing import Bringer
from bot.curation.files.exchange import Brought, Files, entry_files, overlay_files, read_overlay
from bot.curation.files.foreign import Given, Piece, entry_of, leaned_on, pieces_of_csv, pieces_of_folder
from bot.curation.files.twins import compare
from bot.curation.revisions.overlay import applied
from bot.curation.revisions.revision import Content, Kind, NotOurs, Retired, State, text_of
from bot.knowledge.entry import Entry
from bot.knowledge.faults import Fault
from bot.knowledge.loader import load, shipped_folder
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


def test_the_shipped_entries_are_written_as_an_export_writes_them() -> None:
    """A pull request from an export then shows what was changed, and nothing else."""
    folder = shipped_folder()
    written = entry_files(load(folder).entries.values())
    assert [name for name, text in written.items() if (folder / name).read_text(encoding="utf-8") != text] == []


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


BOOK = PACK.model_copy(
    update={
        "sources": PACK.sources
        | {
            "bread-book": Source(
                id="bread-book", title="Bread", author="A baker", url="https://www.bread.example/book/"
            )
        }
    }
)


@pytest.mark.parametrize(
    ("answer", "sources", "left_out"),
    [
        ("Knead it, says [the book](https://bread.example/book).", ("bread-book",), ()),
        ("Knead it (https://www.bread.example/book#page-2).", ("bread-book",), ()),
        ("See https://www.bread.example/rye?part=2, it helps.", ("bread-example-rye-part-2",), ()),
        ("See https://unknown.example/a and https://unknown.example/a.", ("imported",), ("https://unknown.example/a",)),
        ("See [the book](https://[bread).", ("imported",), ("https://[bread",)),
        ("Knead it.", ("imported",), ()),
    ],
)
def test_an_address_on_an_approved_site_becomes_a_source_and_others_are_named(
    answer: str, sources: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    piece = Piece("a.md", 1, {"question": "How long do I knead?", "answer": answer})
    leans = leaning(_made(piece), leaned_on(piece), Approved.by(BOOK))
    assert (leans.entry.sources, leans.left_out) == (sources, left_out)
    assert leans.entry.answer == answer


def test_addresses_in_front_matter_are_sources_too_and_a_long_one_has_an_id_of_its_own() -> None:
    long = "https://www.bread.example/" + "crumb/" * 12
    piece = Piece("a.md", 1, {"question": "Crumb?", "answer": "Fine.", "links": [long, "https://bread.example/book"]})
    leans = leaning(_made(piece), leaned_on(piece), Approved.by(BOOK))
    new, book = leans.sources
    assert (book.id, str(new.url), new.author) == ("bread-book", long, "A baker")
    assert leaning(_made(piece), leaned_on(piece), Approved.by(BOOK)).sources == leans.sources


async def test_what_came_with_addresses_goes_out_and_in_the_same(database: Database, tmp_path: Path) -> None:
    piece = Piece("a.md", 1, {"question": "Rye?", "answer": "Slowly: https://www.bread.example/rye"})
    leans = leaning(_made(piece), leaned_on(piece), Approved.by(BOOK))
    brought = Brought((leans.entry,), leans.sources)
    await _bringer(database, HERE).bring(brought.contents())
    first = overlay_files(await database.curation.overlay(HERE))
    assert "https://www.bread.example/rye" in first["sources/community.yaml"]
    again = read_overlay(_written(tmp_path / "files", first))
    await _bringer(database, THERE).bring(again.contents())
    assert overlay_files(await database.curation.overlay(THERE)) == first


def test_questions_that_are_there_already_are_found_also_among_the_new_ones() -> None:
    rice = PACK.entries["cook-rice"]
    new = [
        rice.model_copy(update={"id": f"n{n}", "question": question})
        for n, question in enumerate([rice.question, "Where do I buy a grill?", "Where do I buy a grill"])
    ]
    compared = compare(new, list(PACK.entries.values()), Encoder())
    assert [(twin.entry.id, twin.other.id) for twin in compared.twins] == [("n0", "cook-rice"), ("n2", "n1")]
    assert compare([], [], Encoder()).twins == ()
