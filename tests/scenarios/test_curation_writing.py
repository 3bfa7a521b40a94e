"""Those who look after the answers change one, on every face: written, looked at, approved, live, taken back."""

from bot.curation.revisions.revision import text_of
from bot.curation.workshop import forms
from tests.scenarios.house import cooking
from tests.scenarios.stage import Seen, Stage, flat

RICE = {
    "question": "How do I cook rice?",
    "answer": "Rinse it, take two cups of water to a cup of rice, and leave it on low heat with the lid on.",
    "next_steps": "Cook one cup tonight and write down what you would change.",
    "sources": "rice-guide",
    "reason": "brown rice wants more water",
}


async def written(stage: Stage, person: str = "mona", **other: str) -> Seen:
    """Change the entry about rice, as far as a draft."""
    opened = await stage.invoke("kb edit", {"entry": "cook-rice"}, person)
    assert opened.form == ("question", "answer", "next_steps", "sources", "reason")
    return await stage.fill(RICE | other, person)


async def asked(stage: Stage, person: str = "gil") -> str:
    return flat(await stage.invoke("ask", {"question": "how do I cook rice?", "private": "yes"}, person))


async def approved(stage: Stage, person: str = "max") -> Seen:
    waiting = await stage.invoke("kb review", person=person)
    assert "waits for approval" in flat(waiting)
    return await stage.pick("Approve", person)


async def test_an_answer_is_changed_approved_by_another_and_live_at_once(stage: Stage) -> None:
    assert "one and a half cups" in await asked(stage)
    draft = await written(stage)
    assert "+ Rinse it, take two cups of water" in flat(draft)
    assert draft.is_private
    preview = await stage.pick("Preview", "mona")
    assert "take two cups of water" in flat(preview)
    assert "A guide to rice" in preview.text
    await stage.invoke("kb drafts", person="mona")
    await stage.pick("How do I cook rice?", "mona")
    sent = await stage.pick("Send to review", "mona")
    assert "Somebody else approves it" in flat(sent)
    assert "Approve" not in sent.choices
    published = await approved(stage)
    assert "It is live" in published.text
    assert "two cups of water" in await asked(stage, "mona")


async def test_saving_without_a_change_saves_nothing(stage: Stage) -> None:
    pack = cooking()[0]
    fields = forms.fields_of(forms.ANSWER, text_of(pack.entries["cook-rice"]), pack)
    as_it_is = {field.key: field.value for field in fields} | {"reason": "I looked at it"}
    same = await written(stage, **as_it_is)
    assert flat(same).endswith("You changed nothing, so nothing was saved.")
    assert "There are no drafts" in flat(await stage.invoke("kb drafts", person="mona"))
    await written(stage)
    await stage.pick("Send to review", "mona")
    await stage.invoke("kb drafts", person="mona")
    await stage.pick("How do I cook rice?", "mona")
    await stage.pick("Edit the answer", "mona")
    assert flat(await stage.fill(RICE, "mona")).endswith("You changed nothing, so nothing was saved.")
    assert "waits for approval" in flat(await stage.invoke("kb review", person="max"))


async def test_a_draft_that_is_put_back_to_what_is_live_says_so_once(stage: Stage) -> None:
    pack = cooking()[0]
    fields = forms.fields_of(forms.ANSWER, text_of(pack.entries["cook-rice"]), pack)
    await written(stage)
    back = await written(stage, **({field.key: field.value for field in fields} | {"reason": "it was right"}))
    assert "The draft says what is live already" in flat(back)
    assert "this is what would change" not in flat(back)
    assert "Nothing is different" not in flat(back)


async def test_a_draft_survives_a_restart_and_is_gone_on_with(stage: Stage) -> None:
    await written(stage)
    await stage.restart()
    opened = await stage.invoke("kb edit", {"entry": "cook-rice"}, "mona")
    assert opened.form is not None
    await stage.fill(RICE | {"answer": "Rinse it and take three cups of water to a cup of rice."}, "mona")
    await stage.pick("Send to review", "mona")
    waiting = await stage.invoke("kb review", person="max")
    assert "three cups" in flat(waiting)
    assert "two cups" not in flat(waiting)


