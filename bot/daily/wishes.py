"""What somebody wrote about when and for whom tips should come, read into a schedule, or the words to ask again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import TypeVar

from bot.daily.cities import City, city_of, nearest_cities
from bot.daily.hours import read_days, read_quiet, read_time
from bot.daily.targets import EVERY_DAY, Audience, Quiet, Target
from bot.errors import SignpostError
from bot.knowledge.base import Level
from bot.knowledge.pack import Pack
from bot.mentor.command_words import nearest
from bot.mentor.commands import MAX_SUGGESTIONS, CommandOption, Suggestion
from bot.mentor.events import Filled, Picked
from bot.mentor.reply import literal

T = TypeVar("T")

_SHOWN = 60
_EVERYBODY = Audience()
_CITIES = 5
_LEVELS: Mapping[str, Level] = {"1": 1, "2": 2, "3": 3}
_LEVEL_NAMES = (
    Suggestion("People who are new", "1"),
    Suggestion("People who have built something too", "2"),
    Suggestion("Everybody, people who do it for a living too", "3"),
)
_DAY_NAMES = ("every day", "weekdays", "weekends")
_NONE = frozenset({"none", "no", "off", "-", ""})


@dataclass(frozen=True, slots=True)
class Wish:
    """A schedule as far as it is known; `cities` are those that may have been meant where the zone is not clear."""

    at: time
    zone: str = ""
    days: frozenset[int] = EVERY_DAY
    audience: Audience = _EVERYBODY
    quiet: Quiet | None = None
    cities: tuple[City, ...] = ()

    def parts(self) -> tuple[str, ...]:
        """The schedule without its zone, as arguments of an action."""
        quiet = f"{self.quiet.start:%H%M}{self.quiet.end:%H%M}" if self.quiet else ""
        days = "".join(map(str, sorted(self.days)))
        return (f"{self.at:%H%M}", days, quiet, str(self.audience.level), *sorted(self.audience.roles))


def wish_of(pack: Pack, written: Mapping[str, str], before: Target | None, zone: str) -> Wish:
    """The schedule that `written` means; what it leaves out is as it was, the zone `zone` where nothing was.

    Raises `SignpostError` with the sentence that says what could not be read.
    """
    voice = pack.daily_voice
    at, days = before.at if before else time(9), before.days if before else EVERY_DAY
    quiet, audience = before.quiet if before else None, before.audience if before else Audience()
    if text := written.get("at", "").strip():
        at = _read(read_time(text), voice.time_unread, text)
    if text := written.get("days", "").strip():
        days = _read(read_days(text, voice.weekdays), voice.days_unread, text)
    if "quiet" in written and (text := written["quiet"].strip().lower()) not in _NONE:
        quiet = _read(read_quiet(text), voice.quiet_unread, text)
    elif written.get("quiet", "").strip():
        quiet = None
    if quiet is not None and quiet.holds(at):
        span = f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"
        raise SignpostError(voice.quiet_clash.format(time=f"{at:%H:%M}", quiet=span))
    wish = Wish(at, before.zone if before else zone, days, _audience(pack, written, audience), quiet)
    if text := written.get("zone", "").strip():
        city = city_of(text)
        near = nearest_cities(text, _CITIES) if city is None else ()
        if city is None and not near:
            raise SignpostError(voice.city_unread.format(text=_quoted(text)))
        return replace(wish, zone=city.zone if city else "", cities=near)
    return wish


def wish_in(parts: tuple[str, ...]) -> Wish:
    """The schedule in the arguments that `Wish.parts` made; raises `ValueError` for others."""
    at, days, quiet, level, *roles = parts
    return Wish(
        _clock(at),
        days=frozenset(map(int, days)) or EVERY_DAY,
        audience=Audience(frozenset(roles), _LEVELS[level]),
        quiet=Quiet(_clock(quiet[:4]), _clock(quiet[4:])) if quiet else None,
    )


def wish_again(event: Picked | Filled, pack: Pack) -> Wish:
    """The schedule that a choice of cities or the form for one carries, with the city that was given.

    Raises `SignpostError` where it was made by another version.
    """
    try:
        wish = wish_in(event.action.arguments[1:])
    except (ValueError, KeyError) as error:
        raise SignpostError(pack.voice.expired_question) from error
    if isinstance(event, Picked):
        return replace(wish, zone=event.action.argument(0))
    asked = wish_of(pack, {"zone": event.values.get("zone", "")}, None, "")
    return replace(wish, zone=asked.zone, cities=asked.cities)


def schedule_options(*, required: bool) -> tuple[CommandOption, ...]:
    """The options of a command that say when."""
    return (
        CommandOption("at", "The hour, such as 09:00 or 5:30 pm", required=required),
        CommandOption("zone", "A large city whose clock to go by", suggests=True),
        CommandOption("days", "Every day, weekdays, or names such as mon, wed, fri", suggests=True),
    )


def audience_options() -> tuple[CommandOption, ...]:
    """The options of a command that say for whom."""
    return (
        CommandOption("role", "Tips for this kind of work; leave it out for every kind", suggests=True),
        CommandOption("level", "How much people know already", fixed=_LEVEL_NAMES),
    )


def suggested(pack: Pack, option: str, typed: str) -> tuple[Suggestion, ...]:
    """Completions for the options above."""
    voice = pack.daily_voice
    match option:
        case "zone":
            return tuple(Suggestion(city.label, city.zone) for city in nearest_cities(typed, MAX_SUGGESTIONS))
        case "days":
            ready = tuple(Suggestion(name, name) for name in _DAY_NAMES)
            typed_days = read_days(typed, voice.weekdays)
            own = (Suggestion(typed[:100], typed[:100]),) if typed_days and typed.lower() not in _DAY_NAMES else ()
            return (*own, *nearest(typed, ready))
        case "role":
            return nearest(typed, tuple(Suggestion(role.title, role.id) for role in pack.roles.values()))
        case _:
            return ()


def _audience(pack: Pack, written: Mapping[str, str], before: Audience) -> Audience:
    roles, level = before.roles, before.level
    if text := written.get("role", "").strip():
        roles = frozenset() if text.lower() in {"every", "all", "any", "none"} else _roles(pack, text)
    if text := written.get("level", "").strip():
        level = _LEVELS.get(text, level)
    return Audience(roles, level)


def _roles(pack: Pack, text: str) -> frozenset[str]:
    by_name = {name.lower(): role.id for role in pack.roles.values() for name in (role.id, role.title)}
    wanted = [part.strip().lower() for part in text.split(",") if part.strip()]
    unknown = next((part for part in wanted if part not in by_name), None)
    if unknown is not None:
        raise SignpostError(pack.daily_voice.role_unread.format(text=_quoted(unknown)))
    return frozenset(by_name[part] for part in wanted)


def _read(found: T | None, sentence: str, text: str) -> T:
    if found is None:
        raise SignpostError(sentence.format(text=_quoted(text)))
    return found


def _quoted(text: str) -> str:
    return literal(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _clock(digits: str) -> time:
    return time(int(digits[:2]), int(digits[2:]))
