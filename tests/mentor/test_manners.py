"""What each message gets: answer, clarify, handover, decline or social, for whom and how often."""

from dataclasses import replace

import pytest

from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.events import Filled, Invoked, Picked, Said
from bot.mentor.memory import Verdict, question_id
from bot.mentor.reply import (
    Audience,
    Decision,
    Gauges,
    Heading,
    Note,
    Paragraph,
    Sources,
    Spectrum,
)
from bot.understanding import Option
from bot.understanding.understanding import About, Understanding
from tests.mentor.readings import reading
from tests.mentor.talking import Talk, choices, text_of


async def test_an_answer_shows_all_that_a_person_needs(talk: Talk) -> None:
    reply = await talk.say(reading(("cook-rice", 0.9), ("salt", 0.05)))
    assert reply.decision is Decision.ANSWER
    text = text_of(reply)
    assert "one and a half cups of water" in text
    assert "Cook one cup tonight" in text
    assert text.startswith("How do I cook rice?")
    assert "“about cook-rice”" in text
    kinds = [type(block) for block in reply.blocks]
    assert {Sources, Spectrum, Gauges} <= set(kinds)
    labels = [c.label for c in choices(reply)]
    assert {"Helpful", "Not helpful", "That's not what I meant", "Ask a person"} <= set(labels)


async def test_the_roles_are_laid_out_once_and_only_with_an_answer_that_differs_by_role(talk: Talk) -> None:
    said = [await talk.say(reading((entry, 0.9))) for entry in ("sourdough", "cook-rice", "salt")]
    shown = [any(isinstance(block, Spectrum) for block in reply.blocks) for reply in said]
    assert shown == [False, True, False]


async def test_a_phrasing_that_tells_a_story_is_not_quoted_as_the_reason(talk: Talk) -> None:
    story = "I have cooked for my brothers for nine years now, and on Sundays for my aunt as well. " * 2
    understood = reading(("cook-rice", 0.9))
    told = replace(understood, candidates=(replace(understood.candidates[0], phrasing=story),))
    assert "your question is close to" not in text_of(await talk.say(told))


async def test_a_question_whose_answer_depends_on_the_role_is_answered_first_and_then_asked_back(talk: Talk) -> None:
    reply = await talk.say(reading(("which-knife", 0.9)))
    assert reply.decision is Decision.CLARIFY
    assert reply.blocks[:1] == (Heading("Which knife do I need?"),)
    assert isinstance(reply.blocks[1], Paragraph)
    assert reply.blocks[1].text.startswith("One chef's knife")
    assert [c.label for c in reply.choices[0].options] == ["Home cook", "Line cook", "Pastry chef"]


async def test_it_asks_back_at_most_twice_in_a_row(talk: Talk) -> None:
    said = [await talk.say(reading((entry, 0.9))) for entry in ("which-knife", "need-school", "start-cooking")]
    assert [reply.decision for reply in said] == [Decision.CLARIFY, Decision.CLARIFY, Decision.ANSWER]


async def test_a_known_role_gets_its_variant_and_no_question(talk: Talk) -> None:
    reply = await talk.say(reading(("which-knife", 0.9), role="pastry_chef", cue="croissants"))
    assert reply.decision is Decision.ANSWER
    assert "serrated knife" in text_of(reply)
    assert "For you as a pastry chef" in text_of(reply)
    assert "because of “croissants”" in text_of(reply)


async def test_what_was_chosen_overrides_what_is_believed(talk: Talk) -> None:
    for _ in range(3):
        await talk.say(reading(("salt", 0.9), role="pastry_chef"))
    await talk.desk.handle(Invoked(talk.occasion(), ("role", "set"), {"role": "line_cook"}))
    talk2 = await talk.desk.handle(Invoked(talk.occasion(), ("role", "show")))
    assert "You told me you want to work as a line cook" in text_of(talk2)


