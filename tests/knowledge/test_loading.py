"""A folder becomes a pack, or a list of faults that reads like advice."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.knowledge.documents import parse_markdown, parse_yaml
from bot.knowledge.editors import schemas
from bot.knowledge.loader import folder_hash, load, read, shipped_folder
from bot.knowledge.quotation import with_facts

COOKING = Path(__file__).parents[1] / "packs" / "cooking"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small pack that a test may spoil."""
    return Path(shutil.copytree(COOKING, tmp_path / "pack"))


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def _remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "place", "advice"),
    [
        (_replace("entries/salt.md", "owner: cooks", "ownr: cooks"), "entries/salt.md:6", "did you mean 'owner'?"),
        (_replace("entries/salt.md", "owner: cooks\n", ""), "entries/salt.md:2", "'owner' is missing; add it."),
        (_replace("entries/salt.md", "kind: advice", "kind: 3"), "entries/salt.md:5", "must be text"),
        (_replace("entries/salt.md", "  - my food tastes bland", "  - no"), "entries/salt.md:12", "put it in quotes"),
        (_replace("entries/salt.md", "id: salt", "id: first-pan"), "entries/salt.md:2", "the id 'first-pan' is taken"),
        (_replace("entries/salt.md", "---\nid", "id"), "entries/salt.md:1", "start the file with front matter"),
        (
            _replace("entries/salt.md", "kind: advice", "kind: advice\nkind: prices"),
            "entries/salt.md:6",
            "stands twice",
        ),
        (_replace("entries/salt.md", "topics: [flavour]", "topics: [flavour"), "entries/salt.md:", "not valid YAML"),
        (_replace("topics.yaml", "id: tools", "id: Tools!"), "topics.yaml:1", "wrong form"),
        (
            _replace("facts/kitchen.yaml", "somewhat more water", "2 times the water"),
            "facts/kitchen.yaml:1",
            "without digits",
        ),
        (_replace("facts/kitchen.yaml", 'as_of: "2026"', "as_of: 2026-11"), "facts/kitchen.yaml:1", "after the day"),
        (_replace("voice.yaml", "answered “{question}”", "answered “{entry}”"), "voice.yaml:2", "fills {entry}"),
        (_remove("voice.yaml"), "voice.yaml:1", "this file is missing"),
        (_write("entries/salt.md", b"\xff\xfe\x00"), "entries/salt.md:1", "cannot be read as UTF-8"),
        (_write("stray.yaml", b"a: 1"), "stray.yaml:1", "is it in the right folder?"),
        (_write("golden/more.yaml", b"- id: x"), "golden/more.yaml:1", "'questions:' and 'dialogues:'"),
    ],
)
def test_a_fault_names_its_file_its_line_and_what_to_do(
    folder: Path, spoil: Callable[[Path], None], place: str, advice: str
) -> None:
    spoil(folder)
    reading = read(folder)
    assert reading.pack is None
    told = [str(fault) for fault in reading.faults]
    assert any(line.startswith(place) and advice in line for line in told), told


def test_one_run_reports_the_faults_of_every_file(folder: Path) -> None:
    _replace("entries/salt.md", "owner: cooks", "ownr: cooks")(folder)
    _replace("roles/line_cook.md", "place: 0.5", "place: 5")(folder)
    _remove("pack.yaml")(folder)
    assert {fault.path for fault in read(folder).faults} == {"entries/salt.md", "roles/line_cook.md", "pack.yaml"}


def test_loading_spoiled_content_raises_one_error_that_lists_the_faults(folder: Path) -> None:
    _replace("entries/salt.md", "owner: cooks", "ownr: cooks")(folder)
    with pytest.raises(ContentError, match=r"entries/salt\.md:6.*did you mean 'owner'"):
        load(folder)


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="There is no content folder"):
        load(tmp_path / "nowhere")


def test_the_cached_pack_is_the_pack_and_a_changed_file_makes_a_new_one(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = load(folder, cache)
    assert load(folder, cache) == first
    assert [path.name for path in cache.iterdir()] == [f"pack-{first.hash}.json"]
    _replace("entries/salt.md", "Add a little", "Add a bit")(folder)
    changed = load(folder, cache)
    assert changed.hash != first.hash
    assert changed.entries["salt"].answer.startswith("Add a bit")


def test_a_broken_cache_file_is_replaced(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    pack = load(folder, cache)
    file = cache / f"pack-{pack.hash}.json"
    file.write_text("{", encoding="utf-8")
    assert load(folder, cache) == pack
    assert load(folder, cache) == pack


def test_the_hash_is_of_paths_and_content_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(folder, tmp_path / "elsewhere"))
    assert folder_hash(folder) == folder_hash(copied)
    (copied / "entries" / "salt.md").rename(copied / "entries" / "pepper.md")
    assert folder_hash(folder) != folder_hash(copied)


def test_a_fact_is_quoted_with_its_number_only_while_it_is_verified_and_in_date(folder: Path) -> None:
    pack = load(folder)
    fact = pack.facts["rice-water"]
    assert fact.checked is not None
    last_day = fact.checked + pack.lifetime(fact.kind)
    text = "Take {fact:rice-water}."
    assert with_facts(text, pack, last_day) == "Take one and a half cups of water to a cup of rice."
    assert with_facts(text, pack, last_day + timedelta(days=1)) == "Take somewhat more water than rice."
    assert with_facts("{fact:knife-price}", pack, date(2026, 11, 21)) == "less than most people expect"


def test_sections_of_a_markdown_file_become_fields_with_their_lines() -> None:
    document = parse_markdown("a.md", "---\nid: a\n---\nLead.\n\n## depends\nOn this.\n", "answer")
    assert document.data == {"id": "a", "answer": "Lead.", "depends": "On this."}
    assert document.line_of(("depends",)) == 6


def test_lines_of_nested_values_are_those_of_the_file() -> None:
    document = parse_yaml("a.yaml", "a:\n  - b: 1\n    c: 2\n")
    assert (document.line_of(("a", 0, "c")), document.line_of(("a", 0, "nothing"))) == (3, 2)


@pytest.mark.parametrize("text", ["a: 1\n{fact:x}: b", "a: 1\n[b]: c", "a: 1\n? - b\n: c", "a: 1\nb: &x\n  c: *x"])
def test_yaml_that_no_content_file_holds_is_a_fault_with_its_line_and_no_crash(text: str) -> None:
    document = parse_yaml("a.yaml", text)
    assert [fault.path for fault in document.faults] == ["a.yaml"]
    assert document.faults[0].line in (2, 3)
    assert document.data is None


def test_the_schemas_beside_the_content_are_those_of_the_models() -> None:
    folder = shipped_folder() / "schemas"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == schemas()
