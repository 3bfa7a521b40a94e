"""Questions and answers from elsewhere: a CSV file, or a folder of Markdown with front matter, as entries.

Nothing is cut and nothing made up: the first paragraphs become the direct answer as far as the house's limit goes, the
rest stands below it, and what is missing (sources, next steps) gets what whoever imports gave for all of them.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.knowledge.documents import Document, parse_yaml
from bot.knowledge.entry import Entry
from bot.knowledge.faults import Fault
from bot.knowledge.house_rules import HouseRules

_FRONT_MATTER = re.compile(r"\A\ufeff?---\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "title", "q", "frage"),
    "answer": ("answer", "a", "response", "text", "body", "content"),
    "phrasings": ("phrasings", "aliases", "alternatives", "variants", "also", "alternative_questions"),
    "topics": ("topics", "topic", "tags", "tag", "category", "categories", "section"),
    "sources": ("sources", "source", "references", "links", "link", "url"),
    "next_steps": ("next_steps", "next", "steps"),
    "checked": ("checked", "date", "updated", "last_updated", "lastmod"),
    "owner": ("owner", "author", "authors"),
}
"""What others call our fields."""
_LONGEST_QUESTION = 100
_LONGEST_SLUG = 48
_SEVERAL = re.compile(r"\s*[|;\n]\s*")


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever imports says for every entry that does not say it itself."""

    source: str
    owner: str
    kind: str
    next_step: str
    day: date
    topics: tuple[str, ...]
    """Every topic there is; the first is taken where nothing tells."""
    rules: HouseRules


@dataclass(frozen=True, slots=True)
class Piece:
    """A question with its answer as it was found, and where."""

    path: str
    line: int
    fields: Mapping[str, Any]


def pieces_of_csv(path: Path) -> Iterator[Piece | Fault]:
    """The rows of a CSV file with a line of headings; comma, semicolon or tab between the cells."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)
    for row in reader:
        yield Piece(path.name, reader.line_num, {str(key): value for key, value in row.items() if key and value})


def pieces_of_folder(folder: Path) -> Iterator[Piece | Fault]:
    """The Markdown files in a folder and below it, each one question with its answer."""
    for path in sorted(folder.rglob("*.md")):
        if path.name.lower() == "readme.md":
            continue
        name = path.relative_to(folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError) as error:
            yield Fault(name, 1, f"this file cannot be read as UTF-8 text ({error}).")
            continue
        yield from _pieces_of_text(name, text, path.stem)


def entry_of(piece: Piece, given: Given, taken: set[str]) -> Entry | Fault:
    """The entry that a piece makes; `taken` are the ids that are in use, to which its own is added."""
    fields = _known(piece.fields)
    question, answer = str(fields.get("question") or "").strip(), str(fields.get("answer") or "").strip()
    if not question or not answer:
        lacking = "question" if not question else "answer"
        return Fault(
            piece.path, piece.line, f"there is no {lacking}; name it '{lacking}' in a heading or front matter."
        )
    direct, rest = _parted(answer, given.rules.answer_words)
    slug = _slug(question, taken)
    known = [_key(topic) for topic in _several(fields.get("topics")) if _key(topic) in given.topics]
    try:
        entry = Entry.model_validate(
            {
                "id": slug,
                "question": _short(question),
                "topics": (known or [given.topics[0]])[:3],
                "kind": given.kind,
                "owner": given.owner,
                "checked": _day(fields.get("checked"), given.day),
                "sources": (given.source,),
                "phrasings": tuple(dict.fromkeys((question[:600], *_several(fields.get("phrasings"))))),
                "next_steps": tuple(_several(fields.get("next_steps")))[:3] or (given.next_step,),
                "answer": direct,
                "depends": rest or None,
            }
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        return Fault(piece.path, piece.line, f"'{where}': {first['msg'][:1].lower()}{first['msg'][1:]}.")
    taken.add(slug)
    return entry


def leaned_on(piece: Piece) -> str:
    """The parts of a piece in which it may name what it leans on: its answer and what it gives as sources."""
    fields = _known(piece.fields)
    return "\n".join((str(fields.get("answer") or ""), *_several(fields.get("sources"))))


def _pieces_of_text(name: str, text: str, stem: str) -> Iterator[Piece | Fault]:
    match = _FRONT_MATTER.match(text)
    document = parse_yaml(name, match.group(1), first_line=2) if match else Document(name)
    yield from document.faults
    front = document.data if isinstance(document.data, dict) else {}
    body = text[match.end() :].strip() if match else text.strip()
    heading = re.match(r"#+ +(.+)\n+", body)
    fields = {str(key): value for key, value in front.items()}
    if "question" not in _known(fields):
        fields["question"] = heading.group(1).strip() if heading else stem.replace("-", " ").replace("_", " ")
    if heading and heading.group(1).strip() == str(_known(fields)["question"]).strip():
        body = body[heading.end() :].strip()
    yield Piece(name, 1, {**fields, **({"answer": body} if body else {})})


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields under our names; the first of several that mean the same."""
    lowered = {_key(str(name)): value for name, value in fields.items() if value not in (None, "", [])}
    found = {}
    for ours, names in _NAMES.items():
        value = next((lowered[name] for name in names if name in lowered), None)
        if value is not None:
            found[ours] = value
    return found


def _parted(answer: str, most: int) -> tuple[str, str]:
    """The paragraphs, or else the sentences, that fit in a direct answer, and the rest."""
    for pattern, joint in ((r"\n\s*\n", "\n\n"), (r"(?<=[.?!])\s+", " ")):
        parts = re.split(pattern, answer)
        kept = 0
        while kept < len(parts) and len(" ".join(parts[: kept + 1]).split()) <= most:
            kept += 1
        if kept:
            return joint.join(parts[:kept]).strip(), joint.join(parts[kept:]).strip()
    return answer, ""


def _short(question: str) -> str:
    """A question of at most 100 characters; the whole one stays a phrasing."""
    if len(question) <= _LONGEST_QUESTION:
        return question
    return question[: _LONGEST_QUESTION - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _slug(question: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "question"
    slug, number = stem, 2
    while slug in taken:
        ending = f"-{number}"
        slug, number = stem[: _LONGEST_SLUG - len(ending)].strip("-") + ending, number + 1
    return slug


def _several(value: Any) -> Sequence[str]:
    """A value as several: a list, or text with bars, semicolons or lines between."""
    items = value if isinstance(value, list) else _SEVERAL.split(str(value)) if value else []
    return [str(item).strip() for item in items if str(item).strip()]


def _day(value: Any, otherwise: date) -> date:
    try:
        return min(date.fromisoformat(str(value)[:10]), otherwise)
    except ValueError:
        return otherwise


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
