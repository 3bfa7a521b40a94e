"""The rules of wording: length, reading level, words that shut out or promise too much, links, repetition."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process, utils

from bot.knowledge.entry import Entry
from bot.knowledge.growth import Tip
from bot.knowledge.house_rules import BannedWords, HouseRules
from bot.knowledge.pack import Pack, host_of
from bot.knowledge.quotation import FACT_QUOTATION
from bot.knowledge.references import texts_of

Wording = tuple[str, str, str]
"""Kind and id of the content, and what is wrong."""

_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|(https?://[^\s)>\]]+)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_SENTENCE_END = re.compile(r"[.?:]+(?:\s|$)|\n\s*[-*]\s|\n\n")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’+#.-]*")
_NUMBER = r"\d+(?:[.,]\d+)*"
_BARE_FIGURE = re.compile(rf"[$€£₹]\s?{_NUMBER}|{_NUMBER}\s?(?:%|percent\b|per cent\b)|\b\d{{1,3}},\d{{3}}\b")
_GRADED_FROM = 25
"""Words from which on a reading grade means something."""
_COMPARED_AT_ONCE = 500


def wording_faults(pack: Pack) -> Iterator[Wording]:
    """Every text of `pack` that breaks a rule of the house on wording."""
    for kind, id_, name, text, limit in _texts(pack):
        faults = (*_length_faults(text, limit), *_tone_faults(text, pack.rules), *_plain_faults(text, pack))
        yield from ((kind, id_, f"'{name}' {fault}") for fault in faults)
    for kind, id_, text in _practiced(pack):
        yield from ((kind, id_, fault) for fault in _tone_faults(text, pack.rules))


def entry_wording_faults(entry: Entry, pack: Pack) -> Iterator[str]:
    """What is wrong with the length, level, figures and links of one entry; its tone is looked at by `banned_in`."""
    for _, _, name, text, limit in _texts_of_entry(entry, pack.rules):
        yield from (f"'{name}' {fault}" for fault in (*_length_faults(text, limit), *_plain_faults(text, pack)))


def tip_wording_faults(tip: Tip, pack: Pack) -> Iterator[str]:
    """The same of one tip."""
    text = _without_quotations(tip.text)
    faults = (*_length_faults(text, pack.rules.tip_words), *_plain_faults(text, pack))
    return (f"'text' {fault}" for fault in faults)


def banned_in(text: str, rules: HouseRules) -> Iterator[tuple[str, BannedWords]]:
    """Words of `text` that the house does not say, each with its rule; what is quoted is somebody else's."""
    said = own_words(text)
    for banned in rules.banned:
        match = re.search(banned.pattern, said, re.IGNORECASE)
        if match is not None:
            yield match.group(0), banned


def likeness_faults(pack: Pack) -> Iterator[Wording]:
    """Phrasings of different entries that are one, and tips that repeat each other."""
    phrasings = [(phrasing, entry.id) for entry in pack.entries.values() for phrasing in entry.phrasings]
    for (mine, owner), (other, other_owner) in _alike(phrasings, pack.rules.phrasing_likeness):
        if owner != other_owner:
            yield "Entry", owner, f"the phrasing “{mine[:80]}” is too like “{other[:80]}” of '{other_owner}'."
        elif utils.default_process(mine) == utils.default_process(other):
            yield "Entry", owner, f"the phrasing “{mine[:80]}” stands twice."
    tips = [(tip.text, tip.id) for tip in pack.tips.values()]
    for (_, id_), (_, other_id) in _alike(tips, pack.rules.tip_likeness):
        yield "Tip", id_, f"says nearly the same as '{other_id}'."


