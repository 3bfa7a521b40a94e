"""Cities and the time zones that their clocks follow, for people who know where they live but not their zone's name.

The zones and their countries come from the time zone database itself, further large cities from `cities.txt`. Read
when first asked.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz import fuzz, process

_NEAR_ENOUGH = 75
_SURE = 90
_UTC = "UTC"


@dataclass(frozen=True, slots=True)
class City:
    """A city with its country, and the zone of its clocks."""

    name: str
    country: str
    zone: str

    @property
    def label(self) -> str:
        """How it is shown: `Vienna, Austria`."""
        return f"{self.name}, {self.country}" if self.country else self.name


def nearest_cities(typed: str, at_most: int) -> tuple[City, ...]:
    """The cities that fit what was typed so far, best first; some of every part of the world where nothing was."""
    words = _plain(typed)
    if not words:
        return _well_known()[:at_most]
    cities, names, labels = _all()
    starting = [index for index, label in enumerate(labels) if label.startswith(words)]
    starting += [index for index, city in enumerate(cities) if _plain(city.country).startswith(words)]
    starting += [index for index, city in enumerate(cities) if _plain(city.zone.replace("_", " ")).startswith(words)]
    found = process.extract(words, names, scorer=fuzz.WRatio, limit=at_most, score_cutoff=_NEAR_ENOUGH)
    found += process.extract(words, labels, scorer=fuzz.partial_ratio, limit=at_most, score_cutoff=_SURE)
    ordered = dict.fromkeys([*starting, *(index for _, _, index in found)])
    zones = [city for city in (_by_zone(typed),) if city is not None]
    return tuple(dict.fromkeys([*zones, *(cities[index] for index in ordered)]))[:at_most]


def city_of(text: str) -> City | None:
    """The city or zone that `text` surely names; None where none or several fit."""
    by_zone = _by_zone(text)
    if by_zone is not None:
        return by_zone
    words = _plain(text)
    cities, names, labels = _all()
    exact = [city for city, name, label in zip(cities, names, labels, strict=True) if words in (name, label)]
    exact = exact or [city for city in cities if _plain(city.country) == words]
    if exact:
        return exact[0] if len({city.zone for city in exact}) == 1 else None
    found = process.extract(words, names, scorer=fuzz.ratio, limit=3, score_cutoff=_SURE)
    zones = {cities[index].zone for _, _, index in found}
    return cities[found[0][2]] if len(zones) == 1 else None


def zone_in_words(zone: str) -> str:
    """A zone as people call it, by its city: `Vienna`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _by_zone(text: str) -> City | None:
    wanted = text.strip().lower()
    if wanted in {"utc", "gmt", "etc/utc"}:
        return City(_UTC, "", _UTC)
    cities, _, _ = _all()
    return next((city for city in cities if city.zone.lower() == wanted), None)


@cache
def _all() -> tuple[tuple[City, ...], list[str], list[str]]:
    """Every city, its name and its label as they are compared."""
    cities = (*_of_the_database(), *_large_ones())
    return cities, [_plain(city.name) for city in cities], [_plain(city.label) for city in cities]


def _of_the_database() -> list[City]:
    folder = resources.files("tzdata") / "zoneinfo"
    countries = dict(_fields(folder.joinpath("iso3166.tab").read_text("utf-8"), 0, 1))
    rows = _fields(folder.joinpath("zone.tab").read_text("utf-8"), 2, 0)
    return [City(zone_in_words(zone), countries.get(code, ""), zone) for zone, code in rows]


def _large_ones() -> list[City]:
    text = (resources.files("bot.daily") / "cities.txt").read_text("utf-8")
    return [City(*(part.strip() for part in line.split("|"))) for line in text.splitlines() if line and line[0] != "#"]


def _well_known() -> tuple[City, ...]:
    zones = (
        "UTC", "America/Los_Angeles", "America/New_York", "America/Mexico_City", "America/Sao_Paulo", "Europe/London",
        "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Africa/Lagos", "Africa/Cairo", "Africa/Johannesburg",
        "Europe/Istanbul", "Europe/Moscow", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka",
        "Asia/Jakarta", "Asia/Shanghai", "Asia/Singapore", "Asia/Manila", "Asia/Tokyo", "Asia/Seoul",
        "Australia/Sydney",
    )  # fmt: skip
    return tuple(city for zone in zones if (city := _by_zone(zone)) is not None)


def _fields(table: str, first: int, second: int) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return [(row[first], row[second]) for row in rows]


def _plain(text: str) -> str:
    """Letters without accents, in lower case."""
    apart = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).lower().replace(",", " ").split())
