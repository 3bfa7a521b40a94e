"""The numbers of a community in words and a picture: `/kb stats`, and the head of the weekly digest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from bot.curation.inbox.item_words import day_words, people_words, title_of
from bot.curation.inbox.items import Item, ItemKind
from bot.curation.inbox.ranking import ranked
from bot.curation.inbox.tray import Tray
from bot.curation.numbers.counts import Counts, Tally, Week
from bot.curation.revisions.standing import Act
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.commands import Command, Feature
from bot.mentor.events import Invoked, Standing
from bot.mentor.learner.drawings import Illustrator, WeeksDrawing
from bot.mentor.reply import Block, Bullets, Choice, Choices, Gauge, Gauges, Heading, Paragraph, Picture, Reply

WEEKS = 8
_WEEK = timedelta(days=7)
_UNUSED_SINCE = timedelta(days=90)
_GAPS_SHOWN = 5


class Statistics(Feature):
    """Counts for moderators."""

    def __init__(self, tray: Tray, tally: Tally, illustrator: Illustrator) -> None:
        self._tray = tray
        self._tally = tally
        self._illustrator = illustrator

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("kb", "stats"),
                "See in numbers what was asked, what became of it, and what is missing",
                self._show,
                needs=Standing.HELPER,
            ),
        )

    async def _show(self, event: Invoked) -> Reply:
        community = await self._tray.require(event, Act.LOOK)
        voice = self._tray.pack(community).inbox_voice
        inbox = Choices((Choice(voice.open_button, Action("kb-inbox", ("open",))),))
        return Reply((Heading(voice.stats_title), *await self.blocks(community)), (inbox,))

    async def blocks(self, community: str) -> tuple[Block, ...]:
        """The numbers of the last seven days, the weeks before as a picture, what is missing, what is unused."""
        pack, now = self._tray.pack(community), self._tray.clock.now()
        weeks = await self._weeks(community, now)
        if not any(week.counts.asked for week in weeks):
            return (Paragraph(pack.inbox_voice.stats_none),)
        last = weeks[-1]
        return (
            *week_blocks(last, pack),
            await self._picture(weeks, pack),
            *gap_blocks(await self._tray.items(community), pack, now),
            Bullets(await self._entries(community, pack, now)),
        )

    async def _weeks(self, community: str, now: datetime) -> list[Week]:
        begins = [now - _WEEK * number for number in range(WEEKS, 0, -1)]
        return [Week(begin, await self._tally.counts(community, begin, begin + _WEEK)) for begin in begins]

    async def _picture(self, weeks: Sequence[Week], pack: Pack) -> Block:
        """The weeks as a picture; in rows where none can be drawn."""
        drawing = weeks_drawing(weeks, pack)
        rows = Gauges(drawing.lead, tuple(_bar(label, sum(numbers), drawing) for label, numbers in drawing.weeks))
        png = await self._illustrator.draw(drawing)
        return rows if png is None else Picture(png, "weeks.png", drawing.alt_text(), (rows,))

    async def _entries(self, community: str, pack: Pack, now: datetime) -> tuple[str, ...]:
        voice, total = pack.inbox_voice, len(pack.entries)
        used = await self._tally.uses(community, now - _UNUSED_SINCE)
        unused = sum(entry not in used for entry in pack.entries)
        due = len(await self._tray.due(community))
        return (
            voice.never_used.format(number=unused, total=total, days=_UNUSED_SINCE.days),
            voice.past_check.format(number=due, share=_percent(due, total)),
        )


def week_blocks(week: Week, pack: Pack) -> tuple[Block, ...]:
    """What became of the questions of a week, and what was said of the answers."""
    voice, counts = pack.inbox_voice, week.counts
    span = voice.stats_week.format(
        from_day=day_words(week.begin, pack), to_day=day_words(week.begin + _WEEK, pack), number=counts.asked
    )
    outcomes = (
        (voice.answered_label, counts.answered),
        (voice.clarified_label, counts.clarified),
        (voice.handed_over_label, counts.handed_over),
        (voice.declined_label, counts.declined),
    )
    verdicts = (
        (voice.helpful_label, counts.helpful),
        (voice.contradicted_label, counts.contradicted),
        (voice.unknown_label, counts.unknown),
    )
    blocks: list[Block] = [Paragraph(span)]
    if counts.asked:
        blocks.append(Gauges(voice.outcomes_title, _rows(outcomes, counts.asked, pack)))
    if counts.given:
        blocks.append(Gauges(voice.verdicts_title, _rows(verdicts, counts.given, pack)))
    return tuple(blocks)


def gap_blocks(items: Sequence[Item], pack: Pack, now: datetime) -> tuple[Block, ...]:
    """What is missing most, and how old what waits is."""
    voice = pack.inbox_voice
    gaps = [item for item in ranked(items, now) if item.kind is ItemKind.UNANSWERED and item.opened_at is not None]
    if not gaps:
        return (Heading(voice.gaps_title), Paragraph(voice.no_gaps))
    ages = [(now - min(case.at for case in item.cases)).days for item in gaps]
    lines = tuple(
        voice.gap_line.format(words=title_of(item, pack), people=people_words(item.people, pack), days=_days(age, pack))
        for item, age in zip(gaps[:_GAPS_SHOWN], ages, strict=False)
    )
    age = Paragraph(voice.gap_age.format(days=_days(int(median(ages)), pack)))
    return (Heading(voice.gaps_title), Bullets(lines), age)


def weeks_drawing(weeks: Sequence[Week], pack: Pack) -> WeeksDrawing:
    """What the picture of some weeks shows."""
    voice, last = pack.inbox_voice, weeks[-1].counts
    alt = voice.picture_alt.format(
        asked=last.asked, answered=last.given, handed_over=last.handed_over, declined=last.declined
    )
    return WeeksDrawing(
        title=voice.stats_title,
        lead=voice.weeks_title,
        outcomes=(voice.answered_label, voice.handed_over_label, voice.declined_label),
        weeks=tuple((day_words(week.begin, pack), _outcomes(week.counts)) for week in weeks),
        alt=alt,
    )


def _outcomes(counts: Counts) -> tuple[int, ...]:
    return counts.given, counts.handed_over, counts.declined


def _bar(label: str, number: int, drawing: WeeksDrawing) -> Gauge:
    most = max(sum(numbers) for _, numbers in drawing.weeks)
    return Gauge(label, number, max(most, 1), str(number))


def _rows(counted: Sequence[tuple[str, int]], total: int, pack: Pack) -> tuple[Gauge, ...]:
    share = pack.inbox_voice.share
    return tuple(
        Gauge(label, number, total, share.format(number=number, share=_percent(number, total)))
        for label, number in counted
    )


def _percent(number: int, total: int) -> int:
    return round(100 * number / total) if total else 0


def _days(number: int, pack: Pack) -> str:
    voice = pack.inbox_voice
    return voice.one_day if number == 1 else voice.days.format(number=number)