def reading_grade(text: str) -> float:
    """The Automated Readability Index (Senter and Smith 1967): the school grade that reads `text` with ease."""
    prose = _LINK.sub(" ", _CODE.sub(" ", text))
    words = _WORD.findall(prose)
    if len(words) < _GRADED_FROM:
        return 0.0
    sentences = max(1, len([part for part in _SENTENCE_END.split(prose) if _WORD.search(part)]))
    letters = sum(len(word) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43


def _length_faults(text: str, limit: int | None) -> Iterator[str]:
    words = len(text.split())
    if limit is not None and words > limit:
        yield f"has {words} words; {limit} are the most."


def _tone_faults(text: str, rules: HouseRules) -> Iterator[str]:
    for words, banned in banned_in(text, rules):
        yield f"says “{words}” ({banned.pole}); {banned.advice}."


def own_words(text: str) -> str:
    """`text` without code and without what it quotes, which is somebody else's."""
    return _QUOTED.sub(" ", _CODE.sub(" ", text))


def _plain_faults(text: str, pack: Pack) -> Iterator[str]:
    grade = reading_grade(text)
    if grade > pack.rules.reading_grade:
        yield f"reads like grade {grade:.1f}; shorter words and sentences bring it under {pack.rules.reading_grade:g}."
    figure = _BARE_FIGURE.search(own_words(text))
    if figure is not None:
        yield f"holds the figure “{figure.group(0)}”; quote a dated fact for it with {{fact:id}}."
    links = [in_words or bare for in_words, bare in _LINK.findall(text)]
    approved = pack.approved_hosts() if links else frozenset[str]()
    for url in links:
        if host_of(url) not in approved:
            yield f"links to {url}, whose host is in no source."


def _texts(pack: Pack) -> Iterator[tuple[str, str, str, str, int | None]]:
    rules = pack.rules
    for entry in pack.entries.values():
        yield from _texts_of_entry(entry, rules)
    for role in pack.roles.values():
        for name in ("summary", "day", "work", "math", "myths", "start", "tagline"):
            yield "Role", role.id, name, getattr(role, name), None
    for tip in pack.tips.values():
        yield "Tip", tip.id, "text", tip.text, rules.tip_words
    for project in pack.projects.values():
        yield "Project", project.id, "brief", project.brief, rules.section_words
    for path in pack.paths.values():
        yield "Path", path.role, "intro", path.intro, rules.section_words
        for step in path.steps:
            yield "Step", step.id, "why", f"{step.why} {step.done_when}", rules.section_words
    yield from _spoken(pack)


def _texts_of_entry(entry: Entry, rules: HouseRules) -> Iterator[tuple[str, str, str, str, int | None]]:
    for name, text in texts_of(entry):
        limit = rules.answer_words if name == "answer" else rules.section_words
        yield "Entry", entry.id, name, _without_quotations(text), limit


def _practiced(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Texts to practice with: figures in them are made up, so that only their tone is checked."""
    for skill in pack.skills.values():
        asked = [text for check in skill.checks for text in (check.question, check.explanation)]
        yield "Skill", skill.id, "\n".join((skill.about, skill.at_2, skill.at_5, skill.at_8, *asked))
    for check in pack.checks.values():
        yield "QuickCheck", check.id, f"{check.question}\n{check.explanation}"
    for question in pack.finder:
        yield "FinderQuestion", question.id, "\n".join((question.text, *(option.text for option in question.options)))
    for project in pack.projects.values():
        yield "Project", project.id, "\n".join((*project.steps, project.data, project.shows, project.talk))
    for exercise in pack.exercises.values():
        yield "Exercise", exercise.id, "\n".join((exercise.task, *exercise.hints, *exercise.self_check))


def _spoken(pack: Pack) -> Iterator[tuple[str, str, str, str, int | None]]:
    for other in pack.out_of_scope:
        yield "OutOfScope", other.kind, "reply", other.reply, pack.rules.section_words
    for social in pack.social:
        yield "Social", social.kind, "reply", social.reply, pack.rules.section_words
    voices = (
        ("Voice", pack.voice),
        ("LearnerVoice", pack.learner_voice),
        ("DailyVoice", pack.daily_voice),
        ("CurationVoice", pack.curation_voice),
        ("GateVoice", pack.gate_voice),
        ("InboxVoice", pack.inbox_voice),
        ("AssistantVoice", pack.assistant_voice),
    )
    for kind, voice in voices:
        for name, text in voice:
            if isinstance(text, str):
                yield kind, "voice", name, text, None


def _without_quotations(text: str) -> str:
    """Facts are checked where they stand; here they count as one word."""
    return FACT_QUOTATION.sub("fact", text)


def _alike(texts: list[tuple[str, str]], likeness: float) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pairs of texts that are at least so alike; some at a time, for all against all would take gigabytes."""
    cleaned = [utils.default_process(text) for text, _ in texts]
    for start in range(0, len(cleaned), _COMPARED_AT_ONCE):
        some, rest = cleaned[start : start + _COMPARED_AT_ONCE], cleaned[start:]
        scores = process.cdist(some, rest, scorer=fuzz.ratio, score_cutoff=likeness, workers=1)
        for mine, other in zip(*scores.nonzero(), strict=True):
            if mine < other:
                yield texts[start + int(mine)], texts[start + int(other)]
