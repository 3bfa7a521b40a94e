"""A reply whose running text was fitted to the message: the fitted words in place of the approved ones.

Everything else in the reply stays: the depth of subjects, where sources differ, next steps, sources. The reply says
that it was rephrased and offers the original, which `bot.mentor.originals` brings back.
"""

from dataclasses import replace

from bot.knowledge.voice_llm import AssistantVoice
from bot.mentor.actions import Action
from bot.mentor.assistance import Approved, Fitted
from bot.mentor.reply import Block, Choice, Choices, Heading, Note, Paragraph, Reply

_IN_A_ROW = 5
"""Choices that stand beside one another."""


def reworded(reply: Reply, approved: Approved, fitted: Fitted, voice: AssistantVoice, question: str) -> Reply:
    """The reply in fitted words; as it was where its running text is not found in it whole."""
    texts = {block.text for block in reply.blocks if isinstance(block, Paragraph)}
    is_the_same = " ".join(fitted.paragraphs) == approved.words
    if is_the_same or not approved.texts or not texts.issuperset(approved.texts):
        return reply
    blocks: list[Block] = []
    for block in reply.blocks:
        if not isinstance(block, Paragraph) or block.text not in approved.texts:
            blocks.append(block)
        elif block.text == approved.texts[0]:
            blocks += [*map(Paragraph, fitted.paragraphs), Note(voice.fitted)]
        elif isinstance(blocks[-1], Heading):
            # The heading of a part that is not there any more.
            blocks.pop()
    original = Choice(voice.original_button, Action("original", (question,)))
    return replace(reply, blocks=tuple(blocks), choices=_with(reply.choices, original))


def _with(groups: tuple[Choices, ...], choice: Choice) -> tuple[Choices, ...]:
    """The choices with one more, in the last row where it has room."""
    if groups and not groups[-1].as_menu and len(groups[-1].options) < _IN_A_ROW:
        return (*groups[:-1], replace(groups[-1], options=(*groups[-1].options, choice)))
    return (*groups, Choices((choice,)))
