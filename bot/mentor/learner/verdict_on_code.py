"""What can be said of somebody's code and output without running it.

Does it read as Python, does it hold what every right solution holds, are the numbers those that are expected. Pure,
and bounded in time for any text.
"""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from bot.knowledge.growth import CodeSign, Exercise, ExpectedNumbers

MAX_CODE = 6000
MAX_OUTPUT = 6000
_SECONDS = 0.2
"""For one expression; content is trusted, the text it meets is not."""
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])")
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where numbers first differ: which one, what was expected, what stands there; none where they end."""

    number: int
    expected: float
    found: float | None


@dataclass(frozen=True, slots=True)
class NumbersSeen:
    """One series of expected numbers in somebody's output; `difference` is none where all of them are there."""

    numbers: ExpectedNumbers
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What was found. `problem` is a line number and a message where the code does not read as Python."""

    has_code: bool
    has_output: bool
    lines: int
    problem: tuple[int, str] | None
    signs: tuple[tuple[CodeSign, bool], ...]
    numbers: tuple[NumbersSeen, ...]
    lines_at_most: int | None

    @property
    def met(self) -> int:
        """How many marks were met."""
        return sum(there for _, there in self.signs) + sum(seen.difference is None for seen in self.numbers)

    @property
    def marks(self) -> int:
        """How many marks there are."""
        return len(self.signs) + len(self.numbers)

    @property
    def is_right(self) -> bool:
        """Whether everything that can be seen from here is there."""
        return self.has_code and self.problem is None and self.met == self.marks

    @property
    def is_long(self) -> bool:
        """Whether it takes more lines than are enough."""
        return self.lines_at_most is not None and self.lines > self.lines_at_most


def judge(exercise: Exercise, code: str, output: str) -> CodeVerdict:
    """What can be said of `code` and of what it printed."""
    code, output = code[:MAX_CODE], output[:MAX_OUTPUT]
    bare = without_comments(code)
    lines = [line for line in bare.splitlines() if line.strip()]
    printed = numbers_in(output)
    return CodeVerdict(
        has_code=bool(lines),
        has_output=bool(printed),
        lines=len(lines),
        problem=_problem(code) if lines else None,
        signs=tuple((sign, _is_there(sign, bare)) for sign in exercise.signs),
        numbers=tuple(NumbersSeen(numbers, difference(numbers, printed)) for numbers in exercise.numbers),
        lines_at_most=exercise.lines_at_most,
    )


def without_comments(code: str) -> str:
    """The code without its comments; by its tokens where it has them, else line by line."""
    rows = code.splitlines(keepends=True)
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                row, start = token.start
                rows[row - 1] = rows[row - 1][:start] + rows[row - 1][token.end[1] :]
    except (tokenize.TokenError, SyntaxError, IndexError, ValueError):
        return _COMMENT.sub("", code)
    return "".join(rows)


def numbers_in(text: str) -> list[float]:
    """Every number in `text`, in order."""
    return [float(match.group()) for match in _NUMBER.finditer(text)]


def difference(wanted: ExpectedNumbers, printed: Sequence[float]) -> Difference | None:
    """Where the output departs from the numbers, read from the place that follows them furthest."""
    best, found = 0, printed[0] if printed else None
    for start in range(len(printed)):
        length = _agreeing(wanted, printed[start:])
        if length == len(wanted.values):
            return None
        if length > best:
            best = length
            found = printed[start + length] if start + length < len(printed) else None
    return Difference(best + 1, wanted.values[best], found)


def _agreeing(wanted: ExpectedNumbers, printed: Iterable[float]) -> int:
    """How many numbers agree from the first on."""
    length = 0
    for expected, found in zip(wanted.values, printed, strict=False):
        if abs(expected - found) > wanted.tolerance + 1e-12:
            break
        length += 1
    return length


def _is_there(sign: CodeSign, code: str) -> bool:
    try:
        return any(regex.search(expression, code, timeout=_SECONDS) for expression in sign.any_of)
    except TimeoutError:
        return False


def _problem(code: str) -> tuple[int, str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as error:
        return error.lineno or 1, (error.msg or "it stops there")[:120]
    except (ValueError, RecursionError, MemoryError):
        return 1, "it is nested too deeply to read"
    return None
