"""Two changes of one entry come together field by field, and nothing is chosen silently."""

from pathlib import Path

import pytest

from bot.curation.revisions.merge import changed_fields, merged
from bot.knowledge.entry import Entry
from bot.knowledge.loader import load

COOKING = Path(__file__).parents[1] / "packs" / "cooking"


@pytest.fixture(scope="module")
def base() -> Entry:
    return load(COOKING).entries["which-knife"]


def _with(entry: Entry, **fields: object) -> Entry:
    return entry.model_copy(update=fields)


def test_changes_of_different_fields_are_both_kept(base: Entry) -> None:
    merge = merged(base, _with(base, answer="Mine."), _with(base, owner="somebody"))
    assert (merge.piece.answer, merge.piece.owner, merge.conflicts) == ("Mine.", "somebody", ())


def test_the_same_change_on_both_sides_is_no_conflict(base: Entry) -> None:
    assert merged(base, _with(base, answer="New."), _with(base, answer="New.")).conflicts == ()


def test_different_changes_of_one_field_are_a_conflict_and_ours_stands_until_somebody_chooses(base: Entry) -> None:
    merge = merged(base, _with(base, answer="Mine."), _with(base, answer="Theirs."))
    (conflict,) = merge.conflicts
    assert (conflict.field, conflict.base, conflict.ours, conflict.theirs) == (
        "answer",
        base.answer,
        "Mine.",
        "Theirs.",
    )
    assert merge.piece.answer == "Mine."
    assert merge.settled(["answer"]).answer == "Theirs."


def test_phrasings_added_on_both_sides_are_all_there_and_one_taken_away_is_gone(base: Entry) -> None:
    first, *others = base.phrasings
    ours = _with(base, phrasings=(*base.phrasings, "mine please"))
    theirs = _with(base, phrasings=(*others, "theirs please"))
    assert merged(base, ours, theirs).piece.phrasings == (*others, "mine please", "theirs please")
    assert first not in merged(base, ours, theirs).piece.phrasings


def test_parts_for_roles_are_merged_each_for_itself(base: Entry) -> None:
    role, text = next(iter(base.variants.items()))
    ours = _with(base, variants={**base.variants, role: "Mine."})
    theirs = _with(base, variants={**base.variants, "another": "Theirs."})
    merge = merged(base, ours, theirs)
    assert merge.piece.variants == {**base.variants, role: "Mine.", "another": "Theirs."}
    assert merge.conflicts == ()
    clash = merged(base, ours, _with(base, variants={**base.variants, role: "Other."}))
    assert [conflict.field for conflict in clash.conflicts] == [f"variants.{role}"]
    assert clash.settled([f"variants.{role}"]).variants[role] == "Other."
    gone = merged(base, base, _with(base, variants={k: v for k, v in base.variants.items() if k != role}))
    assert role not in gone.piece.variants
    assert text


def test_without_a_base_every_difference_is_a_conflict(base: Entry) -> None:
    assert [c.field for c in merged(None, base, _with(base, answer="Else.", owner="x")).conflicts] == [
        "owner",
        "answer",
    ]


def test_changed_fields_are_named_with_their_role(base: Entry) -> None:
    role = next(iter(base.variants))
    new = _with(base, owner="x", phrasings=("a b c",), variants={**base.variants, role: "y"})
    assert changed_fields(base, new) == ("owner", "phrasings", f"variants.{role}")
    assert changed_fields(base, base) == ()
