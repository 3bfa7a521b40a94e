"""A question with one right answer, put so that it can be answered on every face, and explained afterwards. Pure."""

from collections.abc import Callable
from zlib import crc32

from bot.knowledge.growth import CheckOption, CheckQuestion
from bot.knowledge.voice_learner import LearnerVoice
from bot.mentor.actions import Action
from bot.mentor.reply import MAX_LABEL, Block, Bullets, Choice, Choices, Paragraph

_LETTERS = "ABCDE"


def shuffled(question: CheckQuestion) -> tuple[int, ...]:
    """The options in an order that says nothing about which one is right, and is always the same."""
    return tuple(
        sorted(range(len(question.options)), key=lambda index: crc32(f"{question.options[index].text}#".encode()))
    )


def asked(question: CheckQuestion, action: Callable[[int], Action]) -> tuple[tuple[Block, ...], Choices]:
    """The question and its options; those too long for a button stand in the text, with a letter each."""
    order = shuffled(question)
    options = [question.options[index] for index in order]
    title = Paragraph(f"**{question.question}**")
    if all(len(option.text) <= MAX_LABEL for option in options):
        labels, blocks = [option.text for option in options], (title,)
        return blocks, _buttons(labels, order, action)
    lines = tuple(f"**{letter}** {option.text}" for letter, option in zip(_LETTERS, options, strict=False))
    return (title, Bullets(lines)), _buttons(list(_LETTERS[: len(options)]), order, action)


def explained(question: CheckQuestion, option: int, voice: LearnerVoice) -> tuple[Block, ...]:
    """What was right, and why, whatever was chosen."""
    chosen, right = question.options[option], right_option(question)
    lead = voice.check_right if chosen.right else voice.check_wrong.format(answer=right.text)
    why = f" {chosen.why}" if chosen.why else ""
    return (Paragraph(f"{lead}{why}\n\n{question.explanation}"),)


def right_option(question: CheckQuestion) -> CheckOption:
    """The one that is right."""
    return next(option for option in question.options if option.right)


def _buttons(labels: list[str], order: tuple[int, ...], action: Callable[[int], Action]) -> Choices:
    return Choices(tuple(Choice(label, action(index)) for label, index in zip(labels, order, strict=True)))
