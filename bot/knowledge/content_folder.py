"""A content folder as pieces of content: its files, each parsed once, and every fault of their form.

Knows how a file holds pieces and where each stands, and nothing of what a pack is made of; `bot.knowledge.loader`
does.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from bot.knowledge.base import Content
from bot.knowledge.documents import Document, build, parse_markdown, parse_yaml
from bot.knowledge.faults import Fault

ContentT = TypeVar("ContentT", bound=Content)


class ContentFolder:
    """The files of one folder, each parsed once; `shipped` has what a folder may leave out."""

    def __init__(self, folder: Path, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped
        self._unread = set(content_files(folder))
        self._reported: set[str] = set()
        self.faults: list[Fault] = []
        self.places: dict[tuple[str, str], tuple[str, int]] = {}
        self._document = cache(self._parse)

    def one(self, name: str, model: type[ContentT]) -> ContentT | None:
        """The single piece of content in a file that must be there."""
        path = self._folder / name
        if not path.is_file():
            self.faults.append(Fault(name, 1, "this file is missing; every content folder has one."))
            return None
        document = self._document(path, None)
        piece = None if document.faults else build(model, document)
        self._collect(document)
        return piece

    def one_or_shipped(self, name: str, model: type[ContentT]) -> ContentT | None:
        """The single piece of content in a file; the one that comes with the project where the folder has none."""
        if (self._folder / name).is_file():
            return self.one(name, model)
        shipped = ContentFolder(self._shipped, self._shipped)
        piece = shipped.one(name, model)
        self.faults += shipped.faults
        return piece

    def many(
        self,
        pattern: str,
        model: type[ContentT],
        *,
        lead: str | None = None,
        under: str | None = None,
        shape: Callable[[Document], None] | None = None,
    ) -> tuple[ContentT, ...]:
        """Every piece in the files that match: one a file, or a list of them (under a key, if given)."""
        pieces: list[ContentT] = []
        for path in sorted(self._folder.glob(pattern)):
            document = self._document(path, lead)
            if document.data is None or (document.faults and lead):
                self._collect(document)
                continue
            if shape is not None:
                shape(document)
            for place in _places_of_pieces(document, under):
                piece = build(model, document, place)
                if piece is not None:
                    self._remember(piece, document, place)
                    pieces.append(piece)
            self._collect(document)
        return tuple(pieces)

    def named(
        self,
        pattern: str,
        model: type[ContentT],
        *,
        lead: str | None = None,
        shape: Callable[[Document], None] | None = None,
    ) -> dict[str, ContentT]:
        """Like `many`, by id."""
        return {_id_of(piece): piece for piece in self.many(pattern, model, lead=lead, shape=shape)}

    def report_unread(self) -> None:
        """A content file that nothing reads is most likely in the wrong folder."""
        for path in sorted(self._unread):
            relative = path.relative_to(self._folder).as_posix()
            self.faults.append(Fault(relative, 1, "no part of the pack reads this file; is it in the right folder?"))

    def _parse(self, path: Path, lead: str | None) -> Document:
        self._unread.discard(path)
        relative = path.relative_to(self._folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            document = Document(relative)
            document.faults.append(Fault(relative, 1, f"this file cannot be read as UTF-8 text ({error})."))
            return document
        return parse_yaml(relative, text) if lead is None else parse_markdown(relative, text, lead)

    def _remember(self, piece: Content, document: Document, place: tuple[str | int, ...]) -> None:
        id_ = _id_of(piece)
        if not id_:
            return
        key = (type(piece).__name__, id_)
        if key in self.places:
            path, line = self.places[key]
            document.fault(place, f"the id '{id_}' is taken ({path}:{line}); choose another.")
        self.places[key] = (document.path, document.line_of(place))

    def _collect(self, document: Document) -> None:
        new = [fault for fault in document.faults if str(fault) not in self._reported]
        self._reported.update(str(fault) for fault in new)
        self.faults.extend(new)


def content_files(folder: Path) -> list[Path]:
    """Every file of a folder that a pack is made from."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in {".yaml", ".md"} and path.is_file() and path.name != "README.md"
    )


def _places_of_pieces(document: Document, under: str | None) -> list[tuple[str | int, ...]]:
    data = document.data
    place: tuple[str | int, ...] = ()
    if under is not None:
        if not isinstance(data, dict):
            document.fault((), "this file holds 'questions:' and 'dialogues:', each a list.")
            return []
        unknown = set(data) - {"questions", "dialogues"}
        for key in sorted(unknown):
            document.fault((key,), f"'{key}' is not a key I know; use 'questions' or 'dialogues'.")
        data, place = data.get(under) or [], (under,)
    if isinstance(data, list):
        return [(*place, index) for index in range(len(data))]
    return [place]


def _id_of(piece: Content) -> str:
    return str(getattr(piece, "id", ""))
