"""What moderators fill in is data: it is kept as they wrote it, and never does anything."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.curation.revisions.overlay import whole
from bot.curation.revisions.revision import EntryText, Kind, Written, text_of
from bot.curation.workshop import forms
from bot.curation.workshop.differences import difference, lines_of
from bot.curation.workshop.lacking import lacking_in, say_lacking
from bot.mentor.reply import Code
from tests.scenarios.house import cooking

PACK = cooking()[0]
RICE = text_of(PACK.entries["cook-rice"])
STARTER = text_of(PACK.tips["feed-on-sight"])
PARTS = [
    *((part, RICE) for part in (forms.ANSWER, forms.ASKED, forms.DEPTH, forms.ABOUT, forms.BACK, forms.ROLES)),
    (forms.role_part("home_cook"), RICE),
    *((part, STARTER) for part in (forms.TIP, forms.TIP_FOR, forms.TIP_ABOUT)),
]


@pytest.mark.parametrize(("part", "text"), PARTS)
def test_a_form_that_is_sent_as_it_opened_changes_nothing(part: str, text: Written) -> None:
    values = {field.key: field.value for field in forms.fields_of(part, text, PACK)}
    wanted = forms.wanted_of(part, values, text, PACK)
    for field, value in wanted.fields.items():
        assert (value or None) == (text.fields.get(field) or None)
    assert not wanted.sources
    assert not wanted.unread


@pytest.mark.parametrize(("part", "text"), PARTS)
def test_a_form_fits_every_platform(part: str, text: Written) -> None:
    fields = forms.fields_of(part, text, PACK)
    assert 1 <= len(fields) <= 5
    assert all(len(field.label) <= 45 and len(field.placeholder) <= 100 for field in fields)
    assert all(len(field.value) <= field.max_length <= 4000 for field in fields)


def test_phrasings_that_a_form_has_no_room_for_stay() -> None:
    many = EntryText({**RICE.fields, "phrasings": [f"how do I cook rice number {n} of many" for n in range(200)]})
    (field, _) = forms.fields_of(forms.ASKED, many, PACK)
    assert len(field.value) <= field.max_length
    unchanged = forms.wanted_of(forms.ASKED, {"phrasings": field.value}, many, PACK)
    assert unchanged.fields["phrasings"] == many.fields["phrasings"]
    shown = field.value.splitlines()
    shorter = forms.wanted_of(forms.ASKED, {"phrasings": "\n".join(shown[1:])}, many, PACK)
    assert shorter.fields["phrasings"] == many.fields["phrasings"][1:]


def test_a_new_source_never_takes_the_place_of_one_that_is_there() -> None:
    title = f"{PACK.sources['rice-guide'].id.replace('-', ' ')}!"
    wanted = forms.wanted_of(forms.ANSWER, {"sources": f"{title} | Somebody | https://example.org/x"}, RICE, PACK)
    assert wanted.fields["sources"] == ["rice-guide-2"]
    assert wanted.sources == (
        {"id": "rice-guide-2", "title": title, "author": "Somebody", "url": "https://example.org/x"},
    )


def test_a_source_in_any_script_has_an_id_and_one_with_a_broken_link_is_named() -> None:
    lines = "Рис дома | Оля\nRice | Me | here and there\n| nobody |"
    wanted = forms.wanted_of(forms.ANSWER, {"sources": lines}, RICE, PACK)
    assert wanted.fields["sources"] == ["source"]
    assert wanted.unread == ("Rice | Me | here and there", "| nobody |")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ["still needs: question", "answer"]),
        ({"next_steps": ["a"] * 4}, ["What to do next: there is room for 3 lines."]),
        ({"question": "how " * 40}, ["“how how", "is 160 characters long, and there is room for 100."]),
        ({"phrasings": ["x" * 700]}, ["How people ask it: “xxx", "700 characters long"]),
        ({"clarify": {"question": "Which?", "options": []}}, ["What I ask back: I can't take this as it stands. The"]),
        ({"kind": "Not a kind"}, ["How fast it ages: I can't take this as it stands."]),
    ],
)
def test_what_keeps_a_text_from_going_on_is_said_by_field(fields: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        whole(EntryText({**RICE.fields, **fields} if fields else {"id": "x"}))
    words = say_lacking(lacking_in(caught.value), Kind.ENTRY, PACK.curation_voice)
    assert all(part in words for part in said), words
    assert "\n\n" not in words
    assert "  " not in words


@pytest.mark.parametrize(
    ("written", "clarify"),
    [
        ("", None),
        ("Role", "role"),
        (
            "Rice or salt?\n- Rice | cook-rice\n- Salt | How much salt is enough?\n- For a living | line_cook",
            {
                "question": "Rice or salt?",
                "options": [
                    {"label": "Rice", "entry": "cook-rice"},
                    {"label": "Salt", "entry": "salt"},
                    {"label": "For a living", "role": "line_cook"},
                ],
            },
        ),
        (
            "Which?\nOne | nobody knows it",
            {"question": "Which?", "options": [{"label": "One", "entry": "nobody knows it"}]},
        ),
    ],
)
def test_what_is_asked_back_is_written_in_lines_and_read_again(written: str, clarify: object) -> None:
    wanted = forms.wanted_of(forms.BACK, {"clarify": written}, RICE, PACK)
    assert wanted.fields["clarify"] == clarify
    again = EntryText({**RICE.fields, "clarify": clarify})
    (field,) = [field for field in forms.fields_of(forms.BACK, again, PACK) if field.key == "clarify"]
    assert forms.wanted_of(forms.BACK, {"clarify": field.value}, again, PACK).fields["clarify"] == clarify


def test_subjects_are_named_by_id_or_title_or_all_at_once() -> None:
    title = PACK.subjects["heat"].title
    for written, subjects in ((title, ["heat"]), ("seasoning\nheat", ["seasoning", "heat"]), ("All", "all"), ("", [])):
        assert forms.wanted_of(forms.BACK, {"subjects": written}, RICE, PACK).fields["subjects"] == subjects


def test_topics_are_named_by_id_or_title() -> None:
    title = PACK.topics["flavour"].title
    wanted = forms.wanted_of(forms.ABOUT, {"topics": f"{title.upper()}\ntools\nmoon"}, RICE, PACK)
    assert wanted.fields["topics"] == ["flavour", "tools", "moon"]


def test_all_roles_are_written_at_once_and_an_emptied_one_goes() -> None:
    one, other = list(PACK.roles)[:2]
    before = EntryText({**RICE.fields, "variants": {one: "Old words.", other: "Others."}})
    wanted = forms.wanted_of(forms.ROLES, {f"variant-{one}": " ", f"variant-{other}": "New words."}, before, PACK)
    assert wanted.fields == {"variants": {other: "New words."}}


def test_lines_lose_their_bullets_and_their_twins() -> None:
    wanted = forms.wanted_of(forms.ASKED, {"phrasings": "- how long?\n2. how long?\n\n  • and rice?  "}, RICE, PACK)
    assert wanted.fields["phrasings"] == ["how long?", "and rice?"]


def test_a_source_is_known_by_its_id_or_title_or_is_a_new_one_with_an_author() -> None:
    written = "rice-guide: whatever\nA guide to rice\nRice | A cook | https://example.org/r\nPasta | Another\nhearsay"
    wanted = forms.wanted_of(forms.ANSWER, {"sources": written}, RICE, PACK)
    assert wanted.fields["sources"] == ["rice-guide", "rice", "pasta"]
    assert [dict(source) for source in wanted.sources] == [
        {"id": "rice", "title": "Rice", "author": "A cook", "url": "https://example.org/r"},
        {"id": "pasta", "title": "Pasta", "author": "Another"},
    ]
    assert wanted.unread == ("hearsay",)


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("How do I cook rice?", "how-do-i-cook-rice"),
        ("???", "entry"),
        ("Wie würzt man Öl-Nudeln?", "wie-w-rzt-man-l-nudeln"),
        ("Cook rice", "cook-rice-2"),
        ("x" * 90, "x" * 44),
    ],
)
def test_a_new_entry_gets_an_id_of_its_own(question: str, slug: str) -> None:
    assert forms.slug_of(question, PACK.entries) == slug


def test_a_difference_is_what_came_and_what_went() -> None:
    assert lines_of("One. Two. Three.", "One. Two and a half. Three.") == ("- Two.", "+ Two and a half.")
    assert lines_of(["a", "b"], ["b", "c"]) == ("- a", "+ c")
    assert lines_of(None, "New.") == ("+ New.",)
    assert lines_of(["One. Two."], ["One. Three."]) == ("- One. Two.", "+ One. Three.")


def test_a_difference_calls_things_what_people_call_them() -> None:
    new = {"id": "soup", "title": "A book of soups"}
    fields = {"topics": ["baking"], "sources": ["house-notes", "soup"], "variants": {"line_cook": "Weigh it."}}
    text = EntryText({**RICE.fields, **fields}, (new,))
    lines = [
        line for block in difference(RICE, text, PACK) if isinstance(block, Code) for line in block.text.split("\n")
    ]
    topic, role = PACK.topics["baking"].title, PACK.roles["line_cook"].title
    assert {f"+ {topic}", f"+ {role}: Weigh it.", "- A guide to rice", "+ A book of soups"} <= set(lines)


def test_words_that_look_like_the_end_of_a_code_block_stay_in_it() -> None:
    text = EntryText({**RICE.fields, "answer": "```\n@everyone [x](https://evil.example)"})
    (code,) = [block for block in difference(RICE, text, PACK) if isinstance(block, Code)]
    assert "```" not in code.text


def test_a_tip_is_filled_in_with_the_names_that_people_use() -> None:
    topic, role = PACK.topics["flavour"].title.upper(), PACK.roles["line_cook"].title
    said = {"topic": topic, "roles": f"- {role}\nwaiter", "level": "2", "minutes": "two"}
    wanted = forms.wanted_of(forms.TIP_FOR, said, STARTER, PACK)
    assert wanted.fields == {"topic": "flavour", "roles": ["line_cook", "waiter"], "level": 2, "minutes": "two"}
