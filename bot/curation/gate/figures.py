"""Figures in texts: "five to ten hours a week" as a range in a unit, so that two texts can be held together.

Time comes in two kinds that are not compared: the calendar, counted in days, and hours of work. A rate such as
"hours a week" is a kind of its own. Everything else is counted in its own noun. "More than three" is open upwards.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12, "half": 0.5,
}  # fmt: skip
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_CALENDAR = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
_WORK = {"minute": 1 / 60, "hour": 1.0}
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound"}
_NUMBER = (
    rf"(?:\d[\d,]*(?:\.\d+)?|(?:{'|'.join(_WORDS)})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?(?![a-z]))"
)
_FIGURE = re.compile(
    rf"(?P<sign>[$€£])?\b(?P<low>{_NUMBER})(?:\s*(?:to|or|and|-|–)\s*(?P<high>{_NUMBER}))?"
    rf"(?:\s+(?P<scale>{'|'.join(_SCALES)}))?(?P<an>\s+an?)?"
    r"(?:(?P<percent>\s*(?:%|percent\b|per cent\b))|[\s-]+(?P<first>[a-z]+)(?:\s+(?P<second>[a-z]+))?)?"
    r"(?P<rate>\s+(?:a|per|each|every)\s+(?:day|week|month|year)\b)?",
    re.IGNORECASE,
)
_NO_FIGURE = re.compile(rf"{_NUMBER}(?:-\w+-old|\s+(?:\w+\s+)?olds?\b)|half\s+(?:hours|days)\b", re.IGNORECASE)
"""Ages of people, and "a few half hours", whose number is not said."""
FUNCTION_WORDS = frozenset(
    "a an the of in on at to for by with from and or but not is are was were be as that than then if each per every "  # noqa: SIM905
    "it its they their you your we our i my this these those will would can may must have has had do does did so "
    "more less most least about after before until since while when where who what which how also only".split()
)
"""Words that count nothing and tell nothing of what a sentence is about."""
_RATES = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_AT_MOST = re.compile(r"\b(?:(?:less|fewer) than|(?:no|not) more than|up to|at most)\s+$", re.IGNORECASE)
_AT_LEAST = re.compile(r"\b(?:more than|at least)\s+$", re.IGNORECASE)
_TOLERANCE = 1.25
"""How far figures may lie apart and still agree: estimates are round."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A range in a unit; `low` and `high` are the same where there is but one number.

    "At most three" is from 0 to 3, "at least three" from 3 on without an end.
    """

    low: float
    high: float
    unit: str

    @property
    def counts(self) -> bool:
        """Whether it says how much: a time always does, "one project" may mean any."""
        return (self.low or self.high) > 1 or self.unit.startswith(("days", "hours"))

    def agrees_with(self, other: "Figure") -> bool:
        """Whether both may be true of one thing; figures in different units never speak against each other."""
        if self.unit != other.unit:
            return True
        return self.low <= other.high * _TOLERANCE and other.low <= self.high * _TOLERANCE


def figures(text: str) -> Iterator[Figure]:
    """Every figure with a unit in `text`."""
    for match in _FIGURE.finditer(text):
        if _NO_FIGURE.match(text, match.start()):
            continue
        low = _value(match["low"])
        high = _value(match["high"]) if match["high"] else low
        scale = _SCALES.get((match["scale"] or "").lower(), 1.0)
        low, high = _bounded(text[: match.start()], min(low, high) * scale, max(low, high) * scale)
        for factor, unit in _unit(match):
            yield Figure(low * factor, high * factor, unit)


def _bounded(before: str, low: float, high: float) -> tuple[float, float]:
    """The range of a number, given the words before it."""
    if _AT_MOST.search(before):
        return 0.0, high
    return low, math.inf if _AT_LEAST.search(before) else high


def _unit(match: re.Match[str]) -> Iterator[tuple[float, str]]:
    """What is counted, with what one of it is worth in the unit that is compared."""
    if match["sign"]:
        yield 1.0, _CURRENCIES[match["sign"]]
        return
    if match["percent"]:
        yield 1.0, "percent"
        return
    said = [word for word in (match["first"], match["second"]) if word]
    nouns = [_singular(word) for word in said]
    known = next((noun for noun in nouns if noun in _CALENDAR or noun in _WORK), None)
    # "five hours a week": the noun before the rate may have swallowed its "a".
    rate = (match["rate"] or "").split()[-1:] or _rate_after(match, nouns)
    if known is not None:
        factor = _CALENDAR.get(known) or _WORK[known]
        kind = "days" if known in _CALENDAR else "hours"
        yield factor / (_CALENDAR[_singular(rate[0])] if rate else 1.0), f"{kind} a day" if rate else kind
    elif nouns and nouns[0] not in FUNCTION_WORDS and not match["an"]:
        yield from ((1.0, noun) for noun in _counted(match, said))


def _counted(match: re.Match[str], said: list[str]) -> list[str]:
    """The noun of the two words after a number, or both where that cannot be told."""
    said = [word for word in said if word.lower() not in FUNCTION_WORDS]
    nouns = [_singular(word) for word in said]
    if match["low"].lower() == "one" and not match["high"]:
        # "One page" counts pages; "one real question" and "one chart tool" mostly say no more than "a" would.
        return nouns if len(nouns) == 1 else []
    plural = [noun for noun, word in zip(nouns, said, strict=True) if noun != word.lower()]
    return plural if len(plural) == 1 else nouns


def _rate_after(match: re.Match[str], nouns: list[str]) -> list[str]:
    if len(nouns) > 1 and nouns[1] in _RATES:
        return [_RATES[nouns[1]]]
    rest = match.string[match.end() :].split(maxsplit=2)
    if len(nouns) > 1 and nouns[1] in {"a", "per", "each", "every"} and rest:
        word = _singular(re.sub(r"\W", "", rest[0].lower()))
        return [word] if word in _CALENDAR else []
    return []


def _value(text: str) -> float:
    lowered = text.lower().replace(",", "")
    if lowered[0].isdigit():
        return float(lowered.rstrip("."))
    tens, _, ones = lowered.partition("-")
    return float(_WORDS[tens] + _WORDS.get(ones, 0))


def _singular(word: str) -> str:
    lowered = word.lower()
    return lowered[:-1] if lowered.endswith("s") and not lowered.endswith("ss") else lowered
