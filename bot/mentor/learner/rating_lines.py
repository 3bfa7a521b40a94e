"""Ratings as people write them, line by line: `SQL: 4`, `python 6/10`, `seven for statistics`.

Reads what can be read and says in a sentence what could not, so that nothing is lost. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from rapidfuzz import fuzz, process, utils

from bot.knowledge.growth import Skill

HIGHEST = 10

_PARTS = re.compile(r"[\n;|]+")
_COMMA = re.compile(r",\s*(?=[^\W\d])")
_NUMBER = re.compile(r"(?<![\w.,])(-?\d{1,3})(?:[.,](\d+))?\s*(%|/\s*10\b|/\s*100\b|\(?(?:out\s+)?of\s+10\b)?(?!\w)")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b(?:\s*(?:/|out\s+of|of)\s*(?:10|ten)\b)?", re.IGNORECASE)
_NOTHING = re.compile(r"^(?:-+|–|—|\?+|\.+|x|n/?a|na|skip(?:ped)?|none|no|not\s+rated)?$", re.IGNORECASE)
_EDGES = " \t:=-–—→>*•·.,()[]"
_JOINTS = re.compile(
    r"^(?:is|are|was|at|in|for|about|around|maybe|my|and|or)\b|\b(?:is|are|was|at|in|for|about|around|maybe|my|and|or)$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"^\s*[:=>→–—-]+")
"""What stands between a name and its rating; a minus after it is one."""
_SAME = 84
_NEAR = 72
_AHEAD = 4
"""Points by which the best match must lead the second one."""


class Unreadable(Enum):
    """Why a line could not be read."""

    NAME = auto()
    NUMBER = auto()
    RANGE = auto()
    SEVERAL = auto()


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that could not be read, why, and the skill that may be meant."""

    line: str
    why: Unreadable
    near: str | None = None


@dataclass(frozen=True, slots=True)
class RatingsRead:
    """What was read: a rating by skill, none where it was left empty; and what could not be."""

    ratings: Mapping[str, int | None] = field(default_factory=dict)
    rounded: tuple[str, ...] = ()
    """Skills whose rating was no whole number from 0 to 10 as written."""
    unread: tuple[Unread, ...] = ()


def read_ratings(text: str, skills: Sequence[Skill]) -> RatingsRead:
    """The ratings in `text`: the last number for a skill counts, and an empty place only where there is none."""
    ratings: dict[str, int | None] = {}
    rounded: dict[str, None] = {}
    unread: list[Unread] = []
    for line in _lines(text, skills):
        name, value, fault, was_rounded = _read(line, skills)
        if fault is not None:
            unread.append(fault)
        elif name is not None and value is None:
            ratings.setdefault(name, None)
        elif name is not None:
            ratings[name] = value
            rounded.pop(name, None)
            if was_rounded:
                rounded[name] = None
    return RatingsRead(ratings, tuple(rounded), tuple(unread))


def written(skills: Sequence[Skill], rated: Mapping[str, int]) -> str:
    """A line for each skill with its rating, as a person finds them in a form."""
    return "\n".join(f"{skill.title}: {rated.get(skill.id, '')}".rstrip(" ") for skill in skills)


def _lines(text: str, skills: Sequence[Skill]) -> list[str]:
    lines = []
    for part in _PARTS.split(text):
        whole = part.strip()
        numbers = len(_NUMBER.findall(whole) + _WORD.findall(whole))
        is_one = numbers < 2 and _named_exactly(whole, skills)[0] is not None  # noqa: PLR2004
        pieces = [whole] if is_one else _COMMA.split(whole)
        lines += [piece.strip() for piece in pieces if piece.strip()]
    return lines


_Read = tuple[str | None, int | None, Unread | None, bool]


def _read(line: str, skills: Sequence[Skill]) -> _Read:
    """A line as skill, rating, fault and whether it was rounded."""
    skill, rest = _named_exactly(line, skills)
    if skill is not None:
        return _valued(line, skill, rest)
    numbers = [match.span() for pattern in (_NUMBER, _WORD) for match in pattern.finditer(line)]
    if not numbers:
        name = line.strip(_EDGES)
        found, near = _nearest(name, skills)
        if found is not None:
            return None, None, Unread(line, Unreadable.NUMBER, found.title), False
        return None, None, Unread(line, Unreadable.NAME, near.title if near else None), False
    name = _WORD.sub(" ", _NUMBER.sub(" ", line)).strip(_EDGES)
    found, near = _nearest(_JOINTS.sub("", name).strip(_EDGES), skills)
    if found is None:
        return None, None, Unread(line, Unreadable.NAME, near.title if near else None), False
    return _valued(line, found, " ".join(line[start:end] for start, end in sorted(numbers)))


def _valued(line: str, skill: Skill, rest: str) -> _Read:
    said = _JOINTS.sub("", rest.strip(_EDGES)).strip(_EDGES)
    if _NOTHING.match(said):
        return skill.id, None, None, False
    numbers = list(_NUMBER.finditer(_SEPARATOR.sub("", rest, count=1)))
    words = list(_WORD.finditer(said))
    if len(numbers) + len(words) > 1:
        return None, None, Unread(line, Unreadable.SEVERAL, skill.title), False
    if words:
        return skill.id, _WORDS.index(words[0].group(1).lower()), None, False
    if not numbers:
        return None, None, Unread(line, Unreadable.NUMBER, skill.title), False
    whole, part, unit = numbers[0].groups()
    value = float(f"{whole}.{part or 0}")
    if unit and (unit == "%" or unit.endswith("100")):
        value /= 10
    if not 0 <= value <= HIGHEST:
        return None, None, Unread(line, Unreadable.RANGE, skill.title), False
    rating = int(value + 0.5)
    return skill.id, rating, None, rating != float(f"{whole}.{part or 0}")


def _named_exactly(line: str, skills: Sequence[Skill]) -> tuple[Skill | None, str]:
    """The skill whose title begins the line, the longest title first, and what follows it."""
    low = line.casefold()
    for skill in sorted(skills, key=lambda skill: -len(skill.title)):
        for name in (skill.title.casefold(), skill.id):
            if low.startswith(name) and not low[len(name) : len(name) + 1].isalpha():
                return skill, line[len(name) :]
    return None, line


def _nearest(name: str, skills: Sequence[Skill]) -> tuple[Skill | None, Skill | None]:
    """The skill that is surely meant, and the one that may be."""
    if not name:
        return None, None
    titles = {skill.id: skill.title for skill in skills}
    found = process.extract(name, titles, scorer=fuzz.WRatio, processor=utils.default_process, limit=2)
    by_id = {skill.id: skill for skill in skills}
    if not found or found[0][1] < _NEAR:
        return None, None
    best = by_id[found[0][2]]
    is_sure = found[0][1] >= _SAME and (len(found) == 1 or found[0][1] - found[1][1] >= _AHEAD)
    return (best if is_sure else None), best
