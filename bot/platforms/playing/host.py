"""Serves a playground's page, what there is to see on it and what somebody does there, to this machine alone.

A request that another site makes a browser send is turned away, and so are names that only pretend to be this
machine: the page can do whatever a person can do.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from bot.errors import PlatformError
from bot.platforms.playing.page import Look, page_of

Json = dict[str, Any]

_LOOK_AGAIN_AFTER = 20.0
_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A room in the page's list; `under` sets it in below the one before, `writes` shows a line to write in."""

    key: str
    label: str
    hint: str
    writes: bool = True
    under: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A line that completes what somebody has begun to write."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A form in front of everything; another `hash` shows it anew."""

    id: str
    hash: str
    html: str
    submit: str


class Scene(Protocol):
    """One person's view of a stand-in platform."""

    look: Look

    @property
    def version(self) -> int:
        """Higher after every change."""
        ...

    async def changed(self, after: int, seconds: float) -> None:
        """Wait, for at most `seconds`, until there is a version behind `after`."""
        ...

    def places(self) -> Sequence[Place]:
        """The rooms there are."""
        ...

    def articles(self, place: str) -> Sequence[str]:
        """What stands in a room, each as safe HTML, oldest first."""
        ...

    def opened(self) -> Opened | None:
        """The form that is open, if any."""
        ...

    def status(self) -> str:
        """A line about what the mentor is doing; empty where it does nothing."""
        ...

    async def do(self, deed: Json) -> None:
        """What somebody did; `kind` says what, `room` where."""
        ...

    async def offers(self, room: str, text: str) -> Sequence[Offer]:
        """What a line that starts with a slash may become."""
        ...


class Host:
    """The routes of one scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._page = page_of(scene.look)

    def routes(self) -> list[web.RouteDef]:
        """What to serve beside the stand-in's own addresses."""
        return [
            web.get("/", self._show),
            web.get("/play/state", self._state),
            web.post("/play/do", self._do),
            web.post("/play/offers", self._offers),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        return web.Response(text=self._page, content_type="text/html", headers=_SECURITY)

    async def _state(self, request: web.Request) -> web.Response:
        """What there is to see, at once or when it changed since `after`."""
        _only_from_here(request)
        scene = self._scene
        await scene.changed(int(request.query.get("after", "-1")), _LOOK_AGAIN_AFTER)
        places, opened = scene.places(), scene.opened()
        state = {
            "version": scene.version,
            "places": [_place(place) for place in places],
            "rooms": {place.key: list(scene.articles(place.key)) for place in places},
            "view": _view(opened) if opened is not None else None,
            "status": scene.status(),
        }
        return web.json_response(state, headers=_SECURITY)

    async def _do(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        try:
            await self._scene.do(await request.json())
        except LookupError as gone:
            # Somebody pressed what the next look at the state takes away.
            raise web.HTTPNotFound(text="That is no longer there.") from gone
        return web.json_response({}, headers=_SECURITY)

    async def _offers(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        asked = await request.json()
        found = await self._scene.offers(str(asked.get("room", "")), str(asked.get("text", "")))
        offers = [{"value": offer.value, "label": offer.label} for offer in found]
        return web.json_response({"offers": offers}, headers=_SECURITY)


@contextmanager
def taking(port: int) -> Iterator[None]:
    """Turns what happens where a port is taken into a sentence."""
    try:
        yield
    except OSError as error:
        raise PlatformError(
            f"Port {port} of this machine is taken. Is another playground open? End it, and try again."
        ) from error


def _place(place: Place) -> Json:
    return {
        "key": place.key, "label": place.label, "hint": place.hint, "writes": place.writes, "under": place.under,
    }  # fmt: skip


def _view(opened: Opened) -> Json:
    return {"id": opened.id, "hash": opened.hash, "html": opened.html, "submit": opened.submit}


def _only_from_here(request: web.Request) -> None:
    host = request.host.rpartition(":")[0] or request.host
    origin = request.headers.get("Origin")
    if host not in _HOSTS or (origin is not None and origin != f"http://{request.host}"):
        raise web.HTTPForbidden(text="This page is for this machine alone.")
