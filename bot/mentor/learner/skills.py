"""Skills: rate them, see the gap to a role, and check a rating against a few questions."""

from collections.abc import Mapping, Sequence
from zlib import crc32

from bot.knowledge.growth import Skill
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Command, CommandOption, OptionKind, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker
from bot.mentor.learner.aiming import undo
from bot.mentor.learner.asking import asked, explained
from bot.mentor.learner.gaps import CHECKS, gaps
from bot.mentor.learner.journal import Deed, Kind
from bot.mentor.learner.rating_lines import RatingsRead, Unread, Unreadable, read_ratings, written
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, choose_role_first, is_pick, page
from bot.mentor.learner.skill_words import (
    advice,
    check_words,
    check_words_of,
    drawing,
    gauges,
    history,
    shown,
    title_of,
    widest_words,
)
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    Choices,
    FieldKind,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    literal,
)

_FIELDS = 5
"""Fields of a form on the tightest face."""
_FIELD_LENGTH = 2000
_SHOWN_CHANGES = 12


class Skills(LearnerFeature):
    """What somebody can do, against what their role needs."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        study.pages["skills"] = self._show
        study.pages["skills-text"] = self._show_as_text

    def commands(self) -> tuple[Command, ...]:
        skill = CommandOption("skill", "One skill; leave it out to see all", suggests=True)
        return (
            Command(("skills", "show"), "See your skills against what your role needs", self._show),
            Command(
                ("skills", "rate"),
                "Rate your skills from 0 to 10",
                self._rate,
                (skill, CommandOption("rating", "From 0 to 10", OptionKind.NUMBER)),
                suggest=self._suggest,
            ),
            Command(
                ("skills", "check"),
                "Three short questions that show how sure a rating is",
                self._check,
                (skill,),
                suggest=self._suggest,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"rate": self._rate, "check": self._check, "checked": self._checked, "scale": self._scale}

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        skills = self.study.editions.of(speaker.community).pack.skills.values()
        return nearest(typed, tuple(Suggestion(skill.title, skill.id) for skill in skills))

    async def _show(self, event: Event) -> Reply:
        return await self._page(event, as_text=False)

    async def _show_as_text(self, event: Event) -> Reply:
        return await self._page(event, as_text=True)

    async def _page(self, event: Event, *, as_text: bool) -> Reply:
        scene = await self.study.scene(event)
        voice, pack = scene.voice, scene.pack
        if not pack.skills:
            return Reply((Paragraph(voice.skills_none),), replaces=is_pick(scene))
        if not scene.roles:
            return choose_role_first(scene, "skills")
        found = shown(gaps(pack.skills, scene.roles, scene.record.rated))
        rows = gauges(scene, found)
        title = Heading(voice.skills_title.format(role=scene.heading_for))
        if not scene.record.rated:
            first = choices(_rate_choice(scene, Tone.MAIN), _scale_choice(scene), page("path", voice.path_button))
            return Reply((title, Paragraph(voice.skills_unrated), *rows), first, replaces=is_pick(scene))
        seen: tuple[Block, ...] = rows
        if not as_text:
            seen = await self.study.picture(drawing(scene, found), "skills", rows)
        blocks: list[Block] = [title, *seen, Paragraph(widest_words(scene, found)), Paragraph(advice(scene))]
        for heading, lines in ((voice.check_title, check_words(scene)), (voice.history_title, history(scene))):
            if lines:
                blocks += [Heading(heading), Bullets(lines)]
        other = page("skills", voice.as_picture) if as_text else page("skills-text", voice.as_text)
        return Reply(
            tuple(blocks),
            choices(
                _rate_choice(scene, Tone.QUIET),
                Choice(voice.check_button, Action("check")),
                other,
                _scale_choice(scene),
                page("path", voice.path_button, Tone.MAIN),
            ),
            replaces=is_pick(scene),
        )

    async def _rate(self, event: Invoked | Picked | Filled) -> Reply:
        """The form, or what was written into it; one rating where the command names it."""
        scene = await self.study.scene(event)
        if not scene.pack.skills:
            return Reply((Paragraph(scene.voice.skills_none),))
        if isinstance(event, Invoked):
            said = " ".join(value for name in ("skill", "rating") if (value := event.options.get(name, "").strip()))
            if not said:
                return self._form(scene, 0)
            skill = scene.pack.skills.get(event.options.get("skill", ""))
            title = skill.title if skill else event.options.get("skill", "")
            read = read_ratings(f"{title}: {event.options.get('rating', '')}", tuple(scene.pack.skills.values()))
            return await self._keep(scene, read, 0)
        number = event.action.argument(0)
        screen = int(number) if number.isdigit() else 0
        if isinstance(event, Picked):
            return self._form(scene, screen)
        text = "\n".join(event.values.values())
        return await self._keep(scene, read_ratings(text, tuple(scene.pack.skills.values())), screen)

    def _form(self, scene: Scene, screen: int) -> Reply:
        voice = scene.voice
        screens = _screens(tuple(scene.pack.skills.values()))
        here = screens[min(screen, len(screens) - 1)]
        fields = tuple(
            FormField(
                family,
                voice.rate_field.format(family=title_of(family))[:45],
                FieldKind.LONG,
                written(skills, scene.record.rated),
                voice.rate_hint[:100],
                required=False,
                max_length=_FIELD_LENGTH,
            )
            for family, skills in here
        )
        return Reply(form=Form(voice.rate_title[:24], Action("rate", (str(screen),)), fields, voice.save))

    async def _keep(self, scene: Scene, read: RatingsRead, screen: int) -> Reply:
        """Write what changed, then say what was read and what was not."""
        before = scene.record.rated
        changed = {skill: value for skill, value in read.ratings.items() if before.get(skill) != value}
        deeds = [
            scene.deed(Kind.RATING, skill, value, part=part) for part, (skill, value) in enumerate(changed.items())
        ]
        repeated = [deed for deed in scene.chronicle.deeds if deed.occasion == scene.event.occasion.id]
        kept: Sequence[Deed] = repeated
        if deeds and not repeated:
            kept, scene = await self.study.write(scene, deeds)
        return self._kept(scene, read, kept, screen)

    def _kept(self, scene: Scene, read: RatingsRead, kept: Sequence[Deed], screen: int) -> Reply:
        voice, skills = scene.voice, scene.pack.skills
        lines = [
            (voice.rated_line if deed.value is not None else voice.unrated_line).format(
                skill=skills[deed.about].title, rating=deed.value
            )
            for deed in kept
            if deed.about in skills
        ]
        blocks: list[Block] = [Paragraph(voice.rated_lead if lines else voice.rated_nothing)]
        if lines:
            more = len(lines) - _SHOWN_CHANGES
            rest = (voice.and_more.format(number=more),) if more > 0 else ()
            blocks.append(Bullets((*lines[:_SHOWN_CHANGES], *rest)))
        if read.rounded:
            names = ", ".join(skills[skill].title for skill in read.rounded)
            blocks.append(Note(voice.rated_rounded.format(skills=names)))
        if read.unread:
            blocks += [Heading(voice.unread_title), Bullets(tuple(_sentence(scene, unread) for unread in read.unread))]
        screens = len(_screens(tuple(skills.values())))
        following = (
            Choice(voice.rate_more, Action("rate", (str(screen + 1),)), Tone.MAIN) if screen + 1 < screens else None
        )
        again = Choice(voice.rate_fix, Action("rate", (str(screen),)), Tone.MAIN) if read.unread else None
        taken_back = undo(scene, kept[0]) if kept else None
        return Reply(
            tuple(blocks), choices(following, again, page("skills", voice.skills_button, Tone.MAIN), taken_back)
        )

    async def _check(self, event: Invoked | Picked | Filled) -> Reply:
        """Which skill to check, or its first question."""
        scene = await self.study.scene(event)
        named = event.options.get("skill", "") if isinstance(event, Invoked) else event.action.argument(0)
        skill = scene.pack.skills.get(named) or _by_title(scene, named)
        if skill is None:
            note = (Note(scene.voice.skill_unknown.format(skill=literal(named))),) if named else ()
            return Reply((*note, Paragraph(scene.voice.check_which)), (_menu(scene, "check"),), replaces=is_pick(scene))
        sitting = f"{crc32(event.occasion.id.encode()):08x}"
        return self._question(scene, skill, sitting, 0, ())

    async def _checked(self, event: Picked | Filled) -> Reply:
        """An answer: kept the first time, explained every time; then the next question or what it adds up to."""
        scene = await self.study.scene(event)
        skill_id, sitting, number, option = (event.action.argument(index) for index in range(4))
        skill = scene.pack.skills.get(skill_id)
        if skill is None or not number.isdigit() or int(number) >= CHECKS or not option.isdigit():
            return Reply((Paragraph(scene.voice.page_gone),))
        question = skill.checks[int(number)]
        if int(option) >= len(question.options):
            return Reply((Paragraph(scene.voice.page_gone),))
        before = scene.record.self_checks.get(skill_id)
        if before is None or before.sitting != sitting or int(number) not in before.options:
            detail = {"question": int(number), "option": int(option), "sitting": sitting}
            right = int(question.options[int(option)].right)
            _, scene = await self.study.write(scene, [scene.deed(Kind.SELF_CHECK, skill_id, right, detail)])
        kept = scene.record.self_checks[skill_id]
        said = explained(question, kept.options.get(int(number), int(option)), scene.voice)
        left = [index for index in range(CHECKS) if index not in kept.options]
        if left:
            return self._question(scene, skill, sitting, left[0], said)
        right_ones = sum(kept.right.values())
        result = scene.voice.check_result.format(skill=skill.title, right=right_ones, of=CHECKS)
        lead = Paragraph(f"**{result}** {check_words_of(scene, skill_id)}".rstrip())
        after = choices(
            page("skills", scene.voice.skills_button, Tone.MAIN),
            _rate_choice(scene, Tone.QUIET),
            Choice(scene.voice.check_another, Action("check")),
        )
        return Reply((*said, lead), after, replaces=is_pick(scene))

    def _question(self, scene: Scene, skill: Skill, sitting: str, number: int, before: tuple[Block, ...]) -> Reply:
        blocks, options = asked(
            skill.checks[number], lambda option: Action("checked", (skill.id, sitting, str(number), str(option)))
        )
        count = Note(scene.voice.check_count.format(skill=skill.title, number=number + 1, of=CHECKS))
        stop = choices(page("skills", scene.voice.stop))
        return Reply((*before, *blocks, count), (options, *stop), replaces=is_pick(scene))

    async def _scale(self, event: Picked | Filled) -> Reply:
        """What the numbers mean for a skill."""
        scene = await self.study.scene(event)
        skill = scene.pack.skills.get(event.action.argument(0))
        voice = scene.voice
        if skill is None:
            return Reply((Paragraph(voice.scale_which),), (_menu(scene, "scale"),))
        meanings = tuple(f"**{points}** {text}" for points, text in ((2, skill.at_2), (5, skill.at_5), (8, skill.at_8)))
        blocks = (Paragraph(f"**{skill.title}**\n\n{skill.about}"), Bullets(meanings))
        return Reply(blocks, (*choices(_rate_choice(scene, Tone.MAIN)), _menu(scene, "scale")), replaces=is_pick(scene))


def _screens(skills: tuple[Skill, ...]) -> list[list[tuple[str, list[Skill]]]]:
    """The families with their skills, as many on a screen as a form has fields."""
    families: dict[str, list[Skill]] = {}
    for skill in skills:
        families.setdefault(skill.family, []).append(skill)
    listed = list(families.items())
    return [listed[start : start + _FIELDS] for start in range(0, len(listed), _FIELDS)]


def _rate_choice(scene: Scene, tone: Tone) -> Choice:
    return Choice(scene.voice.rate_button, Action("rate", ("0",)), tone)


def _scale_choice(scene: Scene) -> Choice:
    return Choice(scene.voice.scale_button, Action("scale"))


def _menu(scene: Scene, verb: str) -> Choices:
    """The skills, those that the role needs most first."""
    found = gaps(scene.pack.skills, scene.roles, scene.record.rated)
    ordered = sorted(found, key=lambda gap: -gap.size)
    picks = (Choice(gap.skill.title, Action(verb, (gap.skill.id,)), hint=gap.skill.about[:100]) for gap in ordered)
    return Choices(tuple(picks), scene.voice.skill_prompt, as_menu=True)


def _by_title(scene: Scene, named: str) -> Skill | None:
    return next((skill for skill in scene.pack.skills.values() if skill.title.casefold() == named.casefold()), None)


def _sentence(scene: Scene, unread: Unread) -> str:
    voice = scene.voice
    line = literal(unread.line)
    match unread.why:
        case Unreadable.NAME if unread.near:
            return voice.unread_near.format(line=line, skill=unread.near)
        case Unreadable.NAME:
            return voice.unread_name.format(line=line)
        case Unreadable.NUMBER:
            return voice.unread_number.format(line=line, skill=unread.near)
        case Unreadable.RANGE:
            return voice.unread_range.format(line=line, skill=unread.near)
        case Unreadable.SEVERAL:
            return voice.unread_several.format(line=line, skill=unread.near)
