"""The home page: where a learner stands, on one screen; and how a whole community does, for those who look after it.

Below where they stand each other feature has a shelf of its own: tips, settings, what waits for moderators.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.mentor.commands import Command, Feature
from bot.mentor.events import Event, Standing
from bot.mentor.learner.journal import Cohort
from bot.mentor.learner.planning import steps_of
from bot.mentor.learner.privacy import own_data
from bot.mentor.learner.progress import counted, goal_words, what_next
from bot.mentor.learner.rhythm import WEEKS
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick, page
from bot.mentor.learner.step_words import plan_of
from bot.mentor.reply import Block, Bullets, Choices, Gauge, Gauges, Heading, Paragraph, Reply, literal
from bot.mentor.role_belief import shares

_STEPS_SHOWN = 5


class Home(LearnerFeature):
    """Where somebody stands, and where everybody does."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._others: Sequence[Feature] = ()
        study.pages["home"] = self._home

    def meet(self, others: Sequence[Feature]) -> None:
        self._others = others

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("home",), "See where you stand: your role, your next step, your progress", self._home),
            Command(
                ("cohort",),
                "See how this community does, in numbers from five people up",
                self._cohort,
                needs=Standing.MODERATOR,
            ),
        )

    async def _home(self, event: Event) -> Reply:
        scene = await self.study.scene(event)
        voice = scene.voice
        way = plan_of(scene) if scene.roles else None
        head = voice.home_role.format(role=scene.heading_for) if scene.roles else await self._believed(scene)
        blocks: list[Block] = [Heading(voice.home_title), Paragraph(head)]
        next_blocks, next_choices = what_next(scene, way)
        blocks += next_blocks
        counts = counted(scene, way)
        if counts:
            blocks += [Heading(voice.progress_title), Bullets(counts)]
        if scene.record.goal is not None:
            blocks.append(Paragraph(goal_words(scene)))
        shelves = [await feature.at_home(event) for feature in self._others]
        blocks += [block for shelf in shelves for block in shelf.blocks]
        blocks += own_data(scene)
        return Reply(
            tuple(blocks),
            (
                *choices(*next_choices),
                *choices(
                    page("progress", voice.progress_button),
                    page("path", voice.path_button) if scene.roles else None,
                    page("skills", voice.skills_button) if scene.roles and scene.pack.skills else None,
                    page("find", voice.find_button) if scene.pack.finder and scene.roles else None,
                    page("privacy", voice.privacy_button),
                ),
                *(Choices(shelf.choices, shelf.prompt) for shelf in shelves if shelf.choices),
            ),
            replaces=is_pick(scene),
        )

    async def _believed(self, scene: Scene) -> str:
        """The role that answers take somebody to be heading for who chose none, and the words it rests on."""
        learner = (await self.study.memory.recall(scene.event.occasion)).learner
        roles, voice = scene.pack.roles, scene.pack.voice
        share = shares(learner.evidence, roles)
        likeliest = max(share, key=lambda role: share[role])
        cue = next((cue.words for cue in reversed(learner.cues) if cue.role == likeliest), None)
        # The same threshold from which on answers are given in the terms of that role.
        if cue is None or share[likeliest] < scene.pack.tuning.thresholds.role:
            return voice.why_role_unknown
        return voice.why_role_believed.format(role=roles[likeliest].article, cue=literal(cue))

    async def _cohort(self, event: Event) -> Reply:
        scene = await self.study.scene(event)
        since = scene.now - timedelta(weeks=WEEKS)
        cohort = await self.study.journal.cohort(event.occasion.speaker.community, since)
        voice, least = scene.voice, scene.tuning.cohort_from
        if cohort.learners < least:
            return Reply((Paragraph(voice.cohort_small.format(number=least)),))
        return Reply((Heading(voice.cohort_title), *cohort_blocks(scene, cohort)))


def cohort_blocks(scene: Scene, cohort: Cohort) -> tuple[Block, ...]:
    """The groups of a cohort that are large enough, each rounded down to fives, so that nobody can be picked out."""
    voice, pack, least = scene.voice, scene.pack, scene.tuning.cohort_from
    blocks: list[Block] = [Paragraph(voice.cohort_lead.format(number=_rounded(cohort.learners), weeks=WEEKS))]
    titles = {step.id: step.title for step in steps_of(pack.paths, pack.paths)}
    roles = {role: number for role, number in cohort.roles.items() if role in pack.roles and number >= least}
    steps = {step: number for step, number in cohort.steps_done.items() if step in titles and number >= least}
    ratings = {s: mean for s, (number, mean) in cohort.ratings.items() if s in pack.skills and number >= least}
    if roles:
        blocks.append(Heading(voice.cohort_roles))
        blocks.append(
            Bullets(
                tuple(f"{pack.roles[r].title}: {voice.at_least.format(number=_rounded(n))}" for r, n in roles.items())
            )
        )
    if steps:
        most = sorted(steps.items(), key=lambda item: (-item[1], item[0]))[:_STEPS_SHOWN]
        blocks.append(Heading(voice.cohort_steps))
        blocks.append(Bullets(tuple(f"{titles[s]}: {voice.at_least.format(number=_rounded(n))}" for s, n in most)))
    if ratings:
        rows = tuple(Gauge(pack.skills[s].title, mean, 10, f"{mean:.0f}") for s, mean in sorted(ratings.items()))
        blocks.append(Gauges(voice.cohort_ratings, rows))
    if len(blocks) == 1:
        blocks.append(Paragraph(voice.cohort_small.format(number=least)))
    return tuple(blocks)


def _rounded(number: int) -> int:
    return number // 5 * 5