async def test_belief_grows_over_messages_and_is_explained_on_request(talk: Talk) -> None:
    await talk.say(reading(("salt", 0.9), role="pastry_chef", cue="I fold dough"))
    shown = await talk.desk.handle(Invoked(talk.occasion(), ("role", "show")))
    assert "because of “I fold dough”" in text_of(shown)
    gauges = next(block for block in shown.blocks if isinstance(block, Gauges))
    assert max(gauges.rows, key=lambda row: row.value).label == "Pastry chef"
    assert sum(row.value for row in gauges.rows) == pytest.approx(1.0)


async def test_a_role_asked_for_somebody_else_holds_for_that_message_only(talk: Talk) -> None:
    await talk.say(reading(("salt", 0.9), role="line_cook"))
    for_sister = await talk.say(reading(("which-knife", 0.9), role="pastry_chef", about=About.OTHER))
    assert "For them as a pastry chef" in text_of(for_sister)
    back = await talk.say(reading(("need-school", 0.9), about=About.BACK))
    assert back.decision is Decision.ANSWER
    context = talk.reader.contexts[-1]
    assert context is not None
    assert context.role == "line_cook"


async def test_the_same_answer_is_not_given_twice_in_a_talk_unasked(talk: Talk) -> None:
    first = await talk.say(reading(("cook-rice", 0.9), ("salt", 0.1)))
    second = await talk.say(reading(("cook-rice", 0.9), ("salt", 0.1)))
    assert isinstance(first.blocks[1], Paragraph)
    assert first.blocks[1].text not in text_of(second)
    assert "a little earlier" in text_of(second)
    assert "How much salt is enough?" in [c.label for c in choices(second)]


async def test_the_same_question_in_another_role_is_another_answer(talk: Talk) -> None:
    await talk.say(reading(("which-knife", 0.9), role="line_cook"))
    again = await talk.say(reading(("which-knife", 0.9), role="pastry_chef", stated=True))
    assert "serrated knife" in text_of(again)


@pytest.mark.parametrize(
    ("understood", "decision", "words"),
    [
        (reading(("salt", 0.9), scope=0.05, kind="other"), Decision.DECLINE, "outside my kitchen"),
        (reading(("salt", 0.9), attack=True, kind="instructions"), Decision.DECLINE, "I stay with what my cooks"),
        (reading(("salt", 0.9), scope=0.05, kind="unheard"), Decision.DECLINE, "I help with learning to cook"),
        (reading(("salt", 0.01)), Decision.HANDOVER, "I'd rather not guess"),
        (reading(social=0.9, kind="greeting"), Decision.SOCIAL, "What would you like to cook?"),
    ],
)
async def test_what_is_not_answered_is_said_kindly(
    talk: Talk, understood: Understanding, decision: Decision, words: str
) -> None:
    reply = await talk.say(understood)
    assert (reply.decision, words in text_of(reply)) == (decision, True)


async def test_a_kind_that_is_in_doubt_is_not_put_to_somebody_who_may_ask_people_instead(talk: Talk) -> None:
    reply = await talk.say(reading(("salt", 0.3), scope=0.3, kind="other", kind_confidence=0.2))

    assert reply.decision is Decision.DECLINE
    assert "outside my kitchen" not in text_of(reply)
    assert "I help with learning to cook" in text_of(reply)
    assert "Ask a person" in [choice.label for choice in choices(reply)]


async def test_an_answer_that_is_only_the_nearest_says_so_and_offers_what_else_was_close(talk: Talk) -> None:
    reply = await talk.say(reading(("salt", 0.2), ("cook-rice", 0.15)))

    assert "This is the nearest thing I can answer" in text_of(reply)
    assert "How do I cook rice?" in [choice.label for choice in choices(reply)]


async def test_an_answer_that_is_sure_makes_no_excuses(talk: Talk) -> None:
    assert "nearest thing" not in text_of(await talk.say(reading(("salt", 0.9), ("cook-rice", 0.05))))


