"""What admins decide about the mentor in their community: one panel, `/settings`, in which every change shows at once.

Who may open it is looked at again with every change. Where tips come is kept by the tips themselves; the panel shows
it and hands over.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.commands import Command, Feature, Shelf, VerbHandler
from bot.mentor.community import Communities, CommunitySettings
from bot.mentor.events import Event, Filled, Invoked, Picked, Standing
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    Choices,
    Form,
    FormField,
    Heading,
    Note,
    Picker,
    PickerKind,
    Reply,
    Tone,
)

_VERB = "settings"
_YES, _NO = "yes", "no"
_RUNNERS = "0"
"""Stands for keeping texts as long as those who run the mentor say."""
_SPANS = (("30", "30 days"), ("90", "90 days"), ("180", "180 days"), ("365", "a year"), (_RUNNERS, "as usual here"))
_UNTOLD = "goes to the moderators' own channel where there is one, or to the owner, until you pick a channel below"
_OFF = "stays off here"
_VOUCHED = "those who may manage messages here"
_MOST_PLACES = 25
_MOST_GROUPS = 10


class Tips(Protocol):
    """The tips of the day in the channels of a community."""

    async def lines(self, community: str) -> Sequence[str]:
        """Where and when they come, a line of small Markdown for each channel."""
        ...

    async def put_here(self, event: Filled, at: str, zone: str) -> Reply:
        """Let a tip come every day where `event` happened, at an hour of a city's clock."""
        ...


class Setup(Feature):
    """The panel of a community's settings."""

    def __init__(self, communities: Communities, tips: Tips) -> None:
        self._communities = communities
        self._tips = tips

    def commands(self) -> tuple[Command, ...]:
        return (Command((_VERB,), "Set the mentor up for this community", self._open, needs=Standing.ADMIN),)

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {_VERB: self._change}

    async def at_home(self, event: Event) -> Shelf:
        """A way to the panel for those who may open it."""
        if Standing.ADMIN not in event.occasion.speaker.standing:
            return Shelf()
        return Shelf(choices=(Choice("Settings", Action(_VERB, ("open",))),))

    async def _open(self, event: Invoked) -> Reply:
        _insist(event)
        return await self._panel(event, replaces=False)

    async def _change(self, event: Picked | Filled) -> Reply:
        """Keep what was picked, and show the panel with it; or ask for the hour of the tips."""
        _insist(event)
        what, value = event.action.argument(0), event.action.argument(1)
        if what == "open":
            return await self._panel(event, replaces=False)
        if what == "tips":
            if isinstance(event, Filled):
                return await self._tips.put_here(event, event.values.get("at", ""), event.values.get("zone", ""))
            return Reply(form=_TIPS_FORM)
        picked = tuple(event.values.get("picked", "").split()) if isinstance(event, Filled) else ()
        await self._communities.change(event.occasion.speaker.community, _changes(what, value, picked))
        return await self._panel(event, replaces=True)

    async def _panel(self, event: Event, *, replaces: bool) -> Reply:
        community = event.occasion.speaker.community
        settings = await self._communities.settings(community)
        tips = await self._tips.lines(community)
        return Reply(
            _blocks(settings, tips, community), _choices(settings), replaces=replaces, pickers=_pickers(settings)
        )


_TIPS_FORM = Form(
    "A tip of the day here",
    Action(_VERB, ("tips", _YES)),
    (
        FormField("at", "At what time", placeholder="Such as 9:00 or 6 pm", max_length=20),
        FormField("zone", "On the clock of which city", placeholder="A large city near you", max_length=80),
    ),
    "Save",
)


def _insist(event: Event) -> None:
    if Standing.ADMIN not in event.occasion.speaker.standing:
        raise SignpostError("Settings are for the people who administer this community.")


def _changes(what: str, value: str, picked: tuple[str, ...]) -> Mapping[str, object]:
    """The fields of the settings that a choice changes."""
    match what:
        case "moderators":
            return {"moderator_groups": picked}
        case "places":
            return {"answers_in": picked}
        case "told":
            return {"moderators_channel": picked[0] if picked else None}
        case "private":
            return {"private_by_default": value == _YES}
        case "model":
            return {"language_model": value == _YES}
        case "days" if value in dict(_SPANS):
            return {"keep_text_days": int(value) or None}
        case _:
            raise SignpostError("That belongs to an older version of the settings. Open them again for a fresh one.")


def _blocks(settings: CommunitySettings, tips: Sequence[str], community: str) -> tuple[Block, ...]:
    where = ", ".join(_place(community, id_) for id_ in settings.answers_in)
    places = f"only in {where}; elsewhere I answer in private" if where else "wherever I can write"
    shown = "privately, unless somebody asks for all to see" if settings.private_by_default else "for all to see"
    told = f"goes to {_place(community, settings.moderators_channel)}" if settings.moderators_channel else _UNTOLD
    model = "may help with the wording, where those who run me have set one up" if settings.language_model else _OFF
    days = f"{settings.keep_text_days} days" if settings.keep_text_days else "as long as those who run me say"
    lines = (
        f"**Channels**: I answer {places}.",
        f"**/ask**: answered {shown}.",
        f"**Moderators**: {_groups(settings)}.",
        f"**Word to moderators** {told}.",
        f"**Tips of the day**: {'; '.join(tip.rstrip('.') for tip in tips) or 'in no channel yet'}.",
        f"**A language model** {model}.",
        f"**The words of questions** are kept for {days}.",
    )
    return (
        Heading("How I work here"),
        Bullets(lines),
        Note("A change counts within seconds. Whatever is picked below takes the place of what was picked before."),
    )


def _groups(settings: CommunitySettings) -> str:
    number = len(settings.moderator_groups)
    return _VOUCHED if not number else f"{_VOUCHED}, and {number} {'group' if number == 1 else 'groups'} picked below"


def _place(community: str, id_: str) -> str:
    """A channel by the platform's own name for it."""
    return f"[a channel](place:{community}:{id_})"


def _choices(settings: CommunitySettings) -> tuple[Choices, ...]:
    private, model = settings.private_by_default, settings.language_model
    kept = str(settings.keep_text_days or _RUNNERS)
    switches = (
        Choice(
            "Answer /ask for all to see" if private else "Answer /ask privately",
            Action(_VERB, ("private", _NO if private else _YES)),
        ),
        Choice(
            "No language model here" if model else "Let a language model help",
            Action(_VERB, ("model", _NO if model else _YES)),
        ),
        Choice("A tip of the day in this channel", Action(_VERB, ("tips",)), Tone.MAIN),
    )
    spans = tuple(Choice(label, Action(_VERB, ("days", days))) for days, label in _SPANS if days != kept)
    return Choices(switches), Choices(spans, "Keep the words of questions for", as_menu=True)


def _pickers(settings: CommunitySettings) -> tuple[Picker, ...]:
    told = (settings.moderators_channel,) if settings.moderators_channel else ()
    return (
        Picker(PickerKind.PLACE, Action(_VERB, ("places",)), "Channels I answer in", settings.answers_in, _MOST_PLACES),
        Picker(
            PickerKind.GROUP, Action(_VERB, ("moderators",)), "Who moderates", settings.moderator_groups, _MOST_GROUPS
        ),
        Picker(PickerKind.PLACE, Action(_VERB, ("told",)), "Where I tell moderators", told),
    )
