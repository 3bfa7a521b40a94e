"""A tip as people read it, and what is said around tips. Pure; every word comes from the pack."""

from datetime import date

from bot.daily.targets import Target, TargetKind
from bot.knowledge.growth import Tip
from bot.knowledge.pack import Pack
from bot.knowledge.quotation import with_facts
from bot.mentor.actions import Action
from bot.mentor.reply import (
    Audience,
    Block,
    Choice,
    Choices,
    Citation,
    Heading,
    Note,
    Paragraph,
    Reply,
    Sources,
)

_SHORT = 90


def tip_reply(pack: Pack, tip_id: str, key: str, kind: TargetKind | None, day: date) -> Reply:
    """A tip with its choices; `key` is that of the day it was sent for, empty where it was asked for."""
    voice = pack.daily_voice
    tip = pack.tips[tip_id]
    blocks: tuple[Block, ...] = (
        Heading(voice.tip_title if kind is not None else voice.tip_now_title),
        *tip_blocks(pack, tip, day),
    )
    said = [
        Choice(voice.tried_button, Action("tip-tried", (tip.id, key))),
        Choice(voice.not_for_me_button, Action("tip-pass", (tip.id, key))),
    ]
    if tip.entry in pack.entries:
        said.append(Choice(voice.more_button, Action("tip-more", (tip.id,))))
    groups = [Choices(tuple(said))]
    if kind is TargetKind.PERSON:
        groups.append(
            Choices(
                (
                    Choice(voice.snooze_button, Action("tips-snooze")),
                    Choice(voice.stop_button, Action("tips-stop-me")),
                )
            )
        )
    audience = Audience.ROOM if kind is TargetKind.CHANNEL else Audience.ASKER
    return Reply(blocks, tuple(groups), audience, follow=False)


def tip_blocks(pack: Pack, tip: Tip, day: date) -> tuple[Block, ...]:
    """The text of a tip, for whom it is and what it rests on."""
    return Paragraph(with_facts(tip.text, pack, day)), Note(_about(pack, tip)), _sources(pack, tip)


def in_short(pack: Pack, tip_id: str | None, day: date) -> str:
    """A tip in one line, for lists."""
    if tip_id not in pack.tips:
        return pack.daily_voice.no_tip
    text = " ".join(with_facts(pack.tips[tip_id].text, pack, day).split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rsplit(" ", 1)[0] + "…"


def parked_words(pack: Pack, target: Target, days: int) -> Reply:
    """What moderators read about a channel that takes no tips."""
    return Reply((Paragraph(pack.daily_voice.parked_told.format(place=place_words(pack, target), days=days)),))


def place_words(pack: Pack, target: Target) -> str:
    """A channel, as a link that faces show as the channel's name."""
    return f"[{pack.daily_voice.a_channel}](place:{target.place})"


def _about(pack: Pack, tip: Tip) -> str:
    voice = pack.daily_voice
    parts = [voice.kind(tip.kind), voice.minutes.format(number=tip.minutes) if tip.minutes > 1 else voice.one_minute]
    roles = [pack.roles[role].title for role in tip.roles if role in pack.roles]
    if roles:
        parts.append(voice.for_roles.format(roles=", ".join(roles)))
    return " · ".join(parts)


def _sources(pack: Pack, tip: Tip) -> Sources:
    found = [pack.sources[id_] for id_ in tip.sources if id_ in pack.sources]
    return Sources(
        pack.daily_voice.source_title,
        tuple(Citation(s.title, s.author, str(s.url) if s.url else None, s.published) for s in found),
    )