async def test_a_handover_offers_the_nearest_answers_and_to_be_told_of_a_better_one(talk: Talk) -> None:
    reply = await talk.say(reading(("salt", 0.02), ("cook-rice", 0.01)))
    labels = [choice.label for choice in choices(reply)]
    assert labels == ["How much salt is enough?", "How do I cook rice?", "Tell me when there's an answer"]
    shown = await talk.pick(reply, "How do I cook rice?")
    assert "one and a half cups" in text_of(shown)


async def test_an_attack_in_the_middle_leaves_the_talk_as_it_was(talk: Talk) -> None:
    await talk.say(reading(("which-knife", 0.9), role="line_cook"))
    await talk.say(reading(("salt", 0.9), attack=True, role="pastry_chef", kind="instructions"))
    await talk.say(reading(("cook-rice", 0.9)))
    context = talk.reader.contexts[-1]
    assert context is not None
    assert (context.entry_id, context.role) == ("which-knife", "line_cook")


async def test_a_choice_said_in_words_is_a_choice(talk: Talk) -> None:
    await talk.say(reading(("which-knife", 0.9)))
    reply = await talk.say(reading(("salt", 0.2), picked=Option("Pastry chef", role="pastry_chef")))
    assert "serrated knife" in text_of(reply)


async def test_picking_a_role_answers_the_same_question_in_place_and_keeps_the_role(talk: Talk) -> None:
    reply = await talk.say(reading(("which-knife", 0.9)))
    picked = await talk.pick(reply, "Line cook")
    assert picked.replaces
    assert "sharpen before each service" in text_of(picked)
    later = await talk.say(reading(("need-school", 0.9)))
    assert later.decision is Decision.ANSWER


async def test_somebody_else_picking_gets_a_private_answer_and_changes_nothing(talk: Talk) -> None:
    reply = await talk.say(reading(("which-knife", 0.9)), private=False)
    assert reply.audience is Audience.ROOM
    picked = await talk.pick(reply, "Line cook", person="test:bob")
    assert (picked.audience, picked.replaces) == (Audience.ASKER, False)


async def test_not_what_i_meant_offers_the_next_best_entries(talk: Talk) -> None:
    reply = await talk.say(reading(("cook-rice", 0.6), ("salt", 0.2), ("first-pan", 0.1)))
    offered = await talk.pick(reply, "That's not what I meant")
    assert [c.label for c in choices(offered)] == [
        "How much salt is enough?",
        "Which pan should I buy first?",
        "None of these",
    ]
    done = await talk.pick(offered, "None of these")
    assert "on the list" in text_of(done)
    assert [verdict for verdict, _ in talk.memory.verdicts.values()] == [Verdict.NOT_MEANT]


async def test_a_judgment_is_kept_and_the_last_one_counts(talk: Talk) -> None:
    reply = await talk.say(reading(("cook-rice", 0.9)))
    await talk.pick(reply, "Helpful")
    form = (await talk.pick(reply, "Not helpful")).form
    assert form is not None
    await talk.desk.handle(Filled(talk.occasion(), form.action, {"reason": "too short"}))
    assert list(talk.memory.verdicts.values()) == [(Verdict.NOT_HELPFUL, "too short")]


@pytest.mark.parametrize(("entry", "labels"), [("cook-rice", []), ("which-knife", ["Home cook", "Line cook"])])
async def test_an_event_delivered_again_gets_the_same_answer_and_leaves_no_second_trace(
    talk: Talk, entry: str, labels: list[str]
) -> None:
    talk.reader.script["and?"] = reading((entry, 0.9))
    said = Said(talk.occasion(), "and?")
    first = await talk.desk.handle(said)
    second = await talk.desk.handle(said)
    assert (first.blocks[:2], first.decision) == (second.blocks[:2], second.decision)
    for reply in (first, second):
        assert set(labels) <= {choice.label for choice in choices(reply)}
    assert len(talk.reader.contexts) == 1


