"""What is said unasked, in words: an answer to who waited for it, news of the inbox, the week."""

from dataclasses import replace
from datetime import date

from bot.curation.inbox.freshness import due_lines
from bot.curation.inbox.inbox import to_review, ways_out
from bot.curation.inbox.item_words import day_words, item_blocks, people_words, title_of
from bot.curation.inbox.items import Item
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.editions import Edition
from bot.mentor.manners import Outcome, RoleGround, RoleView
from bot.mentor.memory import Question
from bot.mentor.reply import (
    Audience,
    Block,
    Bullets,
    Choice,
    Choices,
    Decision,
    Heading,
    Paragraph,
    Reply,
    Tone,
    literal,
    shortened,
)

_ITEMS_NAMED = 5
_QUOTED = 200


def answer_words(edition: Edition, question: Question, entry: str, day: date, audience: Audience) -> Reply:
    """The answer that somebody waited for, in the terms of the role they asked in."""
    voice, asked_on = edition.pack.inbox_voice, day_words(question.at, edition.pack)
    short = shortened(question.text, _QUOTED)
    had_none = question.entry is None or question.decision is Decision.HANDOVER
    line = voice.answer_lead if had_none else voice.answer_lead_better
    lead = line.format(words=literal(short), day=asked_on) if short else voice.answer_lead_wordless.format(day=asked_on)
    role = question.role if question.role in edition.pack.roles else None
    view = RoleView(role, RoleGround.BELIEVED, 1.0) if role else RoleView()
    outcome = Outcome(Decision.ANSWER, entry, view, 1.0)
    answer = edition.composer.compose(outcome, question.id, day, audience=audience)
    return replace(answer, blocks=(Heading(voice.answer_title), Paragraph(lead), *answer.blocks))


def news_words(items: tuple[Item, ...], in_review: int, pack: Pack, day: date) -> Reply:
    """What is new: one item whole with its ways out, or several by their words, and what was sent to review."""
    voice = pack.inbox_voice
    review = (to_review(voice),) if in_review else ()
    sent = voice.news_review_one if in_review == 1 else voice.news_review.format(number=in_review)
    said = (Paragraph(sent),) if in_review else ()
    if not items:
        return Reply(said, (Choices(review),), Audience.ROOM)
    opens = Choices((*to_inbox(pack).options, *review))
    if len(items) == 1:
        blocks: tuple[Block, ...] = (Paragraph(voice.news_one), *item_blocks(items[0], pack, day), *said)
        return Reply(blocks, (*ways_out(items[0], pack), opens), Audience.ROOM)
    lines = tuple(
        voice.news_line.format(words=title_of(item, pack), people=people_words(item.people, pack))
        for item in items[:_ITEMS_NAMED]
    )
    return Reply((Paragraph(voice.news.format(number=len(items))), Bullets(lines), *said), (opens,), Audience.ROOM)


def digest_words(numbers: tuple[Block, ...], due: tuple[Item, ...], pack: Pack) -> Reply:
    """The week for moderators: its numbers, and what is due for a check, by use."""
    voice = pack.inbox_voice
    if not due:
        checks: tuple[Block, ...] = (Paragraph(voice.digest_quiet),)
    else:
        lead = voice.digest_due_one if len(due) == 1 else voice.digest_due.format(number=len(due))
        checks = (Paragraph(lead), Bullets(due_lines(due[:_ITEMS_NAMED], pack)))
    return Reply((Heading(voice.digest_title), *numbers, *checks), (to_inbox(pack),), Audience.ROOM)


def to_inbox(pack: Pack) -> Choices:
    """The way from a message that all moderators see to an inbox that only one sees."""
    return Choices((Choice(pack.inbox_voice.open_button, Action("kb-inbox", ("open",)), Tone.MAIN),))
