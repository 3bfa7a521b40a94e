"""Ratings against needs in words and as a drawing: what the skills page and the picture say. Pure."""

from collections.abc import Sequence

from bot.mentor.learner.drawings import SkillGroup, SkillRow, SkillsDrawing
from bot.mentor.learner.gaps import CHECKS, Confidence, Gap, Shape, confidence, shape, widest
from bot.mentor.learner.scene import Scene
from bot.mentor.reply import Gauge, Gauges

_TOP = 10
_NAMED = 3


def title_of(family: str) -> str:
    """The name of a family of skills as people read it."""
    return family.replace("_", " ").capitalize()


def shown(found: Sequence[Gap]) -> tuple[Gap, ...]:
    """The skills worth showing: those that are needed, and those that were rated."""
    return tuple(gap for gap in found if gap.need or gap.have is not None)


def gauges(scene: Scene, found: Sequence[Gap]) -> tuple[Gauges, ...]:
    """Each family of skills as rows of a scale, the same as in the picture."""
    families = dict.fromkeys(gap.skill.family for gap in found)
    return tuple(
        Gauges(
            title_of(family),
            tuple(
                Gauge(gap.skill.title, gap.have or 0, _TOP, _row_words(scene, gap), target=gap.need or None)
                for gap in found
                if gap.skill.family == family
            ),
        )
        for family in families
    )


def drawing(scene: Scene, found: Sequence[Gap]) -> SkillsDrawing:
    """The same as a drawing."""
    voice = scene.voice
    families = dict.fromkeys(gap.skill.family for gap in found)
    groups = tuple(
        SkillGroup(title_of(family), tuple(_row(scene, gap) for gap in found if gap.skill.family == family))
        for family in families
    )
    title = voice.skills_title.format(role=scene.heading_for)
    words = "; ".join(f"{gap.skill.title}: {_row_words(scene, gap)}" for gap in found)
    return SkillsDrawing(
        title, groups, voice.chart_have, voice.chart_need, voice.chart_gap, voice.chart_before, voice.chart_checked,
        f"{title}. {words}.",
    )  # fmt: skip


def widest_words(scene: Scene, found: Sequence[Gap]) -> str:
    """The largest gaps in a sentence, or that there is none."""
    voice = scene.voice
    named = widest(found, _NAMED)
    if not named:
        return voice.gaps_none
    parts = ", ".join(voice.gap_named.format(skill=gap.skill.title, need=gap.need) for gap in named)
    return voice.gaps_widest.format(gaps=parts)


def advice(scene: Scene) -> str:
    """Generalist or specialist: from the shape of the ratings and from where the role asks for depth."""
    rated, tuning, voice = scene.record.rated, scene.tuning.shape, scene.voice
    seen = shape(rated, tuning)
    if seen is Shape.UNKNOWN:
        return voice.shape_unknown.format(number=tuning.fewest_rated)
    best = max(scene.pack.skills.values(), key=lambda skill: rated.get(skill.id, -1)).title
    first = str(getattr(voice, f"shape_{seen.value}")).format(best=best)
    place = max(scene.pack.roles[role].place for role in scene.roles)
    goal = voice.goal_deep if place >= tuning.deep_place else voice.goal_wide
    return f"{first} {goal.format(role=scene.heading_for)}"


def check_words(scene: Scene) -> tuple[str, ...]:
    """What the self-check questions say beside the ratings, skill by skill."""
    return tuple(words for skill in scene.record.self_checks if (words := check_words_of(scene, skill)))


def check_words_of(scene: Scene, skill_id: str) -> str:
    """What the self-check questions about one skill say beside its rating; empty until all were answered."""
    voice, skill, check = scene.voice, scene.pack.skills.get(skill_id), scene.record.self_checks.get(skill_id)
    if skill is None or check is None:
        return ""
    rating = scene.record.rated.get(skill_id)
    words = {
        Confidence.OPEN: "",
        Confidence.AHEAD: voice.confidence_ahead,
        Confidence.BEHIND: voice.confidence_behind,
        Confidence.ALIKE: voice.confidence_alike,
    }[confidence(rating, check.right, scene.tuning.confidence)]
    return words.format(skill=skill.title, rating=rating, right=sum(check.right.values()), of=CHECKS)


def history(scene: Scene) -> tuple[str, ...]:
    """Then and now, for every skill whose rating moved since it was first given."""
    lines = []
    for skill_id, past in scene.record.ratings.items():
        skill = scene.pack.skills.get(skill_id)
        known = [rated for rated in past if rated.value is not None]
        if skill is None or len(known) < 2 or known[0].value == known[-1].value or past[-1].value is None:  # noqa: PLR2004
            continue
        lines.append(
            scene.voice.then_and_now.format(
                skill=skill.title, day=scene.say_day(known[0].at.date()), then=known[0].value, now=known[-1].value
            )
        )
    return tuple(lines)


def _row(scene: Scene, gap: Gap) -> SkillRow:
    past = [rated.value for rated in scene.record.ratings.get(gap.skill.id, ()) if rated.value is not None]
    before = past[0] if past and gap.have is not None and past[0] != gap.have else None
    return SkillRow(gap.skill.title, gap.have, gap.need, before, _checked(scene, gap))


def _checked(scene: Scene, gap: Gap) -> str:
    check = scene.record.self_checks.get(gap.skill.id)
    return f"{sum(check.right.values())}/{CHECKS}" if check and len(check.right) == CHECKS else ""


def _row_words(scene: Scene, gap: Gap) -> str:
    voice = scene.voice
    if gap.have is None:
        words = voice.row_not_rated.format(need=gap.need)
    elif gap.size:
        words = voice.row_gap.format(have=gap.have, need=gap.need, gap=gap.size)
    else:
        words = voice.row_enough.format(have=gap.have, need=gap.need)
    checked = _checked(scene, gap)
    return f"{words}, {voice.row_checked.format(checked=checked)}" if checked else words