async def test_what_is_asked_back_and_each_role_is_changed_in_a_form_of_its_own(stage: Stage) -> None:
    await stage.invoke("kb show", {"entry": "cook-rice"}, "mona")
    opened = await stage.pick("What I ask back, and the subjects below", "mona")
    assert opened.form == ("clarify", "subjects", "role", "reason")
    back = {
        "clarify": "Rice or salt?\nRice | cook-rice\nSalt | salt",
        "subjects": "all",
        "role": "",
        "reason": "clearer",
    }
    draft = await stage.fill(back, "mona")
    assert "Rice or salt?" in flat(draft)
    opened = await stage.pick("What it means for each role", "mona")
    assert opened.form is not None
    assert opened.form[:3] == ("variant-home_cook", "variant-line_cook", "variant-pastry_chef")
    roles = dict.fromkeys(opened.form, "") | {"variant-line_cook": "Cook it in the oven.", "reason": "for the kitchen"}
    assert "Cook it in the oven." in flat(await stage.fill(roles, "mona"))
    assert "Somebody else approves it" in flat(await stage.pick("Send to review", "mona"))


async def test_a_draft_is_sent_back_with_a_reason(stage: Stage) -> None:
    await written(stage)
    await stage.pick("Send to review", "mona")
    await stage.invoke("kb review", person="max")
    opened = await stage.pick("Send back", "max")
    assert opened.form == ("reason",)
    await stage.fill({"reason": "which kind of rice?"}, "max")
    assert "one and a half cups" in await asked(stage)
    assert "which kind of rice" in flat(await stage.invoke("kb audit", person="max"))
    await stage.invoke("kb drafts", person="mona")
    back = await stage.pick("How do I cook rice?", "mona")
    assert "It was sent back: which kind of rice?" in flat(back)
    await stage.pick("Edit the answer", "mona")
    await stage.fill(RICE | {"answer": RICE["answer"].replace("of rice", "of brown rice")}, "mona")
    sent = await stage.pick("Send to review", "mona")
    assert "which kind" not in flat(sent)
    await approved(stage)
    assert "brown rice" in await asked(stage, "mona")


async def test_what_was_published_is_taken_back_from_its_history(stage: Stage) -> None:
    await written(stage)
    await stage.pick("Send to review", "mona")
    await approved(stage)
    history = await stage.invoke("kb history", {"entry": "cook-rice"}, "mona")
    assert "brown rice wants more water" in flat(history)
    one = next(label for label in history.choices if label.startswith("1 "))
    assert "take two cups" in flat(await stage.pick(one, "mona"))
    assert "live again" in flat(await stage.pick("Go back to revision 0", "mona"))
    assert "one and a half cups" in await asked(stage)
    assert "went back" not in flat(await stage.invoke("kb show", {"entry": "cook-rice"}, "mona"))


async def test_a_new_entry_is_written_with_one_form(stage: Stage) -> None:
    opened = await stage.invoke("kb new", person="mona")
    assert opened.form == ("question", "answer", "phrasings", "next_steps", "sources")
    draft = await stage.fill(
        {
            "question": "How long do eggs keep?",
            "answer": "Three weeks in the fridge. An egg that floats in a glass of water has had its time.",
            "phrasings": "are my eggs still good\nis this egg off\n- how old may an egg be",
            "next_steps": "Put one of yours into a glass of water.",
            "sources": "Eggs at home | A farmer | https://example.org/eggs",
        },
        "mona",
    )
    assert "Draft: How long do eggs keep?" in flat(draft)
    sent = await stage.pick("Send to review", "mona")
    assert "Somebody else approves it" in flat(sent)
    await approved(stage)
    asked_anew = {"question": "can I still eat this old egg?", "private": "yes"}
    answer = await stage.invoke("ask", asked_anew, "mona")
    assert "An egg that floats" in flat(answer)
    assert "Eggs at home" in answer.text


async def test_entries_are_found_by_words_and_by_meaning_and_shown_whole(stage: Stage) -> None:
    found = await stage.invoke("kb find", {"words": "sticky grains"}, "mona")
    assert "How do I cook rice?" in found.choices
    assert "No entry has these words" in flat(found)
    found = await stage.invoke("kb find", {"words": "cook rice"}, "mona")
    assert "How do I cook rice?" in found.choices
    assert "No entry has these words" not in flat(found)
    # The terminal prints its choices too.
    assert flat(found).count("How do I cook rice?") <= 1
    shown = await stage.pick("How do I cook rice?", "mona")
    assert "checked 2026" in flat(shown)
    assert "nobody here has changed it" in flat(shown)
    assert "Edit the answer" in shown.choices


async def test_an_entry_that_is_retired_answers_nobody(stage: Stage) -> None:
    await stage.invoke("kb show", {"entry": "cook-rice"}, "mona")
    await stage.pick("Retire it", "mona")
    sent = await stage.fill({"reason": "we only bake now"}, "mona")
    assert "nobody gets it any more" in flat(sent)


async def test_who_may_do_what_is_said(stage: Stage) -> None:
    who = await stage.invoke("kb who", person="mona")
    assert "A second person approves each answer" in flat(who)
    assert "You are" in flat(who)