async def test_a_message_without_words_gets_a_hint(talk: Talk) -> None:
    reply = await talk.desk.handle(Said(talk.occasion(), "\u200b ?? <@1>"))
    assert "couldn't find any words" in text_of(reply)


async def test_a_message_that_was_cut_says_so(talk: Talk) -> None:
    long = "rice " * 1000
    talk.reader.script[long[:4000].strip()] = reading(("cook-rice", 0.9))
    talk.reader.script[long[:4000]] = reading(("cook-rice", 0.9))
    reply = await talk.desk.handle(Said(talk.occasion(), long))
    assert "first 4,000 characters" in text_of(reply)


async def test_a_forgotten_question_is_said_to_be(talk: Talk) -> None:
    for verb in ("helpful", "unhelpful", "elsewhere", "people", "nothing"):
        reply = await talk.desk.handle(Picked(talk.occasion(), Action(verb, (question_id("never"),))))
        assert "no longer have that question" in text_of(reply)


@pytest.mark.parametrize(
    ("event_of", "words"),
    [
        (lambda o: Picked(o, Action("unheard")), "older version"),
        (lambda o: Invoked(o, ("unheard",)), "don't know that command"),
        (lambda o: Invoked(o, ("role", "set"), {"role": "king"}), "don't know the role"),
        (lambda o: Picked(o, Action("role", ("king", "0"))), "don't know the role"),
        (lambda o: Picked(o, Action("show")), "no longer have"),
        (lambda o: Picked(o, Action("helpful")), "no longer have"),
    ],
)
async def test_what_makes_no_sense_gets_a_sentence(talk: Talk, event_of: object, words: str) -> None:
    assert callable(event_of)
    assert words in text_of(await talk.desk.handle(event_of(talk.occasion())))


async def test_a_defect_becomes_a_reference_id_that_is_in_the_log(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = await talk.desk.handle(Said(talk.occasion(), "a text the script does not know"))
    notes = [block.text for block in reply.blocks if isinstance(block, Note)]
    reference = notes[0].rsplit(" ", 1)[1]
    assert reference in capsys.readouterr().out
    assert "KeyError" not in text_of(reply)


async def test_a_role_said_alone_answers_the_last_question_again_in_its_terms(talk: Talk) -> None:
    await talk.say(reading(("which-knife", 0.9)))
    reply = await talk.say(reading(("start-cooking", 0.9), role="pastry_chef", stated=True, only_role=True))
    assert "serrated knife" in text_of(reply)


async def test_a_role_said_alone_after_an_answer_about_another_gets_the_same_about_it_or_else_is_noted(
    pack: Pack,
) -> None:
    of_line = pack.entries["salt"].model_copy(update={"role": "line_cook"})
    of_pastry = of_line.model_copy(update={"id": "salt-in-pastry", "role": "pastry_chef", "answer": "A pinch."})
    about = reading(("salt", 0.9), role="pastry_chef", stated=True, only_role=True)
    both = Talk(pack.model_copy(update={"entries": {**pack.entries, "salt": of_line, of_pastry.id: of_pastry}}))
    await both.say(reading(("salt", 0.9), role="line_cook"))
    assert "A pinch." in text_of(await both.say(about))
    one = Talk(pack.model_copy(update={"entries": {**pack.entries, "salt": of_line}}))
    await one.say(reading(("salt", 0.9), role="line_cook"))
    noted = await one.say(about)
    assert (noted.decision, "the work of a pastry chef" in text_of(noted)) == (Decision.SOCIAL, True)


async def test_an_entry_about_one_role_says_nothing_of_the_asker_when_it_is_for_somebody_else(talk: Talk) -> None:
    await talk.say(reading(("salt", 0.9), role="line_cook"))
    await talk.say(reading(("which-knife", 0.9), role="pastry_chef", about=About.OTHER))
    await talk.say(reading(("need-school", 0.9), about=About.BACK))
    context = talk.reader.contexts[-1]
    assert context is not None
    assert context.role == "line_cook"
