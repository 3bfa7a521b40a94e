"""Content files as data that remembers its lines, so that every fault can say where it stands.

Reads YAML, and Markdown with YAML front matter whose second-level headings become fields. Nothing
here knows what a file means; `bot.knowledge.loader` does.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from bot.knowledge.base import Content
from bot.knowledge.faults import Fault

ContentT = TypeVar("ContentT", bound=Content)

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_SECTION = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_UNFIT = "this is not a key and a value as I know them. Put text that begins with a bracket or a brace in quotes."


@dataclass(slots=True)
class Document:
    """A parsed file. `lines` gives the line of every place in `data` that has one, by its key path."""

    path: str
    data: Any = None
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line_of(self, place: Sequence[str | int]) -> int:
        """The line of `place` or of the nearest place around it."""
        for length in range(len(place), -1, -1):
            line = self.lines.get(tuple(place[:length]))
            if line is not None:
                return line
        return 1

    def fault(self, place: Sequence[str | int], message: str) -> None:
        """Note that something at `place` is wrong."""
        self.faults.append(Fault(self.path, self.line_of(place), message))


def parse_yaml(path: str, text: str, first_line: int = 1) -> Document:
    """`text` as a document; what YAML cannot read becomes a fault."""
    document = Document(path)
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        unfit = _unfit(node, ()) if node is not None else None
        if unfit is not None:
            document.faults.append(Fault(path, unfit.start_mark.line + first_line, _UNFIT))
        elif node is not None:
            for place, line in _places(node, (), document, first_line):
                document.lines[place] = line + first_line
            document.data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = (mark.line if mark else 0) + first_line
        problem = error.problem or "not readable"
        document.faults.append(
            Fault(path, line, f"this is not valid YAML ({problem}). Put text with a colon or a quote in it in quotes.")
        )
    except (yaml.YAMLError, ValueError) as error:
        document.faults.append(Fault(path, first_line, f"this is not valid YAML ({error})."))
    finally:
        loader.dispose()
    return document


def parse_markdown(path: str, text: str, lead: str) -> Document:
    """Front matter as data; the text before the first heading under `lead`, each `## name` under its name."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        document = Document(path)
        document.faults.append(Fault(path, 1, "start the file with front matter: keys between two lines of '---'."))
        return document
    document = parse_yaml(path, match.group(1), first_line=2)
    if document.data is None:
        document.data = {}
    if not isinstance(document.data, dict):
        document.fault((), "the front matter must be keys and values.")
        return document
    for name, body, line in _sections(text, match.end(), lead):
        if name in document.data:
            document.fault((), f"'{name}' stands twice; keep one.")
        elif body:
            document.data[name] = body
            document.lines[(name,)] = line
    return document


def build(model: type[ContentT], document: Document, place: tuple[str | int, ...] = ()) -> ContentT | None:
    """The part of `document` at `place` as `model`, or None with every fault noted in the document."""
    value = document.data
    for step in place:
        value = value[step]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            document.fault((*place, *detail["loc"]), _advice(model, detail))
        return None


def _unfit(node: yaml.Node, around: tuple[yaml.Node, ...]) -> yaml.Node | None:
    """The first node that no content file can hold: a key that is no text, or an anchor that holds itself."""
    if node in around:
        return node
    if isinstance(node, yaml.MappingNode):
        keys, inner = [key for key, _ in node.value], [value for _, value in node.value]
    else:
        keys, inner = [], node.value if isinstance(node, yaml.SequenceNode) else []
    wrong = next((key for key in keys if not isinstance(key, yaml.ScalarNode)), None)
    return wrong or next((found for one in inner if (found := _unfit(one, (*around, node)))), None)


def _places(
    node: yaml.Node, place: tuple[str | int, ...], document: Document, first_line: int
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    yield place, node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + first_line
                document.faults.append(Fault(document.path, line, f"'{key.value}' stands twice; keep one."))
            seen.add(key.value)
            for inner, line in _places(value, (*place, key.value), document, first_line):
                yield inner, (key.start_mark.line if inner == (*place, key.value) else line)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _places(value, (*place, index), document, first_line)


def _sections(text: str, start: int, lead: str) -> Iterator[tuple[str, str, int]]:
    headings = list(_SECTION.finditer(text, start))
    end = headings[0].start() if headings else len(text)
    yield lead, text[start:end].strip(), text.count("\n", 0, start) + 1
    for index, heading in enumerate(headings):
        until = headings[index + 1].start() if index + 1 < len(headings) else len(text)
        yield heading.group(1), text[heading.end() : until].strip(), text.count("\n", 0, heading.start()) + 1


def _advice(model: type[Content], detail: Any) -> str:
    name = str(detail["loc"][-1]) if detail["loc"] else "this"
    where = ".".join(str(step) for step in detail["loc"])
    match detail["type"]:
        case "missing":
            return f"'{where}' is missing; add it."
        case "extra_forbidden":
            near = difflib.get_close_matches(name, model.model_fields, n=1)
            return f"'{where}' is not a key I know" + (f"; did you mean '{near[0]}'?" if near else "; remove it.")
        case "string_type":
            return f"'{where}' must be text; put it in quotes (it reads as {detail['input']!r})."
        case "string_too_long":
            return f"'{where}' is longer than {detail['ctx']['max_length']} characters; shorten it."
        case "string_pattern_mismatch":
            return f"'{where}' has the wrong form ({detail['input']!r} should match {detail['ctx']['pattern']})."
        case "value_error":
            return f"'{where}': {detail['ctx']['error']}." if where else f"{detail['ctx']['error']}."
        case _:
            return f"'{where}': {detail['msg'][:1].lower()}{detail['msg'][1:]}."
