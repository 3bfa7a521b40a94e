"""What is written as files reads as what it was, and writing it again gives the same bytes."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.entry import Clarification, Entry, Option
from bot.knowledge.loader import load, read_pieces, shipped_folder
from bot.knowledge.reference import Source
from bot.knowledge.writing import entry_markdown, sources_yaml


def _entry(**fields: object) -> Entry:
    values: dict[str, object] = {
        "id": "one",
        "question": "How much salt?",
        "topics": ("tools",),
        "kind": "stance",
        "owner": "mentors",
        "checked": date(2026, 11, 1),
        "sources": ("book",),
        "phrasings": ("salt?",),
        "next_steps": ("Taste it.",),
        "answer": "A little.",
    }
    return Entry.model_validate({**values, **fields})


def _read_back(folder: Path, entry: Entry) -> Entry:
    path = folder / "entries" / "one.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(entry_markdown(entry), encoding="utf-8", newline="\n")
    entries, _, _, faults = read_pieces(folder)
    assert faults == []
    return entries["one"]


def test_every_entry_of_the_shipped_pack_reads_back_as_it_was(tmp_path: Path) -> None:
    pack = load(shipped_folder())
    for entry in pack.entries.values():
        path = tmp_path / "entries" / f"{entry.id}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(entry_markdown(entry), encoding="utf-8", newline="\n")
    entries, _, _, faults = read_pieces(tmp_path)
    assert faults == []
    assert entries == dict(sorted(pack.entries.items()))


@pytest.mark.parametrize(
    "text",
    [
        "a: b",
        "- a",
        "yes",
        "12",
        "# no",
        "'quoted'",
        '"quoted"',
        "a #b",
        "{fact:x}",
        "[x]",
        "emoji 🎈",
        "é\u2028x",
        "null",
    ],
)
def test_a_line_of_any_kind_reads_back(tmp_path: Path, text: str) -> None:
    entry = _entry(phrasings=(f"{text} or so", text if len(text) > 1 else "xx"), owner=text)
    assert _read_back(tmp_path, entry) == entry


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=2, max_size=80).filter(
        lambda t: len(t.strip()) > 1
    )
)
def test_whatever_members_write_is_the_same_bytes_the_second_time(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    entry = _entry(phrasings=(text,), answer=text, depends=f"First.\n\n## {text.strip()}\n\nLast.")
    once = entry_markdown(entry)
    again = _read_back(tmp_path_factory.mktemp("files"), entry)
    assert again.phrasings == entry.phrasings
    assert entry_markdown(again) == once


def test_a_question_back_and_parts_for_roles_are_written(tmp_path: Path) -> None:
    clarify = Clarification(question="Which?", options=(Option(label="this", role="line_cook"), Option(label="that")))
    entry = _entry(clarify=clarify, subjects="all", role="line_cook", variants={"line_cook": "More.", "b": "Less."})
    assert _read_back(tmp_path, entry) == entry


def test_sources_are_written_by_id(tmp_path: Path) -> None:
    sources = [Source(id="b", title="B: a book", author="B"), Source(id="a", title="A", author="A", published="2020")]
    path = tmp_path / "sources" / "s.yaml"
    path.parent.mkdir()
    path.write_text(sources_yaml(sources), encoding="utf-8")
    _, _, read, faults = read_pieces(tmp_path)
    assert (list(read), faults) == (["a", "b"], [])
    assert sources_yaml(read.values()) == path.read_text(encoding="utf-8")
